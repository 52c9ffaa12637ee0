import { expect, test } from 'vitest';

import { type FreshInstallation, freshInstallation, mapAll, person, refusal } from '#testkit';

import { applyPolicy } from '../access/apply-policy.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { findDataset } from './find-dataset.ts';
import { searchGraph } from './search-graph.ts';

/** More than are looked at for any one answer. */
const MANY = 2_400;
const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };

/** Tables of a namespace that is hidden, each of which answers better than, or as well as, the one of the namespace that is not. */
async function givenTables({ context, admin }: FreshInstallation): Promise<void> {
  const hidden = Array.from({ length: MANY }, (_, index) => ({ namespace: 'db://hr', name: `s${String(index).padStart(4, '0')}.orders` }));
  const [first, ...others] = hidden.map(({ namespace }, index) => ({ namespace, name: `vitals_${index}` }));
  const columns = { schema: { ...FACET, fields: [{ name: 'glucose' }] } };
  const open = [
    { namespace: 'db://open', name: 'zone.orders' },
    { namespace: 'db://open', name: 'zone.of_all_vitals_that_are_left' },
    { namespace: 'db://open', name: 'zone.sugar', facets: { schema: { ...FACET, fields: [{ name: 'glucose_level_of_the_blood' }] } } },
  ];
  const event = {
    ...{ eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', producer: 'https://example.com/p' },
    ...{ run: { runId: '0197ad84-7a0d-7527-9f8a-000000000001' }, job: { namespace: 'etl', name: 'load' } },
    outputs: [...hidden, { ...first, facets: columns }, ...others.map((each) => ({ ...each, facets: columns })), ...open],
  };
  expect((await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)))).kind).toBe('recorded');
  await mapAll(context);
}

test('what is hidden takes no place among what is found, by its names, by its columns, as a short name and as what may have been meant', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenTables(installation);
  const engineer = await person(installation, 'eve', 'engineer');
  await applyPolicy(context, admin, { text: 'name: hr\nrules: [{ effect: deny, roles: [engineer], on: { namespace: "db://hr" } }]' });
  await mapAll(context);
  const found = async (text: string) => (await searchGraph(context, engineer, { text, first: 50 })).nodes.map(({ node }) => node.name);

  expect(await found('vitals')).toEqual(['zone.of_all_vitals_that_are_left']);
  expect(await found('glucose')).toEqual(['zone.sugar']);
  expect(await found('orders')).toEqual(['zone.orders']);
  expect((await findDataset(context, engineer, { dataset: { name: 'orders' } })).dataset.name).toBe('zone.orders');
  expect(await refusal(findDataset(context, engineer, { dataset: { name: 'ordres' } }))).toMatch(/did you mean db:\/\/open zone\.orders\?/);
});

test('a search for jobs finds them behind any number of datasets', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const event = {
    ...{ eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', producer: 'https://example.com/p' },
    ...{ run: { runId: '0197ad84-7a0d-7527-9f8a-000000000001' }, job: { namespace: 'etl', name: 'the_vitals' } },
    outputs: Array.from({ length: MANY }, (_, index) => ({ namespace: 'db', name: `vitals_${index}` })),
  };
  expect((await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)))).kind).toBe('recorded');
  await mapAll(context);

  const { nodes } = await searchGraph(context, admin, { text: 'vitals', kind: 'job' });
  expect(nodes.map(({ node }) => node.name)).toEqual(['the_vitals']);
});

test('as many datasets are found by their columns as there may be hits, however many columns of each answer', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const fields = Array.from({ length: 8 }, (_, index) => ({ name: `glucose_${index}` }));
  const event = {
    ...{ eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', producer: 'https://example.com/p' },
    ...{ run: { runId: '0197ad84-7a0d-7527-9f8a-000000000001' }, job: { namespace: 'etl', name: 'load' } },
    outputs: Array.from({ length: 520 }, (_, index) => {
      const schema = { ...FACET, fields: [...fields, { name: `only_here_${index}` }] };
      return { namespace: 'db', name: `t${index}`, facets: { schema } };
    }),
  };
  expect((await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)))).kind).toBe('recorded');
  await mapAll(context);

  const { nodes } = await searchGraph(context, admin, { text: 'glucose', first: 500 });
  expect(nodes).toHaveLength(500);
});
