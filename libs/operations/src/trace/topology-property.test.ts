import { expect, test } from 'vitest';

import type { JsonObject } from '#record';
import { type Dice, diceOf, type FreshInstallation, freshInstallation, mapAll, person } from '#testkit';

import { applyPolicy } from '../access/apply-policy.ts';
import { listDatasets, listJobs } from '../ask/list-nodes.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import type { LineageAnswer } from './lineage-answer.ts';
import { traceLineage } from './trace-lineage.ts';

// Goal: a walk with nameless nodes is the walk of somebody who sees them, with the names taken out (docs/decisions/0031). Method: random graphs, of which a part is
// hidden from both; another part is seen by auditors, and of engineers hidden but for its topology. Their answers are compared by what nameless nodes stand beside.

interface Shape {
  readonly nodes: readonly string[];
  readonly edges: readonly string[];
  /** Kind, depth of a dataset, and the named things before and behind it. */
  readonly nameless: readonly string[];
  readonly between: number;
}

interface End {
  readonly source: string;
  readonly target: string;
}

/** `of` says how a node is called; undefined: it is nameless. */
function shapeOf(
  answer: Pick<LineageAnswer, 'nodes' | 'edges'>,
  {
    of,
    nameless,
    between,
  }: {
    of: ReadonlyMap<string, string>;
    nameless: readonly Pick<LineageAnswer['nodes'][number], 'id' | 'kind' | 'depth'>[];
    between: readonly End[];
  },
): Shape {
  const beside = (id: string): readonly string[] => [
    ...between.flatMap(({ source, target }) => (target === id ? [`from ${of.get(source) ?? '?'}`] : [])),
    ...between.flatMap(({ source, target }) => (source === id ? [`to ${of.get(target) ?? '?'}`] : [])),
  ];
  return {
    nodes: answer.nodes.flatMap(({ id, depth }) => (of.has(id) ? [`${of.get(id) ?? ''}@${depth}`] : [])).sort(),
    edges: answer.edges
      .map(({ source, target, via, kind, origin }) => [of.get(source), of.get(target), via?.name, kind, origin].join(' '))
      .sort(),
    // A job may be nearer as one that is passed, which a nameless one is not.
    nameless: nameless.map(({ id, kind, depth }) => [kind, kind === 'dataset' ? depth : '', ...[...beside(id)].sort()].join(' ')).sort(),
    between: between.length,
  };
}

const called = ({ kind, namespace, name }: { readonly kind: string; readonly namespace: string; readonly name: string }): string =>
  `${kind} ${namespace} ${name}`;

/** What somebody is told who sees the names, without those that `seen` has not. */
function withoutNames(answer: LineageAnswer, seen: ReadonlySet<string>): Shape {
  const of = new Map(answer.nodes.flatMap((node) => (seen.has(called(node)) ? [[node.id, called(node)] as const] : [])));
  const isNameless = ({ source, target, via }: LineageAnswer['edges'][number]): boolean =>
    !of.has(source) || !of.has(target) || (via !== null && !seen.has(called(via)));
  const between = new Map(answer.edges.filter(isNameless).map(({ source, target }) => [`${source} ${target}`, { source, target }]));
  const touched = new Set([...between.values()].flatMap(({ source, target }) => [source, target]));
  const nameless = answer.nodes.filter(({ id }) => !of.has(id) && touched.has(id)); // a job that is only passed is none
  return shapeOf(
    { nodes: answer.nodes, edges: answer.edges.filter((edge) => !isNameless(edge)) },
    { of, nameless, between: [...between.values()] },
  );
}

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };
const TIMES = ['2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z'];
const DATASETS = Array.from({ length: 12 }, (_, index) => ({ namespace: 'db', name: `table-${index}` }));

/** Jobs between a dozen datasets: some say of their columns what came from what, some of their datasets, and some give a dataset another name. */
async function givenGraph({ context, admin }: FreshInstallation, dice: Dice): Promise<void> {
  for (let job = 0; job < 14; job += 1) {
    const inputs = dice.some(DATASETS, { least: 1, most: 2 });
    const fields = { a: { inputFields: [{ ...dice.pick(inputs), field: 'a' }] } };
    const outputs = dice.some(DATASETS, { least: 1, most: 2 }).map((output) => ({
      ...output,
      facets: {
        ...(dice.chance(0.3) ? { columnLineage: { ...FACET, fields } } : {}),
        ...(dice.chance(0.1) ? { symlinks: { ...FACET, identifiers: [{ ...dice.pick(DATASETS), type: 'TABLE' }] } } : {}),
      },
    }));
    const entries = [{ ...dice.pick(DATASETS), type: 'DATASET', inputs: [{ ...dice.pick(inputs), type: 'DATASET' }] }];
    const event: JsonObject = {
      ...{ eventTime: dice.pick(TIMES), eventType: 'COMPLETE', producer: 'https://example.com/p' },
      run: { runId: `0198c3a0-0000-7000-8000-${String(job).padStart(12, '0')}` },
      job: { namespace: 'etl', name: `job-${job}`, facets: dice.chance(0.2) ? { lineage: { ...FACET, entries } } : {} },
      ...{ inputs, outputs },
    };
    expect((await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)))).kind).toBe('recorded');
  }
  await mapAll(context);
}

test.each([1, 2, 3])('walks over graph %i with nameless nodes are those with names, without them', async (seed) => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const dice = diceOf(seed * 104_729);
  await givenGraph(installation, dice);
  const [engineer, auditor] = [await person(installation, 'eve', 'engineer'), await person(installation, 'aud', 'auditor')];
  const all = [...(await listDatasets(context, admin, { first: 500 })).nodes, ...(await listJobs(context, admin, { first: 500 })).nodes];
  const on = ({ kind, namespace, name }: (typeof all)[number]) => (kind === 'dataset' ? { namespace, name } : { namespace, jobs: [name] });
  const given = { effect: 'allow', roles: ['engineer'], action: 'topology', on: { name: '*' } };

  const found = { nameless: 0, between: 0, compared: 0 };
  for (const asOf of [undefined, undefined, undefined, dice.pick(TIMES), dice.pick(TIMES)]) {
    const drawn = dice.some(all, { least: 6, most: 12 });
    const rules = drawn.map((node, index) =>
      index < 2
        ? { effect: 'deny', roles: ['engineer', 'auditor'], action: ['see', 'topology'], on: on(node) }
        : { effect: 'deny', roles: ['engineer'], on: on(node) },
    );
    await applyPolicy(context, admin, { text: JSON.stringify({ name: 'some', rules: [...rules, given] }) });
    await mapAll(context);
    const lists = [await listDatasets(context, engineer, { asOf, first: 500 }), await listJobs(context, engineer, { asOf, first: 500 })];
    const roots = lists.flatMap(({ nodes }) => nodes);
    const seen = new Set(roots.map(called));
    for (const { kind, namespace, name } of roots) {
      const root = kind === 'dataset' ? { dataset: { namespace, name } } : { job: { namespace, name } };
      const question = { root, direction: dice.pick(['upstream', 'downstream', 'both'] as const), depth: dice.pick([1, 2, 20]), asOf };
      const withNames = await traceLineage(context, auditor, question);
      const answer = await traceLineage(context, engineer, { ...question, nameless: 'SHOWN' });

      const of = new Map(answer.nodes.map((node) => [node.id, called(node)]));
      const shape = shapeOf(answer, { of, nameless: answer.namelessNodes, between: answer.namelessEdges });
      expect({ question, shape }).toEqual({ question, shape: withoutNames(withNames, seen) });
      found.nameless += shape.nameless.length;
      found.between += shape.between;
      found.compared += 1;
    }
  }
  expect(found.compared).toBeGreaterThan(40);
  expect(found.nameless).toBeGreaterThan(40);
  expect(found.between).toBeGreaterThan(100);
});
