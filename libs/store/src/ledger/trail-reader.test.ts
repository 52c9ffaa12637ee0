import { expect, test } from 'vitest';

import { freshInstallation } from '#testkit';

import type { Session } from '../sql/session.ts';
import { actsOfTrail, type TrailQuestion } from './trail-reader.ts';

const [TENANT, ACTS] = [1, 40_000];
const ALL: TrailQuestion = { kinds: ['decision'], from: 0n, below: BigInt(ACTS), limit: 1 };

/** So many acts, each a batch of its own and with two parts; every ten-thousandth and the first are of a rare action on a rare thing; another is denied. */
async function givenActs(session: Session): Promise<void> {
  await session.send(`
    insert into hot.ledger_batch (tenant, first, entries, day, batch, recorded_at)
      select 1, number, 1, '2026-03-01', 1000 + number, now() from generate_series(0, ${ACTS - 1}) as number;
    insert into hot.ledger_act (tenant, kind, subject, batch, index)
      select 1, 7, 'somebody', 1000 + number, 0 from generate_series(0, ${ACTS - 1}) as number;
    insert into hot.ledger_deed (tenant, batch, index, part, action, outcome, thing)
      select 1, 1000 + number, 0, part, case when number % 10000 = 0 then 'rare' else 'see' end, case when number = 2000 then 'denied' else 'allowed' end,
        case when number % 10000 = 0 then 'policy p' || part else 'dataset db ' || number % 100 || ' ' || part end
      from generate_series(0, ${ACTS - 1}) as number, generate_series(0, 1) as part;
    analyze hot.ledger_batch, hot.ledger_act, hot.ledger_deed`);
}

async function rowsRead(session: Session): Promise<number> {
  const [row] = await session.rows`
    select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int8 as read from pg_stat_xact_all_tables
    where schemaname = 'hot' and relname in ('ledger_deed', 'ledger_act', 'ledger_batch')`;
  return Number(row?.['read']);
}

test('a filter of the trail reads what it shows and what is rare, however much is stored', async () => {
  await using installation = await freshInstallation();
  const of: Readonly<Record<string, Partial<TrailQuestion>>> = {
    'a common thing by pattern': { thing: 'dataset *' },
    'a common thing by any pattern': { thing: '*db 7 1' },
    'a thing by name': { thing: 'dataset db 7 1' },
    'a common action': { action: 'see' },
    'a rare action': { action: 'rare', limit: 9 },
    'a rare thing': { thing: 'policy p1', limit: 9 },
    'rare things by pattern': { thing: 'policy*', limit: 9 },
    'a rare action on anything': { action: 'rare', thing: '*p1', outcome: 'allowed', limit: 9 },
    'another thing of the same entry': { action: 'see', thing: 'policy p1', limit: 9 },
    'a rare outcome': { outcome: 'denied', limit: 9 },
    'an outcome that nothing had': { outcome: 'failed' },
    'a common outcome': { outcome: 'allowed' },
    'a range': { from: 30_001n, below: 30_050n, outcome: 'denied' },
    nothing: {},
  };

  const found = await installation.context.database.transaction(async (session) => {
    await givenActs(session);
    const each: [string, readonly bigint[], number][] = [];
    for (const [what, question] of Object.entries(of)) {
      const before = await rowsRead(session);
      const acts = await actsOfTrail(session, TENANT, { ...ALL, ...question });
      each.push([what, acts.map(({ position }) => position), (await rowsRead(session)) - before]);
    }
    return each;
  });

  const [newest, rare] = [[39_999n], [30_000n, 20_000n, 10_000n, 0n]];
  expect(found.map(([what, positions]) => [what, positions])).toEqual([
    ...[
      ['a common thing by pattern', newest],
      ['a common thing by any pattern', [39_907n]],
      ['a thing by name', [39_907n]],
    ],
    ...[
      ['a common action', newest],
      ['a rare action', rare],
      ['a rare thing', rare],
      ['rare things by pattern', rare],
    ],
    ...[
      ['a rare action on anything', rare],
      ['another thing of the same entry', []],
      ['a rare outcome', [2_000n]],
      ['an outcome that nothing had', []],
      ['a common outcome', newest],
      ['a range', []],
      ['nothing', newest],
    ],
  ]);
  expect(found.filter(([, , rows]) => rows > 5_000).map(([what, , rows]) => [what, rows])).toEqual([]); // as many as are looked at to see whether they are few
});
