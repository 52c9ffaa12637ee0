import { expect, test } from 'vitest';

import {
  type Checkpoint,
  edgeAt,
  isConsistent,
  consistencyProof,
  parseCheckpoint,
  parseNote,
  rootOf,
  rootOfEdge,
  signersOf,
  subtreesIn,
  tilePath,
  type TileName,
} from '#log';
import { leafHash } from '#record';
import { leavesFrom, logHead, readTiles } from '#store';
import { type FreshInstallation, freshInstallation, given } from '#testkit';

import { examine } from '../examine.ts';
import { receiveBatch } from '../receive/receive-batch.ts';
import { logSigner } from './log-signer.ts';
import { sequenceLog } from './sequence-log.ts';

async function record({ context, admin }: FreshInstallation, from: number, to: number): Promise<void> {
  const events = Array.from({ length: to - from }, (_, index) => ({
    ...{ eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p' },
    dataset: { namespace: 'db', name: `t${from + index}` },
  }));
  for (let at = 0; at < events.length; at += 100)
    await receiveBatch(context, admin, Buffer.from(JSON.stringify(events.slice(at, at + 100))));
}

/** The newest checkpoint, and the tiles of its tree by path, as anybody would be served. */
async function logOf({ context }: FreshInstallation) {
  const { tenant, database } = context;
  return database.snapshot(async (session) => {
    const head = await logHead(session, tenant);
    const leaves = (await leavesFrom(session, tenant, { from: 0, limit: head.size })).map(leafHash);
    const names: TileName[] = [];
    for (let level = 0, hashes = head.size; hashes > 0; level += 1, hashes = Math.floor(hashes / 256))
      for (let index = 0; index * 256 < hashes; index += 1) names.push({ level, index, width: Math.min(256, hashes - index * 256) });
    const tiles = new Map((await readTiles(session, tenant, names)).map((hashes, at) => [tilePath(given(names[at])), given(hashes)]));
    const note = given(parseNote(given(head.note)));
    const checkpoint: Checkpoint = given(parseCheckpoint(note.text));
    return { ...head, leaves, note, checkpoint, read: (name: TileName) => given(tiles.get(tilePath(name))) };
  });
}

async function sequenced({ context }: FreshInstallation, leavesMax?: number): Promise<number> {
  let turns = 1;
  while ((await sequenceLog(context, leavesMax)).hasMore) turns += 1;
  return turns;
}

test('the entries of the ledger are the leaves, by position, in whatever turns; the checkpoint is signed, and the beginning of the next', async () => {
  await using installation = await freshInstallation();
  const { context } = installation;
  expect(await sequenceLog(context)).toEqual({ hasMore: false });
  await record(installation, 0, 300);
  await sequenced(installation);
  const before = await logOf(installation);

  await record(installation, 300, 900);
  expect(await sequenced(installation, 70)).toBe(9);
  const after = await logOf(installation);

  expect([before.size, after.size]).toEqual([300, 900]);
  for (const { size, checkpoint, note, leaves, read, log } of [before, after]) {
    expect(checkpoint).toMatchObject({ origin: `headgate/${log}`, size, extensions: [] });
    expect(signersOf(note, [logSigner(context, { log, restores: 0 })])).toHaveLength(1);
    expect(rootOf(size, subtreesIn(size, read))).toEqual(checkpoint.root);
    expect(rootOfEdge(edgeAt(size, read))).toEqual(checkpoint.root);
    expect(leaves.every((leaf, index) => subtreesIn(size, read)(0, index).equals(leaf))).toBe(true);
  }
  expect(isConsistent(consistencyProof(300, 900, subtreesIn(900, after.read)), before.checkpoint, after.checkpoint)).toBe(true);
});

test('of two at once one appends, and a turn that fails appends nothing', async () => {
  await using installation = await freshInstallation();
  const { context } = installation;
  await record(installation, 0, 200);

  await Promise.all(Array.from({ length: 4 }, () => sequenced(installation, 30)));
  await sequenced(installation);
  const { size, checkpoint, read } = await logOf(installation);
  expect([size, rootOf(200, subtreesIn(200, read))]).toEqual([200, checkpoint.root]);

  await record(installation, 200, 210);
  const keys = Object.assign(Object.create(context.keys) as typeof context.keys, {
    logKey: () => {
      throw new Error('the key cannot be read');
    },
  });
  await expect(sequenceLog({ ...context, keys })).rejects.toThrow('the key cannot be read');
  expect((await logOf(installation)).size).toBe(200);
  await sequenced(installation);
  expect((await logOf(installation)).size).toBe(210);
});

test.each([
  [
    'a tile that was changed',
    'update hot.log_tile set hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1) where level = 0 and index = 0',
  ],
  ['a tile that is gone', 'delete from hot.log_tile'],
  ['a size that was set back', 'update hot.log_head set size = 3'],
  ['a checkpoint of another tree', "update hot.log_head set note = replace(note, E'\\n10\\n', E'\\n11\\n')"],
  ['an entry that is gone', 'delete from hot.ledger_entry where index = (select max(index) from hot.ledger_entry) - 1'],
  ['a checkpoint that somebody else signed', "update hot.log_head set note = regexp_replace(note, '(— .+ .{10}).', '\\1A')"],
])('nothing is signed on %s, and an examination says so', async (what, change) => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await record(installation, 0, 10);
  await sequenced(installation);
  await record(installation, 10, 20);
  await context.database.transaction((session) => session.send(change));

  await expect(sequenceLog(context)).rejects.toThrow(/the database was changed|is not there|not signed by the key/);
  const { logFlaw, logged } = await examine(context, admin);
  if (what === 'an entry that is gone') expect([logFlaw, logged]).toEqual([null, 10n]);
  else expect(logFlaw).toMatch(/the database was changed|not signed by the key in log-key.pem/);
});
