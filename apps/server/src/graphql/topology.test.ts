import { expect, test } from 'vitest';

import { applyPolicy, type Context, type Principal, receiveEvent } from '#operations';
import { type FreshInstallation, freshInstallation, mapAll } from '#testkit';

import { windowApp } from '../../testkit/window-app.ts';

const ENGINEER: Principal = {
  ...{ id: '00000000-0000-4000-8000-000000000001', kind: 'person', name: 'eve' },
  ...{ namespaces: [], roles: ['engineer'] },
};
const POLICY = `
name: hr
rules:
  - { effect: deny, roles: [engineer], on: { namespace: hr } }
  - { effect: allow, roles: [engineer], action: topology, on: { namespace: hr } }
`;

/** patients → load → a hidden table → review → report. */
async function givenWay({ context, admin }: FreshInstallation): Promise<void> {
  const [patients, salaries, report] = [
    { namespace: 'db', name: 'patients' },
    { namespace: 'hr', name: 'zq7salaries' },
    { namespace: 'db', name: 'report' },
  ];
  const ran = (job: string, inputs: readonly object[], outputs: readonly object[]) => ({
    ...{ eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', producer: 'https://example.com/p' },
    run: { runId: '0197ad84-7a0d-7527-9f8a-000000000001' },
    ...{ job: { namespace: 'etl', name: job }, inputs, outputs },
  });
  for (const event of [ran('load', [patients], [salaries]), ran('review', [salaries], [report])])
    await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  await applyPolicy(context, admin, { text: POLICY });
  await mapAll(context);
}

async function asking(context: Context): Promise<{ readonly ask: (query: string) => Promise<unknown> } & AsyncDisposable> {
  const app = await windowApp({ context, authenticate: () => Promise.resolve(ENGINEER), introspection: true, log: () => undefined });
  const headers = { 'content-type': 'application/json', authorization: 'Bearer any' };
  return {
    ask: async (query) => {
      const { payload } = await app.inject({ method: 'POST', url: '/graphql', headers, payload: { query } });
      expect(payload).not.toContain('zq7');
      return JSON.parse(payload) as unknown;
    },
    [Symbol.asyncDispose]: () => app.close(),
  };
}

const ROOT = 'root: { dataset: { namespace: "db", name: "patients" } }, direction: DOWNSTREAM, asOf: "2026-03-01T12:00:00Z"';

test('nameless nodes are shown to who asks for them; a program that does not know of them is answered with a walk that ends before them', async () => {
  await using installation = await freshInstallation();
  await givenWay(installation);
  await using window = await asking(installation.context);

  const known = 'nodes { name reachedBy } edges { source target }';
  expect(await window.ask(`{ lineage(${ROOT}) { ${known} } }`)).toMatchObject({
    data: { lineage: { nodes: [{ name: 'patients' }, { name: 'load' }], edges: [{}] } },
  });
  const names = { nodes: [{ name: 'patients' }, { name: 'load' }, { name: 'report' }, { name: 'review' }] };
  expect(
    await window.ask(
      `query { lineage(${ROOT}) { nodes { name } ...Beyond } } fragment Beyond on Lineage { between: namelessEdges { id } }`,
    ),
  ).toMatchObject({
    data: { lineage: { ...names, between: [{}, {}] } },
  });
  const told = 'namelessNodes { __typename id kind depth direction reachedBy } namelessEdges { __typename id source target }';
  const answer = await window.ask(`{ dataset(namespace: "db", name: "patients") { downstream(depth: 5) { nodes { name } ${told} } } }`);
  expect(answer).toMatchObject({
    data: {
      dataset: {
        downstream: {
          ...names,
          namelessNodes: [
            { __typename: 'NamelessNode', kind: 'DATASET', depth: 1, direction: 'DOWNSTREAM', reachedBy: [expect.any(String)] },
          ],
          namelessEdges: [{ __typename: 'NamelessEdge' }, { __typename: 'NamelessEdge' }],
        },
      },
    },
  });
});

test('the schema has no field by which a nameless node or edge could tell more', async () => {
  await using installation = await freshInstallation();
  await using window = await asking(installation.context);

  const fields = 'interfaces { name } possibleTypes { name } fields { name type { name kind ofType { name kind } } }';
  expect(
    await window.ask(`{ node: __type(name: "NamelessNode") { ${fields} } edge: __type(name: "NamelessEdge") { ${fields} } }`),
  ).toMatchObject({
    data: {
      node: { interfaces: [], fields: ['id', 'kind', 'depth', 'direction', 'reachedBy'].map((name) => ({ name })) },
      edge: { interfaces: [], fields: ['id', 'source', 'target'].map((name) => ({ name })) },
    },
  });
});
