import { Failure, type Instant } from '#foundation';
import type { EntryKind } from '#record';
import {
  BroughtReader,
  endKey,
  endLinked,
  KEY_BELIEVED_MS,
  type KeyHolder,
  keysCalled,
  type LedgerEntry,
  LedgerReader,
  type Principals,
  type Session,
  type StoredKey,
} from '#store';

import { requireAdmin } from '../admin.ts';
import { recordedEvent } from '../ask/recorded-event.ts';
import { noteTrailRead } from '../ask/require-auditor.ts';
import { recordNamed } from '../ask/show-named.ts';
import type { Context, Principal } from '../context.ts';
import { recording } from '../recording.ts';
import { inKeyLane, type KeyChanged } from './key-lane.ts';
import { keysSince, type KeysSince } from './keys-since.ts';
import { readSince, type ReadSince } from './read-since.ts';

/** Events that one answer may name. */
const NAMED_MAX = 1_000;

export interface LeakQuestion {
  readonly principals: Principals;
  readonly prefix: string;
  /** From when on the key may have been in wrong hands, by our clock. */
  readonly since: Instant;
  /** How many events to name, and how much of what was read, 0 to 1,000 each. */
  readonly first: number;
  /** Nothing is ended, and nothing recorded. */
  readonly isDryRun: boolean;
}

/** An event that came, or that went into quarantine. */
export interface LeakedWhat {
  readonly position: bigint;
  readonly recordedAt: Instant;
  readonly kind: 'event' | 'quarantined';
  /** The job or dataset that it is about. Null: in quarantine, or its body is gone. */
  readonly about: { readonly kind: 'job' | 'dataset'; readonly namespace: string; readonly name: string } | null;
}

export interface LeakedKey extends ReadSince, KeysSince {
  readonly prefix: string;
  readonly holder: Pick<KeyHolder, 'id' | 'kind' | 'name'>;
  readonly since: Instant;
  /** Null in a dry run of a key that was not revoked. */
  readonly revokedAt: Date | null;
  /** Whether it was over before. */
  readonly wasRevoked: boolean;
  /** Other keys of the holder that were good since: what came by them cannot be told apart. */
  readonly otherKeys: readonly string[];
  /** What the holder brought since, by kind. */
  readonly brought: readonly { readonly kind: EntryKind; readonly entries: number }[];
  /** Events that it sent and somebody else had brought before. */
  readonly repeated: number;
  readonly first: readonly LeakedWhat[];
  /** The retraction of the events, prepared and not recorded. Null: no event came. `until` is null while the key is in force. */
  readonly retraction: { readonly emitter: string; readonly since: Instant; readonly until: Date | null } | null;
}

/**
 * Ends a key that is in wrong hands, first of all, with sessions as `revokeKey` does; then tells what its holder brought since, what it was shown, which keys it made, and which retraction takes that out of the graph. An entry
 * names its principal and not the key. So does what is on record of what was read: protected data, denials, the trail. Throws NOT_FOUND when no key is called so.
 */
export async function endLeakedKey(context: Context, principal: Principal, question: LeakQuestion): Promise<LeakedKey> {
  requireAdmin(context, principal, 'end a key');
  const { principals, prefix, since, first, isDryRun } = question;
  if (first < 0 || first > NAMED_MAX) throw new Failure('LIMIT_EXCEEDED', `first may be 0 to ${NAMED_MAX}.`);
  const now = context.clock.now();
  const all = (session: Session): Promise<LeakedHolder> => holderOf(session, context.tenant, prefix);
  const change = async (session: Session): Promise<KeyChanged<LeakedHolder>> => {
    const held = await all(session);
    if (held.key.revokedAt === null) await endKey(session, context.tenant, { prefix, at: now, how: 'revoked' });
    await endLinked(session, context.tenant, { id: held.key.id, at: now });
    return { act: { subject: prefix, body: { did: 'leaked', prefix, name: held.key.name, since: since.toString() } }, answer: held };
  };
  const { key, keys } = await (isDryRun ? context.database.snapshot(all) : inKeyLane(context, principal, { principals, change }));
  const found = await foundSince(context, { by: key.id, since, first });
  const { id, kind, name } = key;
  const revokedAt = key.revokedAt ?? (isDryRun ? null : now);
  const until = revokedAt === null ? null : new Date(revokedAt.getTime() + KEY_BELIEVED_MS); // a server without word of it took it for so long
  await recordTold(context, principal, { holder: key, ...found });
  const hasEvents = found.brought.some((each) => each.kind === 'event');
  return {
    ...{ prefix, holder: { id, kind, name }, since, revokedAt, wasRevoked: key.revokedAt !== null, ...found },
    otherKeys: keys.filter((other) => other.id === id && other.prefix !== prefix && wasGood(other, since)).map((other) => other.prefix),
    retraction: hasEvents ? { emitter: id, since, until } : null,
  };
}

/** Notes that somebody was told of what others sent, and of what the trail holds of them. Settles when it is on record. */
async function recordTold(
  context: Context,
  principal: Principal,
  { holder, first, read }: Pick<LeakedKey, 'first' | 'read' | 'holder'>,
): Promise<void> {
  const names = first.flatMap(({ about }) => (about?.kind === 'dataset' ? [about] : []));
  await recording(context, principal, async (noting) => {
    if (read.length > 0) noteTrailRead(noting.notes, `what ${holder.name} was shown`);
    await recordNamed(noting, principal, { operation: 'a leaked key', names });
  });
}

interface LeakedHolder {
  /** As it was before. */
  readonly key: StoredKey;
  /** All of its holder. */
  readonly keys: readonly StoredKey[];
}

async function holderOf(session: Session, tenant: number, prefix: string): Promise<LeakedHolder> {
  const keys = await keysCalled(session, tenant, [prefix]);
  const key = keys.find((each) => each.prefix === prefix);
  if (key === undefined) throw new Failure('NOT_FOUND', `No key is called ${prefix}; headgate keys list names them.`);
  return { key, keys };
}

function wasGood({ expiresAt, revokedAt }: StoredKey, since: Instant): boolean {
  const from = Number(since / 1_000_000n); // milliseconds
  return [expiresAt, revokedAt].every((end) => end === null || end.getTime() > from);
}

async function foundSince(
  context: Context,
  { by, since, first }: { readonly by: string; readonly since: Instant; readonly first: number },
): Promise<Pick<LeakedKey, 'brought' | 'repeated' | 'first' | keyof ReadSince | keyof KeysSince>> {
  const { database, tenant, keys } = context;
  return database.snapshot(async (session) => {
    const reader = new BroughtReader(session, tenant);
    const brought = await reader.counts({ by, since });
    const repeated = await reader.repeated({ by, since });
    const positions = await reader.positions({ by, since, limit: first });
    const entries = positions.length === 0 ? [] : await new LedgerReader(session, tenant, keys).at(positions);
    const read = await readSince(context, session, { by, since, first });
    return { brought, repeated, first: entries.map(leakedWhat), ...read, ...(await keysSince(context, session, { by, since })) };
  });
}

function leakedWhat(entry: LedgerEntry): LeakedWhat {
  const { position, recordedAt, kind } = entry;
  const speaker = kind === 'event' ? recordedEvent(entry)?.event.speaker : undefined;
  const about = speaker === undefined ? null : { kind: speaker.kind, namespace: speaker.namespace, name: speaker.name };
  return { position, recordedAt, kind: kind === 'event' ? 'event' : 'quarantined', about };
}
