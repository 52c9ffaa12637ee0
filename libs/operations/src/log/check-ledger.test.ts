import { generateKeyPairSync, sign } from 'node:crypto';

import { publicKeyBytes, formatCheckpoint, formatNote, parseCheckpoint, parseNote, signed, type Signer, verifierIn } from '#log';
import { logHead } from '#store';
import { expect, test } from 'vitest';

import { type FreshInstallation, freshInstallation, given } from '#testkit';

import { applyPolicy } from '../access/apply-policy.ts';
import { receiveBatch } from '../receive/receive-batch.ts';
import { checkLedger, type LedgerVerdict } from './check-ledger.ts';
import { logVerifierKey } from './log-signer.ts';
import { logUpTo } from './sequence-log.ts';

/** More than two tiles. */
const EVENTS = 600;
const BATCH = 100;

async function record({ context, admin }: FreshInstallation, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += BATCH) {
    const events = Array.from({ length: Math.min(BATCH, to - at) }, (_, index) => ({
      ...{ eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p' },
      dataset: { namespace: `db-${index % 2}`, name: `t${at + index}` },
    }));
    await receiveBatch(context, admin, Buffer.from(JSON.stringify(events)));
  }
}

/** A ledger of some hundred events and a policy, all of it in the log. */
async function logged(): Promise<FreshInstallation> {
  const installation = await freshInstallation();
  await record(installation, 0, EVENTS);
  await applyPolicy(installation.context, installation.admin, { text: 'name: phi\nrules: []' });
  await logUpTo(installation.context);
  return installation;
}

async function checked({ context }: FreshInstallation, seen?: string): Promise<LedgerVerdict> {
  return checkLedger(context, { log: given(verifierIn(await logVerifierKey(context))), seen });
}

async function newest({ context: { database, tenant } }: FreshInstallation): Promise<string> {
  return given((await database.snapshot((session) => logHead(session, tenant))).note);
}

test('a ledger that nobody changed is whole, whatever was seen of it before, and where some of it is not in the log yet', async () => {
  await using installation = await freshInstallation();
  expect(await checked(installation)).toMatchObject({ recorded: 0, logged: 0, flaws: [] });
  await record(installation, 0, 100);
  await logUpTo(installation.context);
  const seen = await newest(installation);
  await record(installation, 100, EVENTS);
  await logUpTo(installation.context);
  await record(installation, EVENTS, EVENTS + 50);

  expect(await checked(installation, seen)).toMatchObject({ recorded: 650, logged: 600, opened: 650, seen: 100, flaws: [] });
});

/** Bytes of a column of the entry at a position, the lowest bit of the first one turned over. */
const flip = (table: string, column: string, position: number): string => `
  update hot.${table} as changed set ${column} = set_byte(changed.${column}, 0, get_byte(changed.${column}, 0) # 1)
  from hot.ledger_batch as batch where batch.batch = changed.batch and batch.first + changed.index = ${position}`;
const entryAt = (position: number): string =>
  `from hot.ledger_batch as batch where batch.batch = entry.batch and batch.first + entry.index = ${position}`;

test.each<[what: string, change: string, first: Partial<LedgerVerdict['flaws'][number]>]>([
  ['a body', flip('ledger_entry', 'body', 311), { position: 311, message: 'its body was changed' }],
  ['the body of a policy', flip('ledger_entry', 'body', 600), { position: 600, message: 'its body was changed' }],
  ['the random bytes of a body', flip('event_secret', 'secret', 17), { position: 17, message: 'its body was changed' }],
  ['the key that a body is said to have', `update hot.ledger_entry as entry set period_key = 1 ${entryAt(5)}`, { position: 5 }],
  [
    'a body that was taken away',
    `update hot.ledger_entry as entry set body = null ${entryAt(5)}`,
    { position: 5, message: 'its body is gone, and no entry says why' },
  ],
  ['a commitment', flip('ledger_entry', 'commitment', 42), { position: 42 }],
  [
    'what the gate said',
    `update hot.ledger_entry as entry set admission = replace(admission, 'accepted', 'recorded') ${entryAt(43)}`,
    { position: 43 },
  ],
  [
    'what the gate said, so that it cannot be read',
    `update hot.ledger_entry as entry set admission = '{' ${entryAt(44)}`,
    { position: 44 },
  ],
  [
    'a row that finds a policy, which is gone',
    'delete from hot.ledger_act',
    { position: 600, message: 'no row of hot.ledger_act finds it' },
  ],
  [
    'under which name a policy is found',
    "update hot.ledger_act set subject = 'pii'",
    { position: 600, message: 'the row of hot.ledger_act that finds it tells of another act than it is' },
  ],
  [
    'a second name of a policy',
    "insert into hot.ledger_act select tenant, kind, 'pii', batch, index from hot.ledger_act",
    { position: 600, message: 'the row of hot.ledger_act that finds it tells of another act than it is' },
  ],
  [
    'an event that is found as a policy',
    "insert into hot.ledger_act select act.tenant, 5, 'pii', batch.batch, 7 from hot.ledger_act as act, hot.ledger_batch as batch where batch.first = 100",
    { position: 107, message: 'rows find it as an act, and it is none' },
  ],
  [
    'a row that finds what is not there',
    "insert into hot.ledger_act select tenant, 5, 'pii', -1, 0 from hot.ledger_act",
    { position: null, message: '1 rows of hot.ledger_act or hot.ledger_deed find what is no entry' },
  ],
  [
    'what the trail finds it by',
    "update hot.ledger_deed set action = 'see'",
    { position: 600, message: 'the rows of hot.ledger_deed that find it in the trail tell other than it says' },
  ],
  [
    'what the trail finds it by, which is gone',
    'delete from hot.ledger_deed',
    { position: 600, message: 'the rows of hot.ledger_deed that find it in the trail tell other than it says' },
  ],
  ['who recorded', `update hot.ledger_entry as entry set by = gen_random_uuid() ${entryAt(599)}`, { position: 599 }],
  ['a kind', `update hot.ledger_entry as entry set kind = 7 ${entryAt(600)}`, { position: 600 }],
  [
    'when a batch was recorded',
    "update hot.ledger_batch set recorded_at = recorded_at - interval '1 microsecond' where first = 300",
    { position: 300 },
  ],
  [
    'an entry that was taken out',
    `delete from hot.ledger_entry as entry using hot.ledger_batch as batch where batch.batch = entry.batch and batch.first + entry.index = 256`,
    { position: 256, message: 'it is not there' },
  ],
  ['a batch that was taken out', 'delete from hot.ledger_batch where first = 200', { position: 200, message: 'what stands next is 300' }],
  ['a batch that is shorter', 'update hot.ledger_batch set entries = 99 where first = 200', { position: 299 }],
  ['a batch that overlaps', 'update hot.ledger_batch set first = 150 where first = 200', { position: 150, message: 'it is there twice' }],
  [
    'an entry that was put in',
    `insert into hot.ledger_entry select tenant, day, batch, 100, kind, by, period_key, admission, remarks, commitment, body from hot.ledger_entry as entry
     where (batch, index) in (select batch, 99 from hot.ledger_batch where first = 0)`,
    { position: null, message: '1 rows of entries stand in no batch' },
  ],
  [
    'two that were swapped',
    'update hot.ledger_entry set index = case index when 3 then -8 when 8 then -3 end where index in (3, 8) and batch = (select batch from hot.ledger_batch where first = 0); update hot.ledger_entry set index = -index where index < 0; update hot.event_secret set index = case index when 3 then -8 when 8 then -3 end where index in (3, 8) and batch = (select batch from hot.ledger_batch where first = 0); update hot.event_secret set index = -index where index < 0',
    { position: 3 },
  ],
  ['the tail, which was cut', 'delete from hot.ledger_batch where first >= 500; update hot.ledger_head set next = 500', { position: 500 }],
  [
    'a hash of a leaf',
    'update hot.log_tile set hashes = set_byte(hashes, 64, get_byte(hashes, 64) # 1) where level = 0 and index = 1',
    { position: null, message: 'tile/0/001 of the log was changed; the entries under it are those that were signed' },
  ],
  [
    'a hash of the tree',
    'update hot.log_tile set hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1) where level = 1',
    { position: null },
  ],
  ['a tile that is gone', 'delete from hot.log_tile where level = 0 and index = 2', { position: null }],
  [
    'a tile that is longer',
    'update hot.log_tile set hashes = hashes || substring(hashes from 1 for 32) where level = 0 and index = 2',
    { position: null },
  ],
  [
    'a checkpoint',
    "update hot.log_head set note = replace(note, E'\\n601\\n', E'\\n600\\n')",
    { position: null, message: 'the newest checkpoint is not signed by the key that you gave' },
  ],
  ['a checkpoint that is gone', 'update hot.log_head set note = null', { position: null, message: 'the newest checkpoint is none' }],
  ['how long the log is', 'update hot.log_head set size = 500', { position: null }],
  ['how long the ledger is', 'update hot.ledger_head set next = 700', { position: null }],
])('of %s that was changed in the database the first wrong place is named', async (_what, change, first) => {
  await using installation = await logged();
  expect((await checked(installation)).flaws).toEqual([]);

  await installation.context.database.transaction((session) => session.send(change));

  expect((await checked(installation)).flaws[0]).toMatchObject(first);
});

test('an entry and the tree that were changed together, and signed anew with another key, are told by the key', async () => {
  await using installation = await logged();
  const key = generateKeyPairSync('ed25519');
  const { text } = given(parseNote(await newest(installation)));
  const other: Signer = {
    ...{ name: given(parseCheckpoint(text)).origin, kind: 'log', sign: (bytes) => sign(null, bytes, key.privateKey) },
    publicKey: publicKeyBytes(key.publicKey),
  };
  const note = formatNote(signed({ text, signatures: [] }, other));
  await installation.context.database.transaction((session) => session.rows`update hot.log_head set note = ${note}`);

  expect((await checked(installation)).flaws).toEqual([
    { position: null, message: 'the newest checkpoint is not signed by the key that you gave' },
  ]);
});

test('an older copy, and another history signed with the stolen key, are told by a checkpoint that was seen', async () => {
  await using installation = await freshInstallation();
  await record(installation, 0, 200);
  await logUpTo(installation.context);
  const short = await newest(installation);
  await using other = await logged();
  const log = given(verifierIn(await logVerifierKey(other.context)));
  const { sign: signAs } = other.context.keys.logKey();
  const shown = given(parseCheckpoint(given(parseNote(short)).text));
  const noteOf = (size: number): string =>
    formatNote(signed({ text: formatCheckpoint({ ...shown, origin: log.name, size }), signatures: [] }, { ...log, sign: signAs }));

  expect((await checked(other, noteOf(700))).flaws).toEqual([
    { position: 601, message: 'the log ends before it, and the checkpoint that you gave is of 700 entries' },
  ]);
  expect((await checked(other, noteOf(200))).flaws).toEqual([
    { position: null, message: 'the first 200 entries are not those of the checkpoint that you gave: another history was signed' },
  ]);
  expect((await checked(other, short)).flaws).toEqual([
    { position: null, message: 'the checkpoint that you gave is not signed by the key that you gave' },
  ]);
});
