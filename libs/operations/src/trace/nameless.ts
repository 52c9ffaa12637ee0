import { createHmac } from 'node:crypto';

import { formatInstant, hex, sha256 } from '#foundation';
import type { Asked, Point } from '#store';

import type { Context } from '../context.ts';
import type { NamelessNode } from './lineage-answer.ts';
import type { ReachedNameless } from './walk.ts';

/** Of the hash of a question, hexadecimal digits: enough that the ids of two answers are never taken for each other. */
const QUESTION_DIGITS = 16;

/** What nameless nodes are ordered by and called by, in one walk: nothing of it tells a name, or is good for another question. */
export class NamelessWords {
  private readonly question: string;
  private key: Buffer | undefined;

  /** `print` is that of the plan. */
  constructor(
    private readonly context: Context,
    { print, asked }: { readonly print: string; readonly asked: Asked },
  ) {
    this.question = JSON.stringify([print, formatInstant(asked.asOf), String(asked.knownAt)]);
  }

  /** The same on each page of a walk. Whoever has not the key can neither make nor check it. */
  orderOf({ kind, namespace, name }: Point): string {
    this.key ??= this.context.keys.orderKey(this.context.tenant);
    return hex(
      createHmac('sha256', this.key)
        .update(JSON.stringify([this.question, kind, namespace, name]))
        .digest(),
    );
  }

  idOf({ ordinal }: Pick<ReachedNameless, 'ordinal'>): string {
    return `nameless-${hex(sha256(this.question)).slice(0, QUESTION_DIGITS)}-${ordinal}`;
  }
}

export function namelessNode(
  { kind, depth, direction, by }: ReachedNameless,
  { id, edgeIds }: { readonly id: string; readonly edgeIds: EdgeIds },
): NamelessNode {
  if (direction === 'root') throw new Error('a walk begins at what its asker sees');
  return { id, kind, depth, direction, reachedBy: reachedBy(by, edgeIds) };
}

/** How the edges of a walk are called, by their keys. */
export interface EdgeIds {
  readonly named: ReadonlyMap<string, string>;
  readonly nameless: ReadonlyMap<string, string>;
}

/** Those with names as the walk found them; the others by their ids, for which was found first tells what was said first. */
export function reachedBy(keys: Iterable<string>, { named, nameless }: EdgeIds): readonly string[] {
  const all = [...keys];
  return [...all.flatMap((key) => named.get(key) ?? []), ...all.flatMap((key) => nameless.get(key) ?? []).sort()];
}
