import { type Asked, type Claim, type ClaimEvidence, EVIDENCE_COUNT_MAX, type EventName, eventNames, evidenceOf } from '#store';

import type { Evidence, EvidenceEvent } from './lineage-answer.ts';
import type { WalkedEdge } from './walked-edge.ts';

/** What edges rest on, by their keys. Three statements, however many edges. */
export async function evidenceFor(asked: Asked, edges: readonly WalkedEdge[]): Promise<ReadonlyMap<string, Evidence>> {
  const claims = edges.flatMap((edge) => edge.claims.map((claim) => ({ key: edge.key, claim })));
  const rests = await evidenceOf(
    asked,
    claims.map(({ claim }) => claim),
  );
  const byEdge = new Map<string, { readonly claim: Claim; readonly rest: ClaimEvidence }[]>();
  claims.forEach(({ key, claim }, index) => {
    const rest = rests[index];
    if (rest !== undefined) byEdge.set(key, [...(byEdge.get(key) ?? []), { claim, rest }]);
  });

  const written = edges.flatMap(({ written: event }) => (event === undefined ? [] : [event.position]));
  const positions = [...byEdge.values()].flatMap((all) => all.flatMap(({ rest }) => [rest.first, rest.last]));
  const names = await eventNames(asked, [...new Set([...positions, ...written])]);
  return new Map(
    edges.flatMap((edge): [string, Evidence][] => {
      const found = edge.written === undefined ? together(byEdge.get(edge.key) ?? [], names) : ofWriting(edge.written, names);
      return found === undefined ? [] : [[edge.key, found]];
    }),
  );
}

function together(
  rests: readonly { readonly claim: Claim; readonly rest: ClaimEvidence }[],
  names: ReadonlyMap<bigint, EventName>,
): Evidence | undefined {
  const [some, ...others] = rests;
  if (some === undefined) return undefined;
  const first = others.reduce((before, each) => (each.claim.since < before.claim.since ? each : before), some);
  const last = others.reduce((before, each) => (each.rest.lastSeen > before.rest.lastSeen ? each : before), some);
  const [firstEvent, lastEvent] = [eventAt(first.rest.first, names), eventAt(last.rest.last, names)];
  if (firstEvent === undefined || lastEvent === undefined) return undefined;
  return {
    firstSeen: first.claim.since,
    lastSeen: last.rest.lastSeen,
    count: Math.min(
      EVIDENCE_COUNT_MAX,
      rests.reduce((sum, { rest }) => sum + rest.count, 0),
    ),
    first: firstEvent,
    last: lastEvent,
  };
}

function ofWriting({ position, time }: NonNullable<WalkedEdge['written']>, names: ReadonlyMap<bigint, EventName>): Evidence | undefined {
  const event = eventAt(position, names);
  return event === undefined ? undefined : { firstSeen: time, lastSeen: time, count: 1, first: event, last: event };
}

function eventAt(position: bigint, names: ReadonlyMap<bigint, EventName>): EvidenceEvent | undefined {
  const name = names.get(position);
  return name === undefined ? undefined : { position, commitment: name.commitment, by: name.by, byName: name.byName ?? null };
}
