import { expect, test, vi } from 'vitest';

import { MINUTE_MS } from '#foundation';
import { ENTRY_KIND_CODES, type JsonObject } from '#record';
import { graphDigest, KeyStore, LedgerReader } from '#store';
import { countingStatements, type FreshInstallation, freshInstallation, given, labelAll, mapAll, person, widened } from '#testkit';

import { applyPolicy } from '../access/apply-policy.ts';
import { rollbackPolicy } from '../access/rollback-policy.ts';
import { listArrivals } from '../arrive/list-arrivals.ts';
import { listEvents, type RecordedEntry } from '../ask/list-events.ts';
import type { Context, Principal } from '../context.ts';
import { replay } from '../map/replay.ts';
import { redriveQuarantined } from '../quarantine/redrive-quarantined.ts';
import { showQuarantined } from '../quarantine/show-quarantined.ts';
import { ArrivalWait } from '../arrive/arrival-wait.ts';
import { dryRunBatch, dryRunEvent } from './dry-run.ts';
import { receiveBatch } from './receive-batch.ts';
import { type EventQuarantined, type EventRecorded, receiveEvent } from './receive-event.ts';

const SENDER: Principal = { id: '00000000-0000-4000-8000-000000000001', kind: 'emitter', name: 'spark', namespaces: ['*'], roles: [] };
const SSN = '123-45-6789';
const MIN = '/inputs/0/inputFacets/dataQualityMetrics/columnMetrics/ssn/min';
const QUERY = '/job/facets/sql/query';

const policy = (how: 'drop' | 'hash', facets: readonly string[] = ['*']): string =>
  JSON.stringify({ name: 'phi', rules: [], keep_out: [{ how, on: { namespace: 'ehr', columns: ['ssn'], facets } }] });

/** A run that read patients. */
function eventOf(job: string, more: JsonObject = {}): JsonObject {
  return {
    ...{ eventType: 'COMPLETE', eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.org/p', schemaURL: 'https://example.org/s' },
    ...{
      run: { runId: '0198c3a0-0000-7000-8000-000000000001' },
      job: { namespace: 'etl', name: job, facets: { sql: { query: `= '${SSN}'` } } },
    },
    inputs: [
      {
        ...{ namespace: 'ehr', name: 'patients', facets: { schema: { fields: [{ name: 'ssn', type: 'text' }] } } },
        inputFacets: { dataQualityMetrics: { rowCount: 3, columnMetrics: { ssn: { nullCount: 0, min: SSN }, age: { min: 3 } } } },
      },
    ],
    ...more,
  };
}

const bytes = (event: JsonObject | readonly JsonObject[]): Buffer => Buffer.from(JSON.stringify(event));
const send = (context: Context, event: JsonObject, sender = SENDER): Promise<EventRecorded | EventQuarantined> =>
  receiveEvent(context, sender, bytes(event));

/** Another server over the same database. */
function otherServer(context: Context): Context {
  return { ...context, recorder: Object.create(context.recorder) as Context['recorder'] };
}

/** What is recorded of events, in the order of the ledger. */
async function recorded({ context, admin }: Pick<FreshInstallation, 'context' | 'admin'>): Promise<readonly RecordedEntry[]> {
  await mapAll(context);
  const { nodes } = await listEvents(context, admin, { first: 100 });
  return nodes.filter(({ kind }) => kind === 'event').toReversed();
}

/** Where warnings stand that a value was kept out. */
function warned(answer: unknown): readonly string[] {
  const { warnings } = answer as Pick<EventRecorded, 'warnings'>;
  return warnings.filter(({ code }) => code === 'KEPT_OUT').map(({ pointer }) => pointer);
}

test('a value that a rule keeps out is not stored; the sender is told where, the entry how and by which version', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const { position: version } = await applyPolicy(context, admin, { text: policy('drop', ['dataQualityMetrics', 'sql']) });

  const answer = await send(context, eventOf('load'));

  const message = expect.stringContaining('taken out before it was stored') as string;
  expect(answer).toMatchObject({ kind: 'recorded', isDuplicate: false });
  expect(answer).toMatchObject({
    warnings: expect.arrayContaining([
      { code: 'KEPT_OUT', pointer: MIN, message },
      { code: 'KEPT_OUT', pointer: QUERY, message },
    ]) as unknown,
  });
  const [entry] = await recorded(installation);
  const text = JSON.stringify(eventOf('load')).replace(`"= '${SSN}'"`, '"[kept out]"').replace(`"${SSN}"`, '"[kept out]"');
  expect(entry).toMatchObject({
    body: text,
    keptOut: [{ policy: 'phi', version, rule: 1, how: 'drop', paths: [QUERY, MIN], count: 2 }],
    warnings: expect.arrayContaining([{ code: 'KEPT_OUT', pointer: MIN, message: null }]) as unknown,
  });
  await applyPolicy(context, admin, { text: '{"name":"hr","rules":[{"effect":"deny","roles":["engineer"],"on":{"name":"hr*"}}]}' });
  const { nodes: seen } = await listEvents(context, await person(installation, 'Eve', 'engineer'), { first: 100 });
  expect(seen.map(({ keptOut, body }) => [keptOut, body])).toEqual(seen.map(() => [[], null])); // to whoever has anything hidden
  const arrivals = await listArrivals({ ...context, arrivalWait: new ArrivalWait(context) }, SENDER, { from: 0n });
  expect(arrivals.arrivals).toMatchObject([
    {
      keptOut: [
        { how: 'drop', pointer: QUERY },
        { how: 'drop', pointer: MIN },
      ],
    },
  ]);
});

test('a hash is the same for equal values, also after a restart, and another in another installation', async () => {
  await using installation = await freshInstallation();
  await using other = await freshInstallation();
  const hashesOf = async (job: string, { context, admin }: FreshInstallation, sentTo = context): Promise<readonly string[]> => {
    await applyPolicy(context, admin, { text: policy('hash', ['dataQualityMetrics']) });
    await send(sentTo, eventOf(job));
    const bodies = (await recorded({ context, admin })).flatMap(({ body }) => (body?.includes(job) === true ? [body] : []));
    return bodies.flatMap((body) => /\[kept out: (b\.[\w-]{22})\]/.exec(body)?.[1] ?? []);
  };
  const keys = new KeyStore(`${installation.dataDir}/keys.jsonl`, installation.context.randomness);

  const first = await hashesOf('first', installation);
  const again = await hashesOf('again', installation, otherServer({ ...installation.context, keys }));
  const there = await hashesOf('there', other);

  expect(first).toHaveLength(1);
  expect(again).toEqual(first);
  expect(there).toHaveLength(1);
  expect(there).not.toEqual(first);
});

test('a duplicate is found whatever came into force in between, and leaves the first as it is', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;

  const before = await send(context, eventOf('early'));
  await applyPolicy(context, admin, { text: policy('hash') });
  const again = await send(context, eventOf('early'));
  const kept = await send(context, eventOf('late'));
  await applyPolicy(context, admin, { text: policy('drop') });
  const keptAgain = await send(context, eventOf('late'));

  expect(again).toMatchObject({ isDuplicate: true, position: given((before as EventRecorded).position) });
  expect(warned(again)).toEqual([]); // nothing was stored of it, and the first holds the values
  expect(warned(kept)).toHaveLength(2);
  expect(keptAgain).toMatchObject({ isDuplicate: true, position: given((kept as EventRecorded).position) });
  const [early, late, ...more] = await recorded(installation);
  expect([early?.body, early?.keptOut]).toEqual([JSON.stringify(eventOf('early')), []]);
  expect(late?.body).not.toContain(SSN);
  expect(late?.keptOut).toMatchObject([{ how: 'hash', count: 2 }]);
  expect(more).toEqual([]);
});

test('of a batch each event is kept by the rules, and a dry run says the same of all of it', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await applyPolicy(context, admin, { text: policy('hash', ['dataQualityMetrics']) });
  const events = [eventOf('a'), eventOf('b', { inputs: [] }), eventOf('a'), { eventTime: 'none' }];

  const dry = await dryRunBatch(context, SENDER, bytes(events));
  const dryOne = await dryRunEvent(context, SENDER, bytes(eventOf('a')));
  expect(context.keys.hasIdentityKey(context.tenant)).toBe(false); // a dry run makes no key
  const real = await receiveBatch(context, SENDER, bytes(events));

  const items = (answer: typeof dry | typeof real): readonly unknown[] => (answer.kind === 'batch' ? answer.items : []);
  expect(items(real).slice(0, 3).map(warned)).toEqual([[MIN], [], []]);
  expect(items(dry).slice(0, 3).map(warned)).toEqual([[MIN], [], []]);
  expect([items(real)[3], items(dry)[3]]).toMatchObject([{ kind: 'quarantined' }, { kind: 'quarantined' }]);
  expect(dryOne).toMatchObject({ kind: 'accepted', keptOut: [{ how: 'hash', pointer: MIN }] });
  expect((await recorded(installation)).map(({ keptOut }) => keptOut.length)).toEqual([1, 0]);
});

test('quarantine holds what came as it came, sealed; redriven, it is stored by the rules of then', async () => {
  await using installation = await freshInstallation();
  const { context, admin, principals } = installation;
  await applyPolicy(context, admin, { text: policy('drop') });
  const { key } = await principals.create({ kind: 'emitter', name: 'airflow', namespaces: ['other'] }, context.clock.now());

  const refused = await send(context, eventOf('load'), given(await principals.holder(key)));
  const id = refused.kind === 'quarantined' ? refused.id : '';
  const { quarantined } = await showQuarantined(context, admin, { id, alsoUnmapped: true });
  expect(quarantined.body.text).toBe(JSON.stringify(eventOf('load')));
  const tables = await context.database.snapshot(async (session) => [
    ...(await session.send('select row.*::text as text from hot.quarantine as row')),
    ...(await session.send('select row.*::text as text from hot.refused_claim as row')),
    ...(await session.send('select row.*::text as text from hot.ledger_entry as row')),
  ]);
  expect(tables.length).toBeGreaterThan(2);
  const forms = [SSN, Buffer.from(SSN).toString('hex')];
  expect(tables.filter(({ text }) => forms.some((form) => String(text).includes(form)))).toEqual([]);

  await widened(installation, key.slice(0, 11), 'etl');
  expect(await redriveQuarantined(context, admin, { id })).toMatchObject({ kind: 'recorded', isDuplicate: false });
  const [entry] = await recorded(installation);
  expect(entry?.body).not.toContain(SSN);
  expect(entry?.keptOut).toMatchObject([{ how: 'drop', count: 2 }]);
});

test('a version that is rolled back, or replaced, holds for what came while it was in force', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const apply = async (text: string): Promise<string> => String((await applyPolicy(context, admin, { text })).position);

  const first = await apply(policy('drop', ['sql']));
  await send(context, eventOf('under the first'));
  const second = await apply(policy('hash', ['dataQualityMetrics']));
  await send(context, eventOf('under the second'));
  const { version: third } = await rollbackPolicy(context, admin, { version: first });
  await send(context, eventOf('under the third'));
  await apply(JSON.stringify({ name: 'phi', rules: [] }));
  await send(context, eventOf('under none'));

  expect((await recorded(installation)).map(({ keptOut }) => keptOut)).toMatchObject([
    [{ version: BigInt(first), how: 'drop', paths: [QUERY] }],
    [{ version: BigInt(second), how: 'hash', paths: [MIN] }],
    [{ version: third, how: 'drop', paths: [QUERY] }],
    [],
  ]);
});

test(
  'the graph is made of what is stored: a rebuild is the live graph, and no order of arrival makes another',
  { timeout: 120_000 },
  async () => {
    await using one = await freshInstallation();
    await using other = await freshInstallation();
    const events = ['a', 'b', 'c'].flatMap((job, index) => [
      eventOf(job, { eventType: 'START', eventTime: `2026-03-0${index + 1}T00:00:00Z` }),
      eventOf(job, {
        eventTime: `2026-03-0${index + 1}T01:00:00Z`,
        outputs: [
          {
            ...{ namespace: 'mart', name: job, outputFacets: { outputStatistics: { rowCount: index } } },
            facets: {
              acme: { sample: SSN },
              columnLineage: {
                fields: {
                  key: {
                    inputFields: [
                      {
                        namespace: 'ehr',
                        name: 'patients',
                        field: 'ssn',
                        transformations: [{ type: 'DIRECT', description: `${SSN} ${job}` }],
                      },
                    ],
                  },
                },
              },
            },
          },
        ],
      }),
    ]);
    const digestOf = async ({ context }: FreshInstallation, generation: number): Promise<string> =>
      context.database.snapshot(async (session) =>
        graphDigest(session, { tenant: 1, generation }, await new LedgerReader(session, 1, context.keys).size()),
      );

    for (const { context, admin } of [one, other]) await applyPolicy(context, admin, { text: policy('drop') });
    for (const event of [...events, ...events]) await send(one.context, event);
    for (const event of events.toReversed()) await send(other.context, event);
    await Promise.all([mapAll(one.context), mapAll(other.context)]);

    const live = await digestOf(one, 1);
    expect(await digestOf(other, 1)).toBe(live);
    expect(await replay(one.context, one.admin)).toMatchObject({ comparison: { liveDigest: live, rebuiltDigest: live }, setAside: 0 });
  },
);

test('what the graph knows of a column decides, by tag and by classification, also of what lineage brought, once it is mapped', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const on = { columns: ['*'], facets: ['dataQualityMetrics'] };
  const keep_out = [
    { how: 'drop', on: { ...on, tag: 'private' } },
    { how: 'hash', on: { ...on, classification: 'PHI' } },
  ];
  await applyPolicy(context, admin, { text: JSON.stringify({ name: 'phi', rules: [], keep_out }) });
  const time = { eventTime: '2026-02-01T00:00:00Z', producer: 'https://example.org/p', schemaURL: 'https://example.org/s' };
  const tags = [
    { key: 'classification', value: 'PHI', field: 'ssn' },
    { key: 'private', field: 'note' },
  ];
  const identifiers = [{ namespace: 'hive', name: 'p', type: 'TABLE' }];
  const fields = { key: { inputFields: [{ namespace: 'ehr', name: 'patients', field: 'ssn', transformations: [{ type: 'DIRECT' }] }] } };
  let number = 0;
  /** Which columns of a dataset lose their least value now, and how. */
  const kept = async (namespace: string, name: string): Promise<unknown> => {
    const columnMetrics = Object.fromEntries(['ssn', 'note', 'key', 'age'].map((column) => [column, { min: SSN }]));
    const inputs = [{ namespace, name, inputFacets: { dataQualityMetrics: { columnMetrics } } }];
    const dry = await dryRunEvent(
      otherServer(context),
      SENDER,
      bytes({ ...time, job: { namespace: 'etl', name: `${(number += 1)}` }, inputs }),
    );
    return dry.kind === 'accepted' && dry.keptOut.map(({ how, pointer }) => `${how} ${pointer.split('/').at(-2) ?? ''}`);
  };

  expect(await kept('ehr', 'patients')).toEqual([]);
  await send(context, { ...time, dataset: { namespace: 'ehr', name: 'patients', facets: { tags: { tags }, symlinks: { identifiers } } } });
  await send(context, eventOf('copy', { outputs: [{ namespace: 'mart', name: 'm', facets: { columnLineage: { fields } } }] }));
  await mapAll(context);
  expect(await kept('ehr', 'patients')).toEqual(['drop note', 'hash ssn']);
  expect(await kept('hive', 'p')).toEqual(['drop note', 'hash ssn']);
  expect(await kept('mart', 'm')).toEqual([]); // labels are kept a moment later
  await labelAll(context);
  expect(await kept('mart', 'm')).toEqual(['hash key']);
  expect(await kept('mart', 'another')).toEqual([]);
});

test('what the graph knows is asked for all events that come together, and not again for each', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const keep_out = [{ how: 'drop', on: { tag: 'phi', facets: ['*'] } }];
  await applyPolicy(context, admin, { text: JSON.stringify({ name: 'phi', rules: [], keep_out }) });
  const { counted, statements } = countingStatements(otherServer(context));
  const askings = (): number => statements.filter((statement) => statement.includes('hot.tags_of')).length;
  const events = Array.from({ length: 50 }, (_, index) =>
    eventOf(`job ${index}`, { inputs: [{ namespace: 'ehr', name: `table ${index % 5}` }] }),
  );

  expect(await receiveBatch(counted, SENDER, bytes(events))).toMatchObject({ kind: 'batch' });
  expect(askings()).toBe(1);
  await receiveBatch(counted, SENDER, bytes(events.map((event) => ({ ...event, eventTime: '2026-03-02T00:00:00Z' }))));
  expect(askings()).toBeLessThanOrEqual(2); // what was told is believed for a while
});

test('where labels are far behind the graph, as after a rebuild, data may bear anything', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const keep_out = [{ how: 'drop', on: { namespace: 'ehr', classification: 'PHI', columns: ['*'], facets: ['dataQualityMetrics'] } }];
  await applyPolicy(context, admin, { text: JSON.stringify({ name: 'phi', rules: [], keep_out }) });
  await mapAll(context);

  expect(warned(await send(context, eventOf('near')))).toEqual([]);
  await context.database.transaction((session) => session.send('update hot.map_head set mapped = mapped + 10001'));
  expect(warned(await send(otherServer(context), eventOf('far')))).toHaveLength(2);
});

test('a rule counts at once where it was put into force, and within seconds on every other server', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const there = otherServer(context);
  let sent = 0;
  const keptThere = async (): Promise<boolean> => warned(await send(there, eventOf(`there ${(sent += 1)}`))).length > 0;
  expect(await keptThere()).toBe(false);

  await applyPolicy(context, admin, { text: policy('drop') });

  expect(warned(await send(context, eventOf('here')))).toHaveLength(2);
  await vi.waitFor(async () => expect(await keptThere()).toBe(true), { timeout: 30_000, interval: 100 });
});

test('a database that takes longer to tell the rules than they are believed is waited for', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await applyPolicy(context, admin, { text: policy('drop') });
  const now = performance.now.bind(performance);
  let passed = 0;
  using clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + passed);
  const snapshot: Context['database']['snapshot'] = async (...given) => {
    passed += 10 * MINUTE_MS;
    return context.database.snapshot(...given);
  };
  const slow = Object.assign(Object.create(context.database) as Context['database'], { snapshot }); // as the database itself

  expect(warned(await send(otherServer({ ...context, database: slow }), eventOf('slow'), admin))).toHaveLength(2);
  expect(clock).toHaveBeenCalled();
});

test('while nobody can tell which rules are in force, nothing is taken in, and nothing is lost that was', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await applyPolicy(context, admin, { text: policy('drop') });
  await send(context, eventOf('before'));
  await context.database.transaction((session) =>
    session.send(`update hot.ledger_entry set body = null where kind = ${ENTRY_KIND_CODES.policy}`),
  );

  // A server that never knew them, as after a restart.
  const blind = otherServer({ ...context, keys: new KeyStore(`${installation.dataDir}/keys.jsonl`, context.randomness) });
  await expect(send(blind, eventOf('after'))).rejects.toMatchObject({
    ...{ code: 'STORE_UNAVAILABLE', retryAfterSeconds: 5 },
    message: expect.stringContaining('nothing was recorded') as string,
  });
  expect(await context.database.snapshot((session) => session.rows`select next from hot.ledger_head`)).toEqual([{ next: 2n }]);
});
