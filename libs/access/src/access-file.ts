import { z } from 'zod';

import { isStorable } from '#record';

import type { Asker, Grant, HeldGrant, Team } from './asker.ts';
import { type BrokenGlass, GlassShape, grantsByGlass } from './broken-glass.ts';
import { readYaml, type Unusable } from './read-yaml.ts';
import { Pattern, RoleNamed } from './shapes.ts';

const TEAMS_MAX = 1_000;
const MEMBERS_MAX = 10_000;
const NAMESPACES_MAX = 1_000;
const CONTACTS_MAX = 20;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
/** What a rule says of owners without naming a team. */
const RESERVED: readonly string[] = ['own', 'others'];

const TeamName = z
  .string()
  .regex(NAME, 'a team has a name of 1 to 100 letters, digits, dots, dashes and underscores')
  .refine((name) => !RESERVED.includes(name), 'own and others are words of rules; call the team otherwise');
const Text = z.string().min(1).max(1_000).refine(isStorable, 'text without NUL and halves of surrogate pairs');
/** A holder of a key by name, anybody by the id that `headgate whoami` tells, or a group of the identity provider. */
const MemberNamed = Text.refine((member) => member !== 'group:', 'say which group, such as group:heart-engineers');
const Members = z.array(MemberNamed).max(MEMBERS_MAX);

const TeamShape = z.strictObject({
  description: Text.optional(),
  owns: z.array(Pattern).max(NAMESPACES_MAX).default([]),
  members: z.record(RoleNamed, Members).default({}),
  contacts: z.array(Text).max(CONTACTS_MAX).optional(),
});
const FileShape = z.strictObject({
  teams: z
    .record(TeamName, TeamShape)
    .refine((teams) => Object.keys(teams).length <= TEAMS_MAX, `there may be ${TEAMS_MAX} teams`)
    .default({}),
  roles: z.record(RoleNamed, Members).default({}),
});

/** A team, who is in it as what, and what it owns. */
export interface TeamStanding extends z.infer<typeof TeamShape> {
  readonly team: string;
}

/** Who has a role everywhere. */
export interface RoleStanding {
  readonly role: string;
  readonly members: string[];
}

/** Teams, and who has which role: what an access file says, and what is in force. */
export interface Standings {
  readonly teams: readonly TeamStanding[];
  readonly roles: readonly RoleStanding[];
  /** The newest glass that each person broke, over or not. Absent: none. */
  readonly glasses?: readonly BrokenGlass[];
}

/** Somebody, as standings name members. */
export interface Member {
  readonly id: string;
  /** Null of somebody whom a provider vouches for: there people may choose what they are called. */
  readonly name: string | null;
  /** Groups of the identity provider. */
  readonly groups: readonly string[];
  /** Roles that come with the key. */
  readonly roles: readonly string[];
}

/** Teams and roles out of YAML (and so out of JSON), or everything that is wrong with them. */
export function readAccess(text: string): { readonly kind: 'access'; readonly standings: Standings } | Unusable {
  const read = readYaml(text, FileShape);
  if (read.kind === 'unusable') return read;
  const { teams, roles } = read.value;
  return {
    kind: 'access',
    standings: {
      teams: Object.entries(teams).map(([team, rest]) => ({ team, ...rest })),
      roles: Object.entries(roles).map(([role, members]) => ({ role, members })),
    },
  };
}

/** What somebody is granted: with the key, everywhere, and within teams. Each role once for each team. */
export function grantsHeld({ id, name, groups, roles }: Member, standings: Standings): readonly HeldGrant[] {
  const by = (members: readonly string[]): string | undefined =>
    members.find(
      (member) => member === id || member === name || (member.startsWith('group:') && groups.includes(member.slice('group:'.length))),
    );
  const held = [
    ...roles.map((role): HeldGrant => ({ role, team: null, by: 'key' })),
    ...(standings.glasses ?? []).flatMap((glass) => grantsByGlass(glass, id)),
    ...standings.roles.flatMap(({ role, members }) => heldBy({ role, team: null }, by(members))),
    ...standings.teams.flatMap(({ team, members }) =>
      Object.entries(members).flatMap(([role, those]) => heldBy({ role, team }, by(those))),
    ),
  ];
  return [...new Map(held.toReversed().map((grant) => [JSON.stringify([grant.role, grant.team]), grant])).values()].toReversed();
}

/** The teams, as rules ask for them. */
function teamsIn({ teams }: Standings): readonly Team[] {
  return teams.map(({ team, owns }) => ({ name: team, owns }));
}

/** Somebody who asks now. */
export function askerOf(standings: Standings, { grants, at }: Pick<Asker, 'grants' | 'at'>): Asker {
  return { grants, teams: teamsIn(standings), at };
}

function heldBy(grant: Grant, by: string | undefined): readonly HeldGrant[] {
  return by === undefined ? [] : [{ ...grant, by }];
}

/** What one entry of the ledger says of a team or a role; `isGone`: from there on there is none. */
const EntryShape = z.union([
  TeamShape.extend({ team: TeamName }),
  z.strictObject({ role: RoleNamed, members: Members }),
  z.strictObject({ team: TeamName, isGone: z.literal(true) }),
  z.strictObject({ role: RoleNamed, isGone: z.literal(true) }),
  GlassShape,
]);
export type StandingEntry = Exclude<z.infer<typeof EntryShape>, BrokenGlass>;

/** The teams and roles that the newest entries of each leave. Throws on a text that is none. */
export function standingsOf(texts: readonly string[]): Standings {
  const entries = texts.map((text) => EntryShape.parse(JSON.parse(text)));
  return {
    teams: entries.flatMap((entry) => ('team' in entry && !('isGone' in entry) ? [entry] : [])),
    roles: entries.flatMap((entry) => ('role' in entry && !('isGone' in entry) ? [entry] : [])),
    glasses: entries.flatMap((entry) => ('glass' in entry ? [entry] : [])),
  };
}

/** Under what an entry is found again. No policy is called so. */
export function subjectOf(entry: { readonly team: string } | { readonly role: string }): string {
  return 'team' in entry ? `team:${entry.team}` : `role:${entry.role}`;
}
