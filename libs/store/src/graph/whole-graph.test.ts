import { expect, test } from 'vitest';

import { freshInstallation } from '#testkit';

import type { Session } from '../sql/session.ts';
import { readingWhole } from './whole-graph.ts';

async function settings(session: Session): Promise<unknown> {
  const [row] = await session.rows`select current_setting('statement_timeout') as timeout, current_setting('enable_nestloop') as loops`;
  return row;
}

test('what reads the whole graph joins without nested loops, with a time limit of its own, and leaves nothing behind', async () => {
  await using installation = await freshInstallation();

  const [before, within, patient, after] = await installation.context.database.snapshot(async (session) => [
    await settings(session),
    await readingWhole(session, {}, () => settings(session)),
    await readingWhole(session, { statementMsMax: 3_600_000 }, () => settings(session)),
    await settings(session),
  ]);

  expect(before).toEqual({ timeout: '1min', loops: 'on' });
  expect(within).toEqual({ timeout: '1min', loops: 'off' });
  expect(patient).toEqual({ timeout: '1h', loops: 'off' });
  expect(after).toEqual(before);
});

test('a graph without statistics is joined by hash', async () => {
  await using installation = await freshInstallation();

  const plan = await installation.context.database.transaction(async (session) => {
    await session.send(`
      insert into hot.node (tenant, generation, kind, namespace, name, name_hash)
        select 1, 1, 1, 'db', 't' || number, decode(md5(number::text), 'hex') from generate_series(1, 2000) as number;
      insert into hot.presence (tenant, generation, row, node, valid_from, valid_from_ns, valid_to, valid_to_ns, known_from, known_to)
        select 1, 1, node.id, node.id, '-infinity', 0, 'infinity', 0, 0, 9223372036854775807 from hot.node as node`);
    const rows = await readingWhole(session, {}, () =>
      session.send(`explain select node.name from hot.presence as presence
        join hot.node as node on node.tenant = presence.tenant and node.generation = presence.generation and node.id = presence.node
        where presence.tenant = 1 and presence.generation = 1 and presence.known_from <= 0 and presence.known_to > 0`),
    );
    return rows.map((row) => String(row['QUERY PLAN'])).join('\n');
  });

  expect(plan).toMatch(/Hash Join|Merge Join/);
  expect(plan).not.toContain('Nested Loop');
});
