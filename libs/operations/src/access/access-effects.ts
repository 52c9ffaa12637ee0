import { type HeldGrant, type HoldingChange, holdingChange, type RuleOfTeam, rulesOfTeams, type Standings } from '#access';
import { instantNow } from '#foundation';
import { peopleAt, type PersonThen, type Session } from '#store';

import { accessInForce } from '../ask/access-in-force.ts';
import type { Context } from '../context.ts';
import { candidates, type CouldEntry } from './who-could.ts';

/** What changes for a person, a group, or a name by which nobody has come in. */
export interface PersonChange extends HoldingChange, Pick<CouldEntry, 'kind' | 'name' | 'id'> {}

/** What a change of teams and roles does to people. */
export interface AccessEffects {
  /** By kind and name: those for whom something changes. All others decide as before, but for `rules`. */
  readonly people: readonly PersonChange[];
  /** Rules that speak of a team by name, which owns other things from now on. */
  readonly rules: readonly RuleOfTeam[];
}

export interface EffectsQuestion {
  readonly before: Standings;
  readonly after: Standings;
  /** `words`: only names and groups as the file has them, for who may not know who comes in by which. */
  readonly of: 'people' | 'words';
}

/** What a change of teams and roles does to people, by what each of them holds. Groups are judged as one who is in that group alone. */
export async function accessEffects(
  context: Pick<Context, 'tenant' | 'keys' | 'clock'>,
  session: Session,
  { before, after, of }: EffectsQuestion,
): Promise<AccessEffects> {
  const people = of === 'words' ? [] : await peopleAt(session, context.tenant, { at: instantNow(context.clock) });
  const { versions } = await accessInForce(context, session);
  return {
    people: changesOf(people, before, after),
    rules:
      of === 'words'
        ? []
        : rulesOfTeams(
            versions.map(({ policy }) => policy),
            before,
            after,
          ),
  };
}

function changesOf(people: readonly PersonThen[], before: Standings, after: Standings): readonly PersonChange[] {
  const had = new Map(Array.from(candidates(people, before), (entry) => [printOf(entry), entry]));
  const has = new Map(Array.from(candidates(people, after), (entry) => [printOf(entry), entry]));
  const held = (entries: ReadonlyMap<string, CouldEntry>, print: string): readonly HeldGrant[] => entries.get(print)?.grants ?? [];
  return [...new Map([...had, ...has])]
    .map(([print, { kind, name, id }]): PersonChange => ({
      ...{ kind, name, id },
      ...holdingChange({ grants: held(had, print), standings: before }, { grants: held(has, print), standings: after }),
    }))
    .filter(({ kind, gains, loses }) => kind !== 'admin' && gains.length + loses.length > 0)
    .sort((left, right) => (left.kind === right.kind ? (left.name < right.name ? -1 : 1) : left.kind < right.kind ? 1 : -1));
}

function printOf({ kind, name, id }: CouldEntry): string {
  return JSON.stringify([kind, name, id]);
}
