import { beforeAll, afterAll, expect, test } from 'vitest';

import { formatInstant } from '#foundation';
import { type FreshInstallation, freshInstallation, mapAll, given } from '#testkit';

import { hospitalClaims, hospitalStory } from '../../../prisma/seed/hospital-story.ts';
import { findDataset } from './ask/find-dataset.ts';
import { findJob } from './ask/find-job.ts';
import { findRun } from './ask/find-run.ts';
import { listEvents, showEvent } from './ask/list-events.ts';
import { listNamespaces } from './ask/list-namespaces.ts';
import { listDatasets, listJobs } from './ask/list-nodes.ts';
import { listRuns } from './ask/list-runs.ts';
import { searchGraph } from './ask/search-graph.ts';
import type { Principal } from './context.ts';
import { receiveEvent } from './receive/receive-event.ts';
import type { LineageAnswer, LineageQuestion } from './trace/lineage-answer.ts';
import { traceLineage } from './trace/trace-lineage.ts';

// Goal: everything that the story of the hospital claims about its graph is what the questions answer. Method: every delivery through the gate, mapped once.

const asOf = hospitalClaims.asOf;
type Name = { readonly namespace: string; readonly name: string };
const person: Principal = {
  id: '00000000-0000-4000-8000-000000000001',
  kind: 'person',
  name: 'an auditor',
  namespaces: [],
  roles: ['auditor'],
};

let hospital: FreshInstallation;
beforeAll(async () => {
  hospital = await freshInstallation();
  const { context } = hospital;
  const senders = new Map<string, Principal>();
  for (const { emitter, body } of hospitalStory) {
    const sender = senders.get(emitter) ?? { id: context.randomness.uuid(), kind: 'emitter', name: emitter, namespaces: ['*'], roles: [] };
    senders.set(emitter, sender);
    await receiveEvent(context, sender, Buffer.from(body));
  }
  await mapAll(context);
});
afterAll(async () => hospital[Symbol.asyncDispose]());

async function trace(question: Omit<LineageQuestion, 'asOf'> & { readonly asOf?: string }): Promise<LineageAnswer> {
  return traceLineage(hospital.context, person, { asOf, ...question });
}

const keyOf = ({ namespace, name }: Name): string => `${namespace} ${name}`;

test.each(hospitalClaims.walks.map((walk) => [`${walk.from.name} ${walk.direction} ${walk.asOf}`, walk] as const))(
  'the walk from %s',
  async (_, walk) => {
    const answer = await trace({ root: { dataset: walk.from }, direction: walk.direction, depth: 100, asOf: walk.asOf });

    const reached = answer.nodes.filter(({ kind, depth }) => kind === 'dataset' && depth > 0).map((node) => `${node.depth} ${keyOf(node)}`);
    expect(reached.toSorted()).toEqual(walk.reached.map(({ dataset, depth }) => `${depth} ${keyOf(dataset)}`).toSorted());
  },
);

test.each(hospitalClaims.riskScorePaths.map((paths) => [paths.asOf, paths] as const))(
  'the ways of the risk score at %s',
  async (at, { chains }) => {
    const [root] = chains[0] ?? [];
    const answer = await trace({
      root: { dataset: given(root)[0] }, // each chain begins at the same column
      column: given(root)[1],
      direction: 'upstream',
      granularity: 'COLUMN',
      transformations: 'DIRECT',
      depth: 100,
      asOf: at,
    });

    const found = waysUp(answer, answer.root.id).map((way) => way.join(' < '));
    expect(found.toSorted()).toEqual(
      chains.map((chain) => chain.map(([dataset, column]) => `${keyOf(dataset)}.${column}`).join(' < ')).toSorted(),
    );
  },
);

/** All ways from a node up to those that come from nowhere. */
function waysUp(answer: LineageAnswer, id: string): readonly (readonly string[])[] {
  const node = given(answer.nodes.find((each) => each.id === id)); // ids are of nodes of the answer
  const here = `${keyOf(node)}.${node.column ?? '*'}`;
  const sources = [...new Set(answer.edges.filter(({ target }) => target === id).map(({ source }) => source))];
  return sources.length === 0 ? [[here]] : sources.flatMap((source) => waysUp(answer, source).map((way) => [here, ...way]));
}

test('the pseudonym is masked where it is hashed, and nowhere else on its way', async () => {
  const { chain, maskedInto } = hospitalClaims.maskedPath;
  const [root] = chain;
  const answer = await trace({
    root: { dataset: given(root)[0] },
    column: given(root)[1],
    direction: 'upstream',
    granularity: 'COLUMN',
    transformations: 'DIRECT',
  });

  const masked = answer.edges.filter(({ transformations }) => transformations.some(({ masking }) => masking)).map(({ target }) => target);
  const into = answer.nodes.filter(({ id }) => masked.includes(id)).map((node) => `${keyOf(node)}.${node.column ?? ''}`);
  expect(into).toEqual([`${keyOf(maskedInto[0])}.${maskedInto[1]}`]);
  expect(waysUp(answer, answer.root.id).map((way) => way.join())).toContain(
    chain.map(([dataset, column]) => `${keyOf(dataset)}.${column}`).join(),
  );
});

test('the lists hold every dataset, job and run, each once', async () => {
  const { context } = hospital;
  const datasets = await listDatasets(context, person, { asOf, first: 500 });
  const jobs = await listJobs(context, person, { asOf, first: 500 });
  const runs = await listRuns(context, person, { asOf, first: 500 });
  const running = await listRuns(context, person, { asOf, first: 500, state: 'RUNNING' });
  const namespaces = await listNamespaces(context, person, { asOf });

  expect(datasets.nodes.map(keyOf).toSorted()).toEqual(hospitalClaims.datasets.map(keyOf).toSorted());
  expect(jobs.nodes.map(keyOf).toSorted()).toEqual(hospitalClaims.jobs.map(keyOf).toSorted());
  const inState = (wanted: string): number => runs.nodes.filter(({ state }) => state === wanted).length;
  const counts = { complete: inState('COMPLETE'), running: inState('RUNNING'), fail: inState('FAIL'), abort: inState('ABORT') };
  expect({ total: runs.nodes.length, ...counts }).toEqual(hospitalClaims.runs);
  expect(running.nodes.map(({ job }) => keyOf(job)).toSorted()).toEqual(hospitalClaims.runningJobs.map(keyOf).toSorted());
  const counted = namespaces.nodes.reduce((sum, each) => ({ datasets: sum.datasets + each.datasets, jobs: sum.jobs + each.jobs }), {
    datasets: 0,
    jobs: 0,
  });
  expect(counted).toEqual({ datasets: hospitalClaims.datasets.length, jobs: hospitalClaims.jobs.length });
});

test('a dataset answers to each of its names', async () => {
  for (const names of hospitalClaims.sameDataset) {
    for (const dataset of names) {
      const answer = await findDataset(hospital.context, person, { dataset, asOf });
      expect(keyOf(answer.dataset)).toBe(keyOf(names[0]));
      expect(answer.dataset.names.map(keyOf).toSorted()).toEqual(names.map(keyOf).toSorted());
    }
  }
});

test('the schema change and the versions of the model are seen at their times', async () => {
  const { dataset, fieldAdded, changedAt } = hospitalClaims.schemaChange;
  const after = await findDataset(hospital.context, person, { dataset, asOf: changedAt });
  const before = await findDataset(hospital.context, person, { dataset, asOf: '2026-03-31T06:00:02.000160243Z' });
  expect([before, after].map((answer) => answer.dataset.fields.some(({ path }) => path === fieldAdded))).toEqual([false, true]);
  expect(after.dataset.facets.filter(({ name, since }) => name === 'schema' && formatInstant(since) === changedAt)).toHaveLength(1);

  for (const { dataset: model, asOf: at, version } of hospitalClaims.modelVersions) {
    const answer = await findDataset(hospital.context, person, { dataset: model, asOf: at });
    expect(
      answer.dataset.facets
        .filter(({ name }) => name === 'version')
        .map(({ content }) => (JSON.parse(content) as { datasetVersion: string }).datasetVersion),
    ).toEqual([version]);
  }
});

test('the edge that ended was last seen in the report of February', async () => {
  const { source, job, lastSeen, endedAt } = hospitalClaims.endedEdge;
  const before = await trace({ root: { dataset: source }, direction: 'downstream', depth: 1, asOf: '2026-04-01T05:03:22.000490Z' });
  const after = await trace({ root: { dataset: source }, direction: 'downstream', depth: 1, asOf: endedAt });

  const edges = before.edges.filter(({ via }) => via !== null && keyOf(via) === keyOf(job));
  expect(edges.length).toBeGreaterThan(0);
  expect(new Set(edges.map(({ evidence }) => formatInstant(given(evidence).lastSeen)))).toEqual(new Set([lastSeen])); // shown with evidence
  expect(after.edges).toEqual([]);
});

test('evidence names events that can be shown', async () => {
  const answer = await trace({ root: { dataset: given(hospitalClaims.walks[0]).from }, direction: 'both' });

  expect(answer.edges.length).toBeGreaterThan(20);
  for (const { evidence } of answer.edges) {
    const first = await showEvent(hospital.context, person, { commitment: given(evidence).first.commitment });
    const last = await showEvent(hospital.context, person, { position: String(given(evidence).last.position) });
    expect(first.entry).toMatchObject({ position: given(evidence).first.position, by: given(evidence).first.by, kind: 'event' });
    expect(last.entry.commitment).toBe(given(evidence).last.commitment);
    expect(given(evidence).firstSeen <= given(evidence).lastSeen && given(evidence).count > 0).toBe(true);
  }
});

test('no answer holds the password', async () => {
  const { secret, pointer, events } = hospitalClaims.redacted;
  const list = await listEvents(hospital.context, person, { first: 500 });

  expect(list.nodes.filter(({ body }) => body?.includes(secret))).toEqual([]);
  expect(list.nodes.filter(({ redacted }) => redacted.includes(pointer))).toHaveLength(events);
  expect(list.nodes.filter(({ kind }) => kind === 'event')).toHaveLength(hospitalClaims.deliveries.recorded);
});

test('a run tells what it used, who started it and how it ended', async () => {
  const failed = await listRuns(hospital.context, person, { asOf, state: 'FAIL' });
  const runs = await Promise.all(failed.nodes.map(({ id }) => findRun(hospital.context, person, { run: { id }, asOf })));
  expect(runs.map(({ run }) => run.state)).toEqual(['FAIL', 'FAIL']);

  const loads = await listRuns(hospital.context, person, { asOf, namePrefix: 'load_ehr.execute', namespace: 'spark-batch', first: 1 });
  const { run } = await findRun(hospital.context, person, { run: { runId: given(loads.nodes[0]).runId }, asOf });
  expect({ inputs: run.inputs.length > 0, outputs: run.outputs.length, parent: run.parent?.job.name, state: run.state }).toEqual({
    inputs: true,
    outputs: 1,
    parent: 'load_ehr',
    state: 'COMPLETE',
  });
  const walk = await trace({ root: { run: { id: run.id } }, direction: 'downstream' });
  expect(walk.nodes.length).toBeGreaterThan(1);
});

test('a job tells what it reads, writes and when it ran', async () => {
  const { job } = await findJob(hospital.context, person, { job: hospitalClaims.runningJobs[2], asOf });

  expect({
    processingType: job.processingType,
    inputs: job.inputs.length,
    outputs: job.outputs.length,
    runs: job.latestRuns.length > 0,
  }).toMatchObject({
    processingType: 'STREAMING',
    runs: true,
  });
});

test('a search forgives a slip', async () => {
  const found = async (text: string): Promise<readonly string[]> => {
    const { nodes } = await searchGraph(hospital.context, person, { text, asOf });
    return nodes.map(({ node, match, matched }) => `${match} ${node.name}: ${matched}`);
  };

  expect((await found('sepsis_alerts'))[0]).toMatch(/^NAME .*sepsis_alerts/);
  expect((await found('sepsis_alrets')).some((hit) => hit.includes('sepsis_alerts'))).toBe(true);
  expect((await found('procalcitonin'))[0]).toMatch(/^COLUMN .*procalcitonin/);
});
