import type { Scope } from '#access';

import type { KeyScope } from './generated.ts';

const TOLD: Readonly<Record<Scope, KeyScope>> = { send: 'SEND', ask: 'ASK', decide: 'DECIDE', manage: 'MANAGE' };
const NAMED: Readonly<Record<KeyScope, Scope>> = { SEND: 'send', ASK: 'ask', DECIDE: 'decide', MANAGE: 'manage' };

/** Null: the key is limited by none. */
export function scopesTold(scopes: readonly Scope[] | undefined): readonly KeyScope[] | null {
  return scopes?.map((scope) => TOLD[scope]) ?? null;
}

export function scopesNamed(scopes: readonly KeyScope[] | null | undefined): readonly Scope[] | undefined {
  return scopes?.map((scope) => NAMED[scope]);
}
