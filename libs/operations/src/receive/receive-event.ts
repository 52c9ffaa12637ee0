import { instantNow } from '#foundation';
import type { Problem } from '#openlineage';
import { contentDigest, identityOf } from '#record';
import { dayOf, type QuarantineReason, sealEntry, type SealedEntry } from '#store';

import type { Context, Principal } from '../context.ts';
import { keepingOut } from '../keep-out.ts';
import { takeQuota } from '../quotas.ts';
import { type EventAdmitted, type EventUnfit, judgeEvent, readEvent, unread, WARNINGS_NAMED_MAX } from './decide-event.ts';
import { tellWarnings, type ToldWarning } from './inspect-event.ts';

/** Which rules decided. Raised with every change of what is accepted. */
export const GATE_VERSION = 5;

export interface EventRecorded {
  readonly kind: 'recorded';
  readonly position: bigint;
  readonly commitment: Buffer;
  readonly isDuplicate: boolean;
  readonly warnings: readonly ToldWarning[];
}

/** Kept, and never folded: the bytes, the sender and every problem can be asked for under `id`. */
export interface EventQuarantined {
  readonly kind: 'quarantined';
  /** Not JSON at all; JSON that cannot be used; or a claim that the sender may not make. */
  readonly because: QuarantineReason;
  readonly id: string;
  readonly problems: readonly Problem[];
}

/**
 * Takes one event in: read, without secrets and what rules keep out, understood, recorded once. Settles after the commit, never before. Nothing is lost: what cannot be
 * used is quarantined. Throws BUSY under pressure and past a quota, and STORE_UNAVAILABLE without a database; then nothing was recorded.
 */
export async function receiveEvent(context: Context, principal: Principal, bytes: Uint8Array): Promise<EventRecorded | EventQuarantined> {
  await takeQuota(context, principal, { events_per_second: 1, bytes_per_day: bytes.length });
  return receiveCounted(context, principal, bytes);
}

/** As `decideEvent`, by what holds now. `isTrial`: nothing is hashed, for hashes are not shown, and no key is made. Throws STORE_UNAVAILABLE. */
export async function decideNow(
  context: Context,
  sender: Principal,
  { bytes, isTrial = false }: { readonly bytes: Uint8Array; readonly isTrial?: boolean },
): Promise<EventAdmitted | EventUnfit> {
  const read = readEvent(bytes);
  if (read.kind === 'unfit') return read;
  const keeping = await keepingOut(context, read.clean.value);
  const judged = isTrial && keeping !== undefined ? { ...keeping, hashOf: () => '' } : keeping;
  return judgeEvent(read, { now: instantNow(context.clock), sender, keepingOut: judged });
}

/** As `receiveEvent`, of an event that was taken from its sender's quotas. */
export async function receiveCounted(context: Context, principal: Principal, bytes: Uint8Array): Promise<EventRecorded | EventQuarantined> {
  const decision = await decideNow(context, principal, { bytes });
  if (decision.kind === 'unfit') return quarantineBytes(context, principal, { bytes, unfit: decision });
  return record(context, principal, { admitted: decision, redrives: undefined });
}

export interface Redrive {
  readonly bytes: Uint8Array;
  /** Id of the quarantined event. */
  readonly redrives: string;
}

/** Sends the bytes of a quarantined event through today's gate, as a new entry that points back to it. Refused again, it stays as it was. */
export async function redriveEvent(
  context: Context,
  principal: Principal,
  { bytes, redrives }: Redrive,
): Promise<EventRecorded | EventQuarantined> {
  const decision = await decideNow(context, principal, { bytes });
  if (decision.kind === 'unfit') return { kind: 'quarantined', because: decision.because, id: redrives, problems: decision.problems };
  return record(context, principal, { admitted: decision, redrives });
}

/** Keeps a body that cannot be opened: not read, whatever it may say. Throws BUSY past a quota. */
export async function quarantineUnread(
  context: Context,
  principal: Principal,
  { bytes, message }: { readonly bytes: Uint8Array; readonly message: string },
): Promise<EventQuarantined> {
  await takeQuota(context, principal, { events_per_second: 1, bytes_per_day: bytes.length });
  return quarantineBytes(context, principal, { bytes, unfit: unread(message) });
}

/** Keeps what cannot be used, as it came. */
export async function quarantineBytes(
  context: Context,
  principal: Principal,
  { bytes, unfit: { because, problems, claims } }: { readonly bytes: Uint8Array; readonly unfit: EventUnfit },
): Promise<EventQuarantined> {
  const id = context.randomness.uuid();
  const held = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entry = sealEntry(
    {
      kind: 'quarantined',
      by: principal.id,
      namespace: `quarantine of ${principal.id}`,
      admission: { gate: GATE_VERSION, outcome: 'quarantined', codes: [because.toUpperCase()] },
      remarks: JSON.stringify({ quarantine: id }),
      identity: undefined,
      canonical: JSON.stringify(held.toString('base64')),
      frame: { form: 'bytes', bytes: held },
      quarantine: { id, problems: JSON.stringify({ because, problems }), bytes: held.length, claims },
      redrives: undefined,
    },
    sealing(context),
  );
  await context.recorder.record(entry);
  return { kind: 'quarantined', because, id, problems };
}

/** The keys of today's month. */
export function sealing({
  keys,
  randomness,
  tenant,
  clock,
}: Pick<Context, 'keys' | 'randomness' | 'tenant' | 'clock'>): Parameters<typeof sealEntry>[1] {
  return { keys, randomness, tenant, month: dayOf(clock.now()).slice(0, 7) };
}

interface ToRecord {
  readonly admitted: EventAdmitted;
  /** Id of the quarantined event that this is a redrive of. */
  readonly redrives: string | undefined;
}

async function record(context: Context, principal: Principal, toRecord: ToRecord): Promise<EventRecorded> {
  const { position, commitment, isDuplicate } = await context.recorder.record(sealedEvent(context, principal, toRecord));
  return { kind: 'recorded', position, commitment, isDuplicate, warnings: tellWarnings(toRecord.admitted, { isDuplicate }) };
}

function sealedEvent(context: Context, principal: Principal, { admitted, redrives }: ToRecord): SealedEntry {
  const { reading, redacted, keptOut, keptOutTold, stored, event, warnings } = admitted;
  const noted = (some: EventAdmitted['keptOut']): object => some.map((each) => ({ ...each, version: String(each.version) }));
  const remarks = {
    warnings: warnings.slice(0, WARNINGS_NAMED_MAX).map(({ code, pointer }) => ({ code, pointer })),
    ...(redacted.paths.length > 0 ? { redacted: redacted.paths, rule: redacted.rule } : {}),
    ...(keptOut.length > 0 ? { keptOut: noted(keptOut) } : {}),
    ...(keptOut.length === 0 || keptOutTold === keptOut ? {} : { keptOutTold: noted(keptOutTold) }), // the sender may ask again, and is told the same
    ...(redrives === undefined ? {} : { redrives }),
    ...(event.runFacets.get('extractionError')?.kind === 'value' ? { extractionErrors: true } : {}), // the graph keeps it, also of an event from which a rule keeps the facet out
  };
  const codes = new Set([...warnings.map(({ code }) => code), ...(keptOut.length > 0 ? ['KEPT_OUT' as const] : [])]);
  return sealEntry(
    {
      kind: 'event',
      by: principal.id,
      namespace: event.speaker.namespace,
      admission: { gate: GATE_VERSION, outcome: 'accepted', codes: [...codes].sort() },
      remarks: JSON.stringify(remarks),
      identity: identityOf(context.keys.identityKey(context.tenant), reading.canonical),
      canonical: stored.canonical,
      frame: { form: 'json', digest: contentDigest(stored.canonical), text: stored.text, isExact: reading.isExact },
      quarantine: undefined,
      redrives,
    },
    sealing(context),
  );
}
