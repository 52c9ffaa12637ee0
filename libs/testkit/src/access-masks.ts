import { asking } from './access-classifications.ts';
import type { Dice } from './dice.ts';
import type { RefHow, RefPolicy, RefQuestion, RefRule, RefThing } from './reference-access.ts';

// Rules of random questions that mask, masks that can be applied, and columns within columns (docs/decisions/0027-read-masked.md).

const HOWS = ['partial', 'hash', 'redact'] as const satisfies readonly RefHow[];

/** `open` allows all that it can; `draw` makes some rule about the question; `patterns` are of columns, mostly fitting the path. */
interface Making {
  readonly open: RefRule;
  readonly draw: () => RefRule;
  readonly patterns: (path: string) => readonly string[];
}

/** What is allowed and denied of the thing by itself stays as likely as it was, but that more is open where rules that mask are to decide. */
export function masked(dice: Dice, question: RefQuestion, making: Making): RefQuestion {
  const thing = withinOf(dice, question.thing);
  const rules = Array.from({ length: dice.pick([1, 1, 2, 2, 3]) }, () => maskFor(dice, thing, making));
  const opened = dice.chance(0.6) ? [making.open] : [];
  const policies = dice.chance(0.5)
    ? [...question.policies, { name: 'masks', rules: [...opened, ...rules] }]
    : spread(dice, [...question.policies, { name: 'masks', rules: opened }], rules);
  const asked = { ...question, policies: policies.filter((policy) => policy.rules.length > 0), thing };
  return dice.chance(0.15) ? asked : { ...asked, masks: dice.some(HOWS, { least: 0, most: 3 }) };
}

/** Among the other rules, wherever. */
function spread(dice: Dice, policies: readonly RefPolicy[], rules: readonly RefRule[]): readonly RefPolicy[] {
  return rules.reduce((all, rule) => {
    const at = dice.below(all.length);
    return all.map((policy, index) =>
      index === at ? { ...policy, rules: policy.rules.toSpliced(dice.below(policy.rules.length + 1), 0, rule) } : policy,
    );
  }, policies);
}

/** Half of the columns have columns within them, some of which are tagged. */
function withinOf(dice: Dice, thing: RefThing): RefThing {
  if (thing.kind !== 'column' || dice.chance(0.4)) return thing;
  const known = [...thing.columnTags.keys(), ...thing.columnHeld.keys()].filter((path) => path.startsWith(`${thing.path}.`));
  const within = [...new Set([...known, ...dice.some([`${thing.path}.within`, `${thing.path}.within.no`], { least: 0, most: 2 })])];
  const tagged = within.filter((path) => !thing.columnTags.has(path) && dice.chance(0.4)).map((path) => [path, ['pii=yes']] as const);
  return { ...thing, within, columnTags: new Map([...thing.columnTags, ...tagged]) };
}

/** A rule about columns: those asked for, around them, within them, or others. */
function maskFor(dice: Dice, thing: RefThing, { draw, patterns }: Making): RefRule {
  const drawn = draw();
  const near = thing.kind === 'column' ? [thing.path, thing.path, ...(thing.within ?? [])] : ['id'];
  const columns = dice.chance(0.25) ? ['*'] : patterns(dice.chance(0.9) ? dice.pick(near) : 'ssn');
  const on = { ...drawn.on, facets: undefined, jobs: undefined, columns };
  const action = dice.pick([undefined, undefined, 'read' as const, ['read' as const]]);
  const rule: RefRule = { ...drawn, action, effect: 'mask', how: dice.pick(HOWS), on };
  const holdsSomething = thing.held.length > 0 || thing.columnHeld.size > 0;
  return holdsSomething && dice.chance(0.4) ? asking(dice, rule, thing) : rule;
}
