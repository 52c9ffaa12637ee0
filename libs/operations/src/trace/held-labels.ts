import { Failure } from '#foundation';
import { HeldLabels } from '#labels';
import { nameKey, type NodeId, type NodeName } from '#lineage';
import { type Asked, labelFacts, type LabelsAskedFor, LABEL_NODES_MAX, LedgerReader, otherNames, type WholeChange } from '#store';

import type { Reason } from '../ask/answer.ts';
import type { Reading } from '../ask/ask.ts';
import { labelRulesAt } from '../ask/label-rules-at.ts';
import { recordedEvent } from '../ask/recorded-event.ts';
import type { Context, Principal } from '../context.ts';
import { noteDenial } from '../denials.ts';

/** Bodies of events that overwrite which are looked into, the newest: whether they say that they overwrite a part only. */
const OVERWRITES_READ_MAX = 200;

/** What was found on the way to some datasets, or from everything that bears a label. */
export interface LabelsFound {
  readonly held: HeldLabels;
  readonly names: ReadonlyMap<NodeId, NodeName>;
  readonly reasons: readonly Reason[];
}

const CUT: Reason = {
  code: 'TRUNCATED',
  message: `More than ${LABEL_NODES_MAX} datasets and jobs, or more events than are looked at at once, lie on the way, and the rest is left out: what is not told here may be labelled all the same.`,
};

/** Throws ACCESS_DENIED unless nothing is hidden from who asks: a label that came tells of where it came from. */
export async function labelsFound(
  { context, principal }: { readonly context: Context; readonly principal: Principal },
  reading: Reading,
  from: LabelsAskedFor,
): Promise<LabelsFound> {
  const { asked, sight } = reading;
  if (!sight.isWhole || !sight.audits) {
    const why = 'Labels are followed for administrators, and for auditors from whom no policy hides anything: what came tells where from.';
    noteDenial({ ...context, notes: reading.notes }, principal, { action: 'administer', what: 'follow labels', why, policy: null });
    throw new Failure('ACCESS_DENIED', why);
  }
  const { rules } = await labelRulesAt(context, asked.session, asked.knownAt);
  const { facts, changes, isCut } = await labelFacts(asked, rules, from);
  // Of what was cut a part may be missing that says otherwise: then nothing is taken to be cleared.
  const clears = isCut ? [] : await clearing(context, asked, { changes, names: facts.names });
  const held = new HeldLabels({ ...facts, clears });
  return { held, names: facts.names, reasons: isCut || held.isCut ? [CUT] : [] };
}

/** Those that leave nothing of what was there: whoever overwrites a part, or may have for all that was looked into, clears nothing. */
export async function clearing(
  context: Context,
  asked: Asked,
  { changes, names, timesBound = 1 }: Changed,
): Promise<readonly WholeChange[]> {
  const looked = lookedInto(changes, timesBound * OVERWRITES_READ_MAX);
  if (looked.length === 0) return changes.filter(({ unlessPartial }) => unlessPartial === undefined);
  const positions = new Set(looked.flatMap(({ unlessPartial = [] }) => unlessPartial));
  const nodes = [...new Set(looked.map(({ node }) => node))];
  const others = await otherNames(asked, nodes);
  const entries = await new LedgerReader(asked.session, context.tenant, context.keys).at([...positions]);
  const events = new Map(entries.map((entry) => [entry.position, recordedEvent(entry)?.event]));
  const isWhole = ({ node, unlessPartial = [] }: WholeChange): boolean => {
    const ours = new Set([names.get(node) ?? [], others.get(node) ?? []].flat().map(nameKey));
    return unlessPartial.every((position) => {
      const event = events.get(position);
      return event !== undefined && !event.mentions.some(({ name, useFacets }) => ours.has(nameKey(name)) && useFacets.has('subset'));
    });
  };
  const whole = new Set(looked.filter(isWhole));
  return changes.filter((change) => change.unlessPartial === undefined || whole.has(change));
}

/** What may have cleared some datasets, and how these are called. */
interface Changed {
  readonly changes: readonly WholeChange[];
  readonly names: LabelsFound['names'];
  /** How many times the bodies that one question looks into may be. */
  readonly timesBound?: number;
}

/** As many of those that may be partial, the newest first, as can be looked into. */
function lookedInto(changes: readonly WholeChange[], bodiesMax: number): readonly WholeChange[] {
  let room = bodiesMax;
  return changes.filter(({ unlessPartial }) => {
    if (unlessPartial === undefined || unlessPartial.length > room) return false;
    room -= unlessPartial.length;
    return true;
  });
}
