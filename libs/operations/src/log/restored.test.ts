import { checkProof, formatCheckpoint, formatNote, parseCheckpoint, parseNote, parseProof, signed, verifierIn } from '#log';
import { leafHash } from '#record';
import { logHead } from '#store';
import { expect, test } from 'vitest';

import { type FreshInstallation, freshInstallation, given, person, seenAhead } from '#testkit';

import { auditTrail } from '../access/audit-trail.ts';
import { examine } from '../examine.ts';
import { receiveBatch } from '../receive/receive-batch.ts';
import { checkLedger } from './check-ledger.ts';
import { declareRestored, requireNewest } from './declare-restored.ts';
import { logVerifierKey } from './log-signer.ts';
import { proveEntry } from './prove-entry.ts';
import { logUpTo, sequenceLog } from './sequence-log.ts';

async function record({ context, admin }: FreshInstallation, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += 100) {
    const events = Array.from({ length: 100 }, (_, index) => ({
      ...{ eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p' },
      dataset: { namespace: 'db', name: `t${at + index}` },
    }));
    await receiveBatch(context, admin, Buffer.from(JSON.stringify(events)));
  }
  await logUpTo(context);
}

/** The tables of the ledger and its log, as a backup keeps them. */
const KEPT = 'ledger_head ledger_batch ledger_entry event_secret ledger_act ledger_deed ledger_identity log_head log_tile'.split(' ');

async function backUp({ context }: FreshInstallation): Promise<void> {
  const copies = KEPT.map((table) => `create table backup.${table} as table hot.${table}`);
  await context.database.transaction((session) => session.send(['create schema backup', ...copies].join('; ')));
}

async function bringBack({ context }: FreshInstallation): Promise<void> {
  const copies = KEPT.map((table) => `delete from hot.${table}; insert into hot.${table} select * from backup.${table}`);
  await context.database.transaction((session) => session.send(copies.join('; ')));
}

async function newest({ context: { database, tenant } }: FreshInstallation): Promise<{ readonly origin: string; readonly size: number }> {
  const { note } = await database.snapshot((session) => logHead(session, tenant));
  return given(parseCheckpoint(given(parseNote(given(note))).text));
}

test('on an older copy of the database nothing is signed and no server starts, until somebody declares that it goes on', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await record(installation, 0, 300);
  await backUp(installation);
  await record(installation, 300, 600);
  const { origin } = await newest(installation);
  const keyBefore = await logVerifierKey(context);
  const seen = given(context.keys.seen.read(origin.slice('headgate/'.length)));
  await expect(requireNewest(context)).resolves.toBeUndefined();
  await expect(declareRestored(context, admin, { why: 'nothing' })).rejects.toThrow('nothing is lost');

  await bringBack(installation);

  const behind = 'The log ends at 300 entries, and this machine saw a checkpoint of 600';
  await expect(requireNewest(context)).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringContaining(
      `${behind}: the database is an older copy, or it was changed. Bring the newest copy back; if it is gone, declare that this one goes on: headgate restored`,
    ) as string,
  });
  await expect(sequenceLog(context)).rejects.toThrow(behind);
  expect((await examine(context, admin)).logFlaw).toContain(behind);
  const auditor = await person(installation, 'audrey', 'auditor');
  await expect(declareRestored(context, auditor, { why: 'mine' })).rejects.toThrow('Only an administrator may declare');
  await expect(declareRestored(context, admin, { why: ' ' })).rejects.toThrow('Say why');
  expect(await newest(installation)).toMatchObject({ origin, size: 300 });

  const { position, from, lost } = await declareRestored(context, admin, { why: 'the disk is gone' });
  await logUpTo(context);

  expect([from, lost]).toEqual([300, 600]);
  expect(await newest(installation)).toMatchObject({ origin: `${origin}/1`, size: Number(position) + 1 });
  await expect(requireNewest(context)).resolves.toBeUndefined();
  expect((await examine(context, admin)).logFlaw).toBeNull();
  const { nodes } = await auditTrail(context, auditor, { kinds: ['restoration'], alsoUnmapped: true });
  expect(nodes).toMatchObject([{ action: 'restore', what: 'entries 300 to 599 were lost', why: 'the disk is gone', position }]);

  const { proof, leaf } = await proveEntry(context, admin, '10');
  const checkedBy = (key: string): string =>
    checkProof(given(parseProof(proof)), { leaf: leafHash(leaf), log: given(verifierIn(key)), witnesses: [] }).kind;
  expect(checkedBy(await logVerifierKey(context))).toBe('good');
  expect(checkedBy(keyBefore)).toBe('other-log');

  const checked = await checkLedger(context, { log: given(verifierIn(keyBefore)), seen });
  expect(checked).toMatchObject({
    seen: 600,
    flaws: [],
    restores: [{ position: Number(position), from: 300, lost: 600, why: 'the disk is gone' }],
  });
});

test('a restore counts for those alone who saw no more than it says is lost, and one may follow another', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await record(installation, 0, 100);
  const { origin } = await newest(installation);
  await seenAhead(installation, 700);
  await declareRestored(context, admin, { why: 'first' });
  const { log } = await context.database.snapshot((session) => logHead(session, context.tenant));
  await seenAhead(installation, 800); // as another machine did

  await expect(sequenceLog(context)).rejects.toThrow(
    'A restore was declared after a checkpoint of 700 entries, and this machine saw one of 800',
  );
  await seenAhead(installation, 700);
  await logUpTo(context);
  await backUp(installation);
  await record(installation, 100, 200);
  await bringBack(installation);
  await declareRestored(context, admin, { why: 'second' });
  await logUpTo(context);

  expect(await newest(installation)).toMatchObject({ origin: `${origin}/2` });
  expect(context.keys.seen.read(log)).toContain(`${origin}/2\n`);

  const trusted = given(verifierIn(await logVerifierKey(context)));
  const name = { ...trusted, name: origin, sign: context.keys.logKey().sign };
  const root = Buffer.alloc(32, 9);
  const seenOf = (size: number): string =>
    formatNote(signed({ text: formatCheckpoint({ origin, size, root, extensions: [] }), signatures: [] }, name));
  const restores = [{ from: 100, lost: 700 }, { lost: 201 }];
  expect(await checkLedger(context, { log: trusted, seen: seenOf(700) })).toMatchObject({ flaws: [], restores });
  expect((await checkLedger(context, { log: trusted, seen: seenOf(701) })).flaws).toEqual([
    { position: 100, message: 'it declares a restore after a checkpoint of 700 entries, and the one that you gave is of 701' },
  ]);
  expect((await checkLedger(context, { log: trusted, seen: seenOf(100) })).flaws).toEqual([
    { position: null, message: 'the first 100 entries are not those of the checkpoint that you gave: another history was signed' },
  ]);
});

test('what a server took in on an older copy before anybody noticed is signed after the restore, by the new name alone', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await record(installation, 0, 100);
  await backUp(installation);
  await record(installation, 100, 200);
  const { origin } = await newest(installation);
  await bringBack(installation); // as when a standby takes over that had not come so far
  await expect(record(installation, 200, 500)).rejects.toThrow('The log ends at 100 entries, and this machine saw a checkpoint of 200');

  expect(await declareRestored(context, admin, { why: 'the standby took over' })).toEqual({ position: 400n, from: 100, lost: 200 });
  await logUpTo(context);

  expect(await newest(installation)).toEqual(expect.objectContaining({ origin: `${origin}/1`, size: 401 }));
});

test('another history of the same length is no older copy, and cannot be declared one', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await record(installation, 0, 300);
  await seenAhead(installation, 200);

  await expect(sequenceLog(context)).rejects.toThrow('another history was signed');
  await expect(requireNewest(context)).rejects.toThrow('headgate verify --ledger tells where');
  await expect(declareRestored(context, admin, { why: 'x' })).rejects.toThrow('That is no older copy');
});

test('whoever has the database alone cannot declare a restore', async () => {
  await using installation = await freshInstallation();
  const { context } = installation;
  await record(installation, 0, 100);
  await seenAhead(installation, 700);
  await context.database.transaction((session) =>
    session.send(`update hot.ledger_entry set kind = 13 where index = 99;
      insert into hot.ledger_act select tenant, 13, 'database', batch, index from hot.ledger_entry where index = 99`),
  );

  await expect(sequenceLog(context)).rejects.toThrow('The log ends at 100 entries, and this machine saw a checkpoint of 700');
});
