import type { Dice } from './dice.ts';
import type { RefHeld, RefQuestion, RefRule, RefThing } from './reference-access.ts';

// What things of random questions hold, and rules that ask for it (docs/decisions/0026-labels-decide.md).

const LEVELS = ['PUBLIC', 'INTERNAL', 'CONFIDENTIAL', 'PII', 'PHI'] as const satisfies readonly RefHeld['level'][];
const FORMS = ['plain', 'pseudonymised', 'inferred'] as const satisfies readonly RefHeld['form'][];

/** What tags of random questions say, in small letters: what is said of data is held by them. */
const SAID: Readonly<Record<string, RefHeld['level']>> = {
  'classification=phi': 'PHI',
  'classification=public': 'PUBLIC',
  pii: 'PII',
  'pii=yes': 'PII',
};

/** The question with labels that its thing holds, and with some rules that deny by them; `open` is a rule that allows all that it can. */
export function classified(dice: Dice, question: RefQuestion, open: RefRule): RefQuestion {
  const thing = { ...question.thing, ...heldBy(dice, question.thing) };
  const policies = question.policies.map((policy) => ({
    ...policy,
    rules: policy.rules.map((rule) => (canAsk(rule) && dice.chance(0.5) ? asking(dice, rule, thing) : rule)),
  }));
  const denial = asking(dice, { ...open, effect: 'deny', on: dice.chance(0.6) ? {} : { name: '*' } }, thing);
  const more = dice.chance(thing.kind === 'column' ? 0.5 : 0.25) ? [{ name: 'classified', rules: [open, denial] }] : [];
  return { ...question, policies: [...policies, ...more], thing };
}

function canAsk({ effect, on }: RefRule): boolean {
  return effect === 'deny' && on.facets === undefined && on.jobs === undefined;
}

/** The same rule, which now asks for a level: mostly one that the thing holds, or a neighbour of it. */
export function asking(dice: Dice, rule: RefRule, thing: RefThing): RefRule {
  const held = [...thing.held, ...[...thing.columnHeld.values()].flat()];
  const near =
    held.length > 0 && dice.chance(0.8) ? LEVELS.indexOf(dice.pick(held).level) + dice.pick([-1, 0, 0, 1]) : dice.below(LEVELS.length);
  const level = LEVELS[near] ?? 'PHI';
  const columns = rule.on.columns ?? (thing.kind === 'column' && dice.chance(0.75) ? ['*'] : undefined);
  const on = { ...rule.on, tag: undefined, classification: spelledAnyhow(dice, level), ...(columns === undefined ? {} : { columns }) };
  if (dice.chance(0.6)) return { ...rule, on: { ...on, form: dice.pick(FORMS) } };
  return { ...rule, on: dice.chance(0.3) ? { ...on, form: undefined } : on };
}

/** Capitals do not count. */
function spelledAnyhow(dice: Dice, level: string): string {
  const odd = Array.from(level, (letter) => (dice.chance(0.5) ? letter.toLowerCase() : letter)).join('');
  return dice.pick([level, level, level.toLowerCase(), odd]);
}

/** Of a column that nobody told of, only fields around it and within it hold anything. */
function heldBy(dice: Dice, thing: RefThing): Pick<RefThing, 'held' | 'columnHeld'> {
  const own = thing.kind === 'column' ? thing.path : 'id';
  const around = own.split('.').map((_, index, fields) => fields.slice(0, index + 1).join('.'));
  const paths = [...around, `${own}.within`, 'ssn', own.toUpperCase()].filter(() => dice.chance(0.45));
  const all = [...new Set([...thing.columnTags.keys(), ...paths])].filter(
    (path) => !(thing.kind === 'column' && thing.isUnknown && path === own),
  );
  return {
    held: labelsOf(dice, thing.tags),
    columnHeld: new Map(all.map((path) => [path, labelsOf(dice, thing.columnTags.get(path) ?? [])])),
  };
}

/** What the tags say, plain, and what came besides. */
function labelsOf(dice: Dice, tags: readonly string[]): readonly RefHeld[] {
  const said = tags.flatMap((tag): readonly RefHeld[] => {
    const level = SAID[tag.toLowerCase()];
    return level === undefined ? [] : [{ level, form: 'plain' }];
  });
  const came = Array.from({ length: dice.pick([0, 0, 1, 1, 2]) }, (): RefHeld => ({ level: dice.pick(LEVELS), form: dice.pick(FORMS) }));
  return [...said, ...came];
}
