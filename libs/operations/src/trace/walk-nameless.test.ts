import { expect, test } from 'vitest';

import type { Instant } from '#foundation';
import type { NodeId, StatementId } from '#lineage';
import { type Asked, comparePlaces, type GraphNode, nodePoint, type Point, type Step } from '#store';

import type { SeenStep } from './seen-steps.ts';
import { type Route, walk } from './walk.ts';

// Goal: where a level is too large to be read at once, no part of it ends by the name of something hidden (docs/decisions/0031). Method: steps from memory, as the
// store would give them, of a root with `width` datasets behind it of which every second one has no name to tell.

const nodeAt = (index: number): GraphNode => ({
  node: index as NodeId,
  kind: 'dataset',
  namespace: 'db',
  name: `table ${String(index).padStart(7, '0')}`,
});
const ROOT = nodePoint(nodeAt(0));
const ASKED = {} as Asked; // steps from memory ask for nothing

function stepTo(far: Point): Step {
  const since = 0n as Instant;
  const claim = { statement: far.node as unknown as StatementId, speaker: far.node, mode: 'observed', since } as const; // numbers both
  const edge = {
    source: ROOT.key,
    target: far.key,
    via: undefined,
    kind: 'observed',
    origin: 'io',
    since,
    transformation: undefined,
    claims: [claim],
  } as const;
  return { far, edge, leadsOn: false };
}

function routeOf(width: number, isGiven: boolean): Route {
  const all = Array.from({ length: width }, (_, index) => stepTo(nodePoint(nodeAt(index + 1))));
  return {
    ...{ root: ROOT, directions: ['downstream'], depth: 1 },
    stepping: (_asked, { after, limit }) => {
      const from = after === undefined ? 0 : all.findIndex(({ far }) => comparePlaces(far, after) > 0);
      return Promise.resolve({ steps: from === -1 ? [] : all.slice(from, from + limit), cuts: [], ahead: [] });
    },
    seen: (steps) =>
      Promise.resolve(
        steps.flatMap((step): SeenStep[] => (step.far.node % 2 === 0 ? [step] : isGiven ? [{ ...step, nameless: { isFar: true } }] : [])),
      ),
    orderOfNameless: isGiven ? ({ key }) => key : undefined,
  };
}

async function walked(width: number, isGiven: boolean) {
  const { reached, nameless, hasMore, isAtLimit } = await walk(ASKED, routeOf(width, isGiven), { after: undefined, count: 10 });
  return { named: reached.length - 1, nameless: nameless.length, hasMore, isAtLimit };
}

test('a level is read on until it is whole where something of it may be nameless, and else as far as the page needs', async () => {
  expect(await walked(50_000, true)).toEqual({ named: 25_000, nameless: 25_000, hasMore: true, isAtLimit: false });
  expect(await walked(50_000, false)).toEqual({ named: 10_000, nameless: 0, hasMore: true, isAtLimit: false });
});

test('of a level that the bounds of a walk cut no nameless node is shown', async () => {
  const { named, ...rest } = await walked(250_000, true);

  expect(rest).toEqual({ nameless: 0, hasMore: true, isAtLimit: true });
  expect(named).toBeGreaterThan(40_000);
});
