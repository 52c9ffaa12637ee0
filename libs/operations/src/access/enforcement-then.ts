import { type AskedAction, guarding, guardsOf, type Guarding, holdsEverywhere, type Labels, labelsAsked } from '#access';
import type { Instant } from '#foundation';
import type { NodeId } from '#lineage';
import { type EnforcedStretch, labelsWith, peopleAt, type PersonThen, stretchesAt } from '#store';

import type { Reading } from '../ask/ask.ts';
import { grantsOf } from '../ask/sight.ts';
import { GATEWAY } from './gateway.ts';
import type { RulesThen } from './rules-then.ts';

/** A system that tells that it heeds an answer, and who says so of it. */
export interface EnforcingSystem {
  readonly system: string;
  readonly by: { readonly id: string; readonly name: string };
  /** From when on it told the same without a gap. */
  readonly since: Instant;
  /** Until when, if it tells it no more. */
  readonly until: Instant;
}

/**
 * Who holds to an answer: `headgate` to what is seen in it. Of the data itself `reported`, where systems told of all names of the thing that they heed it; that is a
 * claim of theirs. Else nobody told.
 */
export interface Enforced {
  readonly enforcement: 'headgate' | 'reported' | 'not known';
  /** Those by which it is reported, by who tells it and by name. */
  readonly enforcedBy: readonly EnforcingSystem[];
}

/** What was told of a time, by whom it counts: those who had the role gateway everywhere then. */
export interface ToldThen extends Guarding {
  readonly stretch: EnforcedStretch;
  readonly by: PersonThen;
}

/** One statement, and where something was told one more. */
export async function toldThen({ asked }: Reading, { at, size, inForce }: RulesThen): Promise<readonly ToldThen[]> {
  const told = await stretchesAt(asked.session, asked.tenant, { at, size });
  if (told.length === 0) return [];
  const ids = [...new Set(told.map(({ by }) => by))];
  const people = await peopleAt(asked.session, asked.tenant, { at, called: { ids, names: [], subjects: [] } });
  const gateways = new Map(
    people.filter((each) => holdsEverywhere(grantsOf(each, inForce.standings), GATEWAY)).map((each) => [each.id, each]),
  );
  return told.flatMap((stretch) => {
    const by = gateways.get(stretch.by);
    return by === undefined ? [] : [{ stretch, by, guards: guardsOf(stretch) }];
  });
}

/**
 * Who holds to answers about things, by their labels. What somebody tells counts of things alone that they see in Headgate: of what is hidden from them it is
 * nothing, and they find out nothing by telling it.
 */
export async function enforcedThen(
  reading: Reading,
  then: RulesThen,
  actions: readonly AskedAction[],
): Promise<(action: AskedAction, labels: Labels) => Enforced> {
  return enforcedAs(then, actions.some((action) => action !== 'see') ? await toldThen(reading, then) : []);
}

function enforcedAs(then: RulesThen, told: readonly ToldThen[]): (action: AskedAction, labels: Labels) => Enforced {
  return (action, labels) => {
    if (action === 'see') return BY_HEADGATE;
    const seeing = told.filter(
      ({ stretch, by }) =>
        stretch.actions.includes(action) &&
        then.inForce.viewFor(grantsOf(by, then.inForce.standings), then.at).dataset(labels) === undefined,
    );
    const enforcedBy = guarding(seeing, labels.names).map(({ stretch: { system, since, until }, by: { id, name } }) => ({
      ...{ system, since, until },
      by: { id, name },
    }));
    return enforcedBy.length === 0 ? NOT_KNOWN : { enforcement: 'reported', enforcedBy };
  };
}

/** Who holds to answers about all of some datasets: reported where it is of each of them. One statement, and where something was told two more. */
export async function enforcedOfAll(
  reading: Reading,
  { then, action, nodes }: { readonly then: RulesThen; readonly action: AskedAction; readonly nodes: readonly { readonly node: NodeId }[] },
): Promise<Enforced> {
  const told = await toldThen(reading, then);
  if (told.length === 0) return NOT_KNOWN;
  const enforced = enforcedAs(then, told);
  const ids = nodes.map(({ node }) => node);
  const labels = await labelsWith(reading.asked, ids, { asks: labelsAsked(then.inForce.policies), present: reading.asked.asOf });
  const each = ids.map((node) => {
    const ofThing = labels.get(node);
    return ofThing === undefined ? NOT_KNOWN : enforced(action, ofThing);
  });
  if (each.length === 0 || each.some(({ enforcement }) => enforcement !== 'reported')) return NOT_KNOWN;
  const systems = new Map(
    each.flatMap(({ enforcedBy }) => enforcedBy).map((system) => [JSON.stringify([system.by.id, system.system]), system]),
  );
  return { enforcement: 'reported', enforcedBy: [...systems.values()] };
}

export const BY_HEADGATE: Enforced = { enforcement: 'headgate', enforcedBy: [] };
export const NOT_KNOWN: Enforced = { enforcement: 'not known', enforcedBy: [] };
