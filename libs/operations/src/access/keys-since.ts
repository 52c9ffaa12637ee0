import type { Instant } from '#foundation';
import { actsOfTrail, isInForce, keysCalled, LedgerReader, type Session } from '#store';
import { z } from 'zod';

import { ALL_RECORDED } from '../ask/access-in-force.ts';
import { sizeRecordedBefore } from '../ask/answer.ts';
import type { Context } from '../context.ts';

/** Entries about keys that are looked at, the newest first. */
const LOOKED_MAX = 1_000;

/** A key that somebody made, to whom it was shown. */
export interface KeyMadeSince {
  readonly prefix: string;
  /** Of whoever holds it. */
  readonly name: string;
  readonly isInForce: boolean;
}

export interface KeysSince {
  /** Newest first. */
  readonly made: readonly KeyMadeSince[];
  /** There may be more, which are older. */
  readonly hasOlderMade: boolean;
}

const Made = z.object({ did: z.enum(['made', 'rotated']), prefix: z.string(), name: z.string() });

/** The keys that a principal made since a time: by name, by rotation, and with an access file. Five statements at most. */
export async function keysSince(
  { tenant, keys, clock }: Context,
  session: Session,
  { by, since }: { readonly by: string; readonly since: Instant },
): Promise<KeysSince> {
  const from = await sizeRecordedBefore(session, tenant, since);
  const acts = await actsOfTrail(session, tenant, { kinds: ['key'], who: by, from, below: ALL_RECORDED, limit: LOOKED_MAX + 1 });
  const looked = acts.slice(0, LOOKED_MAX).map(({ position }) => position);
  const entries = looked.length === 0 ? [] : await new LedgerReader(session, tenant, keys).at(looked);
  const made = entries.flatMap(({ by: maker, frame }) => {
    const read = maker === by && frame?.form === 'json' ? Made.safeParse(JSON.parse(frame.text)) : undefined;
    return read?.success === true ? [read.data] : [];
  });

  const prefixes = new Set(made.map(({ prefix }) => prefix));
  const stored = prefixes.size === 0 ? [] : await keysCalled(session, tenant, [...prefixes]);
  const good = new Set(stored.filter((key) => isInForce(key, clock.now())).map(({ prefix }) => prefix));
  return {
    made: made.toReversed().map(({ prefix, name }) => ({ prefix, name, isInForce: good.has(prefix) })),
    hasOlderMade: acts.length > looked.length,
  };
}
