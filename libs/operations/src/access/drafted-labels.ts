import { heldWord, type Labels, labelRulesOf, labelsAsked, type Policy, type Standings } from '#access';
import { type Instant, INSTANT_MAX } from '#foundation';
import { isLevel, type KeptLabel, type LabelRule, movedOn, ruleKey } from '#labels';
import { BEGINNING, type NodeId } from '#lineage';
import { ask, type Asked, type Identity, LABEL_EVENTS_MAX, labelsKeptTo, nodesRuled, ruledLabels } from '#store';

import type { Reading } from '../ask/ask.ts';
import { labelRulesAt } from '../ask/label-rules-at.ts';
import type { Context } from '../context.ts';
import { heldOnward } from '../trace/labels-anew.ts';

/** Datasets that labels which differ may be of, by name. */
const DIFFERENT_MAX = 20_000;

interface Drafted {
  readonly policy: Policy;
  /** All in force. */
  readonly before: readonly Policy[];
  readonly standings: Standings;
  readonly present: Instant;
}

/** What datasets would bear if a policy were in force. */
export interface DraftedLabels {
  /** Whether any may be otherwise. */
  readonly isOtherwise: boolean;
  /** More was to be followed than is, or something is hidden from the asker: labels that the policy says anew count where it says them, and none ends. */
  readonly isCut: boolean;
  /** Of some datasets the labels as they would be; `identities`: whose they are, by what names. */
  readonly of: (asked: Asked, labels: LabelsByNode, identities: readonly (Identity | undefined)[]) => Promise<LabelsByNode>;
}

type LabelsByNode = ReadonlyMap<NodeId, Labels>;

const AS_THEY_ARE: DraftedLabels = { isOtherwise: false, isCut: false, of: (_, labels) => Promise.resolve(labels) };

/**
 * What data would bear by the labels of a policy, in place of those that its version in force says: what is said, and what comes of it by lineage
 * (docs/decisions/0028), as far as labels are kept. Where the levels that it says do not differ, or no rule asks for one, nothing is read. What came along tells of
 * where it came from: it is followed for whom nothing is hidden.
 */
export async function draftedLabels(context: Context, { asked, sight }: Reading, drafted: Drafted): Promise<DraftedLabels> {
  const { policy, before, standings, present } = drafted;
  const inForce = before.filter(({ name }) => name === policy.name);
  const saidThen = levelsOf([policy], standings);
  if (!labelsAsked([...before, policy]).held || different(levelsOf(inForce, standings), saidThen).length === 0) return AS_THEY_ARE;

  const kept = await labelsKeptTo(asked.session, asked);
  const { levels } = await labelRulesAt(context, asked.session, kept);
  const isOfPolicy = ({ by }: LabelRule): boolean => by.kind === 'policy' && by.policy === policy.name;
  const changed = different(levels.filter(isOfPolicy), saidThen);
  const rules = [...levels.filter((rule) => !isOfPolicy(rule)), ...saidThen];
  if (!sight.isWhole) return saidAlone(saidThen);

  const onward = { ...(await ask(asked.session, asked, { asOf: INSTANT_MAX, knownAt: kept })), belief: 'history' as const };
  const nodes = await nodesRuled(onward, changed, DIFFERENT_MAX + 1);
  if (nodes.length > DIFFERENT_MAX) return saidAlone(saidThen);
  const found = await heldOnward(context, onward, { nodes, since: BEGINNING, rules, eventsMax: LABEL_EVENTS_MAX });
  if (found === 'past bounds') return saidAlone(saidThen);
  const held = [...found.nodes].flatMap((node) => found.held.everHeldBy(node));
  const borne = movedOn([], held, BEGINNING).opened.filter(({ from, to }) => [asked.asOf, present].some((at) => from <= at && at < to));
  return followed({ nodes: found.nodes, borne: byNode(borne), isEarlier: asked.knownAt < kept });
}

interface Followed {
  /** All that may bear otherwise. */
  readonly nodes: ReadonlySet<NodeId>;
  readonly borne: ReadonlyMap<NodeId, readonly Borne[]>;
  /** Asked is what was known earlier than labels are kept: what was believed then counts, too, and nothing that comes later takes it away. */
  readonly isEarlier: boolean;
}

function followed({ nodes, borne, isEarlier }: Followed): DraftedLabels {
  const then = (known: Labels, { canonical, members }: Identity): Labels => {
    const own = [...new Set([canonical, ...members].map(({ node }) => node))].filter((node) => nodes.has(node));
    if (own.length === 0) return known;
    return bearing(
      isEarlier ? known : { ...known, held: [], columnHeld: new Map() },
      own.flatMap((node) => borne.get(node) ?? []),
    );
  };
  const of: DraftedLabels['of'] = (_, labels, identities) => {
    const changed = identities.flatMap((identity): readonly (readonly [NodeId, Labels])[] => {
      const known = identity === undefined ? undefined : labels.get(identity.canonical.node);
      return identity === undefined || known === undefined ? [] : [[identity.canonical.node, then(known, identity)]];
    });
    return Promise.resolve(new Map([...labels, ...changed]));
  };
  return { isOtherwise: true, isCut: false, of };
}

function saidAlone(rules: readonly LabelRule[]): DraftedLabels {
  const of: DraftedLabels['of'] = async (asked, labels) => {
    const said = await ruledLabels(asked, rules, [...labels.keys()]);
    const borne = byNode(said.map((each) => ({ ...each, form: 'plain' as const })));
    return new Map([...labels].map(([node, known]) => [node, bearing(known, borne.get(node) ?? [])]));
  };
  return { isOtherwise: true, isCut: true, of };
}

function levelsOf(policies: readonly Policy[], standings: Standings): readonly LabelRule[] {
  const versions = policies.map((policy) => ({ position: 0n, policy })); // by which version it is said nobody asks
  return labelRulesOf(versions, standings).filter(({ label }) => isLevel(label));
}

/** What one says and the other does not. */
function different(one: readonly LabelRule[], other: readonly LabelRule[]): readonly LabelRule[] {
  const [ours, theirs] = [new Set(one.map(ruleKey)), new Set(other.map(ruleKey))];
  return [...one.filter((rule) => !theirs.has(ruleKey(rule))), ...other.filter((rule) => !ours.has(ruleKey(rule)))];
}

type Borne = Pick<KeptLabel, 'node' | 'column' | 'label' | 'form'>;

function byNode(all: readonly Borne[]): ReadonlyMap<NodeId, readonly Borne[]> {
  const lists = new Map<NodeId, Borne[]>();
  for (const borne of all) {
    const known = lists.get(borne.node) ?? [];
    lists.set(borne.node, known);
    known.push(borne);
  }
  return lists;
}

/** With what it bears beside what it is known to. */
function bearing(labels: Labels, borne: readonly Borne[]): Labels {
  const whole = new Set(labels.held);
  const columns = new Map([...labels.columnHeld].map(([path, words]) => [path, new Set(words)]));
  for (const { column, label, form } of borne) {
    if (!isLevel(label)) continue;
    const words = column === null ? whole : (columns.get(column) ?? new Set());
    words.add(heldWord(label, form));
    if (column !== null) columns.set(column, words);
  }
  return { ...labels, held: [...whole], columnHeld: new Map([...columns].map(([path, words]) => [path, [...words]])) };
}
