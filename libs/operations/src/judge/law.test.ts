import { expect, test } from 'vitest';

import { type Finding, judge, readContract, type VerdictOutcome } from '#contracts';
import { formatInstant, type Instant, parseInstant } from '#foundation';
import type { Name } from '#lineage';
import type { JsonObject } from '#record';
import { beginGeneration, type Session, Verdicts } from '#store';
import { diceOf, type Dice, type FreshInstallation, freshInstallation, given } from '#testkit';

import { applyContract } from '../contract/apply-contract.ts';
import { listContracts } from '../contract/find-contract.ts';
import type { Principal } from '../context.ts';
import { Mapper } from '../map/project-entries.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { recordRuling } from '../rule/record-ruling.ts';
import { retract } from '../rule/retract.ts';

// Goal: verdicts are a function of contracts and facts, exact at every ledger size and event time, wherever batches are cut. Method: a random history of
// events, contracts, aliases and retractions about three names, against a reference that goes through all events below a size, in plain code.

const emitter: Principal = { id: '00000000-0000-4000-8000-00000000000e', kind: 'emitter', name: 'a test', namespaces: ['*'], roles: [] };
const NAMES = ['a', 'b', 'c'];
const SCHEMAS: readonly (JsonObject | undefined)[] = [
  {
    fields: [
      { name: 'id', type: 'bigint' },
      { name: 'ward', type: 'text' },
    ],
  },
  { fields: [{ name: 'id', type: 'bigint' }] },
  {
    fields: [
      { name: 'id', type: 'int' },
      { name: 'ward', type: 'varchar' },
    ],
  },
  { fields: [{ name: 'ward', type: 'ward_t' }] },
  { _deleted: true },
  undefined,
];
const PROMISES = [
  '[{name: id, physicalType: bigint}, {name: ward, logicalType: string}]',
  '[{name: id, logicalType: integer}]',
  '[{name: ward}]',
];

interface Claim {
  readonly position: bigint;
  readonly time: Instant;
  readonly name: string;
  readonly schema: JsonObject | undefined;
  readonly isDrop: boolean;
}
interface Ruled {
  readonly position: bigint;
}

/** What was recorded, for the reference. */
interface History {
  readonly claims: Claim[];
  readonly contracts: (Ruled & { readonly id: string; readonly text: string })[];
  readonly joins: (Ruled & { readonly joined: boolean })[];
  readonly retracted: (Ruled & { readonly claim: bigint })[];
  size: bigint;
}

const facet = (value: JsonObject): JsonObject => ({
  _producer: 'https://example.test',
  _schemaURL: 'https://example.test/f.json',
  ...value,
});

async function send({ context }: FreshInstallation, { time, name, schema, isDrop }: Omit<Claim, 'position'>): Promise<bigint> {
  const facets = {
    ...(schema === undefined ? {} : { schema: facet(schema) }),
    ...(isDrop ? { lifecycleStateChange: facet({ lifecycleStateChange: 'DROP' }) } : {}),
  };
  const event = {
    ...{ eventType: 'COMPLETE', eventTime: formatInstant(time), producer: 'https://example.test' },
    schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
    ...{ run: { runId: '0198c3a0-0000-7000-8000-000000000001' }, job: { namespace: 'j', name: 'load' } },
    outputs: [{ namespace: 'db', name, facets }],
  };
  const received = await receiveEvent(context, emitter, Buffer.from(JSON.stringify(event)));
  if (received.kind !== 'recorded') throw new Error(JSON.stringify(received.problems));
  return received.position;
}

async function promise(
  { context, admin }: FreshInstallation,
  history: History,
  { id, objects }: { readonly id: string; readonly objects: readonly string[] },
): Promise<void> {
  const own = 'customProperties: [{property: headgateNamespace, value: db}]';
  const text = `{apiVersion: v3.1.0, kind: DataContract, id: ${id}, version: ${history.size}, ${own}, schema: [${objects.join()}]}`;
  const applied = await applyContract(context, admin, { text });
  if (applied.kind !== 'recorded') throw new Error(JSON.stringify(applied.problems));
  history.contracts.push({ id, text, position: applied.position });
  history.size += 1n;
}

async function join({ context, admin }: FreshInstallation, history: History, joined: boolean): Promise<void> {
  const pair = [
    { namespace: 'db', name: 'a' },
    { namespace: 'db', name: 'c' },
  ] as const;
  const { position } = await recordRuling(context, admin, { setting: 'alias', pair, joined });
  history.joins.push({ position, joined });
  history.size += 1n;
}

async function withdraw({ context, admin }: FreshInstallation, history: History, claim: bigint): Promise<void> {
  const mapper = new Mapper(context);
  while ((await mapper.projectEntries()) > 0);
  const [recorded] = await retract(context, admin, { what: { kind: 'events', events: [claim.toString()] }, why: 'a test' });
  history.retracted.push({ position: given(recorded).position, claim });
  history.size += 1n;
}

interface Words {
  readonly day: number;
  readonly name: string;
  readonly schema: JsonObject | undefined;
  readonly isDrop?: boolean;
}

async function say(installation: FreshInstallation, history: History, { day, name, schema, isDrop = false }: Words): Promise<void> {
  const text = `2026-03-${String(day).padStart(2, '0')}T00:00:00.${String(history.size).padStart(6, '0')}Z`;
  const claim = { time: given(parseInstant(text)).instant, name, schema, isDrop };
  history.claims.push({ ...claim, position: await send(installation, claim) });
  history.size += 1n;
}

/** What a random history may lack: a dataset that goes and comes back, and verdicts that only a name joined or parted changes. */
async function opening(installation: FreshInstallation, history: History): Promise<void> {
  const [good, bad] = SCHEMAS;
  await promise(installation, history, { id: 'k', objects: [`{name: a, properties: ${PROMISES[0] ?? ''}}`] });
  await say(installation, history, { day: 1, name: 'a', schema: good });
  await say(installation, history, { day: 2, name: 'a', schema: undefined, isDrop: true });
  await say(installation, history, { day: 3, name: 'c', schema: bad });
  await join(installation, history, true);
  await say(installation, history, { day: 4, name: 'a', schema: undefined });
  await join(installation, history, false);
}

async function step(installation: FreshInstallation, history: History, dice: Dice): Promise<void> {
  const turn = dice.below(20);
  if (turn < 3) {
    const id = dice.pick(['k', 'l']);
    const names = id === 'k' ? ['a'] : dice.pick([['a', 'b'], ['b'], ['c', 'b']]);
    await promise(installation, history, { id, objects: names.map((name) => `{name: ${name}, properties: ${dice.pick(PROMISES)}}`) });
  } else if (turn === 3) await join(installation, history, dice.below(2) === 0);
  else if (turn === 4) await withdraw(installation, history, dice.pick(history.claims).position);
  else {
    const words = { day: 1 + dice.below(28), name: dice.pick(NAMES), schema: dice.pick(SCHEMAS) };
    await say(installation, history, { ...words, isDrop: dice.below(12) === 0 });
  }
}

/** The schema of one name in force at a time, and since when without a break; undefined: none is. */
function schemaAt(
  claims: readonly Claim[],
  name: string,
  at: Instant,
): { readonly schema: JsonObject; readonly since: Instant } | undefined {
  const said = claims.filter((claim) => claim.name === name && claim.schema !== undefined && claim.time <= at).sort(byTime);
  let last: { readonly schema: JsonObject; readonly since: Instant } | undefined;
  for (const { schema, time } of said) {
    if (schema === undefined || schema['_deleted'] === true) last = undefined;
    else if (last?.schema !== schema) last = { schema, since: time };
  }
  return last;
}

function isThere(claims: readonly Claim[], name: string, at: Instant): boolean {
  const own = claims.filter((claim) => claim.name === name && claim.time <= at).sort(byTime);
  return own.at(-1)?.isDrop === false;
}

const byTime = (left: Claim, right: Claim): number => (left.time < right.time ? -1 : 1);

interface Reference {
  readonly contract: string;
  readonly dataset: Name;
  readonly outcome: VerdictOutcome;
  readonly findings: readonly Finding[];
}

function reference(history: History, { at, size }: { readonly at: Instant; readonly size: bigint }): readonly Reference[] {
  const below = <Thing extends Ruled>(things: readonly Thing[]): readonly Thing[] => things.filter(({ position }) => position < size);
  const out = new Set(below(history.retracted).map(({ claim }) => claim));
  const claims = below(history.claims).filter(({ position }) => !out.has(position));
  const isJoined = below(history.joins).at(-1)?.joined === true;
  const inForce = new Map(below(history.contracts).map(({ id, text }) => [id, text]));

  return [...inForce].flatMap(([id, text]) => {
    const reading = readContract(text);
    if (reading.kind !== 'contract') throw new Error('a contract of this test is none');
    return reading.contract.promises.map(({ dataset, columns }): Reference => {
      const names = isJoined && dataset.name !== 'b' ? ['a', 'c'] : [dataset.name];
      const schemas = names.flatMap((name) => schemaAt(claims, name, at) ?? []);
      const newest = schemas.reduce<(typeof schemas)[number] | undefined>(
        (best, each) => (best !== undefined && best.since >= each.since ? best : each),
        undefined,
      );
      const schema = names.some((name) => isThere(claims, name, at)) ? newest?.schema : undefined;
      return { contract: id, dataset, ...judge(columns, schema) };
    });
  });
}

const lineOf = ({
  contract,
  dataset,
  outcome,
  findings,
}: Omit<Reference, 'outcome'> & { readonly outcome: VerdictOutcome | null }): string =>
  JSON.stringify([contract, dataset.name, outcome, findings.map(({ kind, column, expected, found }) => [kind, column, expected, found])]);

/** The verdicts of the present at each size at which one becomes another, and the promises that are no more. */
function referenceRows(history: History): readonly string[] {
  const rows: string[] = [];
  let before = new Map<string, string>();
  for (let size = 1n; size <= history.size; size += 1n) {
    const now = new Map(
      reference(history, { at: given(parseInstant('2026-06-01T00:00:00Z')).instant, size }).map((each) => [
        `${each.contract} ${each.dataset.name}`,
        lineOf(each),
      ]),
    );
    for (const [key, line] of now) if (before.get(key) !== line) rows.push(`${size} ${line}`);
    for (const key of before.keys()) {
      const [contract = '', name = ''] = key.split(' ');
      if (!now.has(key)) rows.push(`${size} ${lineOf({ contract, dataset: { namespace: 'db', name }, outcome: null, findings: [] })}`);
    }
    before = now;
  }
  return rows.toSorted();
}

async function written(session: Session, generation: number): Promise<readonly string[]> {
  const rows = await new Verdicts(session, { tenant: 1, generation }).between({ after: 0n, upTo: 1_000n }, 1_000);
  return rows.map((row) => `${row.size} ${lineOf(row)}`).toSorted();
}

test('verdicts are exact at every size and time, wherever batches are cut', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const history: History = { claims: [], contracts: [], joins: [], retracted: [], size: 0n };
  const dice = diceOf(2);
  await opening(installation, history);
  for (let count = 0; count < 24; count += 1) await step(installation, history, dice);

  const cuts = [1, 500];
  const generations: number[] = [];
  for (const limit of cuts) {
    const generation = await context.database.transaction((session) => beginGeneration(session, context.tenant));
    const mapper = new Mapper(context);
    while ((await mapper.project(generation, limit)) > 0);
    generations.push(generation);
  }
  const mapper = new Mapper(context);
  while ((await mapper.projectEntries()) > 0);

  const expected = referenceRows(history);
  expect(expected.length).toBeGreaterThan(10);
  for (const generation of [1, ...generations]) {
    expect(await context.database.snapshot((session) => written(session, generation)), `generation ${generation}`).toEqual(expected);
  }
  for (let size = 1n; size <= history.size; size += 1n) {
    for (const asOf of ['2026-03-12T12:00:00Z', '2026-06-01T00:00:00Z']) {
      const { nodes } = await listContracts(context, admin, { asOf, knownAt: size.toString() });
      const found = nodes.flatMap(({ id, verdicts }) => verdicts.map((verdict) => lineOf({ contract: id, ...verdict })));
      const at = given(parseInstant(asOf)).instant;
      expect(found.toSorted(), `${asOf} at size ${size}`).toEqual(reference(history, { at, size }).map(lineOf).toSorted());
    }
  }
});
