import { decideByReference, type RefAsker, type RefHow, type RefQuestion, type RefRule, type RefThing } from './reference-access.ts';

// The judge of docs/decisions/0027-read-masked.md, by the reduction that the page states: one rule at a time, as a rule that denies beside one that allows everything.

/**
 * What who asks is told. `masked`: `how` is the mask to apply. `unmaskable`: denied, for nothing that can be applied is as strict as `how`. `rule` set the
 * mask: of several with one `how` the first, policies in the order of the question.
 */
export type RefReading =
  | { readonly kind: 'denied' }
  | { readonly kind: 'plain' }
  | { readonly kind: 'masked' | 'unmaskable'; readonly how: RefHow; readonly rule: RefRuleName };

/** `rule` counts from 1. */
export interface RefRuleName {
  readonly policy: string;
  readonly rule: number;
}

type Mask = Omit<Extract<RefReading, { how: RefHow }>, 'kind'>;

/** From the least to the most strict. */
const HOWS = ['partial', 'hash', 'redact'] as const satisfies readonly RefHow[];
/** No rule can name it. */
const EVERYBODY = '*';

/** Whoever reads or writes a column has those within it; what is seen is judged by itself. Nothing but reading a column is masked. */
export function readByReference(question: RefQuestion): RefReading {
  const all = question.action === 'see' ? [question] : [question, ...withinAsked(question)];
  if (!all.every(decideByReference)) return { kind: 'denied' };
  if (question.action !== 'read') return { kind: 'plain' };

  const mask = strictest(question, all);
  if (mask === undefined) return { kind: 'plain' };
  const applied = HOWS.slice(HOWS.indexOf(mask.how)).find((how) => question.masks?.includes(how));
  return applied === undefined ? { kind: 'unmaskable', ...mask } : { kind: 'masked', ...mask, how: applied };
}

function withinAsked(question: RefQuestion): readonly RefQuestion[] {
  const { thing } = question;
  if (thing.kind !== 'column') return [];
  return (thing.within ?? []).map((path) => ({ ...question, thing: { ...thing, path, isUnknown: false, within: undefined } }));
}

/** Of all that are read, by whatever rule. */
function strictest({ policies }: RefQuestion, all: readonly RefQuestion[]): Mask | undefined {
  const met = policies.flatMap(({ name, rules }) =>
    rules.flatMap((rule, place): readonly Mask[] => {
      if (rule.effect !== 'mask') return [];
      const how = howOf(rule);
      return all.some((one) => isMaskedBy(rule, one)) ? [{ how, rule: { policy: name, rule: place + 1 } }] : [];
    }),
  );
  return HOWS.toReversed().flatMap((how) => met.filter((mask) => mask.how === how))[0];
}

/** Throws a RangeError for a rule that masks and is none: it would mask nothing, or more than it says. */
function howOf({ how, action, on }: RefRule): RefHow {
  const isOfColumns = on.columns !== undefined && on.facets === undefined && on.jobs === undefined;
  const isOfReading = action === undefined || [action].flat().every((one) => one === 'read');
  if (how === undefined || !isOfColumns || !isOfReading)
    throw new RangeError('A rule that masks says how, and columns, and no action but read.');
  return how;
}

function isMaskedBy(rule: RefRule, question: RefQuestion): boolean {
  const { asker, thing } = question;
  if (!isNamedColumn(thing)) return false;
  const everything: RefRule = { effect: 'allow', roles: [EVERYBODY], action: 'read', on: {} };
  const denial: RefRule = { ...rule, effect: 'deny', action: 'read' };
  return !decideByReference({ ...question, policies: [{ name: 'reduced', rules: [everything, denial] }], asker: withEverybody(asker) });
}

function isNamedColumn({ kind, names }: RefThing): boolean {
  return kind === 'column' && names.length > 0;
}

function withEverybody(asker: RefAsker): RefAsker {
  return { ...asker, grants: [...asker.grants, { role: EVERYBODY, team: null }] };
}
