import type { Context, Principal } from './context.ts';
import { recordDecisions } from './decision-book.ts';
import { DecisionNotes } from './decision-notes.ts';

/** A context in which an operation keeps notes of what it decides. */
export interface Noting extends Context {
  readonly notes: DecisionNotes;
}

/**
 * Does some work, records what it decided, and only then gives its result, or throws its failure. Within an operation that keeps notes already they are kept
 * there, and recorded by whoever answers that. No connection may be held when this settles. Throws BUSY and STORE_UNAVAILABLE when nothing could be recorded.
 */
export async function recording<Result>(
  context: Context,
  principal: Principal,
  work: (noting: Noting) => Promise<Result>,
): Promise<Result> {
  const { notes } = context;
  if (notes !== undefined) return work({ ...context, notes });
  const own = new DecisionNotes();
  const [outcome] = await Promise.allSettled([(async () => work({ ...context, notes: own }))()]);
  await recordDecisions(context, principal, own.all());
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}
