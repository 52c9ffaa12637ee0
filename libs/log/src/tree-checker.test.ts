import { createHash } from 'node:crypto';

import { expect, test } from 'vitest';

import { EMPTY_EDGE, grown, partialTiles, tilePath, TILE_WIDTH } from './tiles.ts';
import { TreeChecker } from './tree-checker.ts';

const leafAt = (index: number): Buffer => createHash('sha256').update(`leaf ${index}`).digest();

test('a tree that is built to judge asks for the tiles that a log of two levels keeps, and no others', () => {
  const size = 2 * TILE_WIDTH ** 2 + 3 * TILE_WIDTH + 5;
  const leaves = Array.from({ length: size }, (_, index) => leafAt(index));
  const { edge, filled } = grown(EMPTY_EDGE, leaves);
  const kept = [...filled, ...partialTiles(edge)].map((tile) => [
    tilePath({ ...tile, width: tile.hashes.length / 32 }),
    tile.hashes.toString('hex'),
  ]);

  const checker = new TreeChecker();
  const whole = leaves.flatMap((leaf) => checker.add(leaf));

  const asked = [...whole, ...checker.unfilled()].map(({ level, index, hashes }) => [
    tilePath({ level, index, width: hashes.length }),
    Buffer.concat(hashes).toString('hex'),
  ]);
  expect(new Map(asked as [string, string][])).toEqual(new Map(kept as [string, string][]));
  expect(asked).toHaveLength(kept.length);
});
