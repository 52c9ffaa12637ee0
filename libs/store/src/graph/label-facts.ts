import {
  type Clear,
  type LabelFacts,
  type LabelRule,
  labelsSaid,
  type SaidLabel,
  type ShownStatement,
  type Way,
  waysShown,
  type Writer,
} from '#labels';
import { END, isEnd, type NodeId, type NodeName, type RunKey, type StatementSetId } from '#lineage';
import { isObject, type JsonValue } from '#record';

import type { Asked } from './asked.ts';
import {
  type CarrierEvent,
  carriersOf,
  type ChangingEvent,
  changingEvents,
  declarationsBy,
  eventsOfRuns,
  nodesNamed,
  type RunNamed,
  runsNamed,
  shownIn,
  tagsHeld,
  type TagsHeld,
} from './label-events.ts';
import { nodesRuled, ruledLabels } from './ruled-labels.ts';

/** Datasets and jobs that are looked at. */
export const LABEL_NODES_MAX = 2_000;
/** Events of runs, declarations and changes that are read, each kind by itself; tags facets too. */
export const LABEL_EVENTS_MAX = 50_000;

/** All facts up or down the way of some places, and whether a bound cut them. */
export interface FactsRead {
  /** Its clears stand apart: which events clear is known when their bodies are. */
  readonly facts: Omit<LabelFacts, 'clears'>;
  readonly changes: readonly WholeChange[];
  readonly isCut: boolean;
}

/** By which a dataset may have been cleared. */
export interface WholeChange extends Clear {
  /** Where the events of its run stand that may say that only a part was overwritten. Undefined: none can. */
  readonly unlessPartial: readonly bigint[] | undefined;
}

/** From where facts are read: of all that lies on the way to some nodes, or from all of which a tag ever said a label, or a rule says it. */
export type LabelsAskedFor = { readonly up: readonly NodeId[] } | { readonly down: string };

/** The facts of all that lies there, and what tags and rules say of it. */
export async function labelFacts(asked: Asked, rules: readonly LabelRule[], from: LabelsAskedFor): Promise<FactsRead> {
  const reader = new FactsReader(asked, rules);
  if ('up' in from) await reader.follow(from.up, 'up');
  else await reader.follow(await reader.saidToBe(from.down), 'down');
  return reader.read();
}

type Direction = 'up' | 'down';

/** Whose events are read: each run and each declarer once. */
class FactsReader {
  private readonly nodes = new Set<NodeId>();
  private readonly runs = new Map<RunKey, CarrierEvent[]>();
  private readonly declarations = new Map<NodeId, CarrierEvent[]>();
  private readonly statements = new Map<StatementSetId, readonly ShownStatement[]>();
  private readonly ways = new Map<string, readonly Way[]>();
  private events = 0;
  private isCut = false;

  constructor(
    private readonly asked: Asked,
    private readonly rules: readonly LabelRule[],
  ) {}

  async saidToBe(label: string): Promise<readonly NodeId[]> {
    const tags = this.within(await tagsHeld(this.asked, null, LABEL_EVENTS_MAX + 1));
    const rules = this.rules.filter((rule) => rule.label === label);
    const ruled = this.within(await nodesRuled(this.asked, rules, LABEL_EVENTS_MAX + 1));
    const said = [...saidBy(tags), ...(await ruledLabels(this.asked, rules, ruled))];
    return [...new Set(said.flatMap((each) => (each.label === label ? [each.node] : [])))];
  }

  /** Level by level: who brings data to (or from) what was found last, and what else that is. */
  async follow(seeds: readonly NodeId[], direction: Direction): Promise<void> {
    let frontier = this.fresh(seeds);
    while (frontier.length > 0) {
      const end = direction === 'up' ? 'target' : 'source';
      const { runs, declarers } = await carriersOf(this.asked, frontier, { end, limit: LABEL_EVENTS_MAX + 1 });
      await this.load(runs, declarers);
      frontier = this.fresh(this.beyond(frontier, { runs, declarers, direction }));
    }
  }

  async read(): Promise<FactsRead> {
    const nodes = [...this.nodes];
    const changing = this.within(await changingEvents(this.asked, nodes, LABEL_EVENTS_MAX + 1));
    const others = changing.flatMap(({ run }) => (run === undefined || this.runs.has(run) ? [] : [run]));
    const states = new Map([...this.runs, ...eventsByRun(await this.eventsOf([...new Set(others)]))]);
    const tags = this.within(await tagsHeld(this.asked, nodes, LABEL_EVENTS_MAX + 1));
    const said = [...saidBy(tags), ...this.within(await ruledLabels(this.asked, this.rules, nodes))];
    const names = await nodesNamed(this.asked, nodes);
    const writers = await this.writers();
    const facts = { asOf: this.asked.asOf, names, said, writers, statements: this.statements };
    return { facts, changes: changesIn(changing, states), isCut: this.isCut };
  }

  private async load(runs: readonly RunKey[], declarers: readonly NodeId[]): Promise<void> {
    const newRuns = runs.filter((run) => !this.runs.has(run));
    const newDeclarers = declarers.filter((speaker) => !this.declarations.has(speaker));
    for (const run of newRuns) this.runs.set(run, []);
    for (const speaker of newDeclarers) this.declarations.set(speaker, []);
    const ofRuns = await this.eventsOf(newRuns);
    const declared = await this.declarationsOf(newDeclarers);
    for (const event of ofRuns) this.runs.get(event.of as RunKey)?.push(event);
    for (const event of declared) this.declarations.get(event.of as NodeId)?.push(event);
    const sets = new Set([...ofRuns, ...declared].flatMap(({ statements }) => statements ?? []));
    const shown = await shownIn(
      this.asked,
      [...sets].filter((set) => !this.statements.has(set)),
    );
    for (const [set, some] of shown) this.statements.set(set, some);
  }

  private async eventsOf(runs: readonly RunKey[]): Promise<readonly CarrierEvent[]> {
    return this.counted(await eventsOfRuns(this.asked, runs, this.room + 1));
  }

  private async declarationsOf(speakers: readonly NodeId[]): Promise<readonly CarrierEvent[]> {
    return this.counted(await declarationsBy(this.asked, speakers, this.room + 1));
  }

  private get room(): number {
    return LABEL_EVENTS_MAX - this.events;
  }

  private counted(events: readonly CarrierEvent[]): readonly CarrierEvent[] {
    const kept = this.within(events, this.room);
    this.events += kept.length;
    return kept;
  }

  /** The other ends of the ways that lead to, or from, what was found last. */
  private beyond(
    frontier: readonly NodeId[],
    {
      runs,
      declarers,
      direction,
    }: { readonly runs: readonly RunKey[]; readonly declarers: readonly NodeId[]; readonly direction: Direction },
  ): readonly NodeId[] {
    const found = new Set(frontier);
    const ofRuns = runs.map((run) => this.waysOf(this.runs.get(run) ?? []));
    const declared = declarers.flatMap((speaker) => (this.declarations.get(speaker) ?? []).map((event) => this.waysOf([event])));
    return [...new Set([...ofRuns, ...declared])].flatMap((ways) =>
      ways.flatMap(({ source, target }) => {
        const [near, far] = direction === 'up' ? [target, source] : [source, target];
        return found.has(near) ? [far] : [];
      }),
    );
  }

  /** What some events show together. Most runs of a job show the same, and have one list. */
  private waysOf(events: readonly CarrierEvent[]): readonly Way[] {
    const sets = setsOf(events);
    const key = sets.join(' ');
    const known = this.ways.get(key) ?? waysShown(sets.flatMap((set) => this.statements.get(set) ?? []));
    this.ways.set(key, known);
    return known;
  }

  private fresh(nodes: readonly NodeId[]): readonly NodeId[] {
    const fresh = [...new Set(nodes)].filter((node) => !this.nodes.has(node));
    const room = Math.max(0, LABEL_NODES_MAX - this.nodes.size);
    if (fresh.length > room) this.isCut = true;
    const kept = fresh.slice(0, room);
    for (const node of kept) this.nodes.add(node);
    return kept;
  }

  /** One more than may be is asked for, to see that there are more. */
  private within<Item>(items: readonly Item[], max = LABEL_EVENTS_MAX): readonly Item[] {
    if (items.length <= max) return items;
    this.isCut = true;
    return items.slice(0, max);
  }

  private async writers(): Promise<readonly Writer[]> {
    const names = await runsNamed(this.asked, [...this.runs.keys()]);
    const speakers = await nodesNamed(this.asked, [...this.declarations.keys()]);
    const ofRuns = [...this.runs].flatMap(([run, events]) => writerOf(run, { events, named: names.get(run) }));
    const declared = [...this.declarations].flatMap(([speaker, events]) => declarationsOf(events, speakers.get(speaker) ?? null));
    return [...ofRuns, ...declared].sort(inTime);
  }
}

export function saidBy(tags: readonly TagsHeld[]): readonly SaidLabel[] {
  return tags.flatMap(({ node, carrier, from, to, body }) => {
    const by = { kind: 'tag', node: carrier, since: from } as const;
    return labelsSaid(JSON.parse(body) as JsonValue).map((said) => ({ ...said, node, by, from, to })); // recorded as JSON
  });
}

/** Of each run, or event of a dataset, what it did to each dataset; those that ended last come first. */
export function changesIn(
  changing: readonly ChangingEvent[],
  states: ReadonlyMap<RunKey, readonly CarrierEvent[]>,
): readonly WholeChange[] {
  const changes = new Map<string, WholeChange>();
  for (const event of changing) {
    const key = `${event.node} ${event.run ?? `event ${event.position}`}`;
    const change = changeBy(event, event.run === undefined ? undefined : (states.get(event.run) ?? []));
    if (change !== undefined && changes.get(key)?.unlessPartial !== undefined) changes.set(key, change);
    else if (change !== undefined && !changes.has(key)) changes.set(key, change);
  }
  return [...changes.values()].sort((left, right) => (left.ended > right.ended ? -1 : 1));
}

/** `run`: its events; undefined, when it is of none. A run that did not complete may have done nothing. */
function changeBy({ node, at, position, body }: ChangingEvent, run: readonly CarrierEvent[] | undefined): WholeChange | undefined {
  const facet = JSON.parse(body) as JsonValue; // recorded as JSON
  const change = isObject(facet) && facet['_deleted'] !== true ? facet['lifecycleStateChange'] : undefined;
  if (change !== 'OVERWRITE' && change !== 'TRUNCATE' && change !== 'DROP') return undefined;
  const unlessPartial = change === 'OVERWRITE' ? (run?.map((event) => event.position) ?? [position]) : undefined;
  if (run === undefined) return { node, began: at, ended: at, unlessPartial };
  const end = run.findLast(({ type }) => isEnd(type)); // the last decides
  const began = run[0]?.at;
  return end?.type !== 'COMPLETE' || began === undefined ? undefined : { node, began, ended: end.at, unlessPartial };
}

export function eventsByRun(events: readonly CarrierEvent[]): ReadonlyMap<RunKey, readonly CarrierEvent[]> {
  const byRun = new Map<RunKey, CarrierEvent[]>();
  for (const event of events) {
    const known = byRun.get(event.of as RunKey) ?? [];
    known.push(event);
    byRun.set(event.of as RunKey, known);
  }
  return byRun;
}

function setsOf(events: readonly CarrierEvent[]): readonly StatementSetId[] {
  return [...new Set(events.flatMap(({ statements }) => statements ?? []))].sort((left, right) => left - right);
}

function writerOf(
  run: RunKey,
  { events, named }: { readonly events: readonly CarrierEvent[]; readonly named: RunNamed | undefined },
): readonly Writer[] {
  const [first] = events;
  if (first === undefined) return [];
  return [
    {
      by: named === undefined ? null : { kind: 'job', ...named.job },
      run,
      runId: named?.runId ?? null,
      began: first.at,
      until: undefined,
      events,
    },
  ];
}

/** Each holds until the next one of the same speaker. */
function declarationsOf(events: readonly CarrierEvent[], by: NodeName | null): readonly Writer[] {
  return events.map((event, index) => ({
    ...{ by, run: undefined, runId: null, began: event.at, events: [event] },
    until: events[index + 1]?.at ?? END,
  }));
}

function inTime(left: Writer, right: Writer): number {
  if (left.began !== right.began) return left.began < right.began ? -1 : 1;
  const [one, other] = [keyOf(left), keyOf(right)];
  return one < other ? -1 : Number(one > other);
}

function keyOf({ by, runId }: Writer): string {
  return JSON.stringify([by?.kind, by?.namespace, by?.name, runId]);
}
