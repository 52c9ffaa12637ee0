import type { Action, ColumnAccess, Denied, Mask } from '#access';
import { formatInstant, type Instant } from '#foundation';

import type { PolicyVersion } from '../ask/access-in-force.ts';

/** Which rule decided. */
export interface DecidingRule {
  readonly name: string;
  readonly version: bigint;
  /** From 1. */
  readonly rule: number;
}

/** What was decided, and by what. */
export interface Verdict {
  readonly isAllowed: boolean;
  /** Null: it is allowed, and plain, or no rule allows it. */
  readonly policy: DecidingRule | null;
  /** In a sentence. */
  readonly why: string;
}

/** What was decided of a column. */
export interface ColumnVerdict extends Verdict {
  readonly column: string;
  /** With which mask it is allowed. Null: plain, or it is denied. */
  readonly mask: Mask | null;
}

/** What was decided of a facet. */
export interface FacetVerdict extends Verdict {
  readonly facet: string;
  /** It is shown as it came, to the letter. False: without what may name what is hidden, or it is denied. */
  readonly isWhole: boolean;
}

/** What was asked, and by which rules it is judged. */
export interface Words {
  readonly versions: readonly PolicyVersion[];
  readonly action: Action;
  readonly at: Instant;
}

/** Undefined: it is allowed. */
export function verdict(denied: Denied | undefined, { versions, action, at }: Words): Verdict {
  if (denied === undefined)
    return { isAllowed: true, policy: null, why: `The rules in force at ${formatInstant(at)} allow to ${action} it.` };
  const policy = decidingRule(versions, denied);
  if (policy === null) return { isAllowed: false, policy, why: `No rule in force at ${formatInstant(at)} allows to ${action} it.` };
  return { isAllowed: false, policy, why: `${ruleSaid(policy)} denies to ${action} it.` };
}

/** Of a column. */
export function verdictOn(found: ColumnAccess, words: Words): Omit<ColumnVerdict, 'column'> {
  if (found.kind !== 'masked') return { ...verdict(found.kind === 'denied' ? found.denied : undefined, words), mask: null };
  const { masked, taken: mask = null } = found;
  const policy = decidingRule(words.versions, masked);
  const said = `${policy === null ? 'A rule' : ruleSaid(policy)} masks it: it may be read masked alone (${masked.how})`;
  if (mask === null) return { isAllowed: false, policy, mask, why: `${said}, and the question names no mask that is as strict.` };
  return { isAllowed: true, policy, mask, why: mask === masked.how ? `${said}.` : `${said}, and ${mask} is stricter.` };
}

function ruleSaid({ name, version, rule }: DecidingRule): string {
  return `Rule ${rule} of the policy ${name}, version ${version},`;
}

/** The rule of a policy in the version that was in force. Null: the built-in rule, or none. */
export function decidingRule(versions: readonly PolicyVersion[], { policy: name, rule }: Denied): DecidingRule | null {
  const version = name === null ? undefined : versions.find(({ policy }) => policy.name === name);
  return version === undefined || name === null || rule === null ? null : { name, version: version.position, rule };
}
