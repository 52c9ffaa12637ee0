import { afterAll, beforeAll, expect, test } from 'vitest';

import { type JsonObject, readJson } from '#record';

import { datasetEvent, jobEvent, runEvent, runId } from './support/events.ts';
import { openStores, type Stores } from './support/stores.ts';

// Goal: what makes other lineage stores lose or invent edges does neither here. Each test is one trap.
// Method: a few events of our own through the door's operation and the map, into an empty store; the answers are read off docs/decisions/0002-fold-v1.md.

let stores: Stores;
beforeAll(async () => void (stores = await openStores()));
afterAll(() => stores[Symbol.asyncDispose]());

const at = (clock: string, day = '05'): string => `2026-01-${day}T${clock}:00Z`;
const RUN = runId(1);
const NOTHING = { jobs: [], datasets: [], identities: [], runs: [], edges: [], columns: [], facets: {} };

test('a START without datasets that comes after the COMPLETE takes nothing away', async () => {
  const store = await stores.empty();

  await store.record(
    runEvent({ time: at('10:05'), run: RUN, type: 'COMPLETE', inputs: ['raw'], outputs: ['clean'] }),
    runEvent({ time: at('10:00'), run: RUN, type: 'START' }), // sent late
    runEvent({ time: at('10:10'), run: RUN, type: 'START' }), // and said to be late
  );
  await store.map();

  expect(await store.graph()).toEqual({
    ...NOTHING,
    jobs: ['etl / load'],
    datasets: ['db / clean', 'db / raw'],
    runs: [`etl / load / ${RUN} COMPLETE in=[db / raw] out=[db / clean]`],
    edges: ['input: db / raw -> etl / load', 'output: etl / load -> db / clean'],
  });
});

test('a FAIL without datasets keeps what the run has shown, and the run has failed', async () => {
  const store = await stores.empty();

  await store.record(
    runEvent({ time: at('10:00'), run: RUN, type: 'START', inputs: ['raw'], outputs: ['clean'] }),
    runEvent({ time: at('10:05'), run: RUN, type: 'FAIL' }),
  );
  await store.map();

  const { runs, edges } = await store.graph();
  expect(runs).toEqual([`etl / load / ${RUN} FAIL in=[db / raw] out=[db / clean]`]);
  expect(edges).toEqual(['input: db / raw -> etl / load', 'output: etl / load -> db / clean']);
});

test('RUNNING events of Flink without datasets leave the picture of its START as it is', async () => {
  const store = await stores.empty();
  const checkpoints = (completed: number) => ({ checkpoints: { completed, failed: 0, in_progress: 1 }, flink_job: { jobId: 'f3a1' } });

  await store.record(
    runEvent({ time: at('10:00'), run: RUN, type: 'START', inputs: ['events'], outputs: ['alerts'] }),
    ...[1, 2, 3].map((count) => runEvent({ time: at(`10:0${count}`), run: RUN, type: 'RUNNING', runFacets: checkpoints(count) })),
  );
  await store.map();

  const whole = {
    ...NOTHING,
    jobs: ['etl / load'],
    datasets: ['db / alerts', 'db / events'],
    runs: [`etl / load / ${RUN} RUNNING in=[db / events] out=[db / alerts]`],
    edges: ['input: db / events -> etl / load', 'output: etl / load -> db / alerts'],
  };
  for (const asOf of [at('10:00'), at('10:02'), at('10:30'), at('10:00', '30')]) expect(await store.graph({ asOf })).toEqual(whole);
});

test('a COMPLETE that comes before its START is one run, whose START came first', async () => {
  const store = await stores.empty();

  await store.record(
    runEvent({ time: at('10:05'), run: RUN, type: 'COMPLETE', outputs: ['clean'] }),
    runEvent({ time: at('10:00'), run: RUN, type: 'START', inputs: ['raw'] }),
  );
  await store.map();

  const runLines = async (clock: string) => (await store.lines({ asOf: at(clock) })).filter((line) => line.startsWith('["run"'));
  expect(await runLines('09:59')).toEqual([]);
  expect(await runLines('10:00')).toEqual([`["run","etl","load","${RUN}","RUNNING","${at('10:00')}",null]`]);
  expect(await runLines('10:05')).toEqual([`["run","etl","load","${RUN}","COMPLETE","${at('10:00')}","${at('10:05')}"]`]);
  expect((await store.graph({ asOf: at('10:00') })).edges).toEqual(['input: db / raw -> etl / load']);
  expect((await store.graph()).edges).toEqual(['input: db / raw -> etl / load', 'output: etl / load -> db / clean']);
});

test.each(['START', 'RUNNING', 'OTHER'])('a streaming run is seen from its first event, be it %s', async (type) => {
  const store = await stores.empty();
  const jobType = { processingType: 'STREAMING', integration: 'FLINK', jobType: 'JOB' };

  await store.record(runEvent({ time: at('10:00'), run: RUN, type, inputs: ['events'], outputs: ['alerts'], jobFacets: { jobType } }));
  await store.map();

  const state = type === 'OTHER' ? 'OBSERVED' : 'RUNNING';
  expect(await store.graph({ asOf: at('09:59') })).toEqual(NOTHING);
  expect(await store.graph({ asOf: at('10:00') })).toEqual({
    jobs: ['etl / load'],
    datasets: ['db / alerts', 'db / events'],
    identities: [],
    runs: [`etl / load / ${RUN} ${state} in=[db / events] out=[db / alerts]`],
    edges: ['input: db / events -> etl / load', 'output: etl / load -> db / alerts'],
    columns: [],
    facets: { 'job etl / load': ['jobType'] },
  });
});

test('a COMPLETE_SNAPSHOT replaces what its run showed within its window, and only that', async () => {
  const store = await stores.empty();
  const emissionPattern = { eventTrigger: 'PERIODIC', eventContentMode: 'COMPLETE_SNAPSHOT', windowDuration: 3600 };
  const jobType = { processingType: 'STREAMING', integration: 'FLINK', emissionPattern };

  await store.record(
    runEvent({ time: at('09:59'), run: RUN, type: 'START', inputs: ['before the window'], outputs: ['alerts'] }),
    runEvent({ time: at('10:00'), run: RUN, type: 'RUNNING', inputs: ['at its start'] }),
    runEvent({ time: at('10:30'), run: RUN, type: 'RUNNING', inputs: ['within it', 'still there'] }),
    runEvent({ time: at('10:40'), run: runId(2), type: 'RUNNING', inputs: ['of another run'] }),
    runEvent({ time: at('11:00'), run: RUN, type: 'RUNNING', inputs: ['still there', 'new'], outputs: ['alerts'], jobFacets: { jobType } }),
    runEvent({ time: at('11:30'), run: RUN, type: 'RUNNING', jobFacets: { jobType } }), // without datasets it says nothing about datasets
  );
  await store.map();

  const inputsAt = async (question: Parameters<typeof store.graph>[0]) =>
    (await store.graph(question)).edges.flatMap((edge) => /^input: db \/ (.*) -> etl \/ load$/.exec(edge)?.[1] ?? []);
  expect(await inputsAt({ knownAt: 4 })).toEqual(['at its start', 'before the window', 'of another run', 'still there', 'within it']);
  expect(await inputsAt({})).toEqual(['before the window', 'new', 'of another run', 'still there']);
  expect((await store.graph()).runs).toEqual([
    `etl / load / ${RUN} RUNNING in=[db / before the window, db / new, db / still there] out=[db / alerts]`,
    `etl / load / ${runId(2)} RUNNING in=[db / of another run] out=[]`,
  ]);
});

test('one runId under two jobs is two runs', async () => {
  const store = await stores.empty();

  await store.record(
    runEvent({ time: at('10:00'), job: 'one', run: RUN, type: 'FAIL', inputs: ['raw'] }),
    runEvent({ time: at('10:01'), job: 'two', run: RUN.toUpperCase(), type: 'START', outputs: ['clean'] }),
  );
  await store.map();

  const { runs, edges } = await store.graph();
  expect(runs).toEqual([`etl / one / ${RUN} FAIL in=[db / raw] out=[]`, `etl / two / ${RUN} RUNNING in=[] out=[db / clean]`]);
  expect(edges).toEqual(['input: db / raw -> etl / one', 'output: etl / two -> db / clean']);
});

test('jobs of one name in two namespaces are two jobs', async () => {
  const store = await stores.empty();

  await store.record(
    runEvent({ time: at('10:00'), namespace: 'north', run: RUN, inputs: ['raw'] }),
    runEvent({ time: at('10:01'), namespace: 'south', run: RUN, outputs: ['clean'] }),
  );
  await store.map();

  const { jobs, runs, edges } = await store.graph();
  expect(jobs).toEqual(['north / load', 'south / load']);
  expect(runs).toEqual([`north / load / ${RUN} COMPLETE in=[db / raw] out=[]`, `south / load / ${RUN} COMPLETE in=[] out=[db / clean]`]);
  expect(edges).toEqual(['input: db / raw -> north / load', 'output: south / load -> db / clean']);
});

test('a JobEvent, a RunEvent and a DatasetEvent for one name give one graph in each order', async () => {
  const name = { namespace: 'etl', name: 'orders' };
  const declared = jobEvent({
    time: at('10:00'),
    job: 'orders',
    inputs: ['declared'],
    outputs: [name],
    jobFacets: { documentation: { description: 'a job' } },
  });
  const ran = runEvent({ time: at('10:01'), job: 'orders', run: RUN, inputs: ['observed'], outputs: [name] });
  const described = datasetEvent(at('10:02'), { ...name, facets: { documentation: { description: 'a table' } } });
  const graphs = [];
  const digests = new Set<string>();

  for (const events of [
    [declared, ran, described],
    [declared, described, ran],
    [ran, declared, described],
    [ran, described, declared],
    [described, declared, ran],
    [described, ran, declared],
  ]) {
    const store = await stores.empty();
    for (const event of events) {
      await store.record(event);
      await store.map(); // each order of mapping, not of one batch alone
    }
    graphs.push(await store.graph());
    digests.add(await store.digest());
  }

  const expected = {
    jobs: ['etl / orders'],
    datasets: ['db / declared', 'db / observed', 'etl / orders'],
    identities: [],
    runs: [`etl / orders / ${RUN} COMPLETE in=[db / observed] out=[etl / orders]`],
    edges: [
      'input: db / declared -> etl / orders (declared)',
      'input: db / observed -> etl / orders',
      'output: etl / orders -> etl / orders',
      'output: etl / orders -> etl / orders (declared)',
    ],
    columns: [],
    facets: { 'dataset etl / orders': ['documentation'], 'job etl / orders': ['documentation'] },
  };
  expect(graphs).toEqual(Array.from({ length: 6 }, () => expected));
  expect(digests.size).toBe(1);
});

const SYMLINK = 's3://lake / orders -> hive://metastore / db.orders';
const file = (facets = {}) => ({ namespace: 's3://lake', name: 'orders', facets });
const linkTo = (...names: readonly string[]) => ({
  symlinks: { identifiers: names.map((name) => ({ namespace: 'hive://metastore', name, type: 'TABLE' })) },
});

test('a late symlink joins two datasets back to the beginning, and parts them when it is taken back', async () => {
  const store = await stores.empty();

  await store.record(
    runEvent({ time: at('10:00'), job: 'write', run: runId(1), outputs: [file()] }),
    runEvent({ time: at('11:00'), job: 'read', run: runId(2), inputs: [{ namespace: 'hive://metastore', name: 'db.orders' }] }),
    datasetEvent(at('12:00'), file(linkTo('db.orders'))),
    datasetEvent(at('13:00'), file({ symlinks: { _deleted: true } })),
    datasetEvent(at('14:00'), file(linkTo('db.orders_2'))),
  );
  await store.map();

  const identities = async (question: Parameters<typeof store.graph>[0]) => (await store.graph(question)).identities;
  expect(await identities({ knownAt: 2 })).toEqual([]);
  expect(await identities({ knownAt: 3, asOf: at('14:00') })).toEqual([SYMLINK]);
  expect(await identities({ knownAt: 3, asOf: at('10:00', '01') })).toEqual([SYMLINK]); // before anything was seen
  expect(await identities({ knownAt: 4, asOf: at('12:59') })).toEqual([SYMLINK]);
  expect(await identities({ knownAt: 4, asOf: at('13:00') })).toEqual([]);
  expect(await identities({ asOf: at('13:59') })).toEqual([]);
  expect(await identities({ asOf: at('14:00') })).toEqual(['s3://lake / orders -> hive://metastore / db.orders_2']);
  expect((await store.graph()).edges).toEqual([
    'input: hive://metastore / db.orders -> etl / read',
    'output: etl / write -> s3://lake / orders',
  ]);
});

test('a symlink and its removal give one graph in whatever order they come', async () => {
  const events = [
    datasetEvent(at('12:00'), file(linkTo('db.orders'))),
    datasetEvent(at('13:00'), file({ symlinks: { _deleted: true } })),
    runEvent({ time: at('10:00'), job: 'write', run: runId(1), outputs: [file()] }),
  ];
  const [forward, backward] = [await stores.empty(), await stores.empty()];

  for (const event of events) await forward.record(event).then(() => forward.map());
  for (const event of events.toReversed()) await backward.record(event).then(() => backward.map());

  expect((await forward.graph({ asOf: at('12:30') })).identities).toEqual([SYMLINK]);
  expect((await backward.graph({ asOf: at('12:30') })).identities).toEqual([SYMLINK]);
  expect(await backward.digest()).toBe(await forward.digest());
});

test('a facet that is deleted is absent, and does not fall back to the one before', async () => {
  const store = await stores.empty();
  const text = (description: string) => ({ documentation: { description } });
  const says = (clock: string, documentation: JsonObject): JsonObject => ({
    ...jobEvent({ time: at(clock) }),
    job: { namespace: 'etl', name: 'load', facets: { documentation } },
  });

  await store.record(
    jobEvent({ time: at('10:00'), jobFacets: text('the first') }),
    jobEvent({ time: at('11:00'), jobFacets: text('the second') }),
    datasetEvent(at('11:00'), { name: 'raw', facets: { ...text('a table'), schema: { fields: [] } } }),
    says('12:00', { _deleted: true }), // bare, as the standard's proposal has it
    datasetEvent(at('12:00'), { name: 'raw', facets: { documentation: { _deleted: true } } }),
    jobEvent({ time: at('13:00'), jobFacets: text('the third') }),
    says('13:30', { _deleted: null }), // as dbt writes it: not deleted
  );
  await store.map();

  expect((await store.graph({ asOf: at('11:59') })).facets).toEqual({
    'dataset db / raw': ['documentation', 'schema'],
    'job etl / load': ['documentation'],
  });
  expect((await store.graph({ asOf: at('12:00') })).facets).toEqual({ 'dataset db / raw': ['schema'] });
  expect((await store.graph()).facets).toEqual({ 'dataset db / raw': ['schema'], 'job etl / load': ['documentation'] });
  expect((await store.facetTexts('documentation')).map((each) => (JSON.parse(each) as { description?: string }).description)).toEqual([
    'the first',
    'the second',
    'a table',
    'the third',
    undefined,
  ]);
});

test('a DROP ends the dataset and its edges, and they do not come back when another job creates it anew', async () => {
  const store = await stores.empty();
  const orders = (change: string) => ({ name: 'orders', facets: { lifecycleStateChange: { lifecycleStateChange: change } } });

  await store.record(
    runEvent({ time: at('10:00'), job: 'write', run: runId(1), inputs: ['raw'], outputs: [orders('CREATE')] }),
    runEvent({ time: at('11:00'), job: 'clean up', run: runId(2), outputs: [orders('DROP')] }),
    runEvent({ time: at('12:00'), job: 'write anew', run: runId(3), outputs: [orders('CREATE')] }),
    runEvent({ time: at('13:00'), job: 'write', run: runId(4), inputs: ['raw'], outputs: ['orders'] }),
  );
  await store.map();

  const seen = async (clock: string) => {
    const { datasets, edges } = await store.graph({ asOf: at(clock) });
    return { datasets, edges };
  };
  const raw = 'input: db / raw -> etl / write';
  expect(await seen('10:59')).toEqual({ datasets: ['db / orders', 'db / raw'], edges: [raw, 'output: etl / write -> db / orders'] });
  expect(await seen('11:00')).toEqual({ datasets: ['db / raw'], edges: [raw] });
  expect(await seen('12:00')).toEqual({ datasets: ['db / orders', 'db / raw'], edges: [raw, 'output: etl / write anew -> db / orders'] });
  expect(await seen('13:00')).toEqual({
    datasets: ['db / orders', 'db / raw'],
    edges: [raw, 'output: etl / write -> db / orders', 'output: etl / write anew -> db / orders'],
  });
});

test('a RENAME makes one dataset of two names, until the old name is created anew', async () => {
  const store = await stores.empty();
  const change = (lifecycleStateChange: string, more = {}) => ({ lifecycleStateChange: { lifecycleStateChange, ...more } });
  const renamed = change('RENAME', { previousIdentifier: { namespace: 'db', name: 'a old' } });

  await store.record(
    runEvent({ time: at('10:00'), job: 'write', run: runId(1), outputs: ['a old'] }),
    runEvent({ time: at('11:00'), job: 'rename', run: runId(2), outputs: [{ name: 'b new', facets: renamed }] }),
    runEvent({ time: at('12:00'), job: 'write', run: runId(3), outputs: [{ name: 'a old', facets: change('CREATE') }] }),
  );
  await store.map();

  const identities = async (clock: string) => (await store.graph({ asOf: at(clock) })).identities;
  expect(await identities('10:59')).toEqual([]);
  expect(await identities('11:00')).toEqual(['db / a old -> db / b new']); // the newer name, though the older sorts first
  expect(await identities('11:59')).toEqual(['db / a old -> db / b new']);
  expect(await identities('12:00')).toEqual([]);
  expect((await store.graph({ asOf: at('11:30') })).edges).toEqual([
    'output: etl / rename -> db / b new',
    'output: etl / write -> db / a old',
  ]);
});

test('times are kept to the nanosecond', async () => {
  const store = await stores.empty();
  const documented = (time: string, description: string) => datasetEvent(time, { name: 'raw', facets: { documentation: { description } } });

  await store.record(
    documented('2026-01-05T10:00:00.123456789Z', 'second'),
    documented('2026-01-05T10:00:00.123456788Z', 'first'),
    documented('2026-01-05T11:00:00.123456790+01:00', 'third'),
  );
  await store.map();

  const held = await store.facetTexts('documentation');
  expect(held.map((each) => (JSON.parse(each) as { description: string }).description)).toEqual(['first', 'second', 'third']);
  expect((await store.graph({ asOf: '2026-01-05T10:00:00.123456787Z' })).datasets).toEqual([]);
  expect((await store.graph({ asOf: '2026-01-05T10:00:00.123456788Z' })).datasets).toEqual(['db / raw']);
  const facetLines = await Promise.all(
    ['788', '789', '790'].map(async (end) =>
      (await store.lines({ asOf: `2026-01-05T10:00:00.123456${end}Z` })).find((line) => line.startsWith('["facet"')),
    ),
  );
  expect(new Set(facetLines).size).toBe(3);
});

test('a time without a zone is read as UTC, with a warning', async () => {
  const store = await stores.empty();

  const [zoneless, zoned] = await store.record(
    runEvent({ time: '2026-01-05T10:00:00', run: runId(1), type: 'START' }),
    runEvent({ time: '2026-01-05T12:00:00+02:00', run: runId(2), type: 'START' }),
  );
  await store.map();

  expect(zoneless?.warnings).toEqual([
    { code: 'EVENT_TIME_ZONELESS', pointer: '/eventTime', message: 'eventTime has no zone; read as UTC' },
  ]);
  expect(zoned?.warnings).toEqual([]);
  expect((await store.lines()).filter((line) => line.startsWith('["run"'))).toEqual([
    `["run","etl","load","${runId(1)}","RUNNING","2026-01-05T10:00:00Z",null]`,
    `["run","etl","load","${runId(2)}","RUNNING","2026-01-05T10:00:00Z",null]`,
  ]);
});

test('facets that differ only beyond a double are two values, and their events come back exact', async () => {
  const store = await stores.empty();
  const offset = (time: string, number: string, name = 'topic') =>
    JSON.stringify(datasetEvent(time, { name, facets: { kafka_offset: { offset: 'here' } } })).replace('"here"', number);
  const odd = offset(at('10:00'), '9007199254740993', 'other topic');
  const sent = [
    offset(at('10:00'), '9007199254740992'),
    offset(at('11:00'), '9007199254740993'), // the same double
    offset(at('12:00'), '1.10'), // a double, in a spelling of its own
    offset(at('10:00'), '9007199254740992', 'other topic'),
    odd, // as a double the event before, and no duplicate of it
  ];

  const recorded = await store.record(...sent);
  const [again] = await store.record(odd);
  await store.map();

  expect(recorded.map(({ position, isDuplicate }) => [position, isDuplicate])).toEqual(sent.map((_, index) => [BigInt(index), false]));
  expect(again).toMatchObject({ position: 4n, isDuplicate: true });
  expect((await store.entries()).map(({ frame }) => frame?.form === 'json' && frame.text)).toEqual(sent);
  expect(readJson(Buffer.from(odd), { depthMax: 10 })).toMatchObject({
    canonical: expect.stringContaining('"offset":9007199254740993') as string,
  });
  const facetAt = async (clock: string) =>
    (await store.lines({ asOf: at(clock) })).filter((line) => line.includes('"topic","kafka_offset"'));
  expect(new Set([...(await facetAt('10:00')), ...(await facetAt('11:00')), ...(await facetAt('12:00'))]).size).toBe(3);
  const held = (await store.facetTexts('kafka_offset')).map((text) => /"offset":([^,}]*)/.exec(text)?.[1]);
  expect(held.slice(-2)).toEqual(['9007199254740993', '1.1']);
});

test('a Spark plan of 5 MB comes back byte for byte, and its run is in the graph', async () => {
  const store = await stores.empty();
  const plan = sparkPlan(5_000_000);
  const event = JSON.stringify(
    runEvent({
      time: at('10:00'),
      run: RUN,
      inputs: ['raw'],
      outputs: ['clean'],
      runFacets: { 'spark.logicalPlan': { plan } },
      jobFacets: { sourceCode: { language: 'PLAN', sourceCode: JSON.stringify(plan) } }, // and one that the graph holds
    }),
  );

  const [recorded] = await store.record(event);
  await store.map();

  const [entry] = await store.entries();
  expect(event.length).toBeGreaterThan(10_000_000);
  expect(recorded?.warnings).toEqual([]);
  expect(entry?.frame?.form === 'json' && entry.frame.text === event).toBe(true); // whole texts of ten megabytes are not for a report
  expect((await store.facetTexts('sourceCode')).map(({ length }) => length > 5_000_000)).toEqual([true]);
  expect(await store.graph()).toEqual({
    ...NOTHING,
    jobs: ['etl / load'],
    datasets: ['db / clean', 'db / raw'],
    runs: [`etl / load / ${RUN} COMPLETE in=[db / raw] out=[db / clean]`],
    edges: ['input: db / raw -> etl / load', 'output: etl / load -> db / clean'],
    facets: { 'job etl / load': ['sourceCode'] },
  });
});

/** As Spark serialises one: a flat list of nodes, expressions in them that are nested forty deep, ids that are large. */
function sparkPlan(bytesMin: number): JsonObject[] {
  const nested = (depth: number, id: number): JsonObject =>
    depth === 0
      ? { class: 'AttributeReference', name: `column_${id}`, exprId: { id, jvmId: `${id}-a41f` } }
      : { class: 'Alias', 'num-children': 1, child: nested(depth - 1, id) };
  const nodes: JsonObject[] = [];
  for (let bytes = 0; bytes < bytesMin;) {
    const node = { class: 'org.apache.spark.sql.catalyst.plans.logical.Project', projectList: [nested(40, nodes.length)] };
    nodes.push(node);
    bytes += JSON.stringify(node).length;
  }
  return nodes;
}

test('two runs of a job with different datasets are both seen', async () => {
  const store = await stores.empty();

  await store.record(
    runEvent({ time: at('10:00'), run: runId(1), inputs: ['monday'], outputs: ['report'] }),
    runEvent({ time: at('11:00'), run: runId(2), inputs: ['tuesday'], outputs: ['report'] }),
  );
  await store.map();

  const { runs, edges } = await store.graph();
  expect(runs).toEqual([
    `etl / load / ${runId(1)} COMPLETE in=[db / monday] out=[db / report]`,
    `etl / load / ${runId(2)} COMPLETE in=[db / tuesday] out=[db / report]`,
  ]);
  expect(edges).toEqual(['input: db / monday -> etl / load', 'input: db / tuesday -> etl / load', 'output: etl / load -> db / report']);
});

test('an event that the graph cannot take is set aside with its reason, and stops nothing that comes after it', async () => {
  const store = await stores.empty();
  await store.context.database.transaction((session) =>
    session.send(`
      create function refuse_poison() returns trigger language plpgsql as
        $$ begin if new.name = 'poison' then raise exception 'this name is poison' using errcode = '22023'; end if; return new; end $$;
      create trigger refuse_poison before insert on hot.node for each row execute function refuse_poison()`),
  );

  await store.record(...['a', 'b', 'c', 'poison', 'd', 'poison', 'e'].map((name, minute) => datasetEvent(at(`10:0${minute}`), { name })));
  const aside = await store.mapAsFarAsItGoes();

  expect(aside).toEqual([3n, 5n].map((position) => ({ position, reason: 'this name is poison' })));
  expect((await store.graph()).datasets).toEqual(['db / a', 'db / b', 'db / c', 'db / d', 'db / e']);
});
