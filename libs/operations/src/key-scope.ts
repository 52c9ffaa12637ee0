import { isInScope, type Scope, scopesSaid } from '#access';
import { Failure } from '#foundation';

import type { Context, Principal } from './context.ts';
import { denialsRecorded, noteDenial } from './denials.ts';
import { requireStorable } from './storable-input.ts';

/** What somebody asks for, and the scope that a key needs for it. */
export interface ScopedWork {
  readonly needed: Scope;
  /** The operation, as the trail names it. */
  readonly what: string;
}

/** Throws ACCESS_DENIED, once that is recorded as a denial, to whoever comes by a key that may not be used for this. */
export async function requireScope(context: Context, principal: Principal, { needed, what }: ScopedWork): Promise<void> {
  const failure = outOfScope(principal, needed);
  if (failure === undefined) return;
  noteDenial(context, principal, { action: 'use key', what, why: failure.message, policy: null });
  await denialsRecorded(context);
  throw failure;
}

/** The failure of whoever comes by a key that may not be used for something. Undefined: it may, or it comes by no key. */
export function outOfScope({ scopes }: Principal, needed: Scope): Failure | undefined {
  if (scopes === undefined || isInScope(scopes, needed)) return undefined;
  const message = `Your key has ${scopesSaid(scopes)}, and this needs the scope ${needed}. Use another key, or ask who gave you this one.`;
  return new Failure('ACCESS_DENIED', message);
}

/**
 * An operation for those alone whose key may be used for it, or who come by none, and about what can be named: that is asked before all else. `many`: what is asked
 * holds many questions, and each of them is looked into by itself.
 */
export function needs<Args extends readonly [Context, Principal, ...unknown[]], Result>(
  needed: Scope,
  operation: (...args: Args) => Promise<Result>,
  { many = false } = {},
): (...args: Args) => Promise<Result> {
  const what = operation.name;
  return async (...args) => {
    const [context, principal, ...input] = args;
    if (principal.scopes !== undefined) await requireScope(context, principal, { needed, what });
    if (!many) input.forEach(requireStorable);
    return operation(...args);
  };
}
