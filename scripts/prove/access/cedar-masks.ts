import type { RefHow, RefQuestion, RefRule } from '#testkit';

import { decideByCedar } from './cedar.ts';

// docs/decisions/0027-read-masked.md in the words of Cedar, which knows no masks: its engine is asked, for each `how`, whether the rules of that `how` would deny
// the column if they denied and all else were allowed.

/** Without the rule that set the mask. `how` of what is `unmaskable` is the mask that it would take. */
export type CedarReading = { readonly kind: 'denied' | 'plain' } | { readonly kind: 'masked' | 'unmaskable'; readonly how: RefHow };

const STRICTER: Readonly<Record<RefHow, readonly RefHow[]>> = {
  redact: ['redact'],
  hash: ['hash', 'redact'],
  partial: ['partial', 'hash', 'redact'],
};

/** A role that no policy names. */
const OPEN = '*';

export function readByCedar(question: RefQuestion): CedarReading {
  const parts = [question, ...partsWithin(question)];
  if (parts.some((part) => !decideByCedar(part))) return { kind: 'denied' };
  const { action, thing, masks = [] } = question;
  if (action !== 'read' || thing.kind !== 'column') return { kind: 'plain' };

  const mask = (['redact', 'hash', 'partial'] as const).find((how) => parts.some((part) => !decideByCedar(reduced(part, how))));
  if (mask === undefined) return { kind: 'plain' };
  const how = STRICTER[mask].find((one) => masks.includes(one));
  return how === undefined ? { kind: 'unmaskable', how: mask } : { kind: 'masked', how };
}

function partsWithin(question: RefQuestion): readonly RefQuestion[] {
  const { action, thing } = question;
  if (thing.kind !== 'column' || action === 'see') return [];
  return (thing.within ?? []).map((path) => ({ ...question, thing: { ...thing, path, isUnknown: false } }));
}

/** Where all is allowed, and the rules of this `how` deny. */
function reduced(question: RefQuestion, how: RefHow): RefQuestion {
  const { asker, policies } = question;
  const denials = policies.map((policy) => ({
    ...policy,
    rules: policy.rules
      .filter((rule) => rule.effect === 'mask' && rule.how === how)
      .map((rule): RefRule => ({ ...rule, effect: 'deny', action: 'read' })),
  }));
  const everything: RefRule = { effect: 'allow', roles: [OPEN], action: 'read', on: {} };
  const grants = [...asker.grants, { role: OPEN, team: null }];
  return { ...question, policies: [{ name: 'open', rules: [everything] }, ...denials], asker: { ...asker, grants } };
}
