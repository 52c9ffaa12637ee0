import { Failure, hex, type Instant } from '#foundation';
import type { Name } from '#lineage';
import type { Problem } from '#openlineage';
import {
  ArrivalReader,
  ARRIVALS_SCANNED_MAX,
  type LedgerEntry,
  LedgerReader,
  principalNames,
  QuarantineReader,
  type QuarantineReason,
  type QuarantineRow,
  type Session,
} from '#store';
import { z } from 'zod';

import { recordedEvent } from '../ask/recorded-event.ts';
import { recordNamed } from '../ask/show-named.ts';
import type { Context, Principal } from '../context.ts';
import { EVERYTHING_RECORDED } from '../quarantine/list-quarantine.ts';
import { senderCalled } from '../quarantine/sender-called.ts';
import {
  inspectEvent,
  tellKeptOut,
  tellWarning,
  type ToldKeptOut,
  type ToldWarning,
  type Understood,
  understood,
} from '../receive/inspect-event.ts';
import type { ArrivalWait } from './arrival-wait.ts';

/** Arrivals of one answer. */
export const ARRIVALS_FIRST_MAX = 100;

export interface ArrivalQuestion {
  /** The first position that is looked at. Undefined: what comes from now on. */
  readonly from?: bigint | undefined;
  /** 1 to 100. */
  readonly first?: number | undefined;
  /** While there is nothing, how long to wait for it. */
  readonly waitMs?: number | undefined;
  /** Ends the wait early. */
  readonly signal?: AbortSignal | undefined;
  /** Asked by an administrator: of this sender alone, by name or id. */
  readonly sender?: string | undefined;
  /** Of the asker alone: so it is for everybody but administrators, whatever they say. */
  readonly isMine?: boolean | undefined;
}

/** An event that came in and was kept, as one or in quarantine. A duplicate is kept as neither, and is no arrival. */
export interface Arrival {
  readonly position: bigint;
  readonly commitment: string;
  readonly recordedAt: Instant;
  readonly by: string;
  readonly byName: string | null;
  /** Undefined: it says nothing that could be understood, or its body is gone. */
  readonly understood: Understood | undefined;
  readonly warnings: readonly ToldWarning[];
  /** JSON pointers of the secrets that were taken out before it was stored. */
  readonly redacted: readonly string[];
  /** Where values stood that rules kept out of it. */
  readonly keptOut: readonly ToldKeptOut[];
  /** Id of the quarantined event that this is a redrive of. */
  readonly redrives: string | undefined;
  /** Undefined: it was accepted. */
  readonly quarantined: { readonly id: string; readonly because: QuarantineReason; readonly problems: readonly Problem[] } | undefined;
}

export interface Arrivals {
  readonly arrivals: readonly Arrival[];
  /** Whose they are; null: everybody's. */
  readonly sender: { readonly id: string; readonly name: string | null } | null;
  /** Where to go on: `from` of the next question. */
  readonly next: bigint;
  /** Entries in the ledger. While `next` is less, there is more to look at, and no reason to wait. */
  readonly size: bigint;
}

/** What came in, in the order of the ledger. An emitter sees what it sent itself, and needs no right to ask about the graph. */
export async function listArrivals(
  context: Context & { readonly arrivalWait: ArrivalWait },
  principal: Principal,
  question: ArrivalQuestion,
): Promise<Arrivals> {
  const first = question.first ?? ARRIVALS_FIRST_MAX;
  if (first < 1 || first > ARRIVALS_FIRST_MAX) throw new Failure('LIMIT_EXCEEDED', `first may be 1 to ${ARRIVALS_FIRST_MAX}.`);
  const by = await whose(context, principal, question);
  const look = async (from: bigint | undefined): Promise<Arrivals> => {
    const found = await context.database.snapshot((session) =>
      arrivalsFrom({ context, session }, { by, from, first, isAll: principal.kind === 'admin' }),
    );
    await recordNamed(context, principal, { operation: 'arrivals', names: toldOfOthers(found, principal) });
    return found;
  };

  const found = await look(question.from);
  const { waitMs = 0, signal } = question;
  if (found.arrivals.length > 0 || found.next < found.size || waitMs <= 0) return found;
  const { hasCome, seen } = await context.arrivalWait.until({ asker: principal.id, by, from: found.next, waitMs, signal });
  return hasCome ? look(found.next) : { ...found, next: seen, size: seen };
}

/** The datasets that others spoke of: what somebody says himself is shown to him by nobody. */
function toldOfOthers({ arrivals }: Arrivals, { id }: Principal): readonly Name[] {
  const told = arrivals.flatMap(({ by, understood: event }) => (by === id || event === undefined ? [] : [event]));
  return told.flatMap(({ speaker, datasets }): readonly Name[] => (speaker.kind === 'dataset' ? [speaker, ...datasets] : datasets));
}

async function whose(context: Context, principal: Principal, { sender, isMine = false }: ArrivalQuestion): Promise<string | undefined> {
  if (sender !== undefined) return senderCalled(context, principal, sender);
  return principal.kind === 'admin' && !isMine ? undefined : principal.id;
}

interface Looking {
  readonly context: Context;
  readonly session: Session;
}

async function arrivalsFrom(
  { context, session }: Looking,
  {
    by,
    from: asked,
    first,
    isAll,
  }: { readonly by: string | undefined; readonly from: bigint | undefined; readonly first: number; readonly isAll: boolean },
): Promise<Arrivals> {
  const ledger = new LedgerReader(session, context.tenant, context.keys);
  const size = await ledger.size();
  const from = asked ?? size;
  if (from > size)
    throw new Failure('BAD_REQUEST', `Position ${from} lies beyond the end of the ledger, which is ${size}; ask for at most that.`);
  const to = size < from + BigInt(ARRIVALS_SCANNED_MAX) ? size : from + BigInt(ARRIVALS_SCANNED_MAX);

  const positions = from === to ? [] : await new ArrivalReader(session, context.tenant).positions({ from, to, by, limit: first });
  const entries = positions.length === 0 ? [] : await ledger.at(positions);
  const senders = by === undefined ? entries.map((entry) => entry.by) : [by];
  const names = senders.length === 0 ? new Map<string, string>() : await principalNames(session, context.tenant, senders);
  const quarantined = await quarantinedAmong({ context, session }, entries);
  return {
    arrivals: entries.map((entry) => arrivalOf(entry, { names, quarantined, isAll })),
    sender: by === undefined ? null : { id: by, name: names.get(by) ?? null },
    next: (entries.at(-1)?.position ?? to - 1n) + 1n,
    size,
  };
}

const KeptOutNoted = z.array(z.object({ how: z.enum(['drop', 'hash']), paths: z.array(z.string()) }));
const Remarks = z.object({
  warnings: z.array(z.object({ code: z.string(), pointer: z.string().optional() })).default([]),
  redacted: z.array(z.string()).default([]),
  keptOut: KeptOutNoted.default([]),
  keptOutTold: KeptOutNoted.optional(),
  redrives: z.string().optional(),
  quarantine: z.string().optional(),
});

/** By position. */
async function quarantinedAmong(
  { context: { tenant }, session }: Looking,
  entries: readonly LedgerEntry[],
): Promise<ReadonlyMap<bigint, QuarantineRow>> {
  const ids = entries.flatMap(({ kind, remarks }) => (kind === 'quarantined' ? (Remarks.parse(JSON.parse(remarks)).quarantine ?? []) : []));
  if (ids.length === 0) return new Map();
  const rows = await new QuarantineReader(session, tenant).findAll(ids, EVERYTHING_RECORDED);
  return new Map([...rows.values()].map((row) => [row.position, row]));
}

interface Beside {
  readonly names: ReadonlyMap<string, string>;
  readonly quarantined: ReadonlyMap<bigint, QuarantineRow>;
  /** Told whatever their senders may not learn of. */
  readonly isAll: boolean;
}

function arrivalOf(entry: LedgerEntry, { names, quarantined, isAll }: Beside): Arrival {
  const { position, commitment, recordedAt, by, remarks } = entry;
  const { warnings, redacted, keptOut, keptOutTold, redrives } = Remarks.parse(JSON.parse(remarks));
  const row = quarantined.get(position);
  return {
    position,
    commitment: hex(commitment),
    recordedAt,
    by,
    byName: names.get(by) ?? null,
    understood: understoodIn(entry),
    warnings: warnings.map(tellWarning),
    redacted,
    keptOut: tellKeptOut(isAll ? keptOut : (keptOutTold ?? keptOut)),
    redrives,
    quarantined: row && { id: row.id, because: row.because, problems: row.problems },
  };
}

/** Of an event what it says; of bytes in quarantine what they would say, so that a refused claim is recognised. */
function understoodIn(entry: LedgerEntry): Understood | undefined {
  if (entry.frame?.form === 'bytes') return inspectEvent(entry.frame.bytes, entry.recordedAt).understood;
  const event = recordedEvent(entry)?.event;
  return event && understood(event);
}
