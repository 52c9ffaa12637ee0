import { type Mask, MASKS } from '#access';
import { hideSecrets, type JsonObject } from '#record';
import { z } from 'zod';

/** How an operation decided about some things alike: shown or denied to somebody, or done. */
export interface Decided {
  /** Such as `see`, `administer`, `decide read`. */
  readonly action: string;
  readonly outcome: 'allowed' | 'denied' | 'done' | 'refused';
  /** To what, each once. */
  readonly things: readonly string[];
  /** Whom it was asked about. Null: who asked. */
  readonly about: Somebody | null;
  /** In a sentence. Null: nobody said. */
  readonly why: string | null;
  /** The version of the policy whose rule decided: where it stands in the ledger. Null: no policy did. */
  readonly policy: bigint | null;
  /** Which of its rules, from 1. */
  readonly rule: number | null;
  /** Of columns that were allowed: with which mask alone. Absent: plain, or it is about something else. */
  readonly mask?: Mask | undefined;
  /** For which it was asked. Null, or absent: for none. */
  readonly purpose?: string | null | undefined;
  /** The newest version of a policy that was in force. Null: none was. Absent: that of when it is recorded. */
  readonly under?: bigint | null | undefined;
}

interface Somebody {
  readonly id: string;
  readonly name: string;
}

/** By which door somebody came in, and from where. */
export interface CameFrom {
  readonly door: 'graphql' | 'http' | 'cli';
  /** Of the client, as far as the server knows it. Null: it came by no network. */
  readonly address: string | null;
}

/** A decision as an entry tells it. */
export interface RecordedDecision extends Omit<Decided, 'things' | 'mask' | 'purpose' | 'under'> {
  /** How many things. */
  readonly things: number;
  /** The first few of them. */
  readonly names: readonly string[];
  /** Null: plain, or it is about something else. */
  readonly mask: Mask | null;
  /** For which it was asked. Null: for none, or the entry was written before purposes were recorded. */
  readonly purpose: string | null;
  readonly under: bigint | null;
  /** Of an entry that counts: how often the same was decided again within the minute. Else 1. */
  readonly count: number;
  /** Of an entry that counts: the entry of the first. */
  readonly first: bigint | null;
}

/** Things that an entry names. */
const NAMES_MAX = 20;
/** Of one name, and of a purpose. */
const NAME_LENGTH_MAX = 300;
/** Of the names that are shown in one line. */
const NAMES_SHOWN_MAX = 3;

/** The names that an entry has room for. */
function namesOf({ things }: Pick<Decided, 'things'>): readonly string[] {
  return things.slice(0, NAMES_MAX).map((thing) => thing.slice(0, NAME_LENGTH_MAX));
}

/** A decision as it is written; with `again`, how often it was decided again, and where its first stands. */
export function writtenDecision(decided: Decided, again?: { readonly count: number; readonly first: bigint }): JsonObject {
  const { action, outcome, things, about, why, policy, rule, mask, purpose, under } = decided;
  return {
    ...{ action, outcome, things: things.length, names: [...namesOf(decided)], why, rule },
    about: about === null ? null : { ...about },
    policy: policy?.toString() ?? null,
    under: under?.toString() ?? null,
    ...(mask === undefined ? {} : { mask }),
    ...(purpose == null ? {} : { purpose: hideSecrets(purpose).slice(0, NAME_LENGTH_MAX) }),
    ...(again === undefined ? {} : { count: again.count, first: again.first.toString() }),
  };
}

const Position = z.string().regex(/^\d+$/).transform(BigInt);
const Outcome = z.enum(['allowed', 'denied', 'done', 'refused']);
const From = z.object({ door: z.enum(['graphql', 'http', 'cli']), address: z.string().nullable() });
const Decision = z.object({
  action: z.string(),
  outcome: Outcome,
  things: z.number(),
  names: z.array(z.string()),
  about: z.object({ id: z.string(), name: z.string() }).nullable(),
  why: z.string().nullable(),
  policy: Position.nullable(),
  rule: z.number().nullable(),
  mask: z.enum(MASKS).nullable().default(null),
  purpose: z.string().nullable().default(null),
  under: Position.nullable(),
  count: z.number().default(1),
  first: Position.nullable().default(null),
});
const Body = z.object({
  name: z.string(),
  roles: z.array(z.string()),
  from: From.nullable(),
  decisions: z.array(Decision),
});

/** What an entry tells of one operation. */
export interface DecisionEntry {
  /** Of who asked. */
  readonly name: string;
  readonly roles: readonly string[];
  readonly from: CameFrom | null;
  readonly decisions: readonly RecordedDecision[];
}

/** Undefined: it is of another form. */
export function readDecisions(body: unknown): DecisionEntry | undefined {
  return Body.safeParse(body).data;
}

/** Where an act came from, as remarks say it, or its body. */
export function readFrom(told: unknown): CameFrom | null {
  return z.object({ from: From }).safeParse(told).data?.from ?? null;
}

/** Some names in one line. */
export function inOneLine({ names, things }: Pick<RecordedDecision, 'names' | 'things'>): string {
  const shown = names.slice(0, NAMES_SHOWN_MAX);
  return things > shown.length ? `${shown.join(', ')} and ${things - shown.length} more` : shown.join(', ');
}
