import { inspect } from 'node:util';

import { expect, test } from 'vitest';

import type { JsonObject } from '#record';
import { countingStatements, type FreshInstallation, freshInstallation, given, mapAll, person, refusal } from '#testkit';

import { applyPolicy } from '../access/apply-policy.ts';
import { auditTrail } from '../access/audit-trail.ts';
import { decideAccess } from '../access/decide.ts';
import { previewPolicy } from '../access/preview-policy.ts';
import { findDataset, findDatasets } from '../ask/find-dataset.ts';
import { findJob } from '../ask/find-job.ts';
import { listNamespaces } from '../ask/list-namespaces.ts';
import { listDatasets, listJobs } from '../ask/list-nodes.ts';
import { readStatus } from '../ask/read-status.ts';
import { searchGraph } from '../ask/search-graph.ts';
import type { Principal } from '../context.ts';
import { denialsWritten } from '../denials.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import type { LineageAnswer, LineageQuestion } from './lineage-answer.ts';
import { traceLineage } from './trace-lineage.ts';

// Docs/decisions/0031, line by line. What lies in the namespace `hr` is hidden from engineers; names there begin with `zq`.

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };
const WORD = 'zq';
const HIDE = { effect: 'deny', roles: ['engineer'], on: { namespace: 'hr' } } as const;
/** So soon after the runs that no producer has fallen silent. */
const NOON = '2026-03-01T12:00:00Z';
const GIVE = { effect: 'allow', roles: ['engineer'], action: 'topology', on: { namespace: 'hr' } } as const;

const named = (name: string) => ({ namespace: name.startsWith(WORD) ? 'hr' : 'db', name });
const runOf = (job: string) => ({ runId: `0198c3a0-0000-7000-8000-${Buffer.from(job).toString('hex').slice(0, 12).padStart(12, '0')}` });

/** `a -> J -> b`: job J read a and wrote b; several are joined by `+`. */
function ran(way: string, facets: { readonly job?: JsonObject; readonly output?: JsonObject } = {}): JsonObject {
  const [inputs = '', job = '', outputs = ''] = way.split(' -> ').map((part) => part.trim());
  const each = (text: string): JsonObject[] => (text === '' ? [] : text.split('+').map(named));
  return {
    ...{ eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', producer: 'https://example.com/p', run: runOf(job) },
    job: { ...named(job), facets: facets.job ?? {} },
    inputs: each(inputs),
    outputs: each(outputs).map((output) => ({ ...output, facets: facets.output ?? {} })),
  };
}

async function send({ context, admin }: FreshInstallation, ...events: readonly (string | JsonObject)[]): Promise<void> {
  for (const event of events) {
    const body = typeof event === 'string' ? ran(event) : event;
    expect((await receiveEvent(context, admin, Buffer.from(JSON.stringify(body)))).kind).toBe('recorded');
  }
  await mapAll(context);
}

async function givenPolicy({ context, admin }: FreshInstallation, ...rules: readonly object[]): Promise<void> {
  await applyPolicy(context, admin, { text: JSON.stringify({ name: 'hr', rules }) });
  await mapAll(context);
}

async function walked({ context }: FreshInstallation, who: Principal, more: Partial<LineageQuestion> = {}): Promise<LineageAnswer> {
  return traceLineage(context, who, {
    root: { dataset: named('patients') },
    direction: 'downstream',
    nameless: 'SHOWN',
    asOf: NOON,
    ...more,
  });
}

/** Nodes and edges in words; a nameless node is `?` and its number. */
function told({ nodes, namelessNodes, edges, namelessEdges }: LineageAnswer): readonly string[] {
  const words = new Map([
    ...nodes.map(({ id, kind, name, runId }) => [id, kind === 'run' ? `${name} ${runId ?? ''}` : name] as const),
    ...namelessNodes.map(({ id, kind }) => [id, `?${kind} ${id.split('-').at(-1) ?? ''}`] as const),
  ]);
  const between = ({ source, target }: { readonly source: string; readonly target: string }, sign: string): string =>
    `${words.get(source) ?? 'NOBODY'} ${sign} ${words.get(target) ?? 'NOBODY'}`;
  return [
    [
      ...nodes.map(({ id, depth }) => `${words.get(id) ?? ''}@${depth}`),
      ...namelessNodes.map(({ id, depth }) => `${words.get(id) ?? ''}@${depth}`),
    ].join(', '),
    ...edges.map((edge) => between(edge, '->')),
    ...namelessEdges.map((edge) => between(edge, '~>')),
  ];
}

const WAY = ['patients -> load -> zqsalaries', 'zqsalaries -> review -> report'];
const CUT = ['patients@0, load@1', 'patients -> load'];
const NAMELESS = [
  'patients@0, load@1, report@2, review@2, ?dataset 1@1',
  'patients -> load',
  'review -> report',
  'load ~> ?dataset 1',
  '?dataset 1 ~> review',
];

test('a walk goes on behind a hidden dataset of which topology is given, and of it tells its kind, an id and which way data goes', async () => {
  await using installation = await freshInstallation();
  const { admin } = installation;
  await send(installation, ...WAY);
  const [engineer, auditor] = [await person(installation, 'eve', 'engineer'), await person(installation, 'aud', 'auditor')];

  await givenPolicy(installation, HIDE);
  expect(told(await walked(installation, engineer))).toEqual(CUT);
  await givenPolicy(installation, HIDE, GIVE);
  const answer = await walked(installation, engineer);

  expect(told(answer)).toEqual(NAMELESS);
  expect(inspect(answer, { depth: null })).not.toContain(WORD);
  expect(answer.header.reasons.map(({ code }) => code)).toEqual(['ACCESS_SCOPED']);
  const [node] = answer.namelessNodes;
  const [to, from] = answer.namelessEdges;
  expect(answer.namelessNodes).toEqual([
    {
      id: expect.stringMatching(/^nameless-[0-9a-f]{16}-1$/) as string,
      kind: 'dataset',
      depth: 1,
      direction: 'downstream',
      reachedBy: [to?.id],
    },
  ]);
  expect([to, from].map((edge) => Object.keys(edge ?? {}).sort())).toEqual([
    ['id', 'source', 'target'],
    ['id', 'source', 'target'],
  ]);
  expect([to?.target, from?.source]).toEqual([node?.id, node?.id]);
  expect(answer.nodes.map(({ name, reachedBy }) => [name, reachedBy.length])).toEqual([
    ['patients', 0],
    ['load', 1],
    ['report', 1],
    ['review', 1],
  ]);
  // upstream it is the same, from whom nothing is hidden nothing is nameless, and who does not ask for it is shown the walk as it was
  expect(told(await walked(installation, engineer, { root: { dataset: named('report') }, direction: 'upstream' }))).toEqual([
    'report@0, review@1, load@2, patients@2, ?dataset 1@1',
    'review -> report',
    'patients -> load',
    '?dataset 1 ~> review',
    'load ~> ?dataset 1',
  ]);
  for (const who of [admin, auditor]) expect((await walked(installation, who)).namelessNodes).toEqual([]);
  expect(told(await walked(installation, engineer, { nameless: 'OMITTED' }))).toEqual(CUT);
  expect(told(await walked(installation, engineer, { nameless: null }))).toEqual(CUT);
});

test('a walk goes on behind a hidden job; what hidden jobs say came from what is one edge, however many say it', async () => {
  await using installation = await freshInstallation();
  const from = (name: string): JsonObject => ({ inputFields: [{ ...named(name), field: 'a', transformations: [] }] });
  const columns: JsonObject = { columnLineage: { ...FACET, fields: { a: from('patients') } } };
  await send(installation, 'patients -> load -> staged', 'staged -> zqreview -> report', 'report -> publish -> site');
  await send(
    installation,
    ran('patients -> zqcopy -> copied', { output: columns }),
    ran('patients -> zqagain -> copied', { output: columns }),
  );
  const engineer = await person(installation, 'eve', 'engineer');
  await givenPolicy(installation, HIDE, { ...GIVE, on: { jobs: [`${WORD}*`] } });

  const answer = await walked(installation, engineer);

  expect(told(answer)).toEqual([
    'patients@0, copied@1, load@1, staged@1, report@2, publish@3, site@3, ?job 1@1, ?job 2@1, ?job 3@2',
    'patients -> load',
    'load -> staged',
    'report -> publish',
    'publish -> site',
    'patients ~> copied',
    'patients ~> ?job 1',
    'patients ~> ?job 2',
    '?job 3 ~> report',
    'staged ~> ?job 3',
  ]);
  expect(inspect(answer, { depth: null })).not.toContain(WORD);
  expect(answer.nodes.find(({ name }) => name === 'copied')?.reachedBy).toHaveLength(1);
});

// A fixed bug: a job that is seen was said to be reached by nameless edges, which told between what it stands.
test('by what a node is reached names edges with names, and nameless ones only of what lies behind them', async () => {
  await using installation = await freshInstallation();
  await send(installation, 'patients -> load -> zqone', 'patients -> load -> two');
  const engineer = await person(installation, 'eve', 'engineer');
  await givenPolicy(installation, HIDE, GIVE);

  const { nodes, edges } = await walked(installation, engineer);

  const ids = new Set(edges.map(({ id }) => id));
  const load = given(nodes.find(({ name }) => name === 'load'));
  expect(load.reachedBy.length).toBeGreaterThan(0);
  expect(load.reachedBy.filter((id) => !ids.has(id))).toEqual([]);
});

test('what is hidden and not given so is cut, whatever stands behind it', async () => {
  await using installation = await freshInstallation();
  await send(
    installation,
    'patients -> load -> zqopen+zqshut',
    'zqopen -> zqjob -> zqopen2',
    'zqshut -> review -> report',
    'zqopen -> seen -> made',
  );
  const engineer = await person(installation, 'eve', 'engineer');
  await givenPolicy(installation, HIDE, { ...GIVE, on: { namespace: 'hr', name: '*open*' } });

  expect(told(await walked(installation, engineer))).toEqual([
    'patients@0, load@1, made@2, seen@2, ?dataset 1@1',
    'patients -> load',
    'seen -> made',
    'load ~> ?dataset 1',
    '?dataset 1 ~> seen',
  ]);
});

test('walks by columns, by jobs and by runs, and every other question, know no topology: not by name, by id, or by the id of a nameless node', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const columns: JsonObject = { columnLineage: { ...FACET, fields: { a: { inputFields: [{ ...named('zqsalaries'), field: 'a' }] } } } };
  await send(installation, ...WAY, ran('zqsalaries -> review -> report', { output: columns }));
  const engineer = await person(installation, 'eve', 'engineer');
  const asked = async () => ({
    columns: told(await walked(installation, engineer, { root: { dataset: named('report') }, granularity: 'COLUMN', direction: 'both' })),
    jobs: told(await walked(installation, engineer, { root: { job: named('load') }, granularity: 'JOB', direction: 'both' })),
    runs: told(await walked(installation, engineer, { root: { run: runOf('review') }, direction: 'both' })),
    lists: [
      await listDatasets(context, engineer, {}),
      await listJobs(context, engineer, {}),
      await listNamespaces(context, engineer, {}),
      await searchGraph(context, engineer, { text: 'zqsalaries' }),
    ].map((answer) => answer.nodes.length),
    counts: [await readStatus(context, engineer)].map(({ datasets, jobs, runs }) => [datasets, jobs, runs]),
    named: await refusal(findDataset(context, engineer, { dataset: named('zqsalaries') })),
    short: await refusal(findDataset(context, engineer, { dataset: { name: 'zqsalaries' } })),
    walk: await refusal(walked(installation, engineer, { root: { dataset: named('zqsalaries') } })),
    decided: await refusal(decideAccess(context, engineer, { who: null, action: 'see', dataset: named('zqsalaries') })),
  });

  await givenPolicy(installation, HIDE);
  const without = await asked();
  await givenPolicy(installation, HIDE, { ...GIVE, on: { name: '*' } });

  expect(await asked()).toEqual(without);
  const id = given((await walked(installation, engineer)).namelessNodes[0]).id;
  const asId = async (of: string) => [
    await refusal(findDataset(context, engineer, { dataset: { id: of } })),
    await refusal(findJob(context, engineer, { job: { id: of } })),
    await refusal(findDatasets(context, engineer, { ids: [of] })),
    await refusal(walked(installation, engineer, { root: { id: of } })),
    await refusal(walked(installation, engineer, { root: { dataset: { id: of } } })),
  ];
  expect(await asId(id)).toEqual(await asId('anything at all'));
  await denialsWritten(context);
  await mapAll(context);
  const { nodes } = await auditTrail(context, admin, { who: engineer.id, first: 500 });
  const allowed = nodes.flatMap(({ decisions }) => decisions).filter(({ outcome }) => outcome === 'allowed');
  expect(inspect(allowed, { depth: null })).not.toContain(WORD); // a nameless node is no protected data on record
});

test('without a rule that gives topology to who asks a walk runs the statements that it ran, asked for nameless nodes or not', async () => {
  await using installation = await freshInstallation();
  const { context } = installation;
  await send(installation, ...WAY);
  const engineer = await person(installation, 'eve', 'engineer');
  const statementsOf = async (more: Partial<LineageQuestion>): Promise<readonly string[]> => {
    const { counted, statements } = countingStatements(context);
    await traceLineage(counted, engineer, { root: { dataset: named('patients') }, direction: 'downstream', ...more });
    return statements;
  };
  const hiddenAndAbsent = async (): Promise<void> => {
    const counts = [];
    for (const name of ['zqsalaries', 'zqnothing']) {
      const { counted, statements } = countingStatements(context);
      const question = { root: { dataset: named(name) }, direction: 'both', nameless: 'SHOWN' } as const;
      counts.push([await refusal(traceLineage(counted, engineer, question)), statements]);
      await denialsWritten(context);
      await mapAll(context);
    }
    expect(counts[0]).toEqual(counts[1]);
  };
  await givenPolicy(installation, HIDE, { ...GIVE, roles: ['analyst'] });
  await statementsOf({}); // the rules are read once

  const [plain, asking] = [await statementsOf({}), await statementsOf({ nameless: 'SHOWN' })];
  await hiddenAndAbsent();
  await givenPolicy(installation, HIDE, GIVE);
  await statementsOf({});

  expect(asking).toEqual(plain);
  expect(await statementsOf({})).toEqual(plain);
  await hiddenAndAbsent();
});

test('a rule about topology hides nothing, and a preview does not call it misspelt; one about columns, facets or data that are read is refused', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await send(installation, ...WAY);
  const preview = async (...rules: readonly object[]) => {
    const { changes, idleRules } = await previewPolicy(context, admin, { of: { text: JSON.stringify({ name: 'hr', rules }) } });
    return [changes.length, idleRules];
  };

  expect(await preview({ ...GIVE, effect: 'deny' }, GIVE, { ...HIDE, on: { namespace: 'hrr' } })).toEqual([0, [3]]);
  for (const [rule, says] of [
    [
      { ...GIVE, on: { columns: ['a'] } },
      'topology is of datasets and jobs whole: leave columns and facets out, or make a rule of each action',
    ],
    [{ ...GIVE, action: ['see', 'topology'], on: { facets: ['sql'] } }, 'topology is of datasets and jobs whole'],
    [{ ...GIVE, on: { classification: 'PHI' } }, 'a rule that allows cannot ask for a classification'],
    [{ ...GIVE, action: ['read', 'topology'], on: { jobs: ['a'] } }, 'only data are read and written'],
    [{ ...GIVE, action: 'shape' }, 'an action is see, read, write or topology'],
  ] as const)
    expect(await refusal(givenPolicy(installation, rule))).toContain(says);
});
