import { INSTANT_MAX, SECOND_MS } from '#foundation';
import type { LabelRule } from '#labels';
import {
  ask,
  type Asked,
  concernedByLabels,
  type Generation,
  generationsOf,
  KeptLabels,
  ruledOtherwise,
  type Session,
  takeLabels,
  TURN_EVENTS_MAX,
  touchedSince,
} from '#store';

import { labelRulesAt } from './ask/label-rules-at.ts';
import type { Context } from './context.ts';
import { type Looks, moveAlong, STRETCH_ENTRIES, writtenBy } from './trace/labels-along.ts';
import { keepAnew, seedsOf } from './trace/labels-anew.ts';

/** Entries of the ledger that one turn takes. */
const TURN_ENTRIES_MAX = 5_000n;

/** How often one turn looks at the graph: more than halving the largest down to one entry takes, and some seconds at most. */
const LOOKS_MAX = 256;

/** How long one turn goes on with what it has begun to look at, where it has done something. */
const TURN_MS = 5 * SECOND_MS;

/** Of which graph, and how much at most: entries of the ledger, and events that are looked at together. */
interface Turn {
  readonly graph: Generation;
  readonly entriesMax?: bigint;
  readonly eventsMax?: number;
}

/** What came of a turn. */
export interface LabelTurn {
  readonly hasMore: boolean;
}

const CAUGHT_UP: LabelTurn = { hasMore: false };

/**
 * One turn of keeping labels: what the map took since the last one is looked at, and what data bear because of it is kept (docs/decisions/0026). One process at a
 * time does it, in one transaction: after a crash it is done again. What is kept does not depend on where turns are cut.
 */
export async function keepLabels(context: Context, entriesMax = TURN_ENTRIES_MAX, eventsMax = TURN_EVENTS_MAX): Promise<LabelTurn> {
  return context.database.transaction(async (session) => {
    const live = (await generationsOf(session, context.tenant)).find(({ isLive }) => isLive);
    return live === undefined ? CAUGHT_UP : keepLabelsOf(context, session, { graph: live, entriesMax, eventsMax });
  });
}

/** As `keepLabels`, of one graph, in a transaction that is under way. */
export async function keepLabelsOf(
  context: Context,
  session: Session,
  { graph, entriesMax = TURN_ENTRIES_MAX, eventsMax = TURN_EVENTS_MAX }: Turn,
): Promise<LabelTurn> {
  const at = { tenant: context.tenant, generation: graph.generation };
  let kept = await takeLabels(session, at);
  if (kept === undefined || kept >= graph.mapped) return CAUGHT_UP;
  const ends = [kept + entriesMax < graph.mapped ? kept + entriesMax : graph.mapped];
  const begun = kept;
  const looks: Looks = { eventsMax, left: LOOKS_MAX, until: performance.now() + TURN_MS };
  for (let end = ends.at(-1); end !== undefined && looks.left > 0; end = ends.at(-1)) {
    // The map goes on meanwhile: what is believed at a size stays so, what is believed now does not.
    const asked: Asked = { ...(await ask(session, at, { asOf: INSTANT_MAX, knownAt: end })), belief: 'history' };
    const moved = await moveOn(context, asked, { kept, looks });
    if (moved === end) ends.pop();
    else if (moved === kept) ends.push(kept + (end - kept) / 2n);
    else if (end - moved > STRETCH_ENTRIES) ends.push(moved + BigInt(STRETCH_ENTRIES));
    kept = moved;
    if (kept > begun && performance.now() > looks.until) break;
  }
  await new KeptLabels(session, at).keptTo(kept);
  return { hasMore: kept < graph.mapped };
}

/**
 * Moves labels on from one size of the ledger to that of the question; tells how far it came. Where a name, a tag or a rule may have been otherwise at a size in
 * between, that is nowhere, but for a single entry; else at least one entry.
 */
async function moveOn(context: Context, asked: Asked, { kept, looks }: { readonly kept: bigint; readonly looks: Looks }): Promise<bigint> {
  looks.left -= 1;
  const { entries, renamed: pairs, tagged, isOdd } = await touchedSince(asked, kept);
  const rules = await rulesMoved(context, asked, kept);
  const renamed = [...new Set(pairs.flat())];
  const ruled = await ruledOtherwise(asked, kept, { ...rules, renamed });
  const concerned = await concernedByLabels(asked, [...new Set([...entries.flatMap(({ written }) => [...written.keys()]), ...renamed])]);
  const otherwise = [...new Set([...tagged, ...linkedTo(pairs, concerned), ...ruled.nodes])];
  const written = writtenBy(entries, concerned);
  if (asked.knownAt - kept === 1n) {
    const seeds = seedsOf({ otherwise, written, rules: rules.now, eventsMax: looks.eventsMax });
    for (const some of seeds) await keepAnew(context, asked, some);
    return asked.knownAt;
  }
  if (otherwise.length > 0 || rules.haveChanged || ruled.isOdd || (isOdd && written.size > 0)) return kept;
  return moveAlong(context, asked, { entries, concerned, rules: rules.now, isMore: isOdd || pairs.length > 0, looks });
}

/** What is or was one with something that concerns labels, by however many names. */
function linkedTo<Id>(pairs: readonly (readonly [Id, Id])[], concerned: ReadonlySet<Id>): readonly Id[] {
  const found = new Set(pairs.flat().filter((node) => concerned.has(node)));
  for (let size = -1; size < found.size;) {
    size = found.size;
    for (const pair of pairs) if (pair.some((node) => found.has(node))) for (const node of pair) found.add(node);
  }
  return [...found];
}

interface LevelsMoved {
  readonly then: readonly LabelRule[];
  readonly now: readonly LabelRule[];
  /** Perhaps more than once. */
  readonly haveChanged: boolean;
}

/** What policies and contracts say of levels: as far as labels are kept, and at the size that they are moved on to. */
async function rulesMoved(context: Context, { session, knownAt }: Asked, kept: bigint): Promise<LevelsMoved> {
  const { levels: now, since } = await labelRulesAt(context, session, knownAt);
  return since < kept
    ? { now, then: now, haveChanged: false }
    : { now, then: (await labelRulesAt(context, session, kept)).levels, haveChanged: true };
}
