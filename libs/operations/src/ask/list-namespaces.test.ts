import { expect, test } from 'vitest';

import { freshInstallation } from '#testkit';

import { listNamespaces } from './list-namespaces.ts';

// Goal: a namespace costs what is told of it, not what stands in it. Method: many nodes, written past the map.
test('what stands in a namespace is counted up to a thousand', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await context.database.transaction((session) =>
    session.send(`
      insert into hot.node (tenant, generation, kind, namespace, name, name_hash)
        select 1, 1, 2, 'jobs ' || number % 3, 'j' || number, decode(md5(number::text), 'hex') from generate_series(1, 4500) as number;
      insert into hot.node (tenant, generation, kind, namespace, name, name_hash)
        select 1, 1, 1, 'db', 't' || number, decode(md5(number::text), 'hex') from generate_series(1, 7) as number;
      insert into hot.presence (tenant, generation, row, node, valid_from, valid_from_ns, valid_to, valid_to_ns, known_from, known_to)
        select 1, 1, node.id, node.id, '-infinity', 0, 'infinity', 0, 0, 9223372036854775807 from hot.node as node;
      analyze hot.node, hot.presence`),
  );

  const first = await listNamespaces(context, admin, { first: 2 });
  const rest = await listNamespaces(context, admin, { first: 2, after: first.pageInfo.endCursor });

  expect([...first.nodes, ...rest.nodes]).toEqual([
    { namespace: 'db', datasets: 7, jobs: 0 },
    ...[0, 1, 2].map((number) => ({ namespace: `jobs ${number}`, datasets: 0, jobs: 1_000 })),
  ]);
  expect([first.pageInfo.hasNextPage, rest.pageInfo.hasNextPage]).toEqual([true, false]);
});
