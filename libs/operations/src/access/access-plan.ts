import { type StandingEntry, type Standings, subjectOf } from '#access';
import { canonicalJson, type JsonValue } from '#record';

import type { Act } from '../record-act.ts';

/** What applying an access file does to one team, role or quota. `left`: it is in force, and the file does not name it. */
export interface AccessChange {
  readonly what: 'team' | 'role' | 'quota' | 'dataset';
  readonly name: string;
  readonly change: 'added' | 'changed' | 'removed' | 'left' | 'same';
}

/** What becomes of one team, role or quota. */
export interface Planned {
  readonly change: AccessChange;
  /** What is to be recorded for it. */
  readonly entry?: StandingEntry;
}

/** In the order of the file, then what it does not name. */
export function planOf(before: Standings, after: Standings, isPruning: boolean): readonly Planned[] {
  const known = new Map(entriesOf(before).map((entry) => [subjectOf(entry), entry]));
  const wanted = new Map(entriesOf(after).map((entry) => [subjectOf(entry), entry]));
  const named = [...wanted].map(([subject, entry]): Planned => {
    const old = known.get(subject);
    if (old === undefined) return { change: changeOf(entry, 'added'), entry };
    return isSaid(old, entry) ? { change: changeOf(entry, 'same') } : { change: changeOf(entry, 'changed'), entry };
  });
  const others = [...known].filter(([subject]) => !wanted.has(subject));
  const unnamed = others.map(([, entry]): Planned =>
    isPruning ? { change: changeOf(entry, 'removed'), entry: gone(entry) } : { change: changeOf(entry, 'left') },
  );
  return [...named, ...unnamed];
}

/** All that is in force once a file is applied: what it says, and what it leaves. */
export function standingsAfter(before: Standings, said: Standings, isPruning: boolean): Standings {
  const { teams, roles, quotas, datasets = [] } = said;
  if (isPruning) return { ...before, teams, roles, quotas, datasets }; // what is no word of the file stays
  const merged = <Entry extends StandingEntry>(known: readonly Entry[], named: readonly Entry[]): readonly Entry[] => {
    const subjects = new Set(named.map(subjectOf));
    return [...known.filter((entry) => !subjects.has(subjectOf(entry))), ...named];
  };
  return {
    ...before,
    teams: merged(before.teams, said.teams),
    roles: merged(before.roles, said.roles),
    quotas: merged(before.quotas, said.quotas),
    datasets: merged(before.datasets ?? [], said.datasets ?? []),
  };
}

/** Whether two say the same of a team, a role or a quota. */
export function isSaid(left: StandingEntry, right: StandingEntry): boolean {
  return canonicalJson(bodyOf(left)) === canonicalJson(bodyOf(right));
}

/** As it is recorded. */
export function standingAct(entry: StandingEntry): Act {
  return { kind: 'policy', namespace: 'policies', subject: subjectOf(entry), body: bodyOf(entry) };
}

function entriesOf({ teams, roles, quotas, datasets = [] }: Standings): readonly StandingEntry[] {
  return [...teams, ...roles, ...quotas, ...datasets];
}

function changeOf(entry: StandingEntry, change: AccessChange['change']): AccessChange {
  if ('team' in entry) return { what: 'team', name: entry.team, change };
  if ('dataset' in entry) return { what: 'dataset', name: entry.dataset, change };
  return 'role' in entry ? { what: 'role', name: entry.role, change } : { what: 'quota', name: entry.quota, change };
}

function gone(entry: StandingEntry): StandingEntry {
  if ('team' in entry) return { team: entry.team, isGone: true };
  if ('dataset' in entry) return { dataset: entry.dataset, isGone: true };
  return 'role' in entry ? { role: entry.role, isGone: true } : { quota: entry.quota, isGone: true };
}

/** Plain data of text and lists. */
function bodyOf(entry: StandingEntry): JsonValue {
  return JSON.parse(JSON.stringify(entry)) as JsonValue; // what is undefined is left out
}
