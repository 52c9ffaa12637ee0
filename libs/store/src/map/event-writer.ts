import { CopyRows } from '../sql/copy-rows.ts';
import type { Session } from '../sql/session.ts';
import { CHANGE, EVENT_KIND, RUN_TYPE } from './codes.ts';
import type { Counted } from './counted.ts';
import type { Place } from './place.ts';
import { OPEN } from './rows.ts';

/** Writes what events said: one row an event, one row a thing that it mentions. An event that a retraction takes out is there, known at no size. */
export async function writeEvents(session: Session, at: Place, events: readonly (Counted & { readonly counts: boolean })[]): Promise<void> {
  const observations = new CopyRows('hot.observation', [
    'tenant',
    'generation',
    'position',
    'kind',
    'speaker',
    'run',
    'type',
    'time',
    'time_ns',
    'digest',
    'statements',
    'declares',
    'snapshot_from',
    'snapshot_from_ns',
    'by',
    'known_from',
    'known_to',
  ]);
  const mentions = new CopyRows('hot.mention', [
    'tenant',
    'generation',
    'node',
    'time',
    'time_ns',
    'digest',
    'position',
    'role',
    'facets',
    'change',
    'renamed_from',
    'known_from',
    'known_to',
  ]);
  for (const { event, by, kind, rows, counts } of events) {
    const { position, speaker, run, type, time, statements, declares, snapshotFrom } = event;
    const digest = Buffer.from(event.digest, 'hex');
    const knownFrom = position + 1n;
    const knownTo = counts ? OPEN : knownFrom;
    observations
      .row()
      .int4(at.tenant)
      .int4(at.generation)
      .int8(position)
      .int2(EVENT_KIND[kind])
      .int8(speaker)
      .int8(run ?? null);
    observations
      .int2(type === undefined ? null : RUN_TYPE[type])
      .instant(time)
      .bytes(digest)
      .int8(statements ?? null)
      .bool(declares);
    observations
      .instant(snapshotFrom ?? null)
      .uuid(by)
      .int8(knownFrom)
      .int8(knownTo);
    for (const { node, roles, facetSet, claim } of rows) {
      mentions
        .row()
        .int4(at.tenant)
        .int4(at.generation)
        .int8(node)
        .instant(time)
        .bytes(digest)
        .int8(position)
        .int2(roles)
        .int8(facetSet ?? null);
      mentions
        .int2(claim.change === undefined ? null : CHANGE[claim.change])
        .int8(claim.renamedFrom ?? null)
        .int8(knownFrom)
        .int8(knownTo);
    }
  }
  await session.copy(observations);
  await session.copy(mentions);
}
