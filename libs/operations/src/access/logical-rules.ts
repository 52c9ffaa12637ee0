import type { Policy } from '#access';
import { Failure } from '#foundation';
import type { Session } from '#store';

import { accessInForce } from '../ask/access-in-force.ts';
import type { Context } from '../context.ts';
import type { Planned } from './access-plan.ts';

/** The rules in force that speak of logical datasets, in words, by the dataset's name. */
type RulesOfLogical = ReadonlyMap<string, readonly string[]>;

/** Which rules speak of which logical datasets now. */
export async function rulesOfLogical(context: Pick<Context, 'tenant' | 'keys'>, session: Session): Promise<RulesOfLogical> {
  const rules = new Map<string, string[]>();
  for (const policy of (await accessInForce(context, session)).policies)
    for (const { on, called } of speakingOfLogical(policy))
      rules.set(on, [...(rules.get(on) ?? []), `${called.toLowerCase()} of ${policy.name}`]);
  return rules;
}

/** The rules and labels of a policy that speak of logical datasets: of which, and what they are called. */
export function speakingOfLogical({ rules, labels = [] }: Policy): readonly { readonly on: string; readonly called: string }[] {
  const called =
    (word: string) =>
    ({ on: { logical } }: { readonly on: { readonly logical?: string | undefined } }, index: number) =>
      logical === undefined ? [] : [{ on: logical, called: `${word} ${index + 1}` }];
  return [...rules.flatMap(called('Rule')), ...labels.flatMap(called('Label'))];
}

/** Throws BAD_REQUEST when a logical dataset would be gone of which a rule in force speaks: a rule that denies would deny nothing. */
export function refuseLost(planned: readonly Planned[], rules: RulesOfLogical): void {
  for (const { name, spoken } of spokenOf(planned, rules, 'removed'))
    throw new Failure(
      'BAD_REQUEST',
      `The logical dataset ${name}, which the file does not name, cannot be removed: ${spoken} speaks of it. Lift that first, or name the dataset.`,
    );
}

/** What an administrator should know of rules whose bodies change. */
export function remarksOnLogical(planned: readonly Planned[], rules: RulesOfLogical): readonly string[] {
  return spokenOf(planned, rules, 'changed').map(({ name, spoken }) => `The logical dataset ${name} changes, and ${spoken} speaks of it.`);
}

function spokenOf(
  planned: readonly Planned[],
  rules: RulesOfLogical,
  became: Planned['change']['change'],
): readonly { readonly name: string; readonly spoken: string }[] {
  return planned.flatMap(({ change: { what, name, change } }) => {
    const spoken = rules.get(name);
    return what === 'dataset' && change === became && spoken !== undefined ? [{ name, spoken: spoken.join(', ') }] : [];
  });
}
