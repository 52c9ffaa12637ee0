import { z } from 'zod';

import type { Instant } from '#foundation';

import { glassEntry } from './broken-glass.ts';
import { jsonIn } from './json-in.ts';
import { type Policy, PolicyShape, readPolicy } from './policy.ts';

const Position = z
  .string()
  .regex(/^\d{1,18}$/)
  .transform(BigInt);
const Why = z.string().nullable();

/** How a version came into force. `draft` of null: it was drafted and approved in one step. */
const OriginShape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('approval'), draft: Position.nullable(), isAlone: z.boolean() }),
  z.strictObject({ kind: z.literal('rollback'), to: Position, why: Why }),
]);
const VersionShape = z.strictObject({ policy: PolicyShape, base: Position.nullable(), origin: OriginShape });
type Version = z.infer<typeof VersionShape>;

/** What is done about a policy without a new version: it is drafted, a draft is turned down, a rollback is approved after the fact. */
const StepShape = z.discriminatedUnion('did', [
  z.strictObject({ did: z.literal('draft'), policy: PolicyShape, base: Position.nullable(), why: Why }),
  z.strictObject({ did: z.literal('reject'), draft: Position, why: Why }),
  z.strictObject({ did: z.literal('approve'), version: Position, isAlone: z.boolean() }),
]);
type Step = z.infer<typeof StepShape>;

/** Entries of the ledger about changes that are no versions are called so, with the policy's name behind. No policy, team or role is. */
const CHANGE = 'change:';

/** Under what a draft of a policy and what becomes of it is found again. */
export function changeSubject(name: string): string {
  return `${CHANGE}${name}`;
}

/** The policy that an entry with a subject is about. Undefined: it is about none. */
export function policyOf(subject: string): string | undefined {
  const what = subject === '' ? undefined : policySubject(subject);
  if (what === 'version') return subject;
  return what === 'change' ? subject.slice(CHANGE.length) : undefined;
}

/** What an entry of the ledger is about, by its subject. */
export function policySubject(subject: string): 'version' | 'change' | 'standing' | 'review' {
  if (!subject.includes(':')) return 'version';
  if (glassEntry(subject) === 'review') return 'review';
  return subject.startsWith(CHANGE) ? 'change' : 'standing';
}

/** Plain data as an entry of the ledger holds it: positions are text. */
export type Written<Value> = Value extends bigint ? string : Value extends object ? { [Key in keyof Value]: Written<Value[Key]> } : Value;

/** The body of a version's entry. */
export type WrittenVersion = Written<Version>;
/** The body of an entry about a change. */
export type WrittenStep = Written<Step>;

/** The version that an entry holds: bare, as before there were approvals, or with how it came into force. Undefined: it cannot be read. */
export function readVersion(text: string): (Pick<Version, 'policy'> & Partial<Version>) | undefined {
  const whole = VersionShape.safeParse(jsonIn(text));
  if (whole.success) return whole.data;
  const bare = readPolicy(text);
  return bare.kind === 'policy' ? { policy: bare.policy } : undefined;
}

/** What an entry says of a change. Undefined: it cannot be read. */
export function readStep(text: string): Step | undefined {
  return StepShape.safeParse(jsonIn(text)).data;
}

/** An entry of the ledger about a policy. */
export interface PolicyEntry {
  readonly position: bigint;
  readonly subject: string;
  readonly by: string;
  readonly at: Instant;
  readonly text: string;
}

/** Who did something, and when. */
export interface Done {
  readonly position: bigint;
  readonly by: string;
  readonly at: Instant;
}

/** `owed`: a rollback is in force and waits for its second approval. `overtaken`: another version came into force since the draft. */
export type ChangeState = 'waiting' | 'owed' | 'approved' | 'rejected' | 'overtaken';

/** A change of a policy from its draft to what became of it. */
export interface PolicyChange extends Done {
  /** `application`: it was drafted and approved in one step. */
  readonly kind: 'draft' | 'application' | 'rollback';
  readonly state: ChangeState;
  readonly policy: Policy;
  /** The version in force when it was made. Null: there was none, or nobody wrote it down. */
  readonly base: bigint | null;
  /** The version that it became, and who put it into force. Null: none. */
  readonly version: Done | null;
  readonly isInForce: boolean;
  /** Nobody but its author approved it. */
  readonly isAlone: boolean;
  /** Who approved or rejected it. Null: nobody yet, or its author in the same step. */
  readonly decided: Done | null;
  /** Of a rollback: the version that it goes back to. */
  readonly to: bigint | null;
  readonly why: string | null;
  /** Why it was rejected. */
  readonly whyRejected: string | null;
}

/** All changes of policies that some entries, in the order of the ledger, come to, in that order. Throws on an entry that cannot be read. */
export function policyChanges(entries: readonly PolicyEntry[]): readonly PolicyChange[] {
  const changes = new Map<bigint, PolicyChange>();
  const newest = new Map<string, bigint>();
  const amend = (position: bigint, more: Partial<PolicyChange>): void => {
    const known = changes.get(position);
    if (known !== undefined) changes.set(position, { ...known, ...more });
  };
  for (const entry of entries) {
    if (policySubject(entry.subject) === 'version') {
      newest.set(entry.subject, entry.position);
      takeVersion(entry, { changes, amend });
    } else takeStep(entry, { changes, amend });
  }
  return [...changes.values()].map((change) => {
    const inForce = newest.get(change.policy.name) ?? null;
    const isOvertaken = change.state === 'waiting' && change.base !== inForce;
    return { ...change, isInForce: change.version !== null && change.version.position === inForce, ...(isOvertaken ? OVERTAKEN : {}) };
  });
}

const OVERTAKEN = { state: 'overtaken' } as const;

interface Folding {
  readonly changes: Map<bigint, PolicyChange>;
  readonly amend: (position: bigint, more: Partial<PolicyChange>) => void;
}

function takeVersion(entry: PolicyEntry, { changes, amend }: Folding): void {
  const read = readVersion(entry.text);
  if (read === undefined) throw unreadable(entry);
  const { policy, base = null, origin } = read;
  const done = doneBy(entry);
  if (origin?.kind === 'approval' && origin.draft !== null) {
    amend(origin.draft, { state: 'approved', version: done, decided: done, isAlone: origin.isAlone });
    return;
  }
  const change = { ...begun(entry, policy, base), version: done };
  if (origin?.kind === 'rollback')
    changes.set(entry.position, { ...change, kind: 'rollback', state: 'owed', to: origin.to, why: origin.why });
  else changes.set(entry.position, { ...change, kind: 'application', state: 'approved', isAlone: origin?.isAlone ?? true });
}

function takeStep(entry: PolicyEntry, { changes, amend }: Folding): void {
  const step = readStep(entry.text);
  const decided = doneBy(entry);
  switch (step?.did) {
    case 'draft':
      changes.set(entry.position, { ...begun(entry, step.policy, step.base), why: step.why });
      return;
    case 'reject':
      amend(step.draft, { state: 'rejected', decided, whyRejected: step.why });
      return;
    case 'approve':
      amend(step.version, { state: 'approved', decided, isAlone: step.isAlone });
      return;
    case undefined:
      throw unreadable(entry);
  }
}

function begun(entry: PolicyEntry, policy: Policy, base: bigint | null): PolicyChange {
  return {
    ...doneBy(entry),
    ...{ kind: 'draft', state: 'waiting', policy, base, version: null, isInForce: false, isAlone: false },
    ...{ decided: null, to: null, why: null, whyRejected: null },
  };
}

function doneBy({ position, by, at }: PolicyEntry): Done {
  return { position, by, at };
}

function unreadable({ position }: PolicyEntry): Error {
  return new Error(`The policy at position ${position} cannot be read: its body is gone, or it is of a newer Headgate.`);
}
