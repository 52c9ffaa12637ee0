import { createHash } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import {
  type Edge,
  edgeAt,
  EMPTY_EDGE,
  grown,
  hashesIn,
  nameAt,
  bundlePath,
  partialTiles,
  rootOfEdge,
  subtreesIn,
  type Tile,
  type TileName,
  tilePath,
} from './tiles.ts';
import { consistencyProof, inclusionProof, isConsistent, isIncluded, nodeHash, rootOf } from './tree.ts';

const leafAt = (index: number): Buffer => createHash('sha256').update(`leaf ${index}`).digest();
const leaves = (from: number, to: number): readonly Buffer[] => Array.from({ length: to - from }, (_, index) => leafAt(from + index));

/** Tiles by their paths, as a server keeps them. */
class Shelf {
  readonly tiles = new Map<string, Buffer>();
  edge: Edge = EMPTY_EDGE;

  grow(more: readonly Buffer[]): void {
    const { edge, filled } = grown(this.edge, more);
    this.edge = edge;
    for (const tile of [...filled, ...partialTiles(edge)]) this.put(tile);
  }

  readonly read = (name: TileName): Buffer => {
    const found = this.tiles.get(tilePath(name));
    if (found === undefined) throw new Error(`${tilePath(name)} was never made`);
    return found;
  };

  private put(tile: Tile): void {
    const known = this.tiles.get(tilePath(tile));
    if (known !== undefined && !known.equals(tile.hashes)) throw new Error(`${tilePath(tile)} changed`);
    this.tiles.set(tilePath(tile), tile.hashes);
  }
}

/** By the definition, over the hashes of leaves that a reader is given. */
const plain = (level: number, index: number): Buffer =>
  level === 0 ? leafAt(index) : nodeHash(plain(level - 1, 2 * index), plain(level - 1, 2 * index + 1));

describe('the tiles of a growing tree', () => {
  test('leaf by leaf, to 1,000, the edge has the root of the definition, and so has the edge that is read again', () => {
    const shelf = new Shelf();
    const known = new Map<string, Buffer>();
    const keeping = (level: number, index: number): Buffer => {
      const found = known.get(`${level} ${index}`) ?? plain(level, index);
      known.set(`${level} ${index}`, found);
      return found;
    };
    for (let size = 0; size <= 1_000; size += 1) {
      const root = rootOf(size, keeping);
      expect([rootOfEdge(shelf.edge), rootOfEdge(edgeAt(size, shelf.read))].every((each) => each.equals(root))).toBe(true);
      if (size % 250 < 2) expect(edgeAt(size, shelf.read)).toEqual(shelf.edge);
      shelf.grow(leaves(size, size + 1));
    }
  });

  test('are the same in whatever batches it grows, over three levels, and hold 70,000 leaves as the standard counts them', () => {
    const [atOnce, inBatches] = [new Shelf(), new Shelf()];
    atOnce.grow(leaves(0, 70_000));
    for (let from = 0, step = 1; from < 70_000; from += step, step = (step * 7) % 4_096 || 1)
      inBatches.grow(leaves(from, Math.min(from + step, 70_000)));

    expect(inBatches.edge).toEqual(atOnce.edge);
    for (const [path, hashes] of atOnce.tiles) expect(inBatches.tiles.get(path)?.equals(hashes)).toBe(true);
    const widths = [...atOnce.tiles.keys()].map((path) => nameAt(path)).map((name) => `${String(name?.level)} ${name?.width ?? 0}`);
    const counted = Object.fromEntries([...new Set(widths)].map((width) => [width, widths.filter((each) => each === width).length]));
    expect(counted).toEqual({ '0 256': 273, '0 112': 1, '1 256': 1, '1 17': 1, '2 1': 1 });
  });

  test('prove leaves and earlier trees, reading no tile that its size does not have', () => {
    const shelf = new Shelf();
    shelf.grow(leaves(0, 66_000));
    const [before, size] = [shelf.edge.size, 66_700];
    const old = { size: before, root: rootOfEdge(shelf.edge) };
    shelf.grow(leaves(before, size));
    const young = { size, root: rootOfEdge(shelf.edge) };
    const read = subtreesIn(size, shelf.read);

    expect(rootOf(size, read)).toEqual(young.root);
    expect(isConsistent(consistencyProof(before, size, read), old, young)).toBe(true);
    for (const index of [0, 255, 256, 65_535, 65_536, 65_791, 65_792, size - 1])
      expect(isIncluded(inclusionProof(index, size, read), { leaf: leafAt(index), index, ...young })).toBe(true);
  });

  test('bytes that are no hashes are refused', () => {
    expect(() => hashesIn(Buffer.alloc(33))).toThrow(RangeError);
  });
});

describe('paths of tiles', () => {
  test.each([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 1, index: 1_234_067, width: 256 }, 'tile/1/x001/x234/067'],
    [{ level: 2, index: 999, width: 17 }, 'tile/2/999.p/17'],
    [{ level: 0, index: 1_000, width: 1 }, 'tile/0/x001/000.p/1'],
  ])('of %j', (name, path) => {
    expect([tilePath(name), nameAt(path)]).toEqual([path, name]);
    expect(nameAt(bundlePath(name))).toEqual({ ...name, level: 'entries' });
  });

  test.each([
    'tile/0/0',
    'tile/0/000.p/256',
    'tile/0/000.p/0',
    'tile/0/000.p/017',
    'tile/64/000',
    'tile/00/000',
    'tile/0/x000/001',
    'tile/0/001/000',
    'tile/0/../000',
    'tiles/0/000',
    '',
  ])('nothing is at %j', (path) => {
    expect(nameAt(path)).toBeUndefined();
  });
});
