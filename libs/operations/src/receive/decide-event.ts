import type { Instant } from '#foundation';
import type { LineageEvent } from '#lineage';
import { oddIn, parseEvent, type Problem, tooMuchIn, type Warning } from '#openlineage';
import { hideSecrets, type JsonText, redact, type Redacted } from '#record';
import type { QuarantineReason } from '#store';

import type { Principal } from '../context.ts';
import { claimsRefused, type RefusedClaim } from './claims.ts';
import { aheadOf } from './event-clock.ts';
import { eventTexts } from './event-texts.ts';

/** Claims that owners of namespaces are told of: more than one event has namespaces. */
const CLAIMS_MAX = 1_000;
/** Problems that an answer and an entry name. */
const PROBLEMS_NAMED_MAX = 100;
/** Warnings that an answer and an entry name; the rest is counted by its code in the admission. */
export const WARNINGS_NAMED_MAX = 100;

/** Bytes that are an event, and one that its sender may send. */
export interface EventAdmitted {
  readonly kind: 'admitted';
  readonly event: LineageEvent;
  readonly reading: JsonText;
  /** The reading without its secrets: what is recorded. */
  readonly clean: Redacted;
  readonly warnings: readonly Warning[];
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
 * alone, and nothing is recorded yet. Without a sender nobody asks who may claim it. The clock refuses nothing: it is only told what is ahead of it.
 */
export function decideEvent(bytes: Uint8Array, now: Instant, sender?: Principal): EventAdmitted | EventUnfit {
  const reading = eventTexts.read(bytes);
  if (reading.kind === 'unreadable') return unread(flawOf(reading, bytes));
  if (reading.kind === 'too-deep') {
    return unfit('unusable', [ofAll(`nested ${reading.depth} deep; an event may be ${reading.depthMax} deep`)]);
  }

  const clean = redact(reading);
  const parsed = parseEvent(clean.value);
  if (parsed.kind === 'unusable') return unfit('unusable', parsed.problems);
  const { event } = parsed;
  const tooMuch = tooMuchIn(event); // asked here alone: what was admitted once stays so
  if (tooMuch.length > 0) return unfit('unusable', tooMuch.map(ofAll), event);
  const refused = sender === undefined ? [] : claimsRefused(sender, event, clean.value);
  if (refused.length > 0) return { ...unfit('refused', refused.map(toldProblem), event), claims: claimsIn(refused) };

  const redacted: readonly Warning[] = clean.paths.length > 0 ? [{ code: 'REDACTED', pointer: '' }] : [];
  const warnings = [...jsonWarnings(reading), ...redacted, ...parsed.warnings, ...aheadOf(now, event.time), ...oddIn(clean.value)];
  return { kind: 'admitted', event, reading, clean, warnings };
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

function jsonWarnings({ warnings }: JsonText): readonly Warning[] {
  return warnings.map((warning) => ({ code: warning.code, pointer: 'pointer' in warning ? hideSecrets(warning.pointer) : '' }));
}
