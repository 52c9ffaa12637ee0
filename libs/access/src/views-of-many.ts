import type { Name } from '#lineage';

import { type Asker, type Grant, grantsPrint, isHeldAt } from './asker.ts';
import { SEES_EVERYTHING } from './broken-glass.ts';
import type { Action, Policy } from './policy.ts';
import { isBuiltInRole } from './roles.ts';
import { deniesNames } from './row-rules.ts';
import { indexAbout, indexOf, indexUnread, type RuleIndex } from './rules-for.ts';
import { seesAll, valuesBy, type View, viewBy, viewOf } from './view.ts';

/**
 * What many askers may do with one thing, by its names. Of a thousand policies few meet it, and askers whom the same of its rules concern are one: a view is made
 * for each of those alone. What it says of other things is nothing.
 */
export function viewsAbout(
  policies: readonly Policy[],
  names: readonly Name[],
  { action, ...asker }: Omit<Asker, 'grants'> & { readonly action: Action },
): (grants: readonly Grant[]) => View {
  const index = indexAbout(indexOf(policies), names);
  const isMet = (role: string): boolean => action === 'see' && (isBuiltInRole(role) || role === 'admin' || role === SEES_EVERYTHING);
  return madeAlike(index, { isMet, at: asker.at }, (grants) => viewBy(index, { ...asker, grants }, action));
}

/** As `valuesShown`, of many askers, about one dataset by its names; or of any (null), when all that is asked is whether there is such a rule. As `viewsAbout`. */
export function valuesShownAbout(
  policies: readonly Policy[],
  names: readonly Name[] | null,
  asker: Omit<Asker, 'grants'>,
): (grants: readonly Grant[]) => View | undefined {
  const all = indexOf(policies);
  if (!all.keepsUnread) return () => undefined;
  const index = indexUnread(names === null ? all : indexAbout(all, names));
  const isMet = (role: string): boolean => role === 'admin' || role === SEES_EVERYTHING;
  return madeAlike(index, { isMet, at: asker.at }, (grants) => valuesBy(index, { ...asker, grants }));
}

/**
 * Whether a dataset, a column or a job may be denied to each of many askers, as `hidesNames` says of one. What a grant opens, and what is denied by it, is the same
 * whatever else is held: so each grant is looked at once.
 */
export function namesHidden(policies: readonly Policy[], asker: Omit<Asker, 'grants'>): (grants: readonly Grant[]) => boolean {
  const known = new Map<string, { readonly seesAll: boolean; readonly isOpen: boolean; readonly denies: boolean }>();
  const comesBy = (grant: Grant) => {
    const key = grantKey(grant);
    const found = known.get(key);
    if (found !== undefined) return found;
    const alone = { ...asker, grants: [grant] };
    const { rows } = viewOf(policies, alone);
    const made = { seesAll: seesAll(alone), isOpen: rows.isOpen, denies: deniesNames(rows) };
    known.set(key, made);
    return made;
  };
  return (grants) => {
    let [isOpen, denies] = [false, false];
    for (const grant of grants) {
      const by = comesBy(grant);
      if (by.seesAll) return false;
      isOpen ||= by.isOpen;
      denies ||= by.denies;
    }
    return !isOpen || denies;
  };
}

/** One is made for all whom the same of some rules concern. Of a role that none of these names it is asked whether it counts all the same. */
function madeAlike<Made>(
  { rules, byRole }: RuleIndex,
  { isMet, at }: { readonly isMet: (role: string) => boolean; readonly at: Asker['at'] },
  make: (grants: readonly Grant[]) => Made,
): (grants: readonly Grant[]) => Made {
  const asksOwn = rules.some(({ rule: { on } }) => on.owner === 'own' || on.owner === 'others');
  const counts = (grant: Grant): boolean => {
    const { role, team } = grant;
    return (byRole.has(role) || isMet(role) || (asksOwn && team !== null)) && isHeldAt(grant, at);
  };
  const known = new Map<string, { readonly made: Made }>();
  return (grants) => {
    const met = grants.filter(counts).sort(byRoleAndTeam); // in whatever order they are held, they come to the same
    const key = met.length === 0 ? '' : grantsPrint(met);
    const found = known.get(key) ?? { made: make(met) };
    known.set(key, found);
    return found.made;
  };
}

/** As `grantsPrint`, of one: nearly all are a role and a team alone, and ten thousand people are asked about at once. */
function grantKey(grant: Grant): string {
  const { role, team, from, until, scope, purpose } = grant;
  const isPlain = from === undefined && until === undefined && scope === undefined && purpose === undefined;
  if (!isPlain) return grantsPrint([grant]);
  return team === null ? role : `${role} ${team}`; // neither has a space
}

function byRoleAndTeam(left: Grant, right: Grant): number {
  const [one, other] = [`${left.role} ${left.team ?? ''}`, `${right.role} ${right.team ?? ''}`];
  return one < other ? -1 : one > other ? 1 : 0;
}
