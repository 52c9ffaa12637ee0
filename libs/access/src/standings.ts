import { z } from 'zod';

import { isStorable } from '#record';

import { Pattern } from './pattern.ts';
import { RoleNamed } from './roles.ts';

const MEMBERS_MAX = 10_000;
const NAMESPACES_MAX = 1_000;
const CONTACTS_MAX = 20;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
/** What a rule says of owners without naming a team. */
const RESERVED: readonly string[] = ['own', 'others'];
/** What a group of the identity provider begins with among members. */
const GROUP = 'group:';

export const TeamName = z
  .string()
  .regex(NAME, 'a team has a name of 1 to 100 letters, digits, dots, dashes and underscores')
  .refine((name) => !RESERVED.includes(name), 'own and others are words of rules; call the team otherwise');
const Text = z.string().min(1).max(1_000).refine(isStorable, 'text without NUL and halves of surrogate pairs');
/** A holder of a key by name, anybody by the id that `headgate whoami` tells, or a group of the identity provider. */
const MemberNamed = Text.refine((member) => member !== GROUP, 'say which group, such as group:heart-engineers');
export const Members = z.array(MemberNamed).max(MEMBERS_MAX);

export const TeamShape = z.strictObject({
  description: Text.optional(),
  owns: z.array(Pattern).max(NAMESPACES_MAX).default([]),
  members: z.record(RoleNamed, Members).default({}),
  contacts: z.array(Text).max(CONTACTS_MAX).optional(),
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
}

/** The group that a member stands for. Undefined: it is a name or an id. */
export function groupIn(member: string): string | undefined {
  return member.startsWith(GROUP) ? member.slice(GROUP.length) : undefined;
}

/** How standings name a group of the provider. */
export function memberOfGroup(group: string): string {
  return `${GROUP}${group}`;
}

/** What one entry of the ledger says of a team or a role; `isGone`: from there on there is none. */
const EntryShape = z.union([
  TeamShape.extend({ team: TeamName }),
  z.strictObject({ role: RoleNamed, members: Members }),
  z.strictObject({ team: TeamName, isGone: z.literal(true) }),
  z.strictObject({ role: RoleNamed, isGone: z.literal(true) }),
]);
export type StandingEntry = z.infer<typeof EntryShape>;

/** The teams and roles that the newest entries of each leave. Throws on a text that is none. */
export function standingsOf(texts: readonly string[]): Standings {
  const entries = texts.map((text) => EntryShape.parse(JSON.parse(text)));
  return {
    teams: entries.flatMap((entry) => ('team' in entry && !('isGone' in entry) ? [entry] : [])),
    roles: entries.flatMap((entry) => ('role' in entry && !('isGone' in entry) ? [entry] : [])),
  };
}

/** Under what an entry is found again. No policy is called so. */
export function subjectOf(entry: { readonly team: string } | { readonly role: string }): string {
  return 'team' in entry ? `team:${entry.team}` : `role:${entry.role}`;
}

/** Whether what is found under a subject is a team or a role, and no policy. */
export function isOfStanding(subject: string): boolean {
  return subject.includes(':');
}
