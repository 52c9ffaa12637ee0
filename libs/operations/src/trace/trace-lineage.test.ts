import { expect, test } from 'vitest';

import { Session } from '#store';
import { type FreshInstallation, freshInstallation, mapAll } from '#testkit';

import { receiveEvent } from '../receive/receive-event.ts';
import { recordRuling } from '../rule/record-ruling.ts';
import type { LineageAnswer, LineageQuestion } from './lineage-answer.ts';
import { traceLineage } from './trace-lineage.ts';

type Json = Readonly<Record<string, unknown>>;
/** A dataset of the namespace `db`, or with facets. */
type Words = string | ({ readonly name: string } & Json);

interface Told {
  readonly inputs?: readonly Words[];
  readonly outputs?: readonly Words[];
  readonly time?: string;
  readonly type?: string;
  readonly run?: string;
  readonly jobFacets?: Json;
  readonly runFacets?: Json;
}

const DAY = '2026-03-01T00:00:00Z';
const facet = (value: Json): Json => ({ _producer: 'https://example.test', _schemaURL: 'https://example.test/facet.json', ...value });
const dataset = (words: Words): Json => ({ namespace: 'db', ...(typeof words === 'string' ? { name: words } : words) });
const runId = (text: string): string => `0198c3a0-0000-7000-8000-${Buffer.from(text).toString('hex').slice(0, 12).padStart(12, '0')}`;

async function send({ context }: FreshInstallation, event: Json): Promise<bigint> {
  const emitter = { id: '00000000-0000-4000-8000-00000000000e', kind: 'emitter', name: 'a test', namespaces: ['*'], roles: [] } as const;
  const schemaURL = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent';
  const received = await receiveEvent(
    context,
    emitter,
    Buffer.from(JSON.stringify({ producer: 'https://example.test', schemaURL, ...event })),
  );
  if (received.kind !== 'recorded') throw new Error(JSON.stringify(received.problems));
  return received.position;
}

/** A COMPLETE run event of a job of the namespace `batch`. */
async function ran(
  installation: FreshInstallation,
  job: string,
  { inputs = [], outputs = [], time = DAY, type = 'COMPLETE', run = job, jobFacets = {}, runFacets = {} }: Told,
): Promise<bigint> {
  return send(installation, {
    eventType: type,
    eventTime: time,
    run: { runId: runId(run), facets: runFacets },
    job: { namespace: 'batch', name: job, facets: jobFacets },
    inputs: inputs.map(dataset),
    outputs: outputs.map(dataset),
  });
}

/** `a -> J -> b` says that job J read a and wrote b; several names are joined by `+`, nothing is `.`. */
async function givenGraph(...ways: readonly string[]): Promise<FreshInstallation> {
  const installation = await freshInstallation();
  for (const way of ways) {
    const [inputs = '', job = '', outputs = ''] = way.split(' -> ');
    const named = (text: string): readonly string[] => (text === '.' ? [] : text.split('+'));
    await ran(installation, job, { inputs: named(inputs), outputs: named(outputs) });
  }
  await mapAll(installation.context);
  return installation;
}

async function trace({ context, admin }: FreshInstallation, root: string, question: Partial<LineageQuestion> = {}): Promise<LineageAnswer> {
  return traceLineage(context, admin, {
    root: { dataset: { namespace: 'db', name: root } },
    direction: 'upstream',
    asOf: '2026-06-01T00:00:00Z',
    ...question,
  });
}

/** `name@depth`; jobs in brackets, columns after a dot. */
function named({ nodes }: LineageAnswer): readonly string[] {
  return nodes.map(({ kind, name, column, depth }) =>
    kind === 'job' ? `[${name}]@${depth}` : `${name}${kind === 'column' ? `.${column ?? '*'}` : ''}@${depth}`,
  );
}

function edgesOf({ nodes, edges }: LineageAnswer): readonly string[] {
  const names = new Map(nodes.map(({ id, name, column, kind }) => [id, kind === 'column' ? `${name}.${column ?? '*'}` : name]));
  return edges
    .map(({ source, target, via, origin, kind }) => `${names.get(source)} -> ${names.get(target)} (${via?.name ?? '-'}, ${kind} ${origin})`)
    .sort();
}

const codes = ({ header }: LineageAnswer): readonly string[] => header.reasons.map(({ code }) => code);

test('a thing is reached once, at its nearest depth, where ways meet again and where they run in a circle', async () => {
  await using graph = await givenGraph('raw -> CLEAN -> clean+rejected', 'clean+rejected -> REPORT -> report', 'report -> FEED -> raw');

  const answer = await trace(graph, 'raw', { direction: 'downstream' });

  expect(named(answer)).toEqual(['raw@0', '[CLEAN]@1', 'clean@1', 'rejected@1', '[REPORT]@2', 'report@2', '[FEED]@3']);
  expect(edgesOf(answer)).toEqual([
    'CLEAN -> clean (CLEAN, observed io)',
    'CLEAN -> rejected (CLEAN, observed io)',
    'FEED -> raw (FEED, observed io)',
    'REPORT -> report (REPORT, observed io)',
    'clean -> REPORT (REPORT, observed io)',
    'raw -> CLEAN (CLEAN, observed io)',
    'rejected -> REPORT (REPORT, observed io)',
    'report -> FEED (FEED, observed io)',
  ]);
});

test('a walk stops at its depth, and both directions meet in the root', async () => {
  await using graph = await givenGraph('a -> AB -> b', 'b -> BC -> c', 'c -> CD -> d');

  expect(named(await trace(graph, 'c', { depth: 1 }))).toEqual(['c@0', '[BC]@1', 'b@1']);
  const both = await trace(graph, 'c', { direction: 'both', depth: 1 });
  expect(both.nodes.map(({ name, direction }) => `${direction} ${name}`)).toEqual([
    'root c',
    'upstream BC',
    'downstream CD',
    'upstream b',
    'downstream d',
  ]);
});

test('a job without inputs, and one without outputs, are at the rim', async () => {
  await using graph = await givenGraph('. -> SOURCE -> a', 'a -> DASHBOARD -> .');

  expect(named(await trace(graph, 'a', { direction: 'both' }))).toEqual(['a@0', '[DASHBOARD]@1', '[SOURCE]@1']);
});

test('each thing but the root names the edges by which it was reached', async () => {
  await using graph = await givenGraph('a -> AB -> b', 'a+b -> ABC -> c');

  const { nodes, edges } = await trace(graph, 'c');

  const names = new Map([...nodes.map(({ id, name }) => [id, name] as const)]);
  const steps = new Map(edges.map(({ id, source, target }) => [id, `${names.get(source)}->${names.get(target)}`]));
  expect(nodes.map(({ name, reachedBy }) => [name, ...reachedBy.map((id) => steps.get(id))])).toEqual([
    ['c'],
    ['ABC', 'ABC->c'],
    ['a', 'a->ABC'],
    ['b', 'b->ABC'],
    ['AB', 'AB->b'],
  ]);
});

test('flows of the lineage facet stand for the whole job', async () => {
  await using graph = await freshInstallation();
  const entry = { type: 'DATASET', namespace: 'db', name: 'x', inputs: [{ type: 'DATASET', namespace: 'db', name: 'a' }] };
  const none = { type: 'DATASET', namespace: 'db', name: 'n', inputs: [] };
  await ran(graph, 'J', { inputs: ['a', 'b'], outputs: ['x', 'y', 'n'], jobFacets: { lineage: facet({ entries: [entry, none] }) } });
  await mapAll(graph.context);

  expect(edgesOf(await trace(graph, 'x'))).toEqual(['a -> x (J, observed lineage)']);
  expect(named(await trace(graph, 'x'))).toEqual(['x@0', '[J]@1', 'a@1']);
  expect(named(await trace(graph, 'y'))).toEqual(['y@0']);
  expect(edgesOf(await trace(graph, 'n'))).toEqual(['J -> n (J, observed lineage)']);
  expect(named(await trace(graph, 'b', { direction: 'downstream' }))).toEqual(['b@0', '[J]@1']);
});

test('a job that is the target of a flow leads on by all that it writes, and one that is only passed by what it says came from there', async () => {
  await using graph = await freshInstallation();
  const from = (name: string): Json => ({ inputs: [{ type: 'DATASET', namespace: 'db', name }] });
  const told = { lineage: facet({ entries: [{ type: 'DATASET', namespace: 'db', name: 'x', ...from('d') }] }) };
  await ran(graph, 'K', { inputs: ['d'], outputs: ['x', 'y'], jobFacets: told });
  await ran(graph, 'Z', { inputs: ['y'], outputs: ['z'] });
  await ran(graph, 'J', { jobFacets: { lineage: facet({ entries: [{ type: 'JOB', namespace: 'batch', name: 'K', ...from('d') }] }) } });
  await mapAll(graph.context);

  const downstream = async (depth: number): Promise<readonly string[]> =>
    named(await trace(graph, 'd', { direction: 'downstream', depth }));
  expect(await downstream(1)).toEqual(['d@0', '[J]@1', '[K]@1', 'x@1']);
  expect(await downstream(3)).toEqual(['d@0', '[J]@1', '[K]@1', 'x@1', 'y@2', '[Z]@3', 'z@3']);
});

/** A dataset whose columns come from others: `{ total: 'orders.amount' }`; `!` before it means masked, `?` that it only filters. */
function derived(name: string, columns: Readonly<Record<string, string>>): Words {
  const fields = Object.entries(columns).map(([field, words]) => {
    const [source = '', column = ''] = words.replace(/^[!?]/, '').split('.');
    const how = words.startsWith('?')
      ? { type: 'INDIRECT', subtype: 'FILTER' }
      : { type: 'DIRECT', subtype: 'TRANSFORMATION', masking: words.startsWith('!') };
    return [field, { inputFields: [{ namespace: 'db', name: source, field: column, transformations: [how] }] }] as const;
  });
  return { name, facets: { columnLineage: facet({ fields: Object.fromEntries(fields) }) } };
}

test('column flows stand for their output only', async () => {
  await using graph = await freshInstallation();
  await ran(graph, 'J', { inputs: ['a', 'b'], outputs: [derived('x', { f: 'a.f' }), 'y'] });
  await mapAll(graph.context);

  expect(edgesOf(await trace(graph, 'x'))).toEqual(['a -> x (J, observed column)']);
  expect(edgesOf(await trace(graph, 'y'))).toEqual(['J -> y (J, observed io)', 'a -> J (J, observed io)', 'b -> J (J, observed io)']);
  expect(named(await trace(graph, 'b', { direction: 'downstream' }))).toEqual(['b@0', '[J]@1', 'y@1']);
});

test('a column is followed through its masking, and through filters only when they are asked for', async () => {
  await using graph = await freshInstallation();
  await ran(graph, 'HASH', { inputs: ['people'], outputs: [derived('hashed', { key: '!people.mrn' })] });
  await ran(graph, 'COUNT', { inputs: ['hashed'], outputs: [derived('counts', { patient: 'hashed.key', day: '?hashed.admitted' })] });
  await mapAll(graph.context);
  const ask = (column: string, transformations: 'ALL' | 'DIRECT') =>
    trace(graph, 'counts', { granularity: 'COLUMN', column, transformations });

  const patient = await ask('patient', 'DIRECT');
  expect(named(patient)).toEqual(['counts.patient@0', 'hashed.key@1', 'people.mrn@2']);
  expect(patient.edges.map(({ transformations }) => transformations.map(({ masking }) => masking))).toEqual([[false], [true]]);
  expect(named(await ask('day', 'DIRECT'))).toEqual(['counts.day@0']);
  expect(named(await ask('day', 'ALL'))).toEqual(['counts.day@0', 'hashed.admitted@1']);
  expect(named(await trace(graph, 'people', { granularity: 'COLUMN', column: 'mrn', direction: 'downstream' }))).toEqual([
    'people.mrn@0',
    'hashed.key@1',
    'counts.patient@2',
  ]);
});

test('names of one dataset are one node, whichever of them a job used', async () => {
  await using graph = await freshInstallation();
  await ran(graph, 'WRITE', {
    inputs: ['source'],
    outputs: [{ name: 'lake/t', facets: { symlinks: facet({ identifiers: [{ namespace: 'db', name: 'catalog.t', type: 'TABLE' }] }) } }],
  });
  await ran(graph, 'READ', { inputs: ['catalog.t'], outputs: ['report'] });
  await mapAll(graph.context);

  const answer = await trace(graph, 'report');

  expect(named(answer)).toEqual(['report@0', '[READ]@1', 'catalog.t@1', '[WRITE]@2', 'source@2']);
  expect(answer.nodes.find(({ name }) => name === 'catalog.t')?.otherNames).toEqual([{ namespace: 'db', name: 'lake/t' }]);
  expect(named(await trace(graph, 'lake/t', { direction: 'downstream' }))).toEqual(['catalog.t@0', '[READ]@1', 'report@1']);
});

test('a dropped dataset ends the way, and an earlier time still shows it', async () => {
  await using graph = await freshInstallation();
  await ran(graph, 'AB', { inputs: ['a'], outputs: ['b'], time: '2026-03-01T00:00:00Z' });
  await ran(graph, 'BC', { inputs: ['b'], outputs: ['c'], time: '2026-03-01T01:00:00Z' });
  await ran(graph, 'DROP', {
    outputs: [{ name: 'b', facets: { lifecycleStateChange: facet({ lifecycleStateChange: 'DROP' }) } }],
    time: '2026-03-02T00:00:00Z',
  });
  await mapAll(graph.context);

  expect(named(await trace(graph, 'c'))).toEqual(['c@0', '[BC]@1']);
  expect(named(await trace(graph, 'c', { asOf: '2026-03-01T12:00:00Z' }))).toEqual(['c@0', '[BC]@1', 'b@1', '[AB]@2', 'a@2']);
  await expect(trace(graph, 'b')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('what was known then is answered then', async () => {
  await using graph = await givenGraph('a -> AB -> b');
  const known = String((await trace(graph, 'b')).header.knownAt);
  await ran(graph, 'ZB', { inputs: ['z'], outputs: ['b'] });
  await mapAll(graph.context);
  await recordRuling(graph.context, graph.admin, {
    retraction: 'r1',
    run: { job: { namespace: 'batch', name: 'AB' }, runId: runId('AB') },
    why: 'a test',
  });
  await mapAll(graph.context);

  expect(named(await trace(graph, 'b'))).toEqual(['b@0', '[ZB]@1', 'z@1']);
  expect(named(await trace(graph, 'b', { knownAt: known }))).toEqual(['b@0', '[AB]@1', 'a@1']);
  expect(named(await trace(graph, 'b', { knownAt: String(BigInt(known) + 1n) }))).toEqual(['b@0', '[AB]@1', '[ZB]@1', 'a@1', 'z@1']);
});

test('evidence counts the events since an edge holds, and names the first and the last', async () => {
  await using graph = await freshInstallation();
  const first = await ran(graph, 'AB', { inputs: ['a'], outputs: ['b'], time: '2026-03-01T00:00:00Z', run: '1' });
  await ran(graph, 'AB', { inputs: ['a'], outputs: ['b'], time: '2026-03-02T00:00:00Z', run: '2' });
  const last = await ran(graph, 'AB', { inputs: ['a', 'x'], outputs: ['b'], time: '2026-03-03T00:00:00Z', run: '3' });
  await mapAll(graph.context);

  const { edges } = await trace(graph, 'b', { asOf: '2026-03-04T00:00:00Z' });

  expect(edges.map(({ evidence }) => [evidence?.count, evidence?.first.position, evidence?.last.position])).toEqual([
    [3, first, last],
    [3, first, last],
    [1, last, last],
  ]);
  const omitted = await trace(graph, 'b', { evidence: 'OMITTED' });
  expect(omitted.edges.map(({ evidence }) => evidence)).toEqual([null, null, null]);
});

test('jobs depend on whoever writes what they read', async () => {
  await using graph = await givenGraph('a -> AB -> b', 'b -> BC -> c', 'b+x -> BD -> d', '. -> X -> x');
  const ask = (job: string, direction: 'upstream' | 'downstream') =>
    traceLineage(graph.context, graph.admin, {
      root: { job: { namespace: 'batch', name: job } },
      granularity: 'JOB',
      direction,
      asOf: '2026-06-01T00:00:00Z',
    });

  const up = await ask('BD', 'upstream');
  expect(named(up)).toEqual(['[BD]@0', '[AB]@1', '[X]@1']);
  expect(edgesOf(up)).toEqual(['AB -> BD (b, observed io)', 'X -> BD (x, observed io)']);
  expect(named(await ask('AB', 'downstream'))).toEqual(['[AB]@0', '[BC]@1', '[BD]@1']);
});

test('a run comes after the run that wrote last what it read', async () => {
  await using graph = await freshInstallation();
  await ran(graph, 'WRITE', { outputs: ['t'], time: '2026-03-01T00:00:00Z', run: 'w1' });
  await ran(graph, 'READ', { inputs: ['t'], outputs: ['u'], time: '2026-03-01T06:00:00Z', run: 'r1' });
  await ran(graph, 'WRITE', { outputs: ['t'], time: '2026-03-02T00:00:00Z', run: 'w2' });
  await ran(graph, 'READ', { inputs: ['t'], outputs: ['u'], time: '2026-03-02T06:00:00Z', run: 'r2' });
  await ran(graph, 'OTHER', { inputs: ['t'], time: '2026-03-02T07:00:00Z', run: 'o2' });
  await mapAll(graph.context);
  const ask = async (run: string, direction: 'upstream' | 'downstream'): Promise<readonly string[]> => {
    const answer = await traceLineage(graph.context, graph.admin, {
      root: { run: { runId: runId(run) } },
      direction,
      asOf: '2026-03-03T00:00:00Z',
    });
    expect(answer.edges.every(({ kind, evidence }) => kind === 'inferred' && evidence !== null)).toBe(true);
    return answer.nodes.map((node) => ['w1', 'w2', 'r1', 'r2', 'o2'].find((each) => runId(each) === node.runId) ?? '');
  };

  expect(await ask('r1', 'upstream')).toEqual(['r1', 'w1']);
  expect(await ask('r2', 'upstream')).toEqual(['r2', 'w2']);
  expect(await ask('w2', 'downstream')).toEqual(['w2', 'o2', 'r2']);
  expect(await ask('w1', 'downstream')).toEqual(['w1', 'r1']);
});

test('a stream of a quick beat is silent only when clocks cannot explain it', async () => {
  await using graph = await freshInstallation();
  const streaming = { jobType: facet({ processingType: 'STREAMING', integration: 'FLINK' }) };
  for (const second of ['00', '03', '06'])
    await ran(graph, 'STREAM', {
      inputs: ['a'],
      outputs: ['b'],
      type: 'RUNNING',
      time: `2026-03-01T00:00:${second}Z`,
      jobFacets: streaming,
    });
  await mapAll(graph.context);

  expect(codes(await trace(graph, 'b', { asOf: '2026-03-01T00:05:30Z' }))).toEqual([]);
  expect(codes(await trace(graph, 'b', { asOf: '2026-03-01T00:06:00Z' }))).toEqual(['PRODUCER_SILENT']);
});

test('a producer that fell silent and a run without end are told', async () => {
  await using graph = await freshInstallation();
  const streaming = { jobType: facet({ processingType: 'STREAMING', integration: 'FLINK' }) };
  for (const hour of ['00', '01', '02', '03'])
    await ran(graph, 'STREAM', { inputs: ['a'], outputs: ['b'], type: 'RUNNING', time: `2026-03-01T${hour}:00:00Z`, jobFacets: streaming });
  await ran(graph, 'BATCH', { inputs: ['b'], outputs: ['c'], type: 'START', time: '2026-03-01T00:00:00Z' });
  await mapAll(graph.context);

  expect(codes(await trace(graph, 'c', { asOf: '2026-03-01T04:00:00Z' }))).toEqual([]);
  expect(codes(await trace(graph, 'c', { asOf: '2026-03-01T14:00:00Z' }))).toEqual(['PRODUCER_SILENT']);
  expect(codes(await trace(graph, 'c', { asOf: '2026-03-02T01:00:00Z' }))).toEqual(['PRODUCER_SILENT', 'RUN_NEVER_ENDED']);
});

test('an answer that is too large is cut in the order of names, and its cursor brings the rest with both times', async () => {
  await using graph = await freshInstallation();
  const copies = Array.from({ length: 6_000 }, (_, index) => `copy ${String(index).padStart(4, '0')}`);
  await ran(graph, 'COPY', { inputs: ['root'], outputs: copies });
  await ran(graph, 'LAST', { inputs: ['copy 5999'], outputs: ['end'] });
  await mapAll(graph.context);

  const asOf = '2026-03-02T00:00:00Z';
  const first = await trace(graph, 'root', { direction: 'downstream', asOf });
  await ran(graph, 'LATER', { inputs: ['root'], outputs: ['later'] });
  await mapAll(graph.context);
  const second = await trace(graph, 'root', { direction: 'downstream', after: first.pageInfo.endCursor });

  expect([first.header.completeness, codes(first), first.pageInfo.hasNextPage]).toEqual(['PARTIAL', ['TRUNCATED'], true]);
  expect([codes(second), second.pageInfo]).toEqual([[], { hasNextPage: false, endCursor: null }]);
  expect(named(first).length).toBe(5_000);
  expect([...named(first), ...named(second)]).toEqual(['root@0', '[COPY]@1', ...copies.map((name) => `${name}@1`), '[LAST]@2', 'end@2']);
  expect(first.edges.length + second.edges.length).toBe(6_003);
  expect(new Set([...first.edges, ...second.edges].map(({ id }) => id)).size).toBe(6_003);
  expect([second.header.asOf, second.header.knownAt]).toEqual([first.header.asOf, first.header.knownAt]);
});

test('a walk is asked for page by page, and the pages together are the whole', async () => {
  await using graph = await givenGraph('a -> AB -> b', 'b -> BC -> c', 'x -> XC -> c');

  const asOf = '2026-03-02T00:00:00Z';
  const whole = await trace(graph, 'c', { asOf });
  const pages: LineageAnswer[] = [await trace(graph, 'c', { first: 3, asOf })];
  for (let last = pages[0]; last?.pageInfo.hasNextPage === true; last = pages.at(-1))
    pages.push(await trace(graph, 'c', { first: 3, after: last.pageInfo.endCursor }));

  expect(pages.map((page) => [named(page).length, ...codes(page)])).toEqual([[3, 'TRUNCATED'], [3, 'TRUNCATED'], [1]]);
  expect(pages.flatMap(named)).toEqual(named(whole));
  expect(pages.flatMap(({ edges }) => edges)).toHaveLength(whole.edges.length);
});

test('a walk of runs says when a run has more events than are looked at', async () => {
  await using graph = await freshInstallation();
  await ran(graph, 'WRITE', { outputs: ['t'], run: 'w' });
  const at = (minute: number): string => new Date(Date.parse('2026-03-01T01:00:00Z') + minute * 60_000).toISOString();
  for (let minute = 0; minute < 200; minute += 1) await ran(graph, 'READ', { inputs: ['t'], type: 'RUNNING', time: at(minute), run: 'r' });
  await mapAll(graph.context);
  const ask = (): Promise<LineageAnswer> =>
    traceLineage(graph.context, graph.admin, {
      root: { run: { runId: runId('r') } },
      direction: 'upstream',
      asOf: '2026-03-01T06:00:00Z',
    });

  const whole = await ask();
  await ran(graph, 'READ', { type: 'RUNNING', time: at(200), run: 'r' });
  await mapAll(graph.context);
  const cut = await ask();

  expect([whole.nodes.length, codes(whole)]).toEqual([2, []]);
  expect([cut.nodes.length, cut.header.completeness, codes(cut)]).toEqual([2, 'PARTIAL', ['TRUNCATED']]);
  expect(cut.header.reasons[0]?.message).toContain('ask again with an earlier asOf');
});

test('a walk of runs says when more runs read a dataset than are looked at', async () => {
  await using graph = await freshInstallation();
  await ran(graph, 'WRITE', { outputs: ['t'], run: 'w' });
  const read = (index: number): Promise<bigint> => ran(graph, 'READ', { inputs: ['t'], time: '2026-03-01T06:00:00Z', run: `r${index}` });
  for (let index = 0; index < 500; index += 1) await read(index);
  await mapAll(graph.context);
  const ask = (): Promise<LineageAnswer> =>
    traceLineage(graph.context, graph.admin, {
      root: { run: { runId: runId('w') } },
      direction: 'downstream',
      depth: 1,
      asOf: '2026-03-02T00:00:00Z',
    });

  const whole = await ask();
  await read(500);
  await mapAll(graph.context);
  const cut = await ask();

  expect([whole.nodes.length, codes(whole)]).toEqual([501, []]);
  expect([cut.nodes.length, codes(cut)]).toEqual([501, ['TRUNCATED']]);
});

test('an answer that rests on events whose producer could not see everything says so', async () => {
  await using graph = await givenGraph('b -> BC -> c');
  const runFacets = { extractionError: facet({ totalTasks: 1, failedTasks: 1, errors: [] }) };
  await ran(graph, 'AB', { inputs: ['a'], outputs: ['b'], runFacets, run: '1' });
  await mapAll(graph.context);

  const asOf = '2026-03-02T00:00:00Z';
  const answer = await trace(graph, 'c', { asOf });
  const ofRun = await traceLineage(graph.context, graph.admin, { root: { run: { runId: runId('1') } }, direction: 'upstream', asOf });

  expect(codes(answer)).toEqual(['EXTRACTION_ERRORS']);
  expect(answer.header.reasons[0]?.message).toMatch(/^Runs of batch AB tell/);
  expect(codes(ofRun)).toEqual(['EXTRACTION_ERRORS']);
  expect(codes(await trace(graph, 'c', { asOf, depth: 1 }))).toEqual([]);
  for (let day = 2; day <= 21; day += 1)
    await ran(graph, 'AB', { inputs: ['a'], outputs: ['b'], time: `2026-03-${String(day).padStart(2, '0')}T00:00:00Z`, run: String(day) });
  await mapAll(graph.context);
  expect(codes(await trace(graph, 'b', { asOf: '2026-03-22T00:00:00Z' }))).toEqual([]);
});

/** How many statements a walk takes, and how many things it reaches. Usually downstream from `root`. */
async function costOf(
  graph: FreshInstallation,
  question: Partial<LineageQuestion> = {},
): Promise<{ readonly statements: number; readonly nodes: number }> {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with a session as its `this` below
  const { rows } = Session.prototype;
  let statements = 0;
  Session.prototype.rows = function (this: Session, ...asked: Parameters<Session['rows']>) {
    statements += 1;
    return rows.apply(this, asked);
  };
  try {
    const { nodes } = await trace(graph, 'root', { direction: 'downstream', ...question });
    return { statements, nodes: nodes.length };
  } finally {
    Session.prototype.rows = rows;
  }
}

/** SPREAD writes `d0`, `d1`, ... out of `root`; of each one a job makes `e0`, `e1`, ...; GATHER makes `end` of all of these. */
async function givenSpread(width: number): Promise<FreshInstallation> {
  const graph = await freshInstallation();
  const each = Array.from({ length: width }, (_, index) => index);
  await ran(graph, 'SPREAD', { inputs: ['root'], outputs: each.map((index) => derived(`d${index}`, { f: 'root.f' })) });
  for (const index of each) {
    const told = { inputs: [`d${index}`], outputs: [derived(`e${index}`, { f: `d${index}.f` })] };
    await ran(graph, `COPY ${index}`, { ...told, run: `${index}`, time: '2026-03-01T01:00:00Z' });
  }
  const columns = Object.fromEntries(each.map((index) => [`f${index}`, `e${index}.f`]));
  const told = { inputs: each.map((index) => `e${index}`), outputs: [derived('end', columns)] };
  await ran(graph, 'GATHER', { ...told, time: '2026-03-01T02:00:00Z' });
  await mapAll(graph.context);
  return graph;
}

const ofDataset = (name: string): LineageQuestion['root'] => ({ dataset: { namespace: 'db', name } });
const ofJob = (name: string): LineageQuestion['root'] => ({ job: { namespace: 'batch', name } });
const ofRun = (run: string): LineageQuestion['root'] => ({ run: { runId: runId(run) } });
/** Each way through such a graph, from end to end, and how many things it reaches. */
const WIDE: readonly (Required<Pick<LineageQuestion, 'granularity' | 'direction' | 'root'>> & {
  readonly nodes: (width: number) => number;
})[] = [
  { granularity: 'DATASET', direction: 'downstream', root: ofDataset('root'), nodes: (width) => 4 + 3 * width },
  { granularity: 'DATASET', direction: 'upstream', root: ofDataset('end'), nodes: (width) => 4 + 3 * width },
  { granularity: 'JOB', direction: 'downstream', root: ofJob('SPREAD'), nodes: (width) => 2 + width },
  { granularity: 'JOB', direction: 'upstream', root: ofJob('GATHER'), nodes: (width) => 2 + width },
  { granularity: 'COLUMN', direction: 'downstream', root: ofDataset('root'), nodes: (width) => 1 + 3 * width },
  { granularity: 'COLUMN', direction: 'upstream', root: ofDataset('end'), nodes: (width) => 2 + 2 * width },
  { granularity: 'RUN', direction: 'downstream', root: ofRun('SPREAD'), nodes: (width) => 2 + width },
  { granularity: 'RUN', direction: 'upstream', root: ofRun('GATHER'), nodes: (width) => 2 + width },
];

test.each(WIDE.map((way) => [way.granularity, way.direction, way] as const))(
  'by %s %s, more neighbours cost no more statements',
  async (_granularity, _direction, { nodes, ...question }) => {
    const costAt = async (width: number): ReturnType<typeof costOf> => {
      await using graph = await givenSpread(width);
      return await costOf(graph, question);
    };
    const [few, many] = [await costAt(2), await costAt(40)];

    expect([few.nodes, many.nodes]).toEqual([nodes(2), nodes(40)]);
    expect(many.statements).toBe(few.statements);
  },
);

test('more levels cost no more statements', async () => {
  const costAt = async (levels: number): ReturnType<typeof costOf> => {
    await using graph = await freshInstallation();
    const name = (level: number): string => (level === 0 ? 'root' : `d${level}`);
    for (let level = 0; level < levels; level += 1) await ran(graph, `J${level}`, { inputs: [name(level)], outputs: [name(level + 1)] });
    await mapAll(graph.context);
    return await costOf(graph);
  };
  const [few, many] = [await costAt(2), await costAt(18)];

  expect([few.nodes, many.nodes]).toEqual([5, 37]);
  expect(many.statements).toBe(few.statements);
});

test('a question that makes no sense is refused with what to do', async () => {
  await using graph = await givenGraph('a -> AB -> b');
  const refusal = async (question: Partial<LineageQuestion>): Promise<unknown> =>
    trace(graph, 'b', question).then(
      () => 'answered',
      (error: unknown) => (error as { readonly code: unknown }).code,
    );

  expect(await refusal({ depth: 101 })).toBe('LIMIT_EXCEEDED');
  expect(await refusal({ depth: 0 })).toBe('BAD_REQUEST');
  expect(await refusal({ first: 5_001 })).toBe('LIMIT_EXCEEDED');
  expect(await refusal({ first: 0 })).toBe('BAD_REQUEST');
  expect(await refusal({ column: 'f' })).toBe('BAD_REQUEST');
  expect(await refusal({ granularity: 'RUN' })).toBe('BAD_REQUEST');
  expect(await refusal({ after: 'nonsense' })).toBe('BAD_REQUEST');
  expect(await refusal({ root: { id: 'nonsense' } })).toBe('BAD_REQUEST');
  expect(await refusal({ root: { dataset: { namespace: 'db', name: 'nobody' } } })).toBe('NOT_FOUND');
  const cursorOfAnother = Buffer.from(JSON.stringify([1, 'another', '2026-01-01T00:00:00Z', '1', []])).toString('base64url');
  expect(await refusal({ after: cursorOfAnother })).toBe('BAD_REQUEST');
});
