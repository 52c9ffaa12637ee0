import type { Instant } from '#foundation';
import type { CountedEvent, NodeClaim, NodeId, StatementSetId } from '#lineage';

import type { MapMemory, NodeMemory, SpeakerMemory } from './memory.ts';

/** What a batch may change, told from memory alone. The rest of the batch says nothing new and needs no reading. */
export interface Loud {
  /** Nodes to be read, each from its earliest claim in the batch on. */
  readonly nodes: ReadonlyMap<NodeId, Instant>;
  /** Jobs whose observed edges are to be judged. */
  readonly speakers: ReadonlyMap<NodeId, Instant>;
  /** What is to be remembered of the quiet ones once the batch is committed. */
  readonly quietSpeakers: ReadonlyMap<NodeId, SpeakerMemory>;
}

/**
 * Walks a batch in order and finds what is not quiet. A node is quiet when every claim falls into the time from which on it is there, and repeats
 * facets that are in force from then on; a job when every event comes in order, shows a set that holds, ends no other set, and none of its datasets was
 * dropped since the set was last seen. Adds what it learns to copies, so that a batch is judged as it will be after each of its events.
 */
export function loudIn(events: readonly CountedEvent[], memory: MapMemory, windowOf: (speaker: NodeId) => bigint): Loud {
  const nodes = new Map<NodeId, Instant>();
  const speakers = new Map<NodeId, Instant>();
  const speakerStates = new Map<NodeId, SpeakerMemory>();

  const dropped = new Set(events.flatMap(({ nodes: claims }) => claims.filter(({ change }) => change === 'DROP').map(({ node }) => node)));
  for (const event of events) {
    for (const claim of event.nodes) {
      const state = memory.nodes.get(claim.node);
      if (state === undefined || !isQuietNode(state, event, claim)) nodes.set(claim.node, event.time);
    }
    if (event.run === undefined) continue;
    const state = speakerStates.get(event.speaker) ?? copyOf(memory.speakers.get(event.speaker));
    const lastCuts = event.nodes.map(({ node }) => memory.nodes.get(node));
    const touchesDropped = event.nodes.some(({ node }) => dropped.has(node));
    if (
      state !== undefined &&
      !touchesDropped &&
      isQuiet(state, event, { lastCuts, began: began(memory, event), window: windowOf(event.speaker) })
    ) {
      speakerStates.set(event.speaker, state);
    } else speakers.set(event.speaker, event.time);
  }
  // A thing that became loud anywhere is loud from its earliest claim on.
  for (const { time, speaker, nodes: claims } of events) {
    for (const { node } of claims) lower(nodes, node, time);
    lower(speakers, speaker, time);
  }
  for (const speaker of speakers.keys()) speakerStates.delete(speaker);
  return { nodes, speakers, quietSpeakers: speakerStates };
}

function lower<Key>(since: Map<Key, Instant>, key: Key, time: Instant): void {
  const known = since.get(key);
  if (known !== undefined && time < known) since.set(key, time);
}

function isQuietNode({ presentFrom, open }: NodeMemory, { time }: CountedEvent, { facets, change }: NodeClaim): boolean {
  if (presentFrom === undefined || time < presentFrom || change !== undefined) return false;
  for (const [name, content] of facets) {
    const inForce = open.get(name);
    if (inForce === undefined || inForce.content !== content || time < inForce.from) return false;
  }
  return true;
}

interface Circumstances {
  readonly lastCuts: readonly (NodeMemory | undefined)[];
  readonly began: Instant | undefined;
  readonly window: bigint;
}

/** Notes the sighting in `state` when it is quiet. */
function isQuiet(state: SpeakerMemory, event: CountedEvent, { lastCuts, began, window }: Circumstances): boolean {
  if (event.time < state.lastTime || event.snapshotFrom !== undefined) return false;
  state.lastTime = event.time;
  if (event.statements !== undefined) {
    const seen = state.lastSeen.get(event.statements);
    if (seen === undefined) return false;
    if (lastCuts.some((node) => node === undefined || (node.lastCut !== undefined && node.lastCut >= seen))) return false;
    state.lastSeen.set(event.statements, event.time);
  }
  if (event.type === 'COMPLETE') {
    const start = began === undefined || event.time < began ? event.time : began;
    for (const seen of state.lastSeen.values()) if (start > seen + window) return false;
  }
  return true;
}

/** When the event's run is known to have begun; a run that memory has forgotten counts as begun now, which can only make it loud. */
function began(memory: MapMemory, { run, time }: CountedEvent): Instant | undefined {
  return run === undefined ? undefined : (memory.runs.get(run)?.value.began ?? time);
}

function copyOf(state: SpeakerMemory | undefined): SpeakerMemory | undefined {
  return state === undefined ? undefined : { lastTime: state.lastTime, lastSeen: new Map<StatementSetId, Instant>(state.lastSeen) };
}
