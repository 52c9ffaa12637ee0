import { nodeHash, EMPTY_ROOT, type SubtreeHash } from './tree.ts';

/** Tiles of C2SP tlog-tiles: up to 256 hashes of one level beside each other, each of a whole tile of the level below; at level 0 of leaves. */

/** Levels of the tree that a tile spans. */
const TILE_HEIGHT = 8;
/** Hashes of a whole tile. */
export const TILE_WIDTH = 2 ** TILE_HEIGHT;
const HASH_BYTES = 32;

export interface TileName {
  readonly level: number;
  /** Within its level, from 0. */
  readonly index: number;
  /** Hashes that it holds, 1 to `TILE_WIDTH`; fewer than that at the right edge alone. */
  readonly width: number;
}

export interface Tile extends TileName {
  /** `width` × 32 bytes. */
  readonly hashes: Buffer;
}

/** The right edge of a tree: of each level the hashes that fill no tile yet. From it the tree grows, and its root is told, without reading anything else. */
export interface Edge {
  readonly size: number;
  /** By level; none of them holds `TILE_WIDTH`. */
  readonly levels: readonly (readonly Buffer[])[];
}

export const EMPTY_EDGE: Edge = { size: 0, levels: [] };

/** Appends hashes of leaves. `filled`: the tiles that are whole by it, those of the lowest level first. */
export function grown({ size, levels }: Edge, leaves: readonly Buffer[]): { readonly edge: Edge; readonly filled: readonly Tile[] } {
  const next = levels.map((hashes) => [...hashes]);
  const filled: Tile[] = [];
  let rising = leaves;
  for (let level = 0, before = size; rising.length > 0; level += 1, before = Math.floor(before / TILE_WIDTH)) {
    const all = [...(next[level] ?? []), ...rising];
    const first = Math.floor(before / TILE_WIDTH);
    const whole = Math.floor(all.length / TILE_WIDTH);
    const roots: Buffer[] = [];
    for (let tile = 0; tile < whole; tile += 1) {
      const hashes = all.slice(tile * TILE_WIDTH, (tile + 1) * TILE_WIDTH);
      filled.push({ level, index: first + tile, width: TILE_WIDTH, hashes: Buffer.concat(hashes) });
      roots.push(joined(hashes));
    }
    next[level] = all.slice(whole * TILE_WIDTH);
    rising = roots;
  }
  return { edge: { size: size + leaves.length, levels: next }, filled };
}

/** The root of the tree whose edge it is. */
export function rootOfEdge({ levels }: Edge): Buffer {
  let right: Buffer | undefined; // of all that lies to the right of a level's hashes
  for (const hashes of levels) {
    const all = right === undefined ? hashes : [...hashes, right];
    if (all.length > 0) right = joined(all);
  }
  return right ?? EMPTY_ROOT;
}

/** The tiles at the edge that are not whole. */
export function partialTiles({ size, levels }: Edge): readonly Tile[] {
  return levels.flatMap((hashes, level) => {
    const index = Math.floor(size / TILE_WIDTH ** (level + 1));
    return hashes.length === 0 ? [] : [{ level, index, width: hashes.length, hashes: Buffer.concat(hashes) }];
  });
}

/** The names of the tiles that are not whole in a tree of some size. */
export function partialNames(size: number): readonly TileName[] {
  return edgeNames(size).filter(({ width }) => width > 0);
}

/** The edge of a tree of some size, out of its partial tiles; `read` gives the hashes of each. */
export function edgeAt(size: number, read: (name: TileName) => Buffer): Edge {
  return { size, levels: edgeNames(size).map((name) => (name.width === 0 ? [] : hashesIn(read(name)))) };
}

/** Of each level of a tree the tile that would be filled next. */
function edgeNames(size: number): readonly TileName[] {
  const names: TileName[] = [];
  for (let level = 0, hashes = size; hashes > 0; level += 1, hashes = Math.floor(hashes / TILE_WIDTH))
    names.push({ level, index: Math.floor(hashes / TILE_WIDTH), width: hashes % TILE_WIDTH });
  return names;
}

/** Hashes of subtrees of a tree of some size, out of its tiles: of each one the narrowest is asked for that the tree has. */
export function subtreesIn(size: number, read: (name: TileName) => Buffer): SubtreeHash {
  return (height, index) => {
    const level = Math.floor(height / TILE_HEIGHT);
    const count = 2 ** (height % TILE_HEIGHT);
    const tile = Math.floor((index * count) / TILE_WIDTH);
    const hashes = hashesIn(read({ level, index: tile, width: widthOf(size, level, tile) }));
    const from = (index * count) % TILE_WIDTH;
    return joined(hashes.slice(from, from + count));
  };
}

/** The tiles out of which something is worked out of a tree of some size, each once: to be read before `subtreesIn` is asked for them. */
export function tilesNeeded(size: number, work: (read: SubtreeHash) => unknown): readonly TileName[] {
  const names = new Map<string, TileName>();
  const blank = subtreesIn(size, (name) => {
    names.set(tilePath(name), name);
    return Buffer.alloc(name.width * HASH_BYTES);
  });
  work(blank);
  return [...names.values()];
}

function widthOf(size: number, level: number, index: number): number {
  return Math.min(TILE_WIDTH, Math.floor(size / TILE_WIDTH ** level) - index * TILE_WIDTH);
}

/** Where a tile is served: `tile/0/x001/234`, `tile/1/000.p/17`. */
export function tilePath({ level, index, width }: TileName): string {
  return `tile/${level}/${indexPath(index)}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** Where the leaves of a tile of level 0 are served. */
export function bundlePath({ index, width }: Omit<TileName, 'level'>): string {
  return `tile/entries/${indexPath(index)}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** Three digits an element, of which all but the last begin with an x. */
function indexPath(index: number): string {
  const digits = String(index);
  const padded = digits.padStart(3 * Math.ceil(digits.length / 3), '0');
  return padded.replaceAll(/(\d{3})(?=\d)/g, 'x$1/');
}

const PATH = /^tile\/(?<level>entries|0|[1-9]\d?)\/(?<index>(?:x\d{3}\/)*\d{3})(?:\.p\/(?<width>[1-9]\d{0,2}))?$/;

/** What is served at a path; `level` is `entries` for leaves. Undefined: nothing ever is. */
export function nameAt(path: string): (Omit<TileName, 'level'> & { readonly level: number | 'entries' }) | undefined {
  const { level = '', index = '', width } = PATH.exec(path)?.groups ?? {};
  if (index === '') return undefined;
  const name = {
    level: level === 'entries' ? level : Number(level),
    index: Number(index.replaceAll(/[x/]/g, '')),
    width: Number(width ?? TILE_WIDTH),
  } as const;
  const isOurs = (name.level === 'entries' ? bundlePath(name) : tilePath({ ...name, level: name.level })) === path;
  return isOurs && (width === undefined || name.width < TILE_WIDTH) && (name.level === 'entries' || name.level <= 63) ? name : undefined;
}

/** Throws RangeError where the bytes are no hashes. */
export function hashesIn(bytes: Buffer): readonly Buffer[] {
  if (bytes.length % HASH_BYTES !== 0) throw new RangeError(`${bytes.length} bytes are no hashes of ${HASH_BYTES}`);
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, index) => bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES));
}

/** The root over hashes beside each other, of which the last may be that of fewer leaves. At least one. */
function joined(hashes: readonly Buffer[]): Buffer {
  let row = hashes;
  while (row.length > 1) row = Array.from({ length: Math.ceil(row.length / 2) }, (_, index) => pair(row[2 * index], row[2 * index + 1]));
  const [root] = row;
  if (root === undefined) throw new RangeError('no hashes have no root');
  return root;
}

function pair(left: Buffer | undefined, right: Buffer | undefined): Buffer {
  if (left === undefined) throw new RangeError('a pair has a left half');
  return right === undefined ? left : nodeHash(left, right);
}
