/** Numbers that look random and are the same for the same seed. */
export interface Dice {
  /** From 0 to one below `limit`; 0 when the limit is 0. */
  below(limit: number): number;
  /** True in `share` of all throws. */
  chance(share: number): boolean;
  /** One of the list; throws a RangeError when it is empty. */
  pick<Item>(list: readonly Item[]): Item;
  /** Different ones of the list, in any order, from `least` to `most`. */
  some<Item>(list: readonly Item[], count: { readonly least: number; readonly most: number }): readonly Item[];
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, good enough to make test cases. */
export function diceOf(seed: number): Dice {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };

  const below = (limit: number): number => Math.floor(next() * limit);
  const pick = <Item>(list: readonly Item[]): Item => {
    if (list.length === 0) throw new RangeError('Nothing to pick from.');
    return list[below(list.length)] as Item; // below gives an index of the list
  };
  const some = <Item>(list: readonly Item[], { least, most }: Record<'least' | 'most', number>): readonly Item[] => {
    const left = [...list];
    const count = Math.min(least + below(most - least + 1), left.length);
    return Array.from({ length: count }, () => left.splice(below(left.length), 1)).flat();
  };
  return { below, chance: (share) => next() < share, pick, some };
}
