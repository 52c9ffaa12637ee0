import { Failure } from '#foundation';
import { isUuid } from '#lineage';
import { type KeyHolder, presentPrincipal, QuarantineReader, type Session } from '#store';

import type { Context, Principal } from '../context.ts';
import { takeQuota } from '../quotas.ts';
import { recordDecision } from '../record-decision.ts';
import { type EventQuarantined, type EventRecorded, redriveEvent } from '../receive/receive-event.ts';
import { EVERYTHING_RECORDED } from './list-quarantine.ts';
import { ownOf } from '../ask/quarantine-sight.ts';
import { quarantinedBytes, unseen } from './show-quarantined.ts';

/**
 * Sends a quarantined event through today's gate, with the bytes as they came and the namespaces that its sender may speak for now. What is recorded
 * is a new entry that points back; what cannot be used still stays in quarantine as it was. Repeated, it gives the first entry as a duplicate.
 * Administrators may redrive all, an emitter what it sent itself. Throws NOT_FOUND when there is none by that id, or none that the asker may see, BUSY past a quota.
 */
export async function redriveQuarantined(
  context: Context,
  principal: Principal,
  { id }: { readonly id: string },
): Promise<EventRecorded | EventQuarantined> {
  await takeQuota(context, principal, { events_per_second: 1 });
  const { bytes, sender } = await context.database.snapshot((session) => heldAs({ context, session }, principal, id));
  const redriven = await redriveEvent(context, sender, { bytes, redrives: id });
  const outcome = redriven.kind === 'recorded' ? 'done' : 'refused';
  await recordDecision(context, principal, { action: 'redrive', what: `quarantined event ${id}`, outcome });
  return redriven;
}

interface Looking {
  readonly context: Context;
  readonly session: Session;
}

async function heldAs(
  { context, session }: Looking,
  principal: Principal,
  id: string,
): Promise<{ readonly bytes: Buffer; readonly sender: KeyHolder }> {
  const row = isUuid(id) ? await new QuarantineReader(session, context.tenant).find(id, EVERYTHING_RECORDED) : undefined;
  const only = ownOf(principal);
  if (row === undefined || (only !== undefined && row.sender !== only)) throw unseen({ context, principal }, id);
  const bytes = await quarantinedBytes(context, session, row);
  if (bytes === undefined)
    throw new Failure('NOT_FOUND', `The bytes of ${id} cannot be read: they were erased, or the key file is not this ledger's own.`);
  const sender = await presentPrincipal(session, context.tenant, row.sender);
  if (sender === undefined) throw new Failure('NOT_FOUND', `Nobody knows who sent ${id}, so nobody can say what it may claim.`);
  return { bytes, sender };
}
