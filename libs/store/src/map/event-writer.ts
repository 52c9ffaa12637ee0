import { CopyRows } from '../sql/copy-rows.ts';
import type { Session } from '../sql/session.ts';
import { CHANGE, EVENT_KIND, RUN_TYPE } from './codes.ts';
import type { Counted } from './counted.ts';
import type { Place } from './place.ts';
import { OPEN } from './rows.ts';

/** An event and whether it counts; one that a retraction takes out is there, known at no size. */
export type WrittenEvent = Counted & { readonly counts: boolean };

/** Writes what events said: one row an event, one row a thing that it mentions. */
export async function writeEvents(session: Session, at: Place, events: readonly WrittenEvent[]): Promise<void> {
  await session.copy(observationRows(at, events), mentionRows(at, events));
}

function observationRows(at: Place, events: readonly WrittenEvent[]): CopyRows {
  const time = ['time', 'time_ns', 'digest', 'statements', 'declares', 'snapshot_from', 'snapshot_from_ns'];
  const rest = ['by', 'extraction_errors', 'known_from', 'known_to'];
  const columns = ['tenant', 'generation', 'position', 'kind', 'speaker', 'run', 'type', ...time, ...rest];
  const rows = new CopyRows('hot.observation', columns);
  for (const { event, by, hasExtractionErrors, kind, counts } of events) {
    rows
      .row()
      .int4(at.tenant)
      .int4(at.generation)
      .int8(event.position)
      .int2(EVENT_KIND[kind])
      .int8(event.speaker)
      .int8(event.run ?? null);
    rows
      .int2(event.type === undefined ? null : RUN_TYPE[event.type])
      .instant(event.time)
      .hex(event.digest);
    rows.int8(event.statements ?? null).bool(event.declares);
    rows
      .instant(event.snapshotFrom ?? null)
      .uuid(by)
      .bool(hasExtractionErrors);
    known(rows, event.position + 1n, counts);
  }
  return rows;
}

function mentionRows(at: Place, events: readonly WrittenEvent[]): CopyRows {
  const claim = ['time', 'time_ns', 'digest', 'position', 'role', 'facets', 'change', 'renamed_from'];
  const rows = new CopyRows('hot.mention', ['tenant', 'generation', 'node', ...claim, 'known_from', 'known_to']);
  for (const { event, rows: mentions, counts } of events) {
    const digest = Buffer.from(event.digest, 'hex');
    for (const { node, roles, facetSet, claim } of mentions) {
      rows.row().int4(at.tenant).int4(at.generation).int8(node).instant(event.time).bytes(digest).int8(event.position);
      rows
        .int2(roles)
        .int8(facetSet ?? null)
        .int2(claim.change === undefined ? null : CHANGE[claim.change])
        .int8(claim.renamedFrom ?? null);
      known(rows, event.position + 1n, counts);
    }
  }
  return rows;
}

function known(rows: CopyRows, from: bigint, counts: boolean): void {
  rows.int8(from).int8(counts ? OPEN : from);
}
