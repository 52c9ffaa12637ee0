import type { Instant } from '#foundation';
import type { CountedEvent, NodeId, StatementId } from '#lineage';

import type { Asked } from './asked.ts';
import { CHANGE } from './codes.ts';
import type { Lane } from './lane.ts';
import type { Loud } from './quiet.ts';
import { hexIn, instantIn, numberIn, OPEN } from './rows.ts';
import type { SpeakerReader } from './speaker-reader.ts';

/** Works out what a batch may change beyond what it names: jobs whose datasets are dropped, names that may become one dataset. */
export class Asking {
  constructor(
    private readonly lane: Pick<Lane, 'session' | 'at'>,
    private readonly speakers: SpeakerReader,
  ) {}

  /** Everything that must be read before the events can be folded. */
  async asked(events: readonly CountedEvent[], loud: Loud): Promise<Asked> {
    const speakers = new Map(loud.speakers);
    const declarers = new Set(events.filter(({ declares }) => declares).map(({ speaker }) => speaker));
    const touched = new Map<NodeId, Set<StatementId>>();
    for (const { speaker, isObserved, statement, since } of await this.speakers.edgesTouching(dropsIn(events))) {
      if (!isObserved) declarers.add(speaker);
      else {
        lower(speakers, speaker, since);
        touched.set(speaker, (touched.get(speaker) ?? new Set()).add(statement));
      }
    }
    const withSnapshots = await this.withSnapshots([...speakers.keys()]);

    const aliased = await this.aliasedIn(events, loud);
    const named = new Set<NodeId>();
    const symlinks = new Set<string>();
    for (const { node, renamedFrom, facets } of events.flatMap(({ nodes }) => nodes)) {
      const content = facets.get('symlinks');
      if (aliased.has(node) && content != null) symlinks.add(content);
      if (aliased.has(node) && renamedFrom !== undefined) named.add(renamedFrom);
    }
    return {
      loud: { ...loud, speakers },
      batch: { events, touched, withSnapshots },
      runs: new Set(events.flatMap(({ run }) => run ?? [])),
      declarers,
      aliased,
      named,
      sets: new Set(
        events.flatMap(({ speaker, declares, statements }) =>
          statements !== undefined && (declares || speakers.has(speaker)) ? [statements] : [],
        ),
      ),
      symlinks,
    };
  }

  private async withSnapshots(speakers: readonly NodeId[]): Promise<ReadonlySet<NodeId>> {
    if (speakers.length === 0) return new Set();
    const rows = await this.lane.session.rows`
      select asked.speaker from unnest(${speakers}::bigint[]) as asked (speaker)
      where exists (select from hot.observation as observation
                    where observation.tenant = ${this.lane.at.tenant}::int and observation.generation = ${this.lane.at.generation}::int
                      and observation.speaker = asked.speaker and observation.snapshot_from is not null)`;
    return new Set(rows.map((row) => numberIn(row, 'speaker') as NodeId));
  }

  /** Nodes whose aliases may change: a rename, the making of a name that was renamed away, or symlinks other than those in force. */
  private async aliasedIn(events: readonly CountedEvent[], loud: Loud): Promise<ReadonlySet<NodeId>> {
    const aliased = new Set<NodeId>();
    const renamedAway = new Set<NodeId>();
    const created = new Set<NodeId>();
    const linked = new Map<NodeId, { contents: Set<string | null>; earliest: Instant }>();
    for (const { time, nodes } of events) {
      for (const { node, change, renamedFrom, facets } of nodes) {
        if (change === 'RENAME') aliased.add(node);
        if (renamedFrom !== undefined) renamedAway.add(renamedFrom);
        if (change === 'CREATE') created.add(node);
        const content = facets.get('symlinks');
        if (content === undefined || !loud.nodes.has(node)) continue;
        const links = linked.get(node) ?? { contents: new Set(), earliest: time };
        linked.set(node, { contents: links.contents.add(content), earliest: time < links.earliest ? time : links.earliest });
      }
    }
    for (const node of await this.renamedAmong(created)) aliased.add(node);
    for (const node of created) if (renamedAway.has(node)) aliased.add(node);
    const inForce = await this.symlinksInForce([...linked.keys()]);
    for (const [node, { contents, earliest }] of linked) {
      const now = inForce.get(node);
      if (contents.size !== 1 || now === undefined || !contents.has(now.content) || earliest < now.from) aliased.add(node);
    }
    return aliased;
  }

  private async renamedAmong(created: ReadonlySet<NodeId>): Promise<readonly NodeId[]> {
    if (created.size === 0) return [];
    const rows = await this.lane.session.rows`
      select distinct mention.renamed_from from unnest(${[...created]}::bigint[]) as asked (node)
      join hot.mention as mention on mention.tenant = ${this.lane.at.tenant}::int and mention.generation = ${this.lane.at.generation}::int
        and mention.renamed_from = asked.node and mention.change = ${CHANGE.RENAME}::smallint`;
    return rows.map((row) => numberIn(row, 'renamed_from') as NodeId);
  }

  private async symlinksInForce(
    nodes: readonly NodeId[],
  ): Promise<ReadonlyMap<NodeId, { readonly content: string; readonly from: Instant }>> {
    if (nodes.length === 0) return new Map();
    const rows = await this.lane.session.rows`
      select facet.node, facet.content, facet.valid_from, facet.valid_from_ns from unnest(${nodes}::bigint[]) as asked (node)
      join hot.facet as facet on facet.tenant = ${this.lane.at.tenant}::int and facet.generation = ${this.lane.at.generation}::int and facet.node = asked.node
        and facet.name = 'symlinks' and facet.valid_to = 'infinity' and facet.known_to = ${OPEN}::bigint`;
    return new Map(
      rows.map((row) => [numberIn(row, 'node') as NodeId, { content: hexIn(row, 'content'), from: instantIn(row, 'valid_from') }]),
    );
  }
}

/** The earliest drop of each node in the batch. */
function dropsIn(events: readonly CountedEvent[]): ReadonlyMap<NodeId, Instant> {
  const drops = new Map<NodeId, Instant>();
  for (const { time, nodes } of events) {
    for (const { node, change } of nodes) {
      if (change === 'DROP') lower(drops, node, time);
    }
  }
  return drops;
}

function lower<Key>(since: Map<Key, Instant>, key: Key, time: Instant): void {
  const known = since.get(key);
  if (known === undefined || time < known) since.set(key, time);
}
