import type { Instant } from '#foundation';
import type { Name } from '#lineage';

/** People who answer for some namespaces. */
export interface Team {
  readonly name: string;
  /** Patterns of namespaces: what lies there is the team's. */
  readonly owns: readonly string[];
}

/** One dataset to rules, whichever path its data take: the datasets, of streams and batch, that are its bodies, by its name. */
export type LogicalDatasets = ReadonlyMap<string, readonly Name[]>;

/** A role that somebody has. */
export interface Grant {
  readonly role: string;
  /** The team within whose namespaces the role is allowed things; null: everywhere. */
  readonly team: string | null;
  /** Before, it is not held yet. */
  readonly from?: Instant | undefined;
  /** From then on it is over. */
  readonly until?: Instant | undefined;
  /** Of an engagement: the namespaces within which it is allowed things, in place of those that a team owns. It owns none. */
  readonly scope?: readonly string[] | undefined;
  /** Of an engagement: what is said to be done with whatever is asked by it, also when who asks says nothing. */
  readonly purpose?: string | undefined;
}

/** A grant, and what it comes by: `group:` and its name, the person's own name or id, `key`: a role of its own, or `break-glass`. */
export interface HeldGrant extends Grant {
  readonly by: string;
}

/** Who asks, for what, and when. */
export interface Asker {
  readonly grants: readonly Grant[];
  /** All teams there are. */
  readonly teams: readonly Team[];
  /** The bodies of each logical dataset, by its name. Absent: there are none. */
  readonly logical?: LogicalDatasets;
  /** What is said to be done with it. Undefined: nothing was said. */
  readonly purpose?: string | undefined;
  readonly at: Instant;
}

/** The grants that are held at an instant. */
export function grantsInForce<Held extends Grant>({
  grants,
  at,
}: {
  readonly grants: readonly Held[];
  readonly at: Instant;
}): readonly Held[] {
  return grants.filter((grant) => isHeldAt(grant, at));
}

/** Whether a grant is held at an instant. */
export function isHeldAt({ from, until }: Grant, at: Instant): boolean {
  return (from === undefined || from <= at) && (until === undefined || at < until);
}

/** The teams of which somebody has a grant in force, of whatever role. */
export function teamsOf(asker: Asker): readonly Team[] {
  const names = new Set(grantsInForce(asker).map(({ team }) => team));
  return asker.teams.filter(({ name }) => names.has(name));
}

/** The same text for the same grants, to remember by what they come to. */
export function grantsPrint(grants: readonly Grant[]): string {
  return JSON.stringify(
    grants.map(({ role, team, from, until, scope, purpose }) => [role, team, from?.toString(), until?.toString(), scope, purpose]),
  );
}
