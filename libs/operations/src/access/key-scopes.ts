import { isInScope, isNoWider, type Scope, scopesAmong, scopesProblem, scopesSaid } from '#access';
import { Failure } from '#foundation';
import type { KeyHolder, StoredKey } from '#store';

import type { Context, Principal } from '../context.ts';
import { noteDenial } from '../denials.ts';

/** A key that is about to be made, and for whom. */
export interface ScopeWish extends Pick<KeyHolder, 'kind' | 'name'> {
  /** Absent: all that its holder may; of who comes by a key with scopes, those. */
  readonly scopes?: readonly Scope[] | undefined;
}

/**
 * The scopes of a key as somebody may make it: no wider than the key by which that is done. Throws BAD_REQUEST on what are no scopes, and ACCESS_DENIED, which it
 * notes, where the key would be wider, or an emitter's would be good for nothing.
 */
export function scopesInHand(context: Context, principal: Principal, { kind, name, scopes }: ScopeWish): readonly Scope[] | undefined {
  const problem = scopes === undefined ? undefined : scopesProblem(scopes);
  if (problem !== undefined) throw new Failure('BAD_REQUEST', `The scopes cannot be used: ${problem}.`);
  const own = principal.scopes;
  const wanted = scopes === undefined ? undefined : scopesAmong(scopes);
  if (own === undefined) return wanted;
  const what = `make a key for ${name}`;
  const given = wanted ?? own;
  if (!isNoWider(given, own))
    deny(context, principal, { what, message: `Your key has ${scopesSaid(own)}, and so no key that it makes has another.` });
  if (kind === 'emitter' && !isInScope(given, 'send'))
    deny(context, principal, {
      what,
      message: `Your key has ${scopesSaid(own)}, and so makes no key that sends. Use one that has the scope send, or none.`,
    });
  return given;
}

/** Throws ACCESS_DENIED, and notes it, where the key that comes after some, which has their scopes, would be wider than the key by which that is done. */
export function requireNoWider(context: Context, principal: Principal, keys: readonly Pick<StoredKey, 'name' | 'scopes'>[]): void {
  const { scopes: own } = principal;
  const wider = own === undefined ? undefined : keys.find(({ scopes }) => !isNoWider(scopes, own));
  if (own === undefined || wider === undefined) return;
  const has = wider.scopes === undefined ? 'no scopes, and so is limited by none' : scopesSaid(wider.scopes);
  deny(context, principal, {
    what: `rotate a key of ${wider.name}`,
    message: `Your key has ${scopesSaid(own)}, and that of ${wider.name} has ${has}; so would the next. Use another key.`,
  });
}

function deny(context: Context, principal: Principal, { what, message }: { readonly what: string; readonly message: string }): never {
  noteDenial(context, principal, { action: 'use key', what, why: message, policy: null });
  throw new Failure('ACCESS_DENIED', message);
}
