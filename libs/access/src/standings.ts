import { z } from 'zod';

import type { Name } from '#lineage';
import { isStorable } from '#record';

import { AlertsShape } from './alert-route.ts';
import { type BrokenGlass, GlassShape, glassSubject } from './broken-glass.ts';
import { ClaimPattern, EmittersShape } from './emitters.ts';
import { type Engagement, EngagementShape, engagementSubject } from './engagement.ts';
import { jsonIn } from './json-in.ts';
import { BodiesShape, LogicalName } from './logical.ts';
import { Pattern } from './pattern.ts';
import { HolderNamed } from './holder-named.ts';
import { type QuotaStanding, QuotasShape } from './quotas.ts';
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
  /** Where it is told of what happens. What is in force has the address hidden. */
  alerts: AlertsShape.optional(),
  /** Namespaces that its emitters may say their data came from, beside what it owns. */
  reads: z.array(ClaimPattern).max(NAMESPACES_MAX).optional(),
  /** Whose events are the team's, as its quotas count them, and what they may claim. */
  emitters: EmittersShape.optional(),
  quotas: QuotasShape.optional(),
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

const DATASET = 'dataset:';

/** A logical dataset: the same data by several paths, such as a topic and the table that is filled from it. */
export interface LogicalStanding {
  readonly dataset: string;
  readonly bodies: Name[];
}

/** Teams, who has which role, logical datasets, and quotas of holders of keys: what an access file says, and what is in force. */
export interface Standings {
  readonly teams: readonly TeamStanding[];
  readonly roles: readonly RoleStanding[];
  readonly quotas: readonly QuotaStanding[];
  /** Absent: none. */
  readonly datasets?: readonly LogicalStanding[];
  /** The newest glass that each person broke, over or not. Absent: none. */
  readonly glasses?: readonly BrokenGlass[];
  /** Each as its newest entry has it, over or not. Absent: none. */
  readonly engagements?: readonly Engagement[];
}

/** The group that a member stands for. Undefined: it is a name or an id. */
export function groupIn(member: string): string | undefined {
  return member.startsWith(GROUP) ? member.slice(GROUP.length) : undefined;
}

/** How standings name a group of the provider. */
export function memberOfGroup(group: string): string {
  return `${GROUP}${group}`;
}

/** What one entry of the ledger says of a team, a role, the quotas of somebody or a logical dataset; `isGone`: from there on there is none. */
const EntryShape = z.union([
  TeamShape.extend({ team: TeamName }),
  z.strictObject({ role: RoleNamed, members: Members }),
  z.strictObject({ team: TeamName, isGone: z.literal(true) }),
  z.strictObject({ role: RoleNamed, isGone: z.literal(true) }),
  QuotasShape.extend({ quota: HolderNamed }),
  z.strictObject({ quota: HolderNamed, isGone: z.literal(true) }),
  z.strictObject({ dataset: LogicalName, bodies: BodiesShape }),
  z.strictObject({ dataset: LogicalName, isGone: z.literal(true) }),
  GlassShape,
  EngagementShape,
]);
export type StandingEntry = Exclude<z.infer<typeof EntryShape>, BrokenGlass | Engagement>;

/** The teams, roles and quotas that the newest entries of each leave. Throws on a text that is none. */
export function standingsOf(texts: readonly string[]): Standings {
  const entries = texts.map((text) => EntryShape.parse(JSON.parse(text)));
  return {
    teams: entries.flatMap((entry) => ('team' in entry && !('isGone' in entry) ? [entry] : [])),
    roles: entries.flatMap((entry) => ('role' in entry && !('isGone' in entry) ? [entry] : [])),
    quotas: entries.flatMap((entry) => ('quota' in entry && !('isGone' in entry) ? [entry] : [])),
    datasets: entries.flatMap((entry) => ('dataset' in entry && !('isGone' in entry) ? [entry] : [])),
    glasses: entries.flatMap((entry) => ('glass' in entry ? [entry] : [])),
    engagements: entries.flatMap((entry) => ('engagement' in entry ? [entry] : [])),
  };
}

/** Whether an entry is about a logical dataset, by its subject. */
export function isDatasetSubject(subject: string): boolean {
  return subject.startsWith(DATASET);
}

/** Under what an entry is found again. No policy is called so. */
export function subjectOf(
  entry: { readonly team: string } | { readonly role: string } | { readonly quota: string } | { readonly dataset: string },
): string {
  if ('team' in entry) return `team:${entry.team}`;
  if ('dataset' in entry) return `${DATASET}${entry.dataset}`;
  return 'role' in entry ? `role:${entry.role}` : `quota:${entry.quota}`;
}

/** Under what an entry is found again, by what it says itself. Undefined: it cannot be read, or is about none of these. */
export function standingSubject(text: string): string | undefined {
  const entry = EntryShape.safeParse(jsonIn(text)).data;
  if (entry === undefined) return undefined;
  if ('glass' in entry) return glassSubject(entry.glass);
  return 'engagement' in entry ? engagementSubject(entry.engagement) : subjectOf(entry);
}
