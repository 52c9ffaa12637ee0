import { Failure } from '#foundation';
import { FOLD_VERSION, generationsOf } from '#store';

import type { Context } from '../context.ts';
import type { Mapper } from './project-entries.ts';

/** One look for entries to fold: how many were, or why none may be. */
export type MapLook = { readonly kind: 'mapped'; readonly count: number } | { readonly kind: 'other-fold'; readonly message: string };

/** Folds the next entries into the live graph. When there are none, looks whether another fold made that graph: then none will ever be. */
export async function mapNext({ database, tenant }: Context, mapper: Mapper): Promise<MapLook> {
  const count = await mapper.projectEntries();
  if (count > 0) return { kind: 'mapped', count };
  const live = await database.snapshot(async (session) => (await generationsOf(session, tenant)).find(({ isLive }) => isLive));
  const message = live === undefined ? undefined : otherFold(live.fold);
  return message === undefined ? { kind: 'mapped', count } : { kind: 'other-fold', message };
}

/** Why this program adds nothing to a graph, and what to do; undefined when its own fold made it. */
export function otherFold(fold: number): string | undefined {
  if (fold === FOLD_VERSION) return undefined;
  const which = `The graph was made by fold version ${fold}, and this program has ${FOLD_VERSION}: it takes no entries into it.`;
  return fold < FOLD_VERSION
    ? `${which} Build it anew with \`headgate replay\`.`
    : `${which} Run the newer program, or build the graph anew with this one's \`headgate replay\`.`;
}

/** Throws STORE_UNAVAILABLE on a graph that another fold made. */
export function requireOwnFold(fold: number): void {
  const message = otherFold(fold);
  if (message !== undefined) throw new Failure('STORE_UNAVAILABLE', message);
}
