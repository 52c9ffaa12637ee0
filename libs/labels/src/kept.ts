import type { Instant } from '#foundation';

import type { KeptLabel } from './facts.ts';
import { isAtLeast } from './strength.ts';
import { Covered, merged } from './stretch.ts';

/** A label as it is kept. */
export interface StoredLabel extends KeptLabel {
  readonly row: bigint;
}

/** Which rows are no longer believed, and which new ones are. */
export interface Moved {
  readonly closed: readonly bigint[];
  readonly opened: readonly KeptLabel[];
}

/** What becomes of the rows of some places: until `since` they stay; from then on the places bear what they were found to hold. */
export function movedOn(stored: readonly StoredLabel[], held: readonly KeptLabel[], since: Instant): Moved {
  const before = stored.flatMap((label) => (label.from < since ? [{ ...label, to: earlier(label.to, since) }] : []));
  const onward = held.flatMap((label) => (label.to > since ? [{ ...label, from: later(label.from, since) }] : []));
  const wanted = new Map(strongest([...before, ...onward]).map((label) => [keyOf(label), label]));
  const known = new Map(stored.map((label) => [keyOf(label), label.row]));
  return {
    closed: [...known].flatMap(([key, row]) => (wanted.has(key) ? [] : [row])),
    opened: [...wanted].flatMap(([key, label]) => (known.has(key) ? [] : [label])),
  };
}

/** Of each label at each place, at each instant, the strengths that no other is above; stretches that touch are one. */
function strongest(labels: readonly KeptLabel[]): readonly KeptLabel[] {
  return alike(labels, placeKey).flatMap((ofPlace) => {
    const byStrength = alike(ofPlace, strengthKey).map((pieces) => merged(pieces));
    return byStrength.flatMap((pieces) => {
      const [one] = pieces;
      const above = new Covered();
      for (const others of byStrength) {
        const [other] = others;
        if (one !== undefined && other !== undefined && other !== one && isAtLeast(other, one))
          for (const piece of others) above.add(piece);
      }
      return pieces.flatMap((piece) => above.outside(piece));
    });
  });
}

/** Lists of those with one key. */
function alike<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly (readonly Item[])[] {
  const lists = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const known = lists.get(key);
    if (known === undefined) lists.set(key, [item]);
    else known.push(item);
  }
  return [...lists.values()];
}

function placeKey({ node, column, label, isSaid }: KeptLabel): string {
  return JSON.stringify([node, column, label, isSaid]);
}

function strengthKey({ form, isAssumed }: KeptLabel): string {
  return `${form} ${isAssumed}`;
}

function keyOf(label: KeptLabel): string {
  return `${placeKey(label)} ${strengthKey(label)} ${label.from} ${label.to}`;
}

function earlier(one: Instant, other: Instant): Instant {
  return one < other ? one : other;
}

function later(one: Instant, other: Instant): Instant {
  return one > other ? one : other;
}
