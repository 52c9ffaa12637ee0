import { EMPTY_ROOT, nodeHash } from './tree.ts';
import { TILE_WIDTH } from './tiles.ts';

/** What a tile must hold. */
export interface ExpectedTile {
  readonly level: number;
  readonly index: number;
  readonly hashes: readonly Buffer[];
}

/**
 * A tree built leaf by leaf, to judge one that is stored. It shares the hash alone with what builds that: the root is that of the perfect trees side by side into
 * which a size falls apart (RFC 9162, section 2.1.2), and tiles are counted out from below.
 */
export class TreeChecker {
  private leaves = 0;
  /** Of perfect trees, the largest first. */
  private readonly peaks: Buffer[] = [];
  /** By level: the hashes of the tile that is not whole yet, and how many are before it. */
  private readonly rows: { before: number; hashes: Buffer[] }[] = [];

  get size(): number {
    return this.leaves;
  }

  /** Takes the next leaf. Tells the tiles that are whole by it. */
  add(leaf: Buffer): readonly ExpectedTile[] {
    let hash = leaf;
    for (let rest = this.leaves; rest % 2 === 1; rest = (rest - 1) / 2) hash = nodeHash(this.peaks.pop() ?? EMPTY_ROOT, hash);
    this.peaks.push(hash);
    this.leaves += 1;
    return this.intoTiles(leaf);
  }

  root(): Buffer {
    const [last = EMPTY_ROOT, ...others] = [...this.peaks].reverse();
    return others.reduce((right, left) => nodeHash(left, right), last);
  }

  /** The tiles that are not whole, from below. */
  unfilled(): readonly ExpectedTile[] {
    return this.rows.flatMap(({ before, hashes }, level) => (hashes.length === 0 ? [] : [{ level, index: before / TILE_WIDTH, hashes }]));
  }

  private intoTiles(leaf: Buffer): readonly ExpectedTile[] {
    const whole: ExpectedTile[] = [];
    let next: Buffer | undefined = leaf;
    for (let level = 0; next !== undefined; level += 1) {
      const row = (this.rows[level] ??= { before: 0, hashes: [] });
      row.hashes.push(next);
      next = undefined;
      if (row.hashes.length < TILE_WIDTH) continue;
      whole.push({ level, index: row.before / TILE_WIDTH, hashes: row.hashes });
      next = perfectRoot(row.hashes);
      this.rows[level] = { before: row.before + TILE_WIDTH, hashes: [] };
    }
    return whole;
  }
}

/** Of as many hashes as a power of two. */
function perfectRoot(hashes: readonly Buffer[]): Buffer {
  let row = hashes;
  while (row.length > 1) row = row.flatMap((left, index) => (index % 2 === 0 ? [nodeHash(left, row[index + 1] ?? EMPTY_ROOT)] : []));
  return row[0] ?? EMPTY_ROOT;
}
