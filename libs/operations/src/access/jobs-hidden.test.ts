import { inspect } from 'node:util';

import { expect, test } from 'vitest';

import type { JsonObject } from '#record';
import { RUN_READERS_MAX } from '#store';
import { countingStatements, type FreshInstallation, freshInstallation, given, mapAll, person, refusal } from '#testkit';

import { findJob, findJobs } from '../ask/find-job.ts';
import { findRun, findRuns } from '../ask/find-run.ts';
import { listEvents } from '../ask/list-events.ts';
import { listNamespaces } from '../ask/list-namespaces.ts';
import { listDatasets, listJobs } from '../ask/list-nodes.ts';
import { listRuns } from '../ask/list-runs.ts';
import { publicId } from '../ask/public-id.ts';
import { readStatus } from '../ask/read-status.ts';
import { runRef } from '../ask/run.ts';
import { searchGraph } from '../ask/search-graph.ts';
import type { Context, Principal } from '../context.ts';
import { denialsWritten } from '../denials.ts';
import { receiveBatch } from '../receive/receive-batch.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { traceLineage } from '../trace/trace-lineage.ts';
import type { LineageQuestion } from '../trace/lineage-answer.ts';
import { applyAccess } from './apply-access.ts';
import { applyPolicy } from './apply-policy.ts';
import { auditTrail } from './audit-trail.ts';
import { previewPolicy } from './preview-policy.ts';

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };
const HIDDEN = 'hr.salary_review';
const [SHARED, OTHER] = ['0197ad84-7a0d-7527-9f8a-00000000000a', '0197ad84-7a0d-7527-9f8a-00000000000b'] as const;
const dataset = (name: string) => ({ namespace: 'db', name });
const job = (name: string) => ({ namespace: 'etl', name });

interface Told {
  readonly at: string;
  readonly job: string;
  readonly runId: string;
  readonly from: string;
  readonly to: string;
  readonly parent?: JsonObject;
}

/** A run that copies the column `a` of one table to another. */
function eventOf({ at, job: name, runId, from, to, parent }: Told): JsonObject {
  const columns = { ...FACET, fields: { a: { inputFields: [{ ...dataset(from), field: 'a' }] } } };
  return {
    ...{ eventTime: at, eventType: 'COMPLETE', producer: 'https://example.com/p' },
    run: { runId, facets: parent === undefined ? {} : { parent: { ...FACET, ...parent } } },
    job: { ...job(name), facets: { documentation: { ...FACET, description: `Does ${name}.` } } },
    inputs: [dataset(from)],
    outputs: [{ ...dataset(to), facets: { columnLineage: columns } }],
  };
}

const family = (name: string, root?: string): JsonObject => ({
  ...{ job: job(name), run: { runId: SHARED } },
  ...(root === undefined ? {} : { root: { job: job(root), run: { runId: SHARED } } }),
});

/** raw → load → mid → hr.salary_review → out → publish → site, by one run each; load and hr.salary_review by the same run id. */
const WAY: readonly JsonObject[] = [
  eventOf({ at: '2026-03-01T00:00:00Z', job: 'load', runId: SHARED, from: 'raw', to: 'mid', parent: family(HIDDEN, 'load') }),
  eventOf({ at: '2026-03-02T00:00:00Z', job: HIDDEN, runId: SHARED, from: 'mid', to: 'out', parent: family('load') }),
  eventOf({ at: '2026-03-03T00:00:00Z', job: 'publish', runId: OTHER, from: 'out', to: 'site', parent: family('load', HIDDEN) }),
];

async function givenWay({ context, admin }: FreshInstallation, more: readonly JsonObject[] = []): Promise<void> {
  for (const event of [...WAY, ...more])
    expect((await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)))).kind).toBe('recorded');
  await mapAll(context);
}

const POLICY = 'name: hr\nrules: [{ effect: deny, roles: [engineer], on: { jobs: ["hr.*", "payroll"], namespace: "et*" } }]';

/** All that tells of jobs and runs, and walks both ways in each granularity. */
async function shown(context: Context, who: Principal) {
  const walked = async (question: Pick<LineageQuestion, 'root' | 'granularity' | 'direction'>) =>
    (await traceLineage(context, who, question)).nodes.map(({ kind, name }) => `${kind} ${name}`);
  const names = (nodes: readonly { readonly name: string }[]) => nodes.map(({ name }) => name);
  const { jobs, runs } = await readStatus(context, who);
  const [load, publish] = [
    await findRun(context, who, { run: { runId: SHARED, job: job('load') } }),
    await findRun(context, who, { run: { runId: OTHER } }),
  ];
  return {
    datasets: names((await listDatasets(context, who, {})).nodes),
    jobs: names((await listJobs(context, who, {})).nodes),
    counted: { jobs, runs },
    namespaces: (await listNamespaces(context, who, {})).nodes.map(({ namespace, jobs: count }) => [namespace, count]),
    runs: names((await listRuns(context, who, {})).nodes.map((run) => run.job)),
    byId: (await findRuns(context, who, { ids: ['load', HIDDEN].map((name) => runRef(job(name), SHARED).id) })).runs.map(
      (run) => run?.job.name ?? null,
    ),
    found: (await searchGraph(context, who, { text: 'salary' })).nodes.map(({ node }) => node.name),
    families: [load, publish].map(({ run }) => [run.parent?.job.name ?? null, run.root?.job.name ?? null]),
    parents: [load, publish].map(({ run }) =>
      run.facets.map(({ content }) =>
        Object.keys(JSON.parse(content) as object)
          .filter((key) => !key.startsWith('_'))
          .sort(),
      ),
    ),
    findings: load.run.findings.map(({ kind }) => kind),
    down: await walked({ root: { dataset: dataset('raw') }, direction: 'downstream' }),
    up: await walked({ root: { dataset: dataset('site') }, direction: 'upstream' }),
    columns: await walked({ root: { dataset: dataset('site') }, direction: 'upstream', granularity: 'COLUMN' }),
    byJob: await walked({ root: { job: job('load') }, direction: 'downstream', granularity: 'JOB' }),
    byRun: await walked({ root: { run: { runId: OTHER } }, direction: 'upstream', granularity: 'RUN' }),
    byRunDown: await walked({ root: { run: { runId: SHARED, job: job('load') } }, direction: 'downstream', granularity: 'RUN' }),
  };
}

const WHOLE = {
  datasets: ['mid', 'out', 'raw', 'site'],
  jobs: [HIDDEN, 'load', 'publish'],
  counted: { jobs: 3, runs: 3 },
  namespaces: [
    ['db', 0],
    ['etl', 3],
  ],
  runs: ['publish', HIDDEN, 'load'],
  byId: ['load', HIDDEN],
  found: [HIDDEN],
  families: [
    [HIDDEN, 'load'],
    ['load', HIDDEN],
  ],
  parents: [[['job', 'root', 'run']], [['job', 'root', 'run']]],
  findings: ['ALSO_UNDER_ANOTHER_JOB'],
  down: ['dataset raw', 'dataset mid', 'job load', 'dataset out', `job ${HIDDEN}`, 'dataset site', 'job publish'],
  up: ['dataset site', 'dataset out', 'job publish', 'dataset mid', `job ${HIDDEN}`, 'dataset raw', 'job load'],
  columns: ['column site', 'column out', 'column mid', 'column raw'],
  byJob: ['job load', `job ${HIDDEN}`, 'job publish'],
  byRun: ['run publish', `run ${HIDDEN}`, 'run load'],
  byRunDown: ['run load', `run ${HIDDEN}`, 'run publish'],
};

const WITHOUT = {
  ...WHOLE,
  jobs: ['load', 'publish'],
  counted: { jobs: 2, runs: 2 },
  namespaces: [
    ['db', 0],
    ['etl', 2],
  ],
  runs: ['publish', 'load'],
  byId: ['load', null],
  found: [],
  families: [
    [null, 'load'],
    ['load', null],
  ],
  parents: [[], [['job', 'run']]],
  findings: [],
  down: ['dataset raw', 'dataset mid', 'job load'],
  up: ['dataset site', 'dataset out', 'job publish'],
  columns: ['column site', 'column out'],
  byJob: ['job load'],
  byRun: ['run publish'],
  byRunDown: ['run load'],
};

test('a hidden job and its runs are in no answer of the role, no walk goes through it, and others see all', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenWay(installation);
  const [engineer, auditor] = [await person(installation, 'eve', 'engineer'), await person(installation, 'aud', 'auditor')];
  expect(await shown(context, engineer)).toEqual(WHOLE);

  await applyPolicy(context, admin, { text: POLICY });
  await mapAll(context);

  expect(await shown(context, admin)).toEqual(WHOLE);
  expect(await shown(context, auditor)).toEqual(WHOLE);
  expect(await shown(context, engineer)).toEqual(WITHOUT);
  const everything = [
    await findJobs(context, engineer, { ids: ['load', 'publish'].map((name) => publicId({ kind: 'job', ...job(name) })) }),
    await traceLineage(context, engineer, { root: { job: job('publish') }, direction: 'both' }),
    await traceLineage(context, engineer, { root: { run: { runId: SHARED } }, direction: 'both' }), // of another job the same id means nothing
    await listEvents(context, engineer, {}),
    await listRuns(context, engineer, { knownAt: '3' }),
    await searchGraph(context, engineer, { text: 'review' }),
  ];
  expect(inspect(everything, { depth: null })).not.toContain('salary');
});

test('for a hidden job or run and for an absent one the same statements run, the answer is the same, and both stand in the trail', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenWay(installation, [
    eventOf({ at: '2026-03-04T00:00:00Z', job: 'payroll', runId: '0197ad84-7a0d-7527-9f8a-0000000000ff', from: 'raw', to: 'mid' }),
  ]);
  const engineer = await person(installation, 'eve', 'engineer');
  await applyPolicy(context, admin, { text: POLICY });
  await mapAll(context);
  const asked = async (name: string, runId: string): Promise<object> => {
    const { counted, statements } = countingStatements(context);
    const failures = [];
    for (const work of [
      () => findJob(counted, engineer, { job: job(name) }),
      () => findJob(counted, engineer, { job: { name } }),
      () => findJob(counted, engineer, { job: { id: publicId({ kind: 'job', ...job(name) }) }, knownAt: '4' }),
      () => listRuns(counted, engineer, { job: job(name) }),
      () => listEvents(counted, engineer, { job: job(name) }),
      () => traceLineage(counted, engineer, { root: { job: job(name) }, direction: 'both' }),
      () => findRun(counted, engineer, { run: { runId } }),
      () => findRun(counted, engineer, { run: { runId: runId.slice(0, 36) } }),
      () => findRun(counted, engineer, { run: { id: runRef(job(name), runId).id } }),
      () => findRun(counted, engineer, { run: { runId, job: job(name) } }),
      () => listEvents(counted, engineer, { run: { runId } }),
      () => traceLineage(counted, engineer, { root: { run: { runId } }, direction: 'both' }),
    ])
      failures.push(await refusal(work()));
    const none = [
      await findJobs(counted, engineer, { ids: [publicId({ kind: 'job', ...job(name) })] }),
      await findRuns(counted, engineer, { ids: [runRef(job(name), runId).id] }),
    ];
    await denialsWritten(context);
    return { failures, statements, none: none.map((answer) => ('jobs' in answer ? answer.jobs : answer.runs)) };
  };

  await asked('no_such', 'no-such-run'); // the rules are read once
  const hidden = await asked('payroll', '0197ad84-7a0d-7527-9f8a-0000000000ff');
  const absent = await asked('payrolls', '0197ad84-7a0d-7527-9f8a-0000000000fe');

  expect(hidden).toEqual(absent);
  expect(hidden).toMatchObject({
    none: [[null], [null]],
    failures: Array.from(
      { length: 12 },
      () => expect.stringMatching(/^NOT_FOUND: There is no such (?:job|run) at the asked times/) as string,
    ),
  });
  await mapAll(context);
  const told = (await auditTrail(context, admin, { who: engineer.id, first: 500 })).nodes.flatMap(({ decisions }) => decisions);
  const why = (thing: string) => [
    ...new Set(told.filter(({ names }) => names.includes(thing)).map((decision) => `${decision.outcome}: ${decision.why ?? ''}`)),
  ];
  expect(why('job etl payroll')).toEqual(['denied: The policy hr hides it.']);
  expect(why('job etl payrolls')).toEqual(['denied: Nothing is known of it.']);
  for (const run of ['run 0197ad84-7a0d-7527-9f8a-0000000000ff', 'run 0197ad84-7a0d-7527-9f8a-0000000000fe'])
    expect(why(run)).toEqual(['denied: There is none, or none that may be seen.']);
});

test("a role of one's own, a role within a team and a role of everywhere see the jobs that they are allowed, whatever datasets they see", async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenWay(installation, [{ ...given(WAY[0]), job: { namespace: 'elsewhere', name: 'copy' }, eventTime: '2026-03-05T00:00:00Z' }]);
  const [reader, ann, bob] = [
    await person(installation, 'rea', 'ml-reader'),
    await person(installation, 'ann'),
    await person(installation, 'bob', 'engineer'),
  ];
  await applyAccess(context, admin, {
    text: 'teams: { night: { owns: [db, etl], members: { engineer: [ann] } } }',
    ...{ isPruning: false, isDryRun: false },
  });
  const jobs = async (who: Principal) => (await listJobs(context, who, {})).nodes.map(({ namespace, name }) => `${namespace} ${name}`);
  const policy = (...rules: readonly object[]) => applyPolicy(context, admin, { text: JSON.stringify({ name: 'ml', rules }) });
  const allow = (on: object) => ({ effect: 'allow', roles: ['ml-reader'], on });
  const all = ['elsewhere copy', `etl ${HIDDEN}`, 'etl load', 'etl publish'];

  await policy(allow({ namespace: 'db' }));
  const alone = {
    jobs: await jobs(reader),
    ...(await traceLineage(context, reader, { root: { dataset: dataset('mid') }, direction: 'both' })),
  };
  await policy(allow({ namespace: 'db' }), allow({ jobs: ['load', 'publish'], namespace: 'etl' }));
  const some = await jobs(reader);
  const runs = (await listRuns(context, reader, {})).nodes.map((run) => run.job.name);
  await policy(allow({ name: '*' }));
  const every = await jobs(reader);
  await policy(allow({ name: '*' }), { effect: 'deny', roles: ['engineer', 'ml-reader'], on: { namespace: 'etl', name: '*a*' } });

  expect([alone.jobs, alone.nodes.map(({ name }) => name), some, runs, every]).toEqual([
    [],
    ['mid'],
    ['etl load', 'etl publish'],
    ['publish', 'load'],
    all,
  ]);
  expect([await jobs(reader), await jobs(ann), await jobs(bob)]).toEqual([
    ['elsewhere copy', 'etl publish'],
    ['etl publish'],
    ['elsewhere copy', 'etl publish'],
  ]);
});

test('what a hidden job says of another is not heard: a flow that names jobs at its ends, in walks from job to job', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const engineer = await person(installation, 'eve', 'engineer');
  const entry = (name: string, inputs: readonly JsonObject[]): JsonObject => ({ ...job(name), type: 'JOB', inputs });
  const flows: readonly JsonObject[] = [
    { namespace: 'db', name: 'made', type: 'DATASET', inputs: [{ ...job('load'), type: 'JOB' }] },
    entry('publish', [{ namespace: 'db', name: 'made', type: 'DATASET' }]),
  ];
  await givenWay(installation, [
    {
      ...{ eventTime: '2026-03-06T00:00:00Z', producer: 'https://example.com/p' },
      job: { ...job('hr.says'), facets: { lineage: { ...FACET, entries: flows } } },
    },
  ]);
  const walked = async (who: Principal) => {
    const { edges } = await traceLineage(context, who, { root: { job: job('load') }, direction: 'downstream', granularity: 'JOB' });
    return [...new Set(edges.map(({ via }) => via?.name))].toSorted();
  };
  expect(await walked(engineer)).toEqual(['made', 'mid', 'out']);

  await applyPolicy(context, admin, { text: 'name: hr\nrules: [{ effect: deny, roles: [engineer], on: { jobs: ["hr.says"] } }]' });

  expect(await walked(engineer)).toEqual(['mid', 'out']);
});

test('a preview tells who would see fewer jobs, which rule hides none, and what would become of decisions that named jobs', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenWay(installation);
  const engineer = await person(installation, 'eve', 'engineer');
  const preview = (text: string) => previewPolicy(context, admin, { of: { text }, days: 30 });

  const { changes, idleRules } = await preview(`${POLICY.slice(0, -1)}, { effect: deny, roles: [auditor], on: { jobs: ["hr_*"] } }]`);
  await applyPolicy(context, admin, { text: POLICY });
  for (const name of [HIDDEN, 'no_such']) await refusal(findJob(context, engineer, { job: job(name) }));
  await denialsWritten(context);
  const { changes: more, decisions } = await preview('name: hr\nrules: []');

  const change = { role: 'engineer', action: 'see', change: 'less', count: 1 };
  expect({ changes, idleRules }).toEqual({
    changes: [
      { ...change, what: 'facet', examples: [`etl ${HIDDEN} documentation`] },
      { ...change, what: 'job', examples: [`etl ${HIDDEN}`] },
    ],
    idleRules: [2],
  });
  expect(more).toEqual(changes.map((each) => ({ ...each, change: 'more' })));
  expect(decisions).toMatchObject({ looked: 2, wouldBeAllowed: 1, notThere: 1, gains: [`engineer: see job etl ${HIDDEN}`] });
});

test('hidden runs that read what a run wrote are neither counted nor in the way of those that are seen', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const reads = (index: number, name: string): JsonObject => ({
    ...{ eventTime: `2026-03-02T00:00:00.${String(index).padStart(3, '0')}Z`, eventType: 'COMPLETE', producer: 'https://example.com/p' },
    ...{ run: { runId: `reader ${index}` }, job: job(name), inputs: [dataset('mid')] },
  });
  const readers = Array.from({ length: RUN_READERS_MAX + 5 }, (_, index) => reads(index, 'hr.reads'));
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(given(WAY[0]))));
  await receiveBatch(context, admin, Buffer.from(JSON.stringify([...readers, reads(999, 'report')])));
  await mapAll(context);
  const engineer = await person(installation, 'eve', 'engineer');
  await applyPolicy(context, admin, { text: POLICY });
  const walked = async (who: Principal) => {
    const { nodes, header } = await traceLineage(context, who, { root: { run: { runId: SHARED } }, direction: 'downstream' });
    return [nodes.length, header.reasons.map(({ code }) => code).filter((code) => code === 'TRUNCATED')];
  };

  expect((await walked(admin))[1]).toEqual(['TRUNCATED']);
  expect(await walked(engineer)).toEqual([2, []]);
});
