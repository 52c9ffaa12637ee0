import { describe, expect, test } from 'vitest';

import { Failure } from '#foundation';
import { type Context, receiveEvent, Refusals, ringBell } from '#operations';
import { countingStatements, type FreshInstallation, freshInstallation, mapAll } from '#testkit';

import { windowApp } from '../../testkit/window-app.ts';
import { ALIASES_MAX, BODY_BYTES_MAX, DEPTH_MAX, DIRECTIVES_MAX, TOKENS_MAX } from './limits.ts';

const KEY = 'hg_a-key-of-this-test';

/** Part of an answer. Each test says what it looks for. */
interface Part {
  readonly [member: string]: Part | undefined;
}

// The schema says what is a list and what is text.
const rows = (part: Part | undefined): readonly Part[] => part as unknown as readonly Part[];
const text = (part: Part | undefined): string => part as unknown as string;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly data: Part;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly unknown[];
    readonly extensions: { readonly code: string };
  }[];
}

interface Window extends AsyncDisposable {
  readonly ask: (query: string, variables?: object, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
  readonly send: (request: {
    readonly method?: 'GET' | 'POST';
    readonly url?: string;
    readonly payload?: string | object;
    readonly headers?: Readonly<Record<string, string>>;
  }) => Promise<Answer>;
  /** What was told to the log. */
  readonly logged: readonly unknown[];
  /** Statements that reached the database within snapshots so far. */
  readonly statements: () => number;
}

/** A server with nothing but the window in it, over a Headgate of the test's own. */
async function openWindow(
  { context, admin }: Pick<FreshInstallation, 'context' | 'admin'>,
  { introspection = true } = {},
): Promise<Window> {
  const logged: unknown[] = [];
  const { counted, statements } = countingStatements(context);
  const app = await windowApp({
    context: counted,
    authenticate: ({ headers }) =>
      headers.authorization === `Bearer ${KEY}` ? Promise.resolve(admin) : Promise.reject(new Failure('IDENTITY_UNKNOWN', 'Send a key.')),
    introspection,
    log: (error) => logged.push(error),
  });

  const send: Window['send'] = async ({ method = 'POST', url = '/graphql', payload, headers }) => {
    const all = { ...(payload === undefined ? {} : { 'content-type': 'application/json' }), authorization: `Bearer ${KEY}`, ...headers };
    const response = await app.inject({ method, url, headers: all, ...(payload === undefined ? {} : { payload }) });
    const { data, errors = [] } = JSON.parse(response.payload) as Pick<Answer, 'data'> & Partial<Pick<Answer, 'errors'>>;
    return { status: response.statusCode, headers: response.headers, text: response.payload, data, errors };
  };
  const ask: Window['ask'] = (query, variables = {}, headers = {}) => send({ payload: { query, variables }, headers });
  return { ask, send, logged, statements: () => statements.length, [Symbol.asyncDispose]: () => app.close() };
}

const BASE = { producer: 'https://example.com/p', schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent' };
const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };

interface RunGiven {
  readonly time: string;
  readonly job: string;
  readonly run: number;
  readonly type?: string;
  readonly inputs?: readonly (string | object)[];
  readonly outputs?: readonly (string | object)[];
  readonly jobFacets?: object;
  readonly runFacets?: object;
}

const runId = (number: number): string => `0197ad84-7a0d-7527-9f8a-${String(number).padStart(12, '0')}`;

function runEvent({ time, job, run, type = 'COMPLETE', inputs = [], outputs = [], jobFacets = {}, runFacets = {} }: RunGiven): string {
  const dataset = (given: string | object): object =>
    typeof given === 'string' ? { namespace: 'db', name: given } : { namespace: 'db', ...given };
  return JSON.stringify({
    ...BASE,
    eventTime: time,
    eventType: type,
    run: { runId: runId(run), facets: runFacets },
    job: { namespace: 'etl', name: job, facets: jobFacets },
    inputs: inputs.map(dataset),
    outputs: outputs.map(dataset),
  });
}

const CLEAN_FACETS = {
  schema: {
    ...FACET,
    fields: [
      { name: 'id', type: 'int' },
      { name: 'bed', type: 'struct', fields: [{ name: 'ward', type: 'text', description: 'Where.' }] },
    ],
  },
  documentation: { ...FACET, description: 'What was measured, without what cannot be.' },
  ownership: { ...FACET, owners: [{ name: 'team:vitals', type: 'OWNER' }] },
  tags: {
    ...FACET,
    tags: [
      { key: 'classification', value: 'PHI', source: 'hand' },
      { key: 'phi', value: 'yes', source: 'hand', field: 'bed.ward' },
    ],
  },
  acme_mystery: { ...FACET, nested: { anything: ['at', 'all'] } },
};
const COLUMNS = {
  columnLineage: {
    ...FACET,
    fields: {
      bed_hash: {
        inputFields: [
          {
            namespace: 'db',
            name: 'clean',
            field: 'bed.ward',
            transformations: [{ type: 'DIRECT', subtype: 'TRANSFORMATION', description: 'hashed', masking: true }],
          },
        ],
      },
    },
  },
};

/** `raw` → load → `clean` → report → `report`, a run that failed, and something that cannot be used. */
const STORY = [
  runEvent({ time: '2026-03-01T00:00:00Z', job: 'load', run: 1, type: 'START' }),
  runEvent({
    time: '2026-03-01T00:10:00.000000001Z',
    job: 'load',
    run: 1,
    inputs: ['raw'],
    outputs: [{ name: 'clean', facets: CLEAN_FACETS, outputFacets: { outputStatistics: { ...FACET, rowCount: 12 } } }],
    jobFacets: {
      jobType: { ...FACET, processingType: 'BATCH', integration: 'SPARK', jobType: 'TASK' },
      documentation: { ...FACET, description: 'Loads.' },
    },
  }).replace('"anything"', '"big":9007199254740993,"anything"'),
  runEvent({ time: '2026-03-02T00:10:00Z', job: 'report', run: 2, inputs: ['clean'], outputs: [{ name: 'report', facets: COLUMNS }] }),
  runEvent({
    time: '2026-03-03T00:10:00Z',
    job: 'report',
    run: 3,
    type: 'FAIL',
    runFacets: {
      errorMessage: { ...FACET, message: 'no room', programmingLanguage: 'SQL' },
      parent: { ...FACET, run: { runId: runId(9) }, job: { namespace: 'airflow', name: 'nightly' } },
    },
  }),
  '{"eventTime": "2026-03-03T00:00:00Z"}',
];

/** Past the end of the story, so that answers do not depend on the day of the test. */
const AS_OF = '2026-03-31T00:00:00Z';

async function tell({ context, admin }: Pick<FreshInstallation, 'context' | 'admin'>, bodies: readonly string[]): Promise<void> {
  for (const body of bodies) await receiveEvent(context, admin, Buffer.from(body));
  await mapAll(context);
}

/** A window over the story. */
async function storyWindow(): Promise<Window & { readonly context: Context }> {
  const installation = await freshInstallation();
  await tell(installation, STORY);
  const window = await openWindow(installation);
  return {
    ...window,
    context: installation.context,
    [Symbol.asyncDispose]: async () => {
      await window[Symbol.asyncDispose]();
      await installation[Symbol.asyncDispose]();
    },
  };
}

const HEADER = 'header { asOf knownAt foldVersion completeness reasons { code } }';
const header = { asOf: AS_OF, knownAt: '5', foldVersion: 1, completeness: 'PARTIAL', reasons: [{ code: 'QUARANTINED_EVENTS' }] };

test('status tells what the door turned away, and of whom', async () => {
  await using installation = await freshInstallation();
  const { id } = await installation.principals.create({ kind: 'emitter', name: 'spark', namespaces: [] }, new Date());
  const refusals = new Refusals(installation.context);
  for (const sender of [id, id, undefined]) refusals.count(sender === undefined ? 'IDENTITY_UNKNOWN' : 'BODY_TOO_LARGE', sender);
  await refusals.flush();
  await using window = await openWindow(installation);

  const { data, errors } = await window.ask('{ status { refusals { reason count since last sender { id name } } } }');

  const time = expect.stringMatching(/Z$/) as string;
  expect(errors).toEqual([]);
  expect(data['status']).toEqual({
    refusals: [
      { reason: 'BODY_TOO_LARGE', count: 2, since: time, last: time, sender: { id, name: 'spark' } },
      { reason: 'IDENTITY_UNKNOWN', count: 1, since: time, last: time, sender: null },
    ],
  });
});

describe('every root field answers:', () => {
  test('status and graphDigest', async () => {
    await using window = await storyWindow();

    const { data, errors } = await window.ask(
      `{ status(asOf: "${AS_OF}") { ${HEADER} recorded mapped lagMs datasets jobs runs quarantined foldVersion generation }
         graphDigest(asOf: "${AS_OF}") { ${HEADER} digest } }`,
    );

    expect(errors).toEqual([]);
    expect(data['status']).toEqual({
      header,
      recorded: '5',
      mapped: '5',
      lagMs: 0,
      datasets: 3,
      jobs: 2,
      runs: 3,
      quarantined: 1,
      foldVersion: 1,
      generation: 1,
    });
    expect(data['graphDigest']).toEqual({ header, digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
  });

  test('dataset', async () => {
    await using window = await storyWindow();

    const { data, errors } = await window.ask(
      `{ dataset(namespace: "db", name: "clean", asOf: "${AS_OF}") {
          namespace name ${HEADER} canonical { namespace name } names { namespace name isCanonical isPresent } symlinks { name }
          facets(names: ["documentation"]) { name since position of { namespace name } content }
          schema { fields { path type fields { path type description } } }
          tags { key value source field } owners { name type } description lifecycle { change }
          readBy { namespace name } writtenBy { name }
          upstream { nodes { name depth } } downstream(depth: 1) { nodes { kind name depth } }
          column(name: "bed.ward") { name field { type } downstream { nodes { name column } } }
      } }`,
    );

    expect(errors).toEqual([]);
    expect(data['dataset']).toEqual({
      namespace: 'db',
      name: 'clean',
      header,
      canonical: { namespace: 'db', name: 'clean' },
      names: [{ namespace: 'db', name: 'clean', isCanonical: true, isPresent: true }],
      symlinks: [],
      facets: [
        {
          name: 'documentation',
          since: '2026-03-01T00:10:00.000000001Z',
          position: '1',
          of: { namespace: 'db', name: 'clean' },
          content: CLEAN_FACETS.documentation,
        },
      ],
      schema: {
        fields: [
          { path: 'id', type: 'int', fields: [] },
          { path: 'bed', type: 'struct', fields: [{ path: 'bed.ward', type: 'text', description: 'Where.' }] },
        ],
      },
      tags: [
        { key: 'classification', value: 'PHI', source: 'hand', field: null },
        { key: 'phi', value: 'yes', source: 'hand', field: 'bed.ward' },
      ],
      owners: [{ name: 'team:vitals', type: 'OWNER' }],
      description: 'What was measured, without what cannot be.',
      lifecycle: null,
      readBy: [{ namespace: 'etl', name: 'report' }],
      writtenBy: [{ name: 'load' }],
      upstream: {
        nodes: [
          { name: 'clean', depth: 0 },
          { name: 'raw', depth: 1 },
          { name: 'load', depth: 1 },
        ],
      },
      downstream: {
        nodes: [
          { kind: 'DATASET', name: 'clean', depth: 0 },
          { kind: 'DATASET', name: 'report', depth: 1 },
          { kind: 'JOB', name: 'report', depth: 1 },
        ],
      },
      column: {
        name: 'bed.ward',
        field: { type: 'text' },
        downstream: {
          nodes: [
            { name: 'clean', column: 'bed.ward' },
            { name: 'report', column: 'bed_hash' },
          ],
        },
      },
    });
  });

  test('job, and its runs', async () => {
    await using window = await storyWindow();

    const { data, errors } = await window.ask(
      `{ load: job(namespace: "etl", name: "load", asOf: "${AS_OF}") {
           ${HEADER} description processingType integration jobType tags { key } owners { name } facets(names: ["jobType"]) { name }
           inputs { namespace name header { knownAt } } outputs { name description } latestRuns { runId state began ended }
           upstream { nodes { name } } downstream { nodes { name } }
         }
         report: job(name: "report", asOf: "${AS_OF}") { runs(state: FAIL) { ${HEADER} nodes { runId state job { name } } } } }`,
    );

    expect(errors).toEqual([]);
    expect(data['load']).toMatchObject({
      header,
      description: 'Loads.',
      processingType: 'BATCH',
      integration: 'SPARK',
      jobType: 'TASK',
      facets: [{ name: 'jobType' }],
      inputs: [{ namespace: 'db', name: 'raw', header: { knownAt: '5' } }],
      outputs: [{ name: 'clean', description: 'What was measured, without what cannot be.' }],
      latestRuns: [{ runId: runId(1), state: 'COMPLETE', began: '2026-03-01T00:00:00Z', ended: '2026-03-01T00:10:00.000000001Z' }],
    });
    expect(data['report']).toEqual({ runs: { header, nodes: [{ runId: runId(3), state: 'FAIL', job: { name: 'report' } }] } });
  });

  test('run, with what it read and wrote, its parent and its events', async () => {
    await using window = await storyWindow();

    const { data, errors } = await window.ask(
      `{ good: run(runId: "${runId(1)}", asOf: "${AS_OF}") {
           ${HEADER} state began ended lastEvent eventCount findings { kind } processingType
           inputs { dataset { name } usedName { name } } outputs { dataset { name tags { key } } facets(names: ["outputStatistics"]) { content } }
           events(first: 1) { nodes { position kind json } pageInfo { hasNextPage } }
         }
         bad: run(runId: "${runId(3)}", job: { namespace: "etl", name: "report" }, asOf: "${AS_OF}") {
           state facets(names: ["errorMessage"]) { name position content } parent { runId job { namespace name } } root { runId }
         } }`,
    );

    expect(errors).toEqual([]);
    expect(data['good']).toMatchObject({
      header,
      state: 'COMPLETE',
      began: '2026-03-01T00:00:00Z',
      ended: '2026-03-01T00:10:00.000000001Z',
      lastEvent: '2026-03-01T00:10:00.000000001Z',
      eventCount: 2,
      findings: [],
      inputs: [{ dataset: { name: 'raw' }, usedName: { name: 'raw' } }],
      outputs: [{ dataset: { name: 'clean', tags: [{ key: 'classification' }, { key: 'phi' }] }, facets: [{ content: { rowCount: 12 } }] }],
      events: { nodes: [{ position: '1', kind: 'EVENT', json: { eventType: 'COMPLETE' } }], pageInfo: { hasNextPage: true } },
    });
    expect(data['bad']).toMatchObject({
      state: 'FAIL',
      facets: [{ name: 'errorMessage', position: '3', content: { message: 'no room' } }],
      parent: { runId: runId(9), job: { namespace: 'airflow', name: 'nightly' } },
    });
  });

  test('datasets, jobs, runs and namespaces', async () => {
    await using window = await storyWindow();

    const { data, errors } = await window.ask(
      `{ datasets(asOf: "${AS_OF}") { ${HEADER} nodes { namespace name } edges { cursor node { name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
         jobs(asOf: "${AS_OF}", namePrefix: "lo") { nodes { namespace name } }
         runs(asOf: "${AS_OF}", namespace: "etl") { nodes { runId state } }
         namespaces(asOf: "${AS_OF}") { nodes { name datasets jobs } } }`,
    );

    expect(errors).toEqual([]);
    const edges = rows(data['datasets']?.['edges']);
    expect(data['datasets']).toEqual({
      header,
      nodes: ['clean', 'raw', 'report'].map((name) => ({ namespace: 'db', name })),
      edges: ['clean', 'raw', 'report'].map((name) => ({ cursor: expect.any(String) as string, node: { name } })),
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: edges[0]?.['cursor'], endCursor: edges[2]?.['cursor'] },
    });
    expect(data['jobs']).toEqual({ nodes: [{ namespace: 'etl', name: 'load' }] });
    expect(data['runs']).toEqual({
      nodes: [3, 2, 1].map((number) => ({ runId: runId(number), state: number === 3 ? 'FAIL' : 'COMPLETE' })),
    });
    expect(data['namespaces']).toEqual({
      nodes: [
        { name: 'db', datasets: 3, jobs: 0 },
        { name: 'etl', datasets: 0, jobs: 2 },
      ],
    });
  });

  test('search', async () => {
    await using window = await storyWindow();

    const { data, errors } = await window.ask(
      `{ name: search(text: "clean", asOf: "${AS_OF}") { ${HEADER} nodes { match matched score node { namespace name ... on Dataset { description } } } }
         column: search(text: "bed.ward", kind: DATASET, asOf: "${AS_OF}") { nodes { match node { __typename name } } } }`,
    );

    expect(errors).toEqual([]);
    expect(data['name']?.['header']).toEqual(header);
    expect(rows(data['name']?.['nodes'])[0]).toEqual({
      match: 'NAME',
      matched: 'clean',
      score: 1,
      node: { namespace: 'db', name: 'clean', description: 'What was measured, without what cannot be.' },
    });
    expect(data['column']?.['nodes']).toContainEqual({ match: 'COLUMN', node: { __typename: 'Dataset', name: 'clean' } });
  });

  test('search by a tag, and by the description of a dataset or a column', async () => {
    await using window = await storyWindow();
    const texts = { key: 'PHI', value: 'yes', whole: 'classification=PHI', described: 'measured', column: 'Where.' };
    const asked = Object.entries(texts).map(([name, text]) => `${name}: search(text: "${text}", asOf: "${AS_OF}") { ...hits }`);

    const { data, errors } = await window.ask(
      `{ ${asked.join(' ')} } fragment hits on SearchConnection { nodes { match matched score node { name } } }`,
    );

    const hit = (match: string, matched: string, score: number) => ({ nodes: [{ match, matched, score, node: { name: 'clean' } }] });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      key: hit('TAG', 'phi=yes', 0.855),
      value: hit('TAG', 'phi=yes', 0.81),
      whole: hit('TAG', 'classification=PHI', 0.9),
      described: hit('DESCRIPTION', CLEAN_FACETS.documentation.description, 0.54),
      column: hit('DESCRIPTION', 'Where.', 0.6),
    });
  });

  test('lineage of datasets, with its evidence', async () => {
    await using window = await storyWindow();

    const { data, errors } = await window.ask(
      `query ($root: LineageRootInput!) { lineage(root: $root, asOf: "${AS_OF}") {
          ${HEADER} root { id } nodes { id kind name depth direction dataset { description } job { processingType } }
          edges { source target kind origin since via { name } evidence { firstSeen lastSeen count commitments emitters { id name } first { position } last { position } } }
          pageInfo { hasNextPage }
      } }`,
      { root: { dataset: { namespace: 'db', name: 'report' } } },
    );

    expect(errors).toEqual([]);
    const [nodes, edges] = [rows(data['lineage']?.['nodes']), rows(data['lineage']?.['edges'])];
    const named = new Map(nodes.map(({ id, kind, name }) => [id, `${text(kind)} ${text(name)}`]));
    expect(data['lineage']).toMatchObject({ header, root: { id: nodes[0]?.['id'] }, pageInfo: { hasNextPage: false } });
    expect(nodes.map(({ kind, name, depth, direction }) => [kind, name, depth, direction])).toEqual([
      ['DATASET', 'report', 0, 'ROOT'],
      ['DATASET', 'clean', 1, 'UPSTREAM'],
      ['JOB', 'report', 1, 'UPSTREAM'],
      ['DATASET', 'raw', 2, 'UPSTREAM'],
      ['JOB', 'load', 2, 'UPSTREAM'],
    ]);
    expect(nodes[1]).toMatchObject({ dataset: { description: CLEAN_FACETS.documentation.description }, job: null });
    expect(nodes[4]).toMatchObject({ dataset: null, job: { processingType: 'BATCH' } });
    const flows = edges.map(({ source, target }) => `${String(named.get(source))} → ${String(named.get(target))}`);
    expect(flows).toContain('DATASET raw → JOB load');
    for (const { kind, evidence } of edges) {
      expect(kind).toBe('OBSERVED');
      expect(evidence).toMatchObject({
        count: 1,
        commitments: [expect.stringMatching(/^[0-9a-f]{64}$/)],
        emitters: [{ id: expect.any(String) as string }],
      });
    }
  });

  test('lineage of columns, with its transformations', async () => {
    await using window = await storyWindow();

    const { data, errors } = await window.ask(
      `{ lineage(root: { dataset: { name: "report" } }, granularity: COLUMN, column: "bed_hash", asOf: "${AS_OF}") {
          nodes { kind name column dataset { name } reachedBy } edges { id via { __typename name } transformations { type subtype description masking } evidence { count } }
      } }`,
    );

    expect(errors).toEqual([]);
    const [edge] = rows(data['lineage']?.['edges']);
    expect(data['lineage']?.['nodes']).toEqual([
      { kind: 'COLUMN', name: 'report', column: 'bed_hash', dataset: { name: 'report' }, reachedBy: [] },
      { kind: 'COLUMN', name: 'clean', column: 'bed.ward', dataset: { name: 'clean' }, reachedBy: [edge?.['id']] },
    ]);
    expect(edge).toMatchObject({
      via: { __typename: 'Job', name: 'report' },
      transformations: [{ type: 'DIRECT', subtype: 'TRANSFORMATION', description: 'hashed', masking: true }],
      evidence: { count: 1 },
    });
  });

  test('events and event: the record as it was recorded', async () => {
    await using window = await storyWindow();

    const { data, errors } = await window.ask(
      `{ events(asOf: "${AS_OF}") { ${HEADER} nodes { position kind outcome sender { id name } warnings { code pointer } redacted body } }
         some: events(from: "1", to: "3", asOf: "${AS_OF}") { nodes { position } }
         ofJob: events(job: { name: "report" }, asOf: "${AS_OF}") { nodes { position } }
         event(position: "1", asOf: "${AS_OF}") { ${HEADER} commitment recordedAt json } }`,
    );
    const again = await window.ask(`query ($commitment: String!) { event(commitment: $commitment) { position body } }`, {
      commitment: data['event']?.['commitment'],
    });

    expect(errors).toEqual([]);
    expect(data['events']?.['header']).toEqual(header);
    expect(rows(data['events']?.['nodes']).map(({ position, kind, outcome }) => [position, kind, outcome])).toEqual([
      ['4', 'QUARANTINED', 'QUARANTINED'],
      ...['3', '2', '1', '0'].map((position) => [position, 'EVENT', 'ACCEPTED']),
    ]);
    expect(data['some']?.['nodes']).toEqual([{ position: '2' }, { position: '1' }]);
    expect(data['ofJob']?.['nodes']).toEqual([{ position: '3' }, { position: '2' }]);
    expect(again.data['event']).toEqual({ position: '1', body: STORY[1] });
  });

  test('quarantine and quarantined', async () => {
    await using window = await storyWindow();

    const { data, errors } = await window.ask(
      `{ quarantine(open: true, because: UNUSABLE, asOf: "${AS_OF}") { ${HEADER} nodes { id position because problems { pointer message } byteLength redrivenTo } }
         none: quarantine(open: false, asOf: "${AS_OF}") { nodes { id } } }`,
    );
    const [found] = rows(data['quarantine']?.['nodes']);
    const one = await window.ask(`query ($id: ID!) { quarantined(id: $id, asOf: "${AS_OF}") { ${HEADER} text base64 sender { id } } }`, {
      id: found?.['id'],
    });

    expect(errors).toEqual([]);
    expect(data['quarantine']?.['header']).toEqual(header);
    expect(found).toMatchObject({ position: '4', because: 'UNUSABLE', byteLength: STORY[4]?.length, redrivenTo: null });
    expect(rows(found?.['problems']).length).toBeGreaterThan(0);
    expect(data['none']?.['nodes']).toEqual([]);
    expect(one.data['quarantined']).toMatchObject({ header, text: STORY[4], base64: null });
  });

  test('requestReport, twice the same, and reports', async () => {
    await using window = await storyWindow();
    const mutation = `mutation { requestReport(kind: HIPAA_EPHI_MAP, asOf: "${AS_OF}", knownAt: "5") {
      ${HEADER} id kind digest json html signature publicKey fingerprint position } }`;

    const made = await window.ask(mutation);
    const again = await window.ask(mutation);
    await mapAll(window.context);
    const list = await window.ask(
      `{ reports(asOf: "${AS_OF}", first: 5) { nodes { id kind asOf knownAt digest pageDigest fingerprint position foldVersion ruleVersion requestedBy { id } } } }`,
    );

    const report = made.data['requestReport'];
    expect(made.errors).toEqual([]);
    expect(report).toMatchObject({ header, kind: 'HIPAA_EPHI_MAP', position: '5' });
    expect(JSON.parse(text(report?.['json']))).toMatchObject({ id: report?.['id'], sources: [{ name: 'clean' }, {}, {}] });
    expect(again.data).toEqual(made.data);
    const { id, digest, fingerprint } = report ?? {};
    const times = { asOf: AS_OF, knownAt: '5', foldVersion: 1, ruleVersion: 2 };
    expect(list.data['reports']?.['nodes']).toMatchObject([{ id, digest, fingerprint, kind: 'HIPAA_EPHI_MAP', position: '5', ...times }]);
  });
});

test('an unknown facet comes back as it came, with every digit', async () => {
  await using window = await storyWindow();

  const { text } = await window.ask(
    `{ dataset(name: "clean") { facets(names: ["acme_mystery"]) { content } } event(position: "1") { json } }`,
  );

  expect(text).toContain('"nested":{"anything":["at","all"],"big":9007199254740993}');
  expect(text).toContain(STORY[1] as string);
});

test('what is odd about a run is told: another job has its id, and events came after its end', async () => {
  await using installation = await freshInstallation();
  await using window = await openWindow(installation);
  await tell(installation, [
    runEvent({ time: '2026-03-01T00:00:00Z', job: 'load', run: 1, type: 'START' }),
    runEvent({ time: '2026-03-01T00:10:00Z', job: 'load', run: 1, type: 'COMPLETE' }),
    runEvent({ time: '2026-03-01T00:11:00Z', job: 'load', run: 1, type: 'OTHER' }), // may follow
    runEvent({ time: '2026-03-01T00:12:00Z', job: 'load', run: 1, type: 'RUNNING' }),
    runEvent({ time: '2026-03-01T00:13:00Z', job: 'load', run: 1, type: 'FAIL' }),
    runEvent({ time: '2026-03-01T00:00:00Z', job: 'report', run: 1, type: 'START' }),
    runEvent({ time: '2026-03-01T00:00:00Z', job: 'report', run: 2, type: 'START' }),
  ]);
  const findings = (run: number, job: string): string =>
    `run(runId: "${runId(run)}", job: { name: "${job}" }, asOf: "${AS_OF}") { findings { kind message jobs { namespace name } positions } }`;

  const { data, errors } = await window.ask(
    `{ both: ${findings(1, 'load')} shared: ${findings(1, 'report')} plain: ${findings(2, 'report')} }`,
  );

  const message = expect.stringMatching(/\.$/) as string;
  const sharedWith = (name: string) => ({ kind: 'ALSO_UNDER_ANOTHER_JOB', message, jobs: [{ namespace: 'etl', name }], positions: [] });
  expect(errors).toEqual([]);
  expect(data).toEqual({
    both: { findings: [sharedWith('report'), { kind: 'EVENTS_AFTER_THE_END', message, jobs: [], positions: ['3', '4'] }] },
    shared: { findings: [sharedWith('load')] },
    plain: { findings: [] },
  });
});

/** Facets of the standard as their examples have them, by where they stand in an event. */
const STANDARD = {
  run: {
    test: {
      ...FACET,
      tests: [
        { name: 'not_null_id', status: 'fail', severity: 'error', type: 'not_null', expected: '0', actual: '2', params: { column: 'id' } },
      ],
    },
    jobDependencies: {
      ...FACET,
      upstream: [
        {
          job: { namespace: 'etl', name: 'before' },
          run: { runId: runId(7) },
          dependency_type: 'DIRECT_INVOCATION',
          sequence_trigger_rule: 'FINISH_TO_START',
          status_trigger_rule: 'EXECUTE_EVERY_TIME',
        },
      ],
      downstream: [{ job: { namespace: 'etl', name: 'after' }, dependency_type: 'IMPLICIT_DEPENDENCY' }],
      trigger_rule: 'all_success',
    },
    externalQuery: { ...FACET, externalQueryId: 'my-project-1234:US.bquijob_123x456_123y123z123c', source: 'bigquery' },
    processing_engine: { ...FACET, version: '3.5.1', name: 'Spark', openlineageAdapterVersion: '1.44.0' },
    environmentVariables: {
      ...FACET,
      environmentVariables: [
        { name: 'JAVA_HOME', value: '/usr/lib/jvm/17' },
        { name: 'EMPTY', value: '' },
      ],
    },
    parent: {
      ...FACET,
      run: { runId: runId(7) },
      job: { namespace: 'etl', name: 'before' },
      root: { run: { runId: runId(6) }, job: { namespace: 'etl', name: 'all' } },
    },
    errorMessage: { ...FACET, message: 'no room', programmingLanguage: 'JAVA', stackTrace: 'at Load.main' },
    extractionError: {
      ...FACET,
      totalTasks: 2,
      failedTasks: 1,
      errors: [{ errorMessage: 'no table', stackTrace: null, task: 'select', taskNumber: 1 }],
    },
    executionParameters: { ...FACET, parameters: [{ key: 'day', name: 'the day', description: 'To load.', value: '2026-03-01' }] },
    nominalTime: { ...FACET, nominalStartTime: '2026-03-01T00:00:00.000Z', nominalEndTime: '2026-03-02T00:00:00.000Z' },
    tags: { ...FACET, tags: [{ key: 'priority', value: 'high', source: 'OPENLINEAGE_CLIENT' }] },
  },
  job: {
    jobType: { ...FACET, processingType: 'BATCH', integration: 'SPARK', jobType: 'TASK', emissionPattern: { eventTrigger: 'LIFECYCLE' } },
    sql: { ...FACET, query: 'insert into clean select * from raw', dialect: 'spark' },
    sourceCode: { ...FACET, language: 'python', sourceCode: 'load()' },
    sourceCodeLocation: {
      ...FACET,
      type: 'git',
      url: 'https://git.example.org/load/blob/main/load.py',
      repoUrl: 'https://git.example.org/load',
      version: 'a41f',
    },
    ownership: { ...FACET, owners: [{ name: 'maintainer_one', type: 'MAINTAINER' }] },
    documentation: { ...FACET, description: 'Loads what came in.', contentType: 'text/markdown' },
    tags: { ...FACET, tags: [{ key: 'environment', value: 'production', source: 'CONFIG' }] },
  },
  dataset: {
    dataSource: { ...FACET, name: 'db', uri: 'postgres://db:5432' },
    version: { ...FACET, datasetVersion: '42' },
    lifecycleStateChange: { ...FACET, lifecycleStateChange: 'OVERWRITE' },
    datasetType: { ...FACET, datasetType: 'TABLE', subType: 'EXTERNAL' },
    hierarchy: {
      ...FACET,
      hierarchy: [
        { type: 'DATABASE', name: 'db' },
        { type: 'TABLE', name: 'raw' },
      ],
    },
    dataQualityAssertions: { ...FACET, assertions: [{ assertion: 'not_null', success: true, column: 'id', severity: 'error' }] },
    storage: { ...FACET, storageLayer: 'iceberg', fileFormat: 'parquet' },
    catalog: {
      ...FACET,
      framework: 'iceberg',
      type: 'glue',
      name: 'main',
      metadataUri: 'arn:aws:glue:eu-west-1:123456789012:catalog',
      warehouseUri: 's3://warehouse/main',
      source: 'spark',
      catalogProperties: { 'io-impl': 'org.apache.iceberg.aws.s3.S3FileIO' },
    },
    dataQualityMetrics: { ...FACET, rowCount: 1000, columnMetrics: { id: { nullCount: 0, distinctCount: 1000 } } },
    ownership: { ...FACET, owners: [{ name: 'team:data', type: 'STEWARD' }] },
    documentation: { ...FACET, description: 'One row for each of them.' },
    tags: { ...FACET, tags: [{ key: 'pii', value: 'true', source: 'CONFIG', field: 'id' }] },
  },
  input: {
    inputStatistics: { ...FACET, rowCount: 123, size: 35602, fileCount: 5 },
    dataQualityAssertions: { ...FACET, assertions: [{ assertion: 'row_count', success: false }] },
    subset: {
      ...FACET,
      inputCondition: { type: 'binary', operator: 'AND', left: { type: 'literal', value: 'a' }, right: { type: 'literal', value: 'b' } },
    },
    dataQualityMetrics: {
      ...FACET,
      rowCount: 123,
      bytes: 35602,
      columnMetrics: { id: { nullCount: 3, min: 0.5, max: 1e21, quantiles: { '0.25': 1.25 } } },
    },
  },
  output: {
    outputStatistics: { ...FACET, rowCount: 9007199254740991, size: 35602, fileCount: 5 },
    subset: {
      ...FACET,
      outputCondition: { type: 'partition', partitions: [{ identifier: 'day=2026-03-01', dimensions: { day: '2026-03-01' } }] },
    },
  },
};

test('facets of the standard come back as they were sent', async () => {
  await using installation = await freshInstallation();
  await using window = await openWindow(installation);
  const inputs = [{ name: 'raw', facets: STANDARD.dataset, inputFacets: STANDARD.input }];
  const outputs = [{ name: 'clean', outputFacets: STANDARD.output }];
  const told = { runFacets: STANDARD.run, jobFacets: STANDARD.job, inputs, outputs };
  await tell(installation, [runEvent({ time: '2026-03-01T00:00:00Z', job: 'load', run: 1, ...told })]);

  const { data, errors } = await window.ask(
    `{ run(runId: "${runId(1)}", asOf: "${AS_OF}") {
         nominalStart nominalEnd facets { name content } inputs { facets { name content } } outputs { facets { name content } }
       }
       job(name: "load", asOf: "${AS_OF}") { description owners { name type } tags { key value source } facets { name content } }
       dataset(name: "raw", asOf: "${AS_OF}") { description owners { name type } tags { key value source field } facets { name content } } }`,
  );

  const { run, job, dataset } = data;
  const facetsOf = (part: Part | undefined): Readonly<Record<string, unknown>> =>
    Object.fromEntries(rows(part?.['facets']).map(({ name, content }) => [text(name), content] as const));
  const wordsOf = ({ documentation, ownership, tags }: typeof STANDARD.job | typeof STANDARD.dataset): object => ({
    ...{ description: documentation.description, owners: ownership.owners, tags: tags.tags },
  });
  expect(errors).toEqual([]);
  expect(facetsOf(run)).toEqual(STANDARD.run);
  expect(facetsOf(job)).toEqual(STANDARD.job);
  expect(facetsOf(dataset)).toEqual(STANDARD.dataset);
  expect(rows(run?.['inputs']).map(facetsOf)).toEqual([STANDARD.input]);
  expect(rows(run?.['outputs']).map(facetsOf)).toEqual([STANDARD.output]);
  const { nominalStartTime, nominalEndTime } = STANDARD.run.nominalTime;
  expect(run).toMatchObject({ nominalStart: nominalStartTime, nominalEnd: nominalEndTime });
  expect(job).toMatchObject(wordsOf(STANDARD.job));
  expect(dataset).toMatchObject(wordsOf(STANDARD.dataset));
});

describe('the two times', () => {
  test('fields of one operation answer at one position and one time', async () => {
    await using window = await storyWindow();

    const { data } = await window.ask(
      '{ a: status { header { asOf knownAt } } b: datasets { header { asOf knownAt } nodes { header { asOf knownAt } } } c: lineage(root: { job: { name: "load" } }) { header { asOf knownAt } } }',
    );

    const { a, b, c } = data;
    const headers = [a, b, ...rows(b?.['nodes']), c].map((part) => part?.['header']);
    expect(new Set(headers.map((each) => JSON.stringify(each))).size).toBe(1);
  });

  test('what stands below an answer is answered at its times', async () => {
    await using window = await storyWindow();
    const fields = 'header { knownAt } readBy { name header { knownAt } } downstream { header { knownAt } nodes { name } }';

    const { data, errors } = await window.ask(
      `{ early: dataset(name: "clean", knownAt: "2") { ${fields} } late: dataset(name: "clean") { ${fields} } }`,
    );

    expect(errors).toEqual([]);
    expect(data['early']).toEqual({
      header: { knownAt: '2' },
      readBy: [],
      downstream: { header: { knownAt: '2' }, nodes: [{ name: 'clean' }] },
    });
    expect(data['late']).toMatchObject({
      header: { knownAt: '5' },
      readBy: [{ name: 'report', header: { knownAt: '5' } }],
      downstream: { header: { knownAt: '5' } },
    });
  });

  test('atLeast waits for the map, as an argument and as a header', async () => {
    await using installation = await freshInstallation();
    await using window = await openWindow(installation);
    await receiveEvent(installation.context, installation.admin, Buffer.from(STORY[1] as string));

    const asked = [
      window.ask('{ status { mapped } jobs(atLeast: "0") { nodes { name } } }'),
      window.ask('{ jobs { nodes { name } } }', {}, { 'headgate-at-least': '0' }),
    ];
    await new Promise((resolve) => setTimeout(resolve, 60)); // both are waiting now, or would have answered without the job
    await mapAll(installation.context);

    const answers = await Promise.all(asked);
    expect(answers.map(({ data }) => data['jobs'])).toEqual([{ nodes: [{ name: 'load' }] }, { nodes: [{ name: 'load' }] }]);
    expect(answers[0]?.data['status']).toEqual({ mapped: '1' });
  });

  test('a position that is never reached is 503, and says when to come again', async () => {
    await using window = await storyWindow();

    const { status, headers, errors } = await window.ask('{ status(atLeast: 1000) { mapped } }');

    expect([status, headers['retry-after'], errors[0]?.extensions]).toEqual([503, '1', { code: 'BUSY', retryAfterSeconds: 1 }]);
  });
});

describe('what is asked in vain', () => {
  test('nobody without a key is answered', async () => {
    await using window = await storyWindow();

    const answers = await Promise.all(
      ['', 'Bearer wrong'].map((authorization) => window.ask('{ status { mapped } }', {}, { authorization })),
    );

    for (const { status, headers, errors } of answers) {
      expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer']);
      expect(errors).toEqual([{ message: 'Send a key.', extensions: { code: 'IDENTITY_UNKNOWN' } }]);
    }
  });

  // It reads the whole graph and sorts it in memory.
  test('nobody but an administrator is told the digest of the graph, and what to do instead', async () => {
    await using installation = await freshInstallation();
    await tell(installation, STORY);
    const asked = (['person', 'emitter'] as const).map(async (kind) => {
      await using window = await openWindow({ ...installation, admin: { ...installation.admin, kind } });
      return await window.ask('{ graphDigest { digest } }');
    });

    for (const { data, errors } of await Promise.all(asked)) {
      expect(data).toEqual({ graphDigest: null });
      expect(errors).toMatchObject([
        {
          message: expect.stringContaining("use an admin's key, or run `headgate digest`") as string,
          extensions: { code: 'ACCESS_DENIED' },
        },
      ]);
    }
  });

  test('a field that fails is null with its reason; the others answer', async () => {
    await using window = await storyWindow();

    const { status, data, errors } = await window.ask(
      `{ status { mapped } nothing: dataset(namespace: "db", name: "no such") { name } times: jobs(asOf: "yesterday") { nodes { name } } who: job { name } }`,
    );

    expect(status).toBe(200);
    expect(data).toEqual({ status: { mapped: '5' }, nothing: null, times: null, who: null });
    expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual(
      expect.arrayContaining([
        [['nothing'], 'NOT_FOUND'],
        [['times'], 'BAD_REQUEST'],
        [['who'], 'BAD_REQUEST'],
      ]),
    );
  });

  test('what nobody foresaw is told to the log, and to the caller without any detail', async () => {
    await using window = await storyWindow();
    await window.context.database.transaction((session) => session.send('alter table hot.quarantine rename column problems to gone'));

    const { status, errors, text } = await window.ask('{ quarantine { nodes { id } } }');

    expect(status).toBe(200);
    expect(errors).toMatchObject([{ message: 'Something went wrong here; the log says what.', extensions: { code: 'INTERNAL' } }]);
    expect(text).not.toMatch(/problems|gone|hot\.|node_modules|at /);
    expect(window.logged).toEqual([expect.objectContaining({ message: expect.stringContaining('problems') as string })]);
  });
});

const nested = (levels: number): string =>
  `{ lineage(root: { id: "x" }) ${'{ root { dataset { column(name: "c") { upstream '.repeat(levels)} { root { id } } ${'} } } }'.repeat(levels)} }`;
const LIMITS: readonly (readonly [string, string, string])[] = [
  ['depth', nested(Math.ceil(DEPTH_MAX / 4)), 'LIMIT_EXCEEDED'],
  [
    'aliases',
    `{ ${Array.from({ length: ALIASES_MAX + 1 }, (_, index) => `a${index}: __typename2: status { mapped }`)
      .join(' ')
      .replaceAll(': __typename2', '')} }`,
    'LIMIT_EXCEEDED',
  ],
  ['directives', `{ status { ${'mapped @include(if: true) '.repeat(DIRECTIVES_MAX + 1)} } }`, 'LIMIT_EXCEEDED'],
  ['tokens', `{ status { ${'mapped '.repeat(TOKENS_MAX)} } }`, 'LIMIT_EXCEEDED'],
  [
    'cost',
    '{ runs(first: 500) { nodes { job { latestRuns { job { latestRuns { job { latestRuns { runId } } } } } } } } }',
    'LIMIT_EXCEEDED',
  ],
  ['questions in a list', '{ datasets { nodes { upstream { nodes { name } } } } }', 'BAD_REQUEST'],
  ['pages', '{ datasets(first: 501) { nodes { name } } }', 'LIMIT_EXCEEDED'],
  ['syntax', '{ status {', 'BAD_REQUEST'],
  ['names', '{ statsu { mapped } }', 'BAD_REQUEST'],
  ['types', '{ status(atLeast: "soon") { mapped } }', 'BAD_REQUEST'],
  ['roots', '{ lineage(root: { id: "x", job: { name: "y" } }) { root { id } } }', 'BAD_REQUEST'],
  ['operations', 'query a { status { mapped } } query b { status { mapped } }', 'BAD_REQUEST'],
  ['mutations that are none', 'mutation { status { mapped } }', 'BAD_REQUEST'],
  ['nothing', '', 'BAD_REQUEST'],
];

describe('limits', () => {
  test.each(LIMITS)('%s: a sentence and no stack', async (_what, query, code) => {
    await using window = await storyWindow();

    const { status, errors, text } = await window.ask(query);

    expect(status === 200 ? 'in the answer' : status).toBe(query.includes('501') ? 'in the answer' : 400);
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(errors.map(() => code));
    expect(errors.every(({ message }) => message.length > 10)).toBe(true);
    expect(text).not.toMatch(/stacktrace|node_modules|Syntax Error: Query/);
    expect(window.logged).toEqual([]);
  });

  test('bodies: too large, not JSON, several at once, by a form, by GET from another site', async () => {
    await using window = await storyWindow();
    const query = '{ status { mapped } }';

    const answers = {
      large: await window.send({ payload: { query: `{ ${'# '.repeat(BODY_BYTES_MAX / 2)} }` } }),
      broken: await window.send({ payload: '{"query": ' }),
      several: await window.send({ payload: [{ query }, { query }] }),
      list: await window.send({ payload: '[]' }),
      form: await window.send({ payload: 'query=%7B__typename%7D', headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
      text: await window.send({ payload: JSON.stringify({ query }), headers: { 'content-type': 'text/plain' } }),
      get: await window.send({ method: 'GET', url: `/graphql?query=${encodeURIComponent(query)}` }),
      persisted: await window.send({ payload: { extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } } }),
    };

    const told = Object.fromEntries(
      Object.entries(answers).map(([what, { status, errors }]) => [what, [status, errors[0]?.extensions.code]]),
    );
    expect(told).toEqual({
      large: [413, 'BODY_TOO_LARGE'],
      broken: [400, 'BODY_UNREADABLE'],
      several: [400, 'BAD_REQUEST'],
      list: [400, 'BAD_REQUEST'],
      form: [400, 'BAD_REQUEST'],
      text: [400, 'BAD_REQUEST'],
      get: [400, 'BAD_REQUEST'],
      persisted: [200, 'BAD_REQUEST'],
    });
    expect((await window.ask(query)).data).toEqual({ status: { mapped: '5' } });
    expect(window.logged).toEqual([]);
  });

  test('the schema can be asked for by setting alone, and without it no error gives a name away', async () => {
    await using installation = await freshInstallation();
    await using open = await openWindow(installation);
    await using closed = await openWindow(installation, { introspection: false });

    const answers = await Promise.all([open, closed].map((window) => window.ask('{ __schema { queryType { name } } }')));
    const slips = await Promise.all([open, closed].map((window) => window.ask('{ statu { mapped } }')));

    expect(answers.map(({ status, data }) => [status, data])).toEqual([
      [200, { __schema: { queryType: { name: 'Query' } } }],
      [400, undefined],
    ]);
    expect(answers[1]?.errors[0]?.extensions.code).toBe('BAD_REQUEST');
    expect(slips.map(({ errors }) => errors[0]?.message.includes('status'))).toEqual([true, false]);
  });

  test('strangers learn nothing of the schema', async () => {
    await using window = await storyWindow();
    const headers = { authorization: 'Bearer hg_of-nobody' };

    const answers = [
      await window.ask('{ __schema { queryType { name } } }', {}, headers),
      await window.ask('{ statu { mapped } }', {}, headers),
    ];

    expect(answers.map(({ status, data, errors }) => [status, data, errors.map(({ extensions }) => extensions.code)])).toEqual([
      [401, undefined, ['IDENTITY_UNKNOWN']],
      [401, undefined, ['IDENTITY_UNKNOWN']],
    ]);
  });

  test('whoever asks is told who they are, and a name that several have is answered with the candidates', async () => {
    await using window = await storyWindow();

    const { data } = await window.ask('{ whoami { name kind namespaces version header { completeness } } }');
    const { errors } = await window.ask('{ dataset(name: "rap") { name } run(runId: "0197ad84") { runId } }');

    expect(data['whoami']).toMatchObject({
      name: 'a test',
      kind: 'ADMIN',
      namespaces: [],
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
    });
    expect(errors.map(({ path, extensions }) => [path, extensions])).toEqual([
      [['dataset'], { code: 'NOT_FOUND', suggestions: [expect.objectContaining({ kind: 'DATASET', namespace: 'db', name: 'raw' })] }],
      [
        ['run'],
        {
          code: 'AMBIGUOUS',
          candidates: [1, 2, 3].map((number) => expect.objectContaining({ kind: 'RUN', runId: runId(number) }) as object),
        },
      ],
    ]);
  });

  test('a GET that no form can make is answered', async () => {
    await using window = await storyWindow();

    const { data } = await window.send({
      method: 'GET',
      url: `/graphql?query=${encodeURIComponent('{ status { mapped } }')}`,
      headers: { 'apollo-require-preflight': 'yes' },
    });

    expect(data).toEqual({ status: { mapped: '5' } });
  });
});

test('pages follow each other, hold everything once, and answer at the times of the first', async () => {
  await using installation = await freshInstallation();
  await using window = await openWindow(installation);
  const event = (from: number, to: number): string =>
    runEvent({
      time: '2026-03-01T00:00:00Z',
      job: `j${from}`,
      run: from,
      outputs: Array.from({ length: to - from }, (_, index) => `d${String(from + index).padStart(3, '0')}`),
    });
  await tell(installation, [event(0, 25)]);

  const names: string[] = [];
  const knownAt = new Set<string>();
  for (let after: string | null = null, pages = 0; pages < 9; pages += 1) {
    const { data } = await window.ask(
      'query ($after: String) { datasets(first: 10, after: $after) { header { knownAt } nodes { name } pageInfo { hasNextPage endCursor } } }',
      { after },
    );
    const page = data['datasets'];
    names.push(...rows(page?.['nodes']).map(({ name }) => text(name)));
    knownAt.add(text(page?.['header']?.['knownAt']));
    if (JSON.stringify(page?.['pageInfo']?.['hasNextPage']) !== 'true') break;
    after = text(page?.['pageInfo']?.['endCursor']);
    if (pages === 0) await tell(installation, [event(25, 40)]); // known too late for this list
  }

  expect(names).toEqual(Array.from({ length: 25 }, (_, index) => `d${String(index).padStart(3, '0')}`));
  expect([...knownAt]).toEqual(['1']);
});

const MANY: readonly (readonly [string, string])[] = [
  [
    'datasets, with everything of each',
    `{ datasets(first: 500, namespace: "db") { nodes { names { name } symlinks { name } facets { name content } schema { fields { name } } tags { key } owners { name } description lifecycle { change } column(name: "id") { field { type } } } } }`,
  ],
  [
    'jobs, with their runs and datasets',
    '{ jobs(first: 100) { nodes { description facets { name } inputs { tags { key } } outputs { schema { fields { name } } } latestRuns { state } } } }',
  ],
  ['runs, with their jobs', '{ runs(first: 500) { nodes { state job { processingType outputs { description } } } } }'],
  [
    'hits, with what they are',
    '{ search(text: "clean", first: 500) { nodes { match node { ... on Dataset { tags { key } } ... on Job { description } } } } }',
  ],
  [
    'a walk, with its evidence',
    '{ lineage(root: { dataset: { name: "raw" } }, direction: DOWNSTREAM) { nodes { dataset { description } job { description } } edges { via { name ... on Job { description } } evidence { count } } } }',
  ],
  [
    'a dataset, with its readers and what is downstream of it',
    '{ dataset(name: "raw") { readBy { name inputs { description } outputs { tags { key } } latestRuns { state } } downstream { nodes { dataset { tags { key } } job { tags { key } } } edges { evidence { emitters { name } } } } } }',
  ],
  [
    'a walk by jobs',
    '{ lineage(root: { dataset: { name: "raw" } }, granularity: JOB, direction: DOWNSTREAM) { nodes { job { description latestRuns { state } } } edges { via { name ... on Dataset { description } } evidence { count } } } }',
  ],
  ['the record', '{ events(first: 50) { nodes { kind sender { name } body json } } }'],
  ['the quarantine', '{ quarantine(first: 500) { nodes { problems { message } sender { name } } } }'],
  ['namespaces', '{ namespaces(first: 500) { nodes { name datasets jobs } } }'],
];

// Goal: an answer costs as many statements as its question says, however many rows it has.
// Method: the same question over 5 and over 50 rows of each kind, its statements counted.
test.each(MANY)('%s: as many statements for 50 rows as for 5', async (_what, query) => {
  const asked = async (rows: number): Promise<{ readonly statements: number; readonly bytes: number }> => {
    await using installation = await freshInstallation();
    await using window = await openWindow(installation);
    const events = Array.from({ length: rows }, (_, index) => [
      runEvent({
        time: `2026-03-01T00:00:${String(index).padStart(2, '0')}Z`,
        job: `load${index}`,
        run: index,
        inputs: ['raw'],
        outputs: [
          { name: `clean${index}`, facets: CLEAN_FACETS },
          { namespace: `space${index}`, name: `copy${index}` },
        ],
      }),
      `{"eventTime": "2026-03-03T00:00:00Z", "${index}": 1}`,
    ]);
    await tell(installation, events.flat());
    const before = window.statements();
    const { errors, text } = await window.ask(query);
    expect(errors).toEqual([]);
    return { statements: window.statements() - before, bytes: text.length };
  };

  const [few, many] = [await asked(5), await asked(50)];

  expect(many.statements).toBe(few.statements);
  expect(many.bytes).toBeGreaterThan(4 * few.bytes);
});

test('a contract is put into force, a dropped column raises its alert, and the alert names its readers and is acknowledged', async () => {
  await using installation = await freshInstallation();
  const { context } = installation;
  const [, clean = '', report = ''] = STORY;
  const schema = (name: string): object => ({
    schema: { ...FACET, fields: [{ name, type: 'struct', fields: [{ name: 'ward', type: 'text' }] }] },
  });
  const load = (time: string, column: string): string =>
    runEvent({ time, job: 'load', run: 4, outputs: [{ name: 'clean', facets: schema(column) }] });
  await tell(installation, [clean, report]);
  await using window = await openWindow(installation);
  const text = `{apiVersion: v3.1.0, kind: DataContract, id: c, version: 1, customProperties: [{property: headgateNamespace, value: db}],
    schema: [{name: clean, properties: [{name: bed, properties: [{name: ward, logicalType: string}]}]}]}`;

  const apply =
    'mutation ($text: String!) { applyContract(text: $text) { id position isNew problems { pointer message } remarks { pointer message } } }';
  const NO_STATUS = 'status is missing; the standard requires it.';
  const refused = await window.ask(apply, { text: 'kind: DataContract' });
  expect(rows(refused.data['applyContract']?.['problems']).map(({ pointer }) => pointer)).toEqual(['/apiVersion', '/id', '/version']);
  expect((await window.ask(apply, { text })).data).toEqual({
    applyContract: { id: 'c', position: '2', isNew: true, problems: [], remarks: [{ pointer: '/status', message: NO_STATUS }] },
  });
  await tell(installation, [load('2026-03-05T00:00:00Z', 'room')]);
  await ringBell(context);
  await mapAll(context);

  const asked = await window.ask(`{
    contract(id: "c") { outcome text verdicts { dataset { name } outcome since findings { kind column expected found } evidence { position } } }
    before: contract(id: "c", asOf: "2026-03-04T00:00:00Z") { outcome }
    contracts { nodes { id version } pageInfo { hasNextPage } }
    alerts(first: 1, states: [OPEN]) { nodes { id state kind contract column dataset { namespace name } evidence { position }
      readers { jobs { name } columns { dataset { name } column depth } header { asOf } } history { event state by { name } } } }
  }`);
  expect(asked.errors).toEqual([]);
  const [alert] = rows(asked.data['alerts']?.['nodes']);
  const finding = { kind: 'COLUMN_MISSING', column: 'bed', expected: null, found: null };
  const evidence = [{ position: '3' }, { position: '2' }];
  expect(asked.data).toEqual({
    contract: {
      ...{ outcome: 'FAIL', text },
      verdicts: [{ dataset: { name: 'clean' }, outcome: 'FAIL', since: '2026-03-05T00:00:00Z', findings: [finding], evidence }],
    },
    before: { outcome: 'PASS' },
    contracts: { nodes: [{ id: 'c', version: '1' }], pageInfo: { hasNextPage: false } },
    alerts: {
      nodes: [
        {
          ...{ id: alert?.['id'], state: 'OPEN', kind: 'COLUMN_MISSING', contract: 'c', column: 'bed', evidence },
          dataset: { namespace: 'db', name: 'clean' },
          readers: {
            jobs: [{ name: 'report' }],
            columns: [{ dataset: { name: 'report' }, column: 'bed_hash', depth: 1 }],
            header: { asOf: '2026-03-04T23:59:59.999999999Z' },
          },
          history: [{ event: 'FOUND', state: 'OPEN', by: { name: 'Headgate' } }],
        },
      ],
    },
  });

  const seen = await window.ask('mutation ($id: ID!) { acknowledgeAlert(id: $id, note: "seen") { id state position } }', {
    id: alert?.['id'],
  });
  expect(seen.data['acknowledgeAlert']?.['state']).toBe('ACKNOWLEDGED');
  await mapAll(context);
  const shown = await window.ask('query ($id: ID!) { alert(id: $id) { state history { note } } }', { id: alert?.['id'] });
  expect(shown.data).toEqual({ alert: { state: 'ACKNOWLEDGED', history: [{ note: null }, { note: 'seen' }] } });
});
