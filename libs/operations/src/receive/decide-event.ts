import type { Instant } from '#foundation';
import type { LineageEvent } from '#lineage';
import {
  type KeepingOut,
  keepOutOf,
  type Kept,
  type KeptOut,
  oddIn,
  parseEvent,
  type Problem,
  type SentEvent,
  tooMuchIn,
  type Warning,
} from '#openlineage';
import { hideSecrets, type JsonText, redact, type Redacted } from '#record';
import type { QuarantineReason } from '#store';

import type { Principal } from '../context.ts';
import { claimsRefused, type RefusedClaim, saysOf } from './claims.ts';
import { aheadOf } from './event-clock.ts';
import { eventTexts } from './event-texts.ts';

/** Claims of one event that owners of namespaces are told of: more than what an event is understood to name. Past it the rest is cut (docs/decisions/0015, "Not yet"). */
const CLAIMS_MAX = 25_000;
/** Problems that an answer and an entry name. */
const PROBLEMS_NAMED_MAX = 100;
/** Warnings that an answer and an entry name; the rest is counted by its code in the admission. */
export const WARNINGS_NAMED_MAX = 100;

/** Bytes that are an event, and one that its sender may send. */
export interface EventAdmitted {
  readonly kind: 'admitted';
  readonly event: LineageEvent;
  /** What was received. */
  readonly reading: JsonText;
  /** The secrets that it is recorded without. */
  readonly redacted: Pick<Redacted, 'paths' | 'rule'>;
  /** The values that it is recorded without. */
  readonly keptOut: readonly KeptOut[];
  /** What its sender is told of them. */
  readonly keptOutTold: readonly KeptOut[];
  /** What is recorded. */
  readonly stored: Pick<JsonText, 'text' | 'canonical'>;
  /** As its sender is told them. */
  readonly warnings: readonly Warning[];
}

/** Bytes that are JSON no deeper than an event may be. */
export interface EventRead {
  readonly kind: 'read';
  /** What was received. */
  readonly reading: JsonText;
  /** The same without its secrets. */
  readonly clean: Redacted;
}

/** What an event is judged by. */
export interface Judging {
  readonly now: Instant;
  /** Absent: nobody asks who may claim it. */
  readonly sender?: Principal | undefined;
  /** Absent: no rule keeps values out of it. */
  readonly keepingOut?: KeepingOut | undefined;
}

/** Bytes that are kept in quarantine. */
export interface EventUnfit {
  readonly kind: 'unfit';
  readonly because: QuarantineReason;
  readonly problems: readonly Problem[];
  /** What it was understood as all the same, when it claims what its sender may not say, or too much at once. */
  readonly event: LineageEvent | undefined;
  /** What it claims that its sender may not say, by namespace: each sentence once. */
  readonly claims: readonly UnfitClaim[];
}

export interface UnfitClaim {
  readonly namespace: string;
  readonly message: string;
}

/**
 * What the gate says to some bytes. Everything that takes events in, and everything that only says what would become of them, decides here and here
 * alone, and nothing is recorded yet. The clock refuses nothing: it is only told what is ahead of it.
 */
export function decideEvent(bytes: Uint8Array, judging: Judging): EventAdmitted | EventUnfit {
  const read = readEvent(bytes);
  return read.kind === 'unfit' ? read : judgeEvent(read, judging);
}

/** The first half of `decideEvent`: what it is judged by may depend on what it says. */
export function readEvent(bytes: Uint8Array): EventRead | EventUnfit {
  const reading = eventTexts.read(bytes);
  if (reading.kind === 'unreadable') return unread(flawOf(reading, bytes));
  if (reading.kind === 'too-deep') {
    return unfit('unusable', [ofAll(`nested ${reading.depth} deep; an event may be ${reading.depthMax} deep`)]);
  }
  return { kind: 'read', reading, clean: redact(reading) };
}

/**
 * The second half of `decideEvent`. It judges what came, for what data bear may not decide whether their names are an event; its remarks name members of the standard,
 * facets and columns, and none is of a value.
 */
export function judgeEvent({ reading, clean }: EventRead, { now, sender, keepingOut }: Judging): EventAdmitted | EventUnfit {
  const parsed = parseEvent(clean.value);
  if (parsed.kind === 'unusable') return unfit('unusable', parsed.problems);
  const tooMuch = tooMuchIn(parsed.event); // asked here alone: what was admitted once stays so
  if (tooMuch.length > 0) return unfit('unusable', tooMuch.map(ofAll), parsed.event);
  const refused = sender === undefined ? [] : claimsRefused(sender, parsed.event, clean.value);
  if (refused.length > 0) return { ...unfit('refused', refused.map(toldProblem), parsed.event), claims: claimsIn(refused) };

  const says = sender === undefined ? () => true : saysOf(sender);
  const sent = { reading: { ...clean, warnings: reading.warnings, isExact: reading.isExact }, redacted: clean.paths };
  const { speaker } = parsed.event;
  const kept = withoutValues({ ...sent, namespace: speaker.namespace, mayTell: ({ namespace }) => says(namespace) }, keepingOut);
  const stored = kept.keptOut.length === 0 ? parsed : parseEvent(kept.reading.value);
  if (stored.kind === 'unusable') return unfit('unusable', stored.problems);
  const warnings = [
    ...jsonWarnings(kept.reading),
    ...(clean.paths.length > 0 ? [{ code: 'REDACTED', pointer: '' } as const] : []),
    ...parsed.warnings,
    ...aheadOf(now, parsed.event.time),
    ...oddIn(clean.value),
    ...kept.told.flatMap(keptOutWarnings),
  ];
  return {
    ...{ kind: 'admitted', event: stored.event, reading, stored: kept.reading },
    ...{ redacted: { paths: kept.redacted, rule: clean.rule }, keptOut: kept.keptOut, keptOutTold: kept.told, warnings },
  };
}

function withoutValues(sent: SentEvent, keepingOut: KeepingOut | undefined): Kept {
  const { reading, redacted } = sent;
  return keepingOut === undefined ? { reading, keptOut: [], told: [], redacted } : keepOutOf(sent, keepingOut);
}

function keptOutWarnings({ how, paths }: KeptOut): readonly Warning[] {
  const message = how === 'drop' ? 'this was taken out before it was stored' : 'this was hashed before it was stored';
  return paths.map((pointer) => ({ code: 'KEPT_OUT', pointer, message: `${message}: a rule of this installation keeps it out` }));
}

/** What is wrong with a text that is no JSON. */
export function flawOf({ problem, at }: { readonly problem: string; readonly at: number }, bytes: Uint8Array): string {
  return bytes.every((byte) => SPACES.has(byte)) ? 'the body is empty' : `${problem}, at byte ${at}`;
}

/** Space, tab, newline, carriage return. */
const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** The decision on a body that cannot be opened. */
export function unread(message: string): EventUnfit {
  return unfit('unreadable', [ofAll(message)]);
}

/** The decision on bytes that are no event, or none that its sender may send. */
export function unfit(because: QuarantineReason, problems: readonly Problem[], event?: LineageEvent): EventUnfit {
  return { kind: 'unfit', because, problems: problems.slice(0, PROBLEMS_NAMED_MAX), event, claims: [] };
}

function toldProblem({ pointer, message }: RefusedClaim): Problem {
  return { pointer, message };
}

/** One event names few namespaces many times. */
function claimsIn(refused: readonly RefusedClaim[]): readonly UnfitClaim[] {
  const claims = refused.flatMap(({ namespace, message }) => (namespace === null ? [] : [{ namespace, message }]));
  return [...new Map(claims.map((claim) => [claim.message, claim])).values()].slice(0, CLAIMS_MAX);
}

/** A problem of the whole body. */
export function ofAll(message: string): Problem {
  return { pointer: '', message };
}

function jsonWarnings({ warnings }: Pick<JsonText, 'warnings'>): readonly Warning[] {
  return warnings.map((warning) => ({ code: warning.code, pointer: 'pointer' in warning ? hideSecrets(warning.pointer) : '' }));
}
