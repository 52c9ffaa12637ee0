import type { Dice } from './dice.ts';
import { BROKEN_GLASS, type RefEngagement, type RefGrant, type RefQuestion, type RefRule } from './reference-access.ts';

// Grants of random questions that no key, rule or access file can name: of engagements (docs/decisions/0021-engagements.md), and of broken glasses (0018).

const PURPOSES = ['soc2', 'Soc2', 'sepsis-model', 'billing'];
const DAY = 86_400_000_000_000n;

/** The question of somebody who has an engagement, or two, and mostly not much else; some rules are for auditors and for the purposes of engagements. */
export function engaged(dice: Dice, question: RefQuestion, patternFor: (dice: Dice, text: string) => string): RefQuestion {
  const { asker, thing } = question;
  const scope = (): readonly string[] =>
    Array.from({ length: dice.pick([1, 1, 2, 3]) }, () => {
      const near = thing.names.length > 0 && dice.chance(0.85) ? dice.pick(thing.names).namespace : 's3://lung';
      return patternFor(dice, near);
    });
  const engagements = Array.from({ length: dice.pick([1, 1, 1, 2]) }, (): RefGrant => ({
    role: 'auditor',
    team: null,
    until: asker.at + dice.pick([DAY, DAY, DAY, 1n, 0n, -1n]),
    engagement: { from: asker.at - dice.pick([DAY, DAY, DAY, 1n, 0n, -1n]), scope: scope(), purpose: dice.pick(PURPOSES) },
  }));
  const others = dice.chance(0.5) ? [] : dice.some(asker.grants, { least: 1, most: 2 });
  const grants = dice.chance(0.5) ? [...engagements, ...others] : [...others, ...engagements];
  const purposes = engagements.flatMap(({ engagement }) => engagement?.purpose ?? []);
  const policies = question.policies.map((policy) => ({ ...policy, rules: policy.rules.map((rule) => forAuditors(dice, rule, purposes)) }));
  const purpose = dice.chance(0.5) ? null : asker.purpose;
  return { ...question, policies, asker: { ...asker, grants, purpose } };
}

function forAuditors(dice: Dice, rule: RefRule, purposes: readonly RefEngagement['purpose'][]): RefRule {
  const roles = dice.chance(0.75) ? [...new Set([...rule.roles, 'auditor'])] : rule.roles;
  if (dice.chance(0.6)) return { ...rule, roles };
  return { ...rule, roles, purpose: dice.some([...purposes, ...PURPOSES], { least: 1, most: 2 }) };
}

/** The question of somebody for whom a glass is broken, or was until just now. */
export function glassBroken(dice: Dice, question: RefQuestion): RefQuestion {
  const { asker } = question;
  const glass: RefGrant = { role: BROKEN_GLASS, team: null, until: asker.at + dice.pick([DAY, 1n, 0n, 0n, -1n]) };
  const grants = dice.chance(0.5) ? [glass, ...asker.grants] : [...asker.grants, glass];
  return { ...question, asker: { ...asker, grants } };
}
