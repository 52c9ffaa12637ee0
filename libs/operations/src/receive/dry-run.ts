import { contentDigest, identityOf } from '#record';
import { recordedBefore } from '#store';

import type { Context, Principal } from '../context.ts';
import { oweQuota, takeQuota } from '../quotas.ts';
import { batchEvents } from './batch-events.ts';
import type { EventAdmitted } from './decide-event.ts';
import { type Inspection, inspectionOf } from './inspect-event.ts';
import { decideNow } from './receive-event.ts';

/** The event that another is a duplicate of: one that is recorded, or an earlier one of the same batch, by its index. */
export type DuplicateOf = { readonly kind: 'recorded'; readonly position: bigint } | { readonly kind: 'earlier'; readonly index: number };

/** What would become of an event that its sender sent now. */
export type DryRun = Inspection & { readonly duplicateOf?: DuplicateOf | undefined };

export interface BatchDryRun {
  readonly kind: 'batch';
  readonly items: readonly DryRun[];
}

/** Says what would become of an event, by the decision that `receiveEvent` takes too, and records nothing. It counts as an event: its work is the same. Throws BUSY past a quota. */
export async function dryRunEvent(context: Context, principal: Principal, bytes: Uint8Array): Promise<DryRun> {
  await takeQuota(context, principal, { events_per_second: 1 });
  const [inspected] = await withDuplicates(context, [await weighed(context, principal, bytes)]);
  if (inspected === undefined) throw new Error('one event was inspected, and none came back');
  return inspected;
}

/** As `dryRunEvent`, for a JSON array of events: each as if those before it were recorded. Throws LIMIT_EXCEEDED on too many. */
export async function dryRunBatch(context: Context, principal: Principal, bytes: Uint8Array): Promise<BatchDryRun | Inspection> {
  await takeQuota(context, principal, { events_per_second: 1 });
  const read = batchEvents(bytes);
  if (read.kind === 'unfit') return inspectionOf(read);
  await oweQuota(context, principal, { events_per_second: Math.max(0, read.texts.length - 1) });
  const events: Weighed[] = [];
  for (const text of read.texts) events.push(await weighed(context, principal, Buffer.from(text)));
  return { kind: 'batch', items: await withDuplicates(context, events) };
}

/** An inspection, and what finds its duplicates; without what was read, for a batch holds many. */
interface Weighed {
  readonly inspection: Inspection;
  /** The same, when it turns out to be a duplicate. */
  readonly ofDuplicate: Inspection;
  /** Among the events of one batch. */
  readonly sameness: string | undefined;
  /** In the ledger. */
  readonly identity: Buffer | undefined;
}

async function weighed(context: Context, principal: Principal, bytes: Uint8Array): Promise<Weighed> {
  const decision = await decideNow(context, principal, { bytes, isTrial: true });
  const told = { inspection: inspectionOf(decision), ofDuplicate: inspectionOf(decision, { isDuplicate: true }) };
  return decision.kind === 'unfit'
    ? { ...told, sameness: undefined, identity: undefined }
    : { ...told, sameness: contentDigest(decision.reading.canonical).toString('hex'), identity: identityIn(context, decision) };
}

/** Undefined while nothing was recorded: a dry run makes no key either. */
function identityIn({ keys, tenant }: Context, { reading }: EventAdmitted): Buffer | undefined {
  return keys.hasIdentityKey(tenant) ? identityOf(keys.identityKey(tenant), reading.canonical) : undefined;
}

const NOTHING: Awaited<ReturnType<typeof recordedBefore>> = new Map();

async function withDuplicates({ database, tenant }: Context, events: readonly Weighed[]): Promise<readonly DryRun[]> {
  const identities = events.flatMap(({ identity }) => identity ?? []);
  const recorded = identities.length === 0 ? NOTHING : await database.snapshot((session) => recordedBefore(session, tenant, identities));

  const firsts = new Map<string, number>();
  return events.map(({ inspection, ofDuplicate, sameness, identity }, index): DryRun => {
    const known = identity && recorded.get(identity.toString('hex'));
    if (known !== undefined) return { ...ofDuplicate, duplicateOf: { kind: 'recorded', position: known.position } };
    const earlier = sameness === undefined ? undefined : firsts.get(sameness);
    if (earlier !== undefined) return { ...ofDuplicate, duplicateOf: { kind: 'earlier', index: earlier } };
    if (sameness !== undefined) firsts.set(sameness, index);
    return inspection;
  });
}
