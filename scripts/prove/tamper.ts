import {
  type Context,
  applyPolicy,
  checkLedger,
  denialsRecorded,
  type LedgerVerdict,
  logUpTo,
  logVerifierKey,
  type Principal,
  receiveBatch,
  setLineageWindow,
} from '#operations';
import { SECOND_MS } from '#foundation';
import { type Verifier, verifierIn } from '#log';
import { Database, logHead, type Session } from '#store';
import { diceOf, given } from '#testkit';

import { failed, held, type OpenProof, type Outcome, type Proof, type Size } from './proof.ts';
import { startProofServer } from './proof-server.ts';
import { type Change, CHANGES, type ChangedBatch, type Place } from './tamper/changes.ts';
import { histories, refusedByWitness } from './tamper/histories.ts';

/** Rounds of all kinds of changes, and entries of the ledger in which they are made. */
const ROUNDS: Readonly<Record<Size, number>> = { ci: 3, full: 12 };
const ENTRIES: Readonly<Record<Size, number>> = { ci: 1_500, full: 20_000 };
/** Of the ledger that is checked whole, once. */
const MANY: Readonly<Record<Size, number>> = { ci: 5_000, full: 1_000_000 };
const HISTORIES = 3;
const KINDS = Object.keys(CHANGES).length + HISTORIES + 1; // and one round in which nothing is changed
const MANY_AT_ONCE = 500;

const ADMIN: Principal = { id: '00000000-0000-4000-8000-000000000001', kind: 'admin', name: 'proof', namespaces: [], roles: ['admin'] };
const NOBODY: Principal = { ...ADMIN, id: '00000000-0000-4000-8000-000000000002', kind: 'person', name: 'nobody', roles: [] };

/** Whatever is changed in the database is found, and where it can be told at its first position. */
export const tamper: Proof = {
  summary: 'whatever is changed in the database that the log stands for is found, with the first wrong position',
  units: { ci: ROUNDS.ci * KINDS + 1, full: ROUNDS.full * KINDS + 1 },
  open: async (size): Promise<OpenProof> => {
    const server = await startProofServer();
    const open = await server.clone();
    const context = await open.store();
    const ledger = await recorded(context, ENTRIES[size]);
    return {
      run: (index) =>
        index === ROUNDS[size] * KINDS ? open.store().then((store) => proveMany(store, MANY[size])) : proveRound(ledger, index),
      [Symbol.asyncDispose]: async () => {
        await open[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  },
  figures: ({ changed = 0, untouched = 0, entries = 0, seconds = 0 }) =>
    `${changed} changes of ${KINDS - 1} kinds each found, with its first position; ${untouched} ledgers that nobody changed whole; ${entries} entries checked in ${seconds.toFixed(1)} s`,
};

/** A ledger, of which all is in the log, and what was noted of it. */
interface Ledger {
  readonly context: Context;
  readonly place: Place;
  readonly key: Verifier;
  /** Its newest checkpoint, as an auditor kept it. */
  readonly seen: string;
  readonly changes: readonly (readonly [name: string, change: Change])[];
}

/** Events of two namespaces in turns, some that cannot be used, and now and then a policy, a setting and a denial, in batches of many sizes. */
async function recorded(context: Context, entries: number): Promise<Ledger> {
  const dice = diceOf(entries);
  for (let sent = 0; sent < entries;) {
    const count = dice.pick([1, 2, 7, 7, 40, 100]);
    await receiveBatch(context, ADMIN, bytesOf(sent, count));
    sent += count;
    if (dice.chance(0.05)) await applyPolicy(context, ADMIN, { text: `name: policy-${dice.below(9)}\nrules: []` });
    if (dice.chance(0.05)) await setLineageWindow(context, ADMIN, { job: null, days: 1 + dice.below(90) });
    if (dice.chance(0.05))
      await setLineageWindow(context, { ...NOBODY, name: `nobody-${sent}` }, { job: null, days: 7 }).catch(() => undefined);
  }
  await denialsRecorded(context);
  await logUpTo(context);
  const { database, tenant } = context;
  return database.snapshot(async (session) => {
    const batches =
      await session.rows`select batch.first, batch.entries from hot.ledger_batch as batch where batch.tenant = ${tenant}::int order by batch.first`;
    const kinds = await session.rows`
      select batch.first + entry.index as position, entry.kind from hot.ledger_batch as batch
      join hot.ledger_entry as entry on entry.tenant = batch.tenant and entry.batch = batch.batch where batch.tenant = ${tenant}::int`;
    const byKind = new Map<number, number[]>();
    for (const row of kinds) {
      const kind = row['kind'] as number;
      byKind.set(kind, [...(byKind.get(kind) ?? []), Number(row['position'])]);
    }
    const { size, note } = await logHead(session, tenant);
    return {
      context,
      place: {
        tenant,
        size,
        byKind,
        batches: batches.map((row): ChangedBatch => ({ first: Number(row['first']), entries: row['entries'] as number })),
      },
      key: given(verifierIn(await logVerifierKey(context))),
      seen: given(note),
      changes: Object.entries({ ...CHANGES, ...histories(context) }),
    };
  });
}

/** One event in twenty cannot be used. */
function bytesOf(from: number, count: number): Buffer {
  const events = Array.from({ length: count }, (_, index) => {
    const at = from + index;
    const dataset = { namespace: `db-${at % 2}`, name: `t${at}` };
    return { producer: 'https://example.com/p', dataset, ...(at % 20 === 19 ? {} : { eventTime: '2026-03-01T00:00:00Z' }) };
  });
  return Buffer.from(JSON.stringify(events));
}

async function proveRound(ledger: Ledger, index: number): Promise<Outcome> {
  const [name = 'nothing', change] = ledger.changes[index % KINDS] ?? [];
  const { context, place } = ledger;
  const dice = diceOf(index * 7919 + 1);
  const { expected, isCosigned, verdict } = await context.database.rehearsal(async (session) => {
    const told = await change?.(session, place, dice);
    const isHistory = Object.hasOwn(histories(context), name);
    const isSigned = isHistory && !(await refusedByWitness(session, context.tenant, ledger));
    return { expected: told, isCosigned: isSigned, verdict: await checkedIn(session, ledger) };
  });
  if (isCosigned) return failed(`round ${index}, ${name}: a witness that saw the newest checkpoint would cosign it`);
  const [first] = verdict.flaws;
  if (expected === undefined)
    return first === undefined ? held({ untouched: 1 }) : failed(`nothing was changed, and entry ${first.position}: ${first.message}`);
  const isFound = first !== undefined && first.position === expected.position && first.message.includes(expected.says ?? '');
  return isFound
    ? held({ changed: 1 })
    : failed(`round ${index}, ${name}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(verdict.flaws.slice(0, 3))}`);
}

/** What is found by whoever kept the newest checkpoint, in a transaction that is taken back. */
function checkedIn(session: Session, { context, key, seen }: Ledger): Promise<LedgerVerdict> {
  const database = Object.assign(Object.create(Database.prototype) as Database, {
    snapshot: (work: (session: Session) => Promise<LedgerVerdict>) => work(session),
  });
  return checkLedger({ ...context, database }, { log: key, seen });
}

/** A ledger of many entries, that nobody changed. */
async function proveMany(context: Context, entries: number): Promise<Outcome> {
  for (let from = 0; from < entries; from += MANY_AT_ONCE) await receiveBatch(context, ADMIN, bytesOf(from, MANY_AT_ONCE));
  await logUpTo(context);
  const key = given(verifierIn(await logVerifierKey(context)));
  const start = performance.now();
  const { recorded: found, opened, flaws } = await checkLedger(context, { log: key, seen: undefined });
  const seconds = (performance.now() - start) / SECOND_MS;
  if (flaws.length > 0 || found !== entries || opened !== entries)
    return failed(`of ${entries} entries ${opened} of ${found} opened: ${JSON.stringify(flaws.slice(0, 3))}`);
  return held({ entries, seconds, untouched: 1 });
}
