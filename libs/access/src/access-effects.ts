import type { Grant } from './asker.ts';
import { type EmitterBounds, isClaimWithin, isWithin } from './emitters.ts';
import type { Policy } from './policy.ts';
import type { Standings } from './standings.ts';

// What a change of teams and roles comes to, for each whom it concerns: docs/decisions/0020. By what is held alone: who is not named here decides as before.

/** A role that somebody holds in some namespaces. */
export interface Holding {
  /** Null: of whatever role; these namespaces are of a team of theirs. Rules speak of it as `owner`. */
  readonly role: string | null;
  /** A pattern of namespaces. Null: everywhere. */
  readonly namespace: string | null;
}

/** What somebody holds after a change and not before, and the other way round. */
export interface HoldingChange {
  readonly gains: readonly Holding[];
  readonly loses: readonly Holding[];
}

interface Granted {
  readonly grants: readonly Grant[];
  readonly standings: Pick<Standings, 'teams'>;
}

/**
 * What changes for somebody. What another role or team gives all the same is no change, nor is another name of a team that owns the same. `role` of null stands
 * where no change of a role in those namespaces says more.
 */
export function holdingChange(before: Granted, after: Granted): HoldingChange {
  const [had, has] = [holdingsOf(before), holdingsOf(after)];
  return { gains: beyond(has, had), loses: beyond(had, has) };
}

function holdingsOf({ grants, standings }: Granted): readonly Holding[] {
  const owned = new Map(standings.teams.map(({ team, owns }) => [team, owns]));
  return grants.flatMap(({ role, team }): readonly Holding[] =>
    team === null
      ? [{ role, namespace: null }]
      : (owned.get(team) ?? []).flatMap((namespace) => [
          { role, namespace },
          { role: null, namespace },
        ]),
  );
}

function beyond(all: readonly Holding[], known: readonly Holding[]): readonly Holding[] {
  const places = new Map<string | null, string[]>();
  for (const { role, namespace } of known) if (namespace !== null) places.set(role, [...(places.get(role) ?? []), namespace]);
  const everywhere = new Set(known.flatMap(({ role, namespace }) => (namespace === null ? [role] : [])));
  const isKnown = ({ role, namespace }: Holding): boolean =>
    everywhere.has(role) || (namespace !== null && isWithin(namespace, places.get(role) ?? []));
  const changed = once(all.filter((holding) => !isKnown(holding)));
  const told = new Set(changed.flatMap(({ role, namespace }) => (role === null ? [] : [namespace])));
  return changed.filter(({ role, namespace }) => role !== null || !told.has(namespace));
}

function once(holdings: readonly Holding[]): readonly Holding[] {
  return [...new Map(holdings.map((holding) => [JSON.stringify([holding.role, holding.namespace]), holding])).values()];
}

/** What an emitter may do in some namespaces: speak for them, say things of them, take from them. */
export interface Claim {
  readonly may: 'speak for' | 'say things of' | 'take from';
  readonly namespace: string;
}

/** What an emitter may claim after a change and not before, and the other way round. */
export interface ClaimChange {
  readonly gains: readonly Claim[];
  readonly loses: readonly Claim[];
}

/** What changes for an emitter. Whoever speaks for a namespace may say things of it, and whoever may do that may take from it: that is not told twice. */
export function claimChange(before: EmitterBounds, after: EmitterBounds): ClaimChange {
  return { gains: claimsBeyond(after, before), loses: claimsBeyond(before, after) };
}

function claimsBeyond(all: EmitterBounds, known: EmitterBounds): readonly Claim[] {
  const says = [...known.namespaces, ...known.outputs];
  const takes = [...says, ...known.inputs];
  const lacking = (patterns: readonly string[], within: readonly string[]): readonly string[] => [
    ...new Set(patterns.filter((pattern) => !isClaimWithin(pattern, within))),
  ];
  const spoken = lacking(all.namespaces, known.namespaces);
  const said = lacking([...all.namespaces, ...all.outputs], says).filter((pattern) => !spoken.includes(pattern));
  const taken = lacking([...all.namespaces, ...all.outputs, ...all.inputs], takes).filter(
    (pattern) => !spoken.includes(pattern) && !said.includes(pattern),
  );
  return [
    ...spoken.map((namespace): Claim => ({ may: 'speak for', namespace })),
    ...said.map((namespace): Claim => ({ may: 'say things of', namespace })),
    ...taken.map((namespace): Claim => ({ may: 'take from', namespace })),
  ];
}

/** A rule that speaks of a team by name, which owns other things from now on: it decides otherwise for all whom it concerns, in the team or not. */
export interface RuleOfTeam {
  readonly policy: string;
  /** Which of its policy, from 1. */
  readonly rule: number;
  readonly team: string;
}

/** The rules of some policies whose team a change gives other namespaces, makes or removes. */
export function rulesOfTeams(
  policies: readonly Policy[],
  before: Pick<Standings, 'teams'>,
  after: Pick<Standings, 'teams'>,
): readonly RuleOfTeam[] {
  const ownedBy = ({ teams }: Pick<Standings, 'teams'>, name: string): string =>
    JSON.stringify([...(teams.find(({ team }) => team === name)?.owns ?? [])].sort());
  return policies.flatMap(({ name, rules }) =>
    rules.flatMap(({ on: { owner } }, index) =>
      owner === undefined || ownedBy(before, owner) === ownedBy(after, owner) ? [] : [{ policy: name, rule: index + 1, team: owner }],
    ),
  );
}
