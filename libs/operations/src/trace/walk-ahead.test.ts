import { expect, test } from 'vitest';

import { ask, type Asked, datasetStepsAhead, nodePoint, presentNodes, type Step, withKeptPlans } from '#store';
import { diceOf, freshInstallation, mappedHistory } from '#testkit';

import { type Route, walk, type Walked } from './walk.ts';

// Goal: how far is looked ahead changes nothing of a walk. Method: random histories; every root that is there, both ways, at random times; level by level,
// as usual, and with bounds so narrow that one walk looks ahead several times and goes on without.

const LEVEL_BY_LEVEL = { nodes: 0, frontier: 0, steps: 0 };
const BOUNDS = [
  undefined,
  { nodes: 1, frontier: 100, steps: 20_000 },
  { nodes: 5, frontier: 2, steps: 20_000 },
  { nodes: 12, frontier: 1, steps: 10 },
];

function shown({ reached, edges, ...rest }: Walked): unknown {
  return {
    ...rest,
    reached: reached.map(({ point, depth, direction, by }) => [point.kind, point.namespace, point.name, depth, direction, [...by].sort()]),
    edges: [...edges].sort(([left], [right]) => (left < right ? -1 : 1)),
  };
}

async function walked(asked: Asked, route: Omit<Route, 'stepping'>, bounds: Parameters<typeof datasetStepsAhead>[0]): Promise<unknown> {
  return shown(await walk(asked, { ...route, stepping: datasetStepsAhead(bounds) }, { after: undefined, count: 5_000 }));
}

test.each([1, 2, 3, 4])('walks over history %i are the same however far is looked ahead', async (seed) => {
  await using installation = await freshInstallation();
  const { context } = installation;
  const entries = await mappedHistory(installation, { seed, size: 60 });

  const dice = diceOf(seed * 7_919);
  const times = entries.flatMap((entry) => (entry.kind === 'event' ? [entry.event.time] : []));
  let compared = 0;
  for (let count = 0; count < 10; count += 1) {
    const at = { asOf: dice.pick(times), knownAt: BigInt(dice.chance(0.7) ? entries.length : dice.below(entries.length + 1)) };
    await context.database.snapshot(async (session) => {
      const asked = await ask(session, { tenant: context.tenant, generation: 1 }, at);
      const range = { namespace: undefined, namePrefix: '', after: undefined, limit: 100 };
      const roots = [
        ...(await presentNodes(asked, { kind: 'dataset', ...range })),
        ...(await presentNodes(asked, { kind: 'job', ...range })),
      ];
      await withKeptPlans(asked, async () => {
        for (const root of roots) {
          const directions = dice.pick([['upstream'], ['downstream'], ['upstream', 'downstream']] as const);
          const route = {
            root: nodePoint(root),
            directions,
            depth: dice.pick([1, 2, 20]),
            seen: async (steps: readonly Step[]) => Promise.resolve(steps),
          };
          const expected = await walked(asked, route, LEVEL_BY_LEVEL);
          for (const bounds of BOUNDS)
            expect({ route, at, bounds, walked: await walked(asked, route, bounds) }).toEqual({ route, at, bounds, walked: expected });
          compared += 1;
        }
      });
    });
  }
  expect(compared).toBeGreaterThan(20);
});
