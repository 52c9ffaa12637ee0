import {
  type CountedEvent,
  type DraftEvent,
  type DraftNode,
  type Name,
  type NodeClaim,
  type NodeId,
  type NodeName,
  symlinkIdentifiers,
} from '#lineage';
import { isObject, type JsonValue } from '#record';

import type { Interner } from './interning.ts';

/** A draft and where it stands in the ledger. */
export interface Drafted {
  readonly position: bigint;
  readonly by: string;
  /** Whether its producer says that it could not see everything. */
  readonly hasExtractionErrors: boolean;
  readonly draft: DraftEvent;
}

/** An event with ids, and what its rows need beside what the fold needs. */
export interface Counted {
  readonly event: CountedEvent;
  readonly by: string;
  readonly hasExtractionErrors: boolean;
  readonly kind: DraftEvent['kind'];
  /** The run by its names, for retractions that name it. */
  readonly runName: { readonly job: Name; readonly runId: string } | undefined;
  readonly rows: readonly {
    readonly node: NodeId;
    readonly roles: number;
    readonly facetSet: number | undefined;
    readonly claim: NodeClaim;
  }[];
}

/** Gives ids to everything that the drafts name. Identifiers of symlinks and previous names become nodes too: they may turn out to be somebody. */
export async function countEvents(drafts: readonly Drafted[], interner: Interner): Promise<readonly Counted[]> {
  const events = drafts.map(({ draft }) => draft);
  const node = await interner.nodes(events.flatMap(namesOf));
  const run = await interner.runs(events.flatMap(({ speaker, runId }) => (runId === undefined ? [] : [{ job: node(speaker), runId }])));
  const set = await interner.sets(events, node);
  const facetSet = await interner.facetSets(events);

  return drafts.map(({ position, by, hasExtractionErrors, draft }): Counted => {
    const speaker = node(draft.speaker);
    const rows = draft.nodes.map((each) => ({
      node: node(each.name),
      roles: each.roles,
      facetSet: facetSet(each),
      claim: claimOf(each, node),
    }));
    return {
      by,
      hasExtractionErrors,
      kind: draft.kind,
      runName: draft.runId === undefined ? undefined : { job: draft.speaker, runId: draft.runId },
      rows,
      event: {
        position,
        time: draft.time,
        digest: draft.digest,
        speaker,
        run: draft.runId === undefined ? undefined : run(speaker, draft.runId),
        type: draft.type,
        statements: set(draft),
        declares: draft.declares,
        snapshotFrom: draft.snapshotFrom,
        nodes: rows.map(({ claim }) => claim),
      },
    };
  });
}

function namesOf({ speaker, nodes }: DraftEvent): readonly NodeName[] {
  const names: NodeName[] = [speaker];
  for (const { name, renamedFrom, facets } of nodes) {
    names.push(name);
    if (renamedFrom !== undefined) names.push({ kind: 'dataset', ...renamedFrom });
    const symlinks = facets.get('symlinks');
    if (symlinks != null) names.push(...identifiersIn(symlinks.body));
  }
  return names;
}

/** The dataset names in the text of a `symlinks` facet. */
export function identifiersIn(body: string): readonly NodeName[] {
  const facet = JSON.parse(body) as JsonValue; // canonical JSON that we wrote
  return isObject(facet) ? symlinkIdentifiers(facet).map((name): NodeName => ({ kind: 'dataset', ...name })) : [];
}

function claimOf({ name, facets, change, renamedFrom }: DraftNode, node: (name: NodeName) => NodeId): NodeClaim {
  return {
    node: node(name),
    facets: new Map([...facets].map(([facet, content]) => [facet, content?.hash ?? null])),
    change,
    renamedFrom: renamedFrom === undefined ? undefined : node({ kind: 'dataset', ...renamedFrom }),
  };
}
