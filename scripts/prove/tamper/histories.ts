import { generateKeyPairSync, sign } from 'node:crypto';

import { consistencyProof, judgeCheckpoint, parseCheckpoint, parseNote, subtreesIn, tilePath, tilesNeeded, type Verifier } from '#log';
import { type Context, sequenceLog } from '#operations';
import { Database, type KeyStore, logHead, readTiles, type Session } from '#store';

import type { Change } from './changes.ts';

/** Whole histories in place of what was seen: each is found by a checkpoint that somebody kept, and by nothing else. */
export function histories(context: Context): Readonly<Record<string, Change>> {
  const stolen = context.keys;
  return {
    'an older copy, as it was signed then': async (session, { tenant, batches }, dice) => {
      const { first } = dice.pick(batches.slice(1));
      await session.send(
        `delete from hot.ledger_batch where tenant = ${tenant} and first >= ${first}; update hot.ledger_head set next = ${first} where tenant = ${tenant};
         delete from hot.ledger_entry as entry where tenant = ${tenant} and not exists (select from hot.ledger_batch as batch where batch.tenant = ${tenant} and batch.batch = entry.batch)`,
      );
      await signAnew(session, context, stolen);
      return { position: first, says: 'the log ends before it' };
    },
    'another history, signed with the stolen key': async (session, { tenant, batches }, dice) => {
      const { first } = dice.pick(batches);
      await session.send(
        `update hot.ledger_batch set recorded_at = recorded_at + interval '1 second' where tenant = ${tenant} and first = ${first}`,
      );
      await signAnew(session, context, stolen);
      return { position: null, says: 'another history was signed' };
    },
    'another history, signed with another key': async (session, { tenant, batches }, dice) => {
      const { first } = dice.pick(batches);
      await session.send(
        `update hot.ledger_batch set recorded_at = recorded_at + interval '1 second' where tenant = ${tenant} and first = ${first}`,
      );
      const { privateKey, publicKey } = generateKeyPairSync('ed25519');
      const keys = Object.assign(Object.create(stolen) as KeyStore, {
        logKey: () => ({ publicKey, sign: (bytes: Uint8Array) => sign(null, bytes, privateKey) }),
      });
      await signAnew(session, context, keys);
      return { position: null, says: 'not signed by the key' };
    },
  };
}

/** The log of what stands there now, from its first entry, by whoever has the keys and saw nothing. */
async function signAnew(session: Session, context: Context, keys: KeyStore): Promise<void> {
  const { tenant } = context;
  await session.send(`delete from hot.log_tile where tenant = ${tenant}; delete from hot.log_head where tenant = ${tenant}`);
  const database = Object.assign(Object.create(Database.prototype) as Database, {
    transaction: (work: (session: Session) => Promise<unknown>) => work(session),
  });
  const blind = Object.defineProperty(Object.create(keys) as KeyStore, 'seen', { value: { read: () => undefined, keep: () => undefined } });
  while ((await sequenceLog({ ...context, database, keys: blind })).hasMore);
}

/** Whether a witness that cosigned a checkpoint refuses what the log shows now, as it would be asked. */
export async function refusedByWitness(
  session: Session,
  tenant: number,
  { key, seen }: { readonly key: Verifier; readonly seen: string },
): Promise<boolean> {
  const { note, size } = await logHead(session, tenant);
  const [shown, before] = [parseNote(note ?? ''), parseCheckpoint(parseNote(seen)?.text ?? '')];
  if (shown === undefined || before === undefined) return false;
  const old = Math.min(before.size, size);
  const names = tilesNeeded(size, (read) => consistencyProof(old, size, read));
  const tiles = await readTiles(session, tenant, names);
  const bytesOf = new Map(names.map((name, at) => [tilePath(name), tiles[at] ?? Buffer.alloc(0)]));
  const proof = consistencyProof(
    old,
    size,
    subtreesIn(size, (name) => bytesOf.get(tilePath(name)) ?? Buffer.alloc(0)),
  );
  return judgeCheckpoint({ old, proof, note: shown }, { log: key, seen: before }).kind !== 'cosign';
}
