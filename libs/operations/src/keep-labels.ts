import { INSTANT_MAX } from '#foundation';
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
  type Touched,
  TURN_EVENTS_MAX,
  touchedSince,
} from '#store';

import { labelRulesAt } from './ask/label-rules-at.ts';
import type { Context } from './context.ts';
import { foundAnew, keepAnew, seedsOf } from './trace/labels-anew.ts';

/** Entries of the ledger that one turn takes. */
const TURN_ENTRIES_MAX = 5_000n;

/** Stretches of the ledger that one turn looks at: more than halving the largest down to one entry takes, and some seconds at most. */
const LOOKS_MAX = 64;

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
  for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
    const end = ends.at(-1);
    if (end === undefined) break;
    // The map goes on meanwhile: what is believed at a size stays so, what is believed now does not.
    const asked: Asked = { ...(await ask(session, at, { asOf: INSTANT_MAX, knownAt: end })), belief: 'history' };
    if (await moveOn(context, asked, { kept, eventsMax })) kept = ends.pop() ?? end;
    else ends.push(kept + (end - kept) / 2n);
  }
  await new KeptLabels(session, at).keptTo(kept);
  return { hasMore: kept < graph.mapped };
}

/**
 * Keeps labels from one size of the ledger to that of the question. False: something else may have been believed at a size in between, so it is to be taken in
 * smaller parts. A single entry is never too much.
 */
async function moveOn(
  context: Context,
  asked: Asked,
  { kept, eventsMax }: { readonly kept: bigint; readonly eventsMax: number },
): Promise<boolean> {
  const touched = await touchedSince(asked, kept);
  const rules = await rulesMoved(context, asked, kept);
  const renamed = [...new Set(touched.renamed.flat())];
  const ruled = await ruledOtherwise(asked, kept, { ...rules, renamed });
  const concerned = await concernedByLabels(asked, [...new Set([...touched.written.keys(), ...renamed])]);
  const otherwise = [...new Set([...touched.tagged, ...linkedTo(touched.renamed, concerned), ...ruled.nodes])];
  const written = new Map([...touched.written].filter(([node]) => concerned.has(node)));
  const isOne = asked.knownAt - kept === 1n;
  const mayHaveBeenOtherwise = otherwise.length > 0 || rules.haveChanged || ruled.isOdd || isLessened(touched, written);
  if (!isOne && mayHaveBeenOtherwise) return false;

  const seeds = seedsOf({ otherwise, written, rules: rules.now, eventsMax });
  if (isOne) {
    for (const some of seeds) await keepAnew(context, asked, some);
    return true;
  }
  // What was only added to, and comes to the same, was the same at each size in between.
  for (const some of seeds) {
    const moved = await foundAnew(context, asked, some);
    if (moved === 'past bounds' || moved.opened.length > 0 || moved.closed.length > 0) return false;
  }
  return true;
}

/** Whether something may be held no longer, or may have been held for a while, of what was written and concerns labels. */
function isLessened({ isOdd, lessened }: Touched, written: Touched['written']): boolean {
  return written.size > 0 && (isOdd || [...written.keys()].some((node) => lessened.has(node)));
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
