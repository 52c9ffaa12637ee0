import type { Instant } from '#foundation';
import {
  isLevel,
  type LabelFacts,
  type LabelRule,
  type SaidLabel,
  type ShownStatement,
  type StoredLabel,
  type Way,
  waysShown,
  type Writer,
} from '#labels';
import { BEGINNING, END, isEnd, type NodeId, type RunKey, type StatementSetId } from '#lineage';

import type { Asked } from '../graph/asked.ts';
import { type CarrierEvent, eventsOfRuns, nodesNamed, shownIn, tagsHeld } from '../graph/label-events.ts';
import { changesIn, eventsByRun, LABEL_EVENTS_MAX, LABEL_NODES_MAX, saidBy, type WholeChange } from '../graph/label-facts.ts';
import { KeptLabels } from './kept-labels.ts';
import { ruledLabels } from '../graph/ruled-labels.ts';
import { canonicals } from './touched.ts';
import { changingEventsSince, declarationsSince, runEventsSince, setsShown, speakersAbout } from './onward-events.ts';

/** How many times what one question looks at a turn may. */
export const TURN_BOUNDS = 10;
const NODES_MAX = TURN_BOUNDS * LABEL_NODES_MAX;
export const TURN_EVENTS_MAX = TURN_BOUNDS * LABEL_EVENTS_MAX;

/** Nodes that may hold other labels from an instant on. */
export interface Seeds {
  readonly nodes: readonly NodeId[];
  readonly since: Instant;
  /** What policies and contracts say, of levels alone. */
  readonly rules: readonly LabelRule[];
  /** How many events are looked at: of runs and declarations, of changes, and of tags. */
  readonly eventsMax: number;
}

/** What decides about the labels of some nodes from an instant on, and what is kept of them. */
export interface OnwardFacts {
  readonly since: Instant;
  readonly nodes: ReadonlySet<NodeId>;
  readonly kept: readonly StoredLabel[];
  readonly facts: Omit<LabelFacts, 'clears' | 'onward'>;
  /** That ended at `since` or later. */
  readonly changes: readonly WholeChange[];
}

/** The facts about some nodes and all that lies downstream of them. `past bounds`: they are too many. */
export async function onwardFacts(asked: Asked, seeds: Seeds): Promise<OnwardFacts | 'past bounds'> {
  const reader = new OnwardReader(asked, seeds);
  const nodes = await reader.downstreamOf(seeds);
  if (nodes === 'past bounds') return nodes;
  const changes = await reader.changesOf(nodes);
  if (changes === 'past bounds') return changes;
  // A clear that was under way takes away what was written while it was, and leaves what it wrote: all of it is looked at.
  const since = changes.reduce((least, { began, ended }) => (ended >= seeds.since && began < least ? began : least), seeds.since);
  if (since < seeds.since) return onwardFacts(asked, { ...seeds, nodes: [...nodes], since });
  const found = await reader.read(nodes, changes);
  if (found === 'past bounds' || !reachesBack(found)) return found;
  return onwardFacts(asked, { ...seeds, nodes: [...nodes], since: BEGINNING });
}

/**
 * Whether the time before matters, too: a tag counts back to the last clear before it, and one of those since may be new, or gone; and what is known to end
 * later may end by a clear that began before, and was not found.
 */
function reachesBack({ since, nodes, kept, facts, changes }: OnwardFacts): boolean {
  if (since === BEGINNING) return false;
  const isKept = ({ node, column, label }: SaidLabel): boolean =>
    kept.some(
      (row) => row.isSaid && row.node === node && row.column === column && row.label === label && row.from < since && row.to >= since,
    );
  const isLost = ({ isSaid, node, from, to }: StoredLabel): boolean =>
    !isSaid &&
    nodes.has(node) &&
    from < since &&
    since < to &&
    to < END &&
    !changes.some((change) => change.node === node && change.ended === to);
  if (kept.some(isLost)) return true;
  return facts.said.some(
    (said) =>
      nodes.has(said.node) &&
      said.to > since &&
      (!isKept(said) || changes.some((change) => change.node === said.node && change.ended <= said.from)),
  );
}

class OnwardReader {
  private readonly speakers = new Set<NodeId>();
  private readonly runs = new Map<RunKey, CarrierEvent[]>();
  private readonly declarations = new Map<NodeId, CarrierEvent[]>();
  private readonly statements = new Map<StatementSetId, readonly ShownStatement[]>();
  private readonly ways = new Map<string, readonly Way[]>();
  private readonly kept: KeptLabels;
  private readonly since: Instant;
  private readonly rules: readonly LabelRule[];
  private readonly eventsMax: number;
  private events = 0;

  constructor(
    private readonly asked: Asked,
    { since, rules, eventsMax }: Seeds,
  ) {
    this.since = since;
    this.rules = rules;
    this.eventsMax = eventsMax;
    this.kept = new KeptLabels(asked.session, asked);
  }

  /** The seeds, and all that is written from them, however far. */
  async downstreamOf(seeds: Seeds): Promise<ReadonlySet<NodeId> | 'past bounds'> {
    if (!(await this.load(seeds.nodes))) return 'past bounds';
    const nodes = new Set(seeds.nodes);
    let frontier: readonly NodeId[] = [...nodes];
    while (frontier.length > 0) {
      if (nodes.size > NODES_MAX || !(await this.load(frontier))) return 'past bounds';
      frontier = [...new Set(this.waysWithin().flatMap(({ source, target }) => (nodes.has(source) && !nodes.has(target) ? [target] : [])))];
      for (const node of frontier) nodes.add(node);
    }
    return nodes;
  }

  async changesOf(nodes: ReadonlySet<NodeId>): Promise<readonly WholeChange[] | 'past bounds'> {
    const ended = [...this.runs].flatMap(([run, events]) => (events.some(({ type, at }) => isEnd(type) && at >= this.since) ? [run] : []));
    const changing = await changingEventsSince(this.asked, [...nodes], { since: this.since, runs: ended, limit: this.eventsMax + 1 });
    const runs = [...new Set(changing.flatMap(({ run }) => run ?? []))];
    const states = await eventsOfRuns(this.asked, runs, this.eventsMax + 1);
    if (changing.length > this.eventsMax || states.length > this.eventsMax) return 'past bounds';
    return changesIn(changing, eventsByRun(states)).filter((change) => change.ended >= this.since);
  }

  async read(nodes: ReadonlySet<NodeId>, changes: readonly WholeChange[]): Promise<OnwardFacts | 'past bounds'> {
    const into = this.waysWithin().filter(({ target }) => nodes.has(target));
    const kept = await this.kept.of([...new Set([...nodes, ...into.map(({ source }) => source)])]);
    // What is one with another now holds nothing under its own name.
    const called = await canonicals(this.asked, [...nodes]);
    const own = [...nodes].filter((node) => (called.get(node) ?? node) === node);
    const tags = await tagsHeld(this.asked, own, this.eventsMax + 1);
    if (tags.length > this.eventsMax) return 'past bounds';
    const said = [...saidBy(tags).filter(({ label }) => isLevel(label)), ...(await ruledLabels(this.asked, this.rules, own))];
    const names = await nodesNamed(this.asked, [...nodes]);
    const facts = { asOf: this.asked.asOf, names, said, writers: this.writers(), statements: this.statements };
    return { since: this.since, nodes, kept, facts, changes };
  }

  /** Reads who writes some nodes and who reads them, and what these wrote since. False: it is too much. */
  private async load(nodes: readonly NodeId[]): Promise<boolean> {
    const speakers = (await speakersAbout(this.asked, nodes)).filter((speaker) => !this.speakers.has(speaker));
    for (const speaker of speakers) this.speakers.add(speaker);
    const how = { since: this.since, limit: this.eventsMax - this.events + 1 };
    const ofRuns = await runEventsSince(this.asked, speakers, how);
    const declared = await declarationsSince(this.asked, speakers, how);
    this.events += ofRuns.length + declared.length;
    if (this.events > this.eventsMax) return false;
    for (const [run, events] of eventsByRun(ofRuns)) this.runs.set(run, [...events]);
    for (const event of declared) {
      const speaker = event.of as NodeId;
      this.declarations.set(speaker, [...(this.declarations.get(speaker) ?? []), event]);
    }
    const sets = setsShown([...ofRuns, ...declared]).filter((set) => !this.statements.has(set));
    for (const [set, shown] of await shownIn(this.asked, sets)) this.statements.set(set, shown);
    return true;
  }

  private waysWithin(): readonly Way[] {
    const ofRuns = [...this.runs.values()].map((events) => this.waysOf(events));
    const declared = [...this.declarations.values()].flatMap((events) => events.map((event) => this.waysOf([event])));
    return [...new Set([...ofRuns, ...declared])].flat();
  }

  /** What some events show together. Most runs of a job show the same, and have one list. */
  private waysOf(events: readonly CarrierEvent[]): readonly Way[] {
    const sets = setsShown(events).toSorted((left, right) => left - right);
    const key = sets.join(' ');
    const known = this.ways.get(key) ?? waysShown(sets.flatMap((set) => this.statements.get(set) ?? []));
    this.ways.set(key, known);
    return known;
  }

  /** Without names: nobody is told the way. */
  private writers(): readonly Writer[] {
    const nobody = { by: null, runId: null };
    const ofRuns = [...this.runs].flatMap(([run, events]): readonly Writer[] => {
      const [first] = events;
      return first === undefined ? [] : [{ ...nobody, run, began: first.at, until: undefined, events }];
    });
    const declared = [...this.declarations.values()].flatMap((events) =>
      events.map((event, index): Writer => ({
        ...{ ...nobody, run: undefined, began: event.at, events: [event] },
        until: events[index + 1]?.at ?? END,
      })),
    );
    return [...ofRuns, ...declared];
  }
}
