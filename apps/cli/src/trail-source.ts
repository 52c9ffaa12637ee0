import { z } from 'zod';

import { MASKS } from '#access';
import { formatInstant } from '#foundation';
import { auditTrail, type RecordedDecision, TRAIL_KINDS, type TrailEntry } from '#operations';

import { HEADER, HeaderShape } from './remote/answer-header.ts';
import { PERSON, PersonShape, spelled, wordOf } from './remote/answer-parts.ts';
import { askServer } from './remote/ask-server.ts';
import type { Login } from './remote/login-file.ts';
import type { Opened } from './with-installation.ts';
import type { Sources } from './with-source.ts';

/** Which entries of the trail are asked for. */
export interface TrailWish {
  /** By name or id. */
  readonly who: string | undefined;
  readonly kinds: readonly TrailEntry['kind'][] | undefined;
  readonly action: string | undefined;
  readonly outcome: TrailEntry['outcome'] | undefined;
  readonly thing: string | undefined;
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly first: number;
}

/** An entry as it is printed. */
export interface TrailEntryJson extends Omit<TrailEntry, 'position' | 'policy' | 'recordedAt' | 'decisions'> {
  readonly position: string;
  readonly policy: string | null;
  readonly recordedAt: string;
  readonly decisions: readonly DecisionJson[];
}

/** A part of it. */
interface DecisionJson extends Omit<RecordedDecision, 'policy' | 'under' | 'first' | 'about'> {
  readonly about: { readonly id: string; readonly name: string | null } | null;
  readonly policy: string | null;
  readonly under: string | null;
  readonly first: string | null;
}

export interface TrailPage {
  readonly entries: readonly TrailEntryJson[];
  readonly more: boolean;
  /** What is not among them, and how it is found, in sentences. */
  readonly remarks: readonly string[];
}

type TrailSource = (wish: TrailWish) => Promise<TrailPage>;

function within({ context, reader }: Opened): TrailSource {
  return async (wish) => {
    const { header, nodes, pageInfo } = await auditTrail(context, reader, { ...wish, alsoUnmapped: true });
    return { entries: nodes.map(entryJson), more: pageInfo.hasNextPage, remarks: remarksIn(header.reasons) };
  };
}

function entryJson({ position, policy, recordedAt, decisions, ...entry }: TrailEntry): TrailEntryJson {
  return {
    ...entry,
    policy: policy?.toString() ?? null,
    position: position.toString(),
    recordedAt: formatInstant(recordedAt),
    decisions: decisions.map(({ policy: by, under, first, ...decision }) => ({
      ...decision,
      policy: by?.toString() ?? null,
      under: under?.toString() ?? null,
      first: first?.toString() ?? null,
    })),
  };
}

function remarksIn(reasons: readonly { readonly code: string; readonly message: string }[]): readonly string[] {
  return reasons.flatMap(({ code, message }) => (code === 'OLDER_ENTRIES' ? [message] : []));
}

function behind(server: Login): TrailSource {
  return async ({ who = null, kinds = null, outcome, first, ...rest }) => {
    const variables = { who, kinds: kinds?.map(spelled) ?? null, outcome: outcome === undefined ? null : spelled(outcome), first, ...rest };
    const { auditTrail: trail } = await askServer(server, TrailShape, { query: TRAIL_ASKED, variables });
    return { entries: trail.nodes, more: trail.pageInfo.hasNextPage, remarks: remarksIn(trail.header.reasons) };
  };
}

const TRAIL_ASKED = `
query Trail($who: String, $kinds: [TrailKind!], $action: String, $outcome: TrailOutcome, $thing: String, $since: String, $until: String, $first: Int) {
  auditTrail(principal: $who, kinds: $kinds, action: $action, outcome: $outcome, thing: $thing, since: $since, until: $until, first: $first) {
    nodes { kind action what outcome why policy position commitment recordedAt principal ${PERSON} count roles from { door address }
      decisions { action outcome things names about ${PERSON} why policy rule mask purpose under count first } }
    pageInfo { hasNextPage }
    ${HEADER}
  }
}`;

/** What may become of what somebody asked for. */
export const TRAIL_OUTCOMES = ['done', 'allowed', 'denied', 'refused'] as const;

const DecisionShape = z.object({
  action: z.string(),
  outcome: wordOf(TRAIL_OUTCOMES),
  things: z.number(),
  names: z.array(z.string()),
  about: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
  why: z.string().nullable(),
  policy: z.string().nullable(),
  rule: z.number().nullable(),
  mask: wordOf(MASKS).nullable(),
  purpose: z.string().nullable(),
  under: z.string().nullable(),
  count: z.number(),
  first: z.string().nullable(),
});
const EntryShape = z
  .object({
    kind: wordOf(TRAIL_KINDS),
    action: z.string(),
    what: z.string(),
    outcome: wordOf(TRAIL_OUTCOMES),
    why: z.string().nullable(),
    policy: z.string().nullable(),
    position: z.string(),
    commitment: z.string(),
    recordedAt: z.string(),
    principal: PersonShape,
    count: z.number(),
    roles: z.array(z.string()),
    from: z.object({ door: wordOf(['graphql', 'http', 'cli']), address: z.string().nullable() }).nullable(),
    decisions: z.array(DecisionShape),
  })
  .transform(({ principal, ...entry }): TrailEntryJson => ({ ...entry, by: principal.id, byName: principal.name }));
const TrailShape = z.object({
  auditTrail: z.object({ nodes: z.array(EntryShape), pageInfo: z.object({ hasNextPage: z.boolean() }), header: HeaderShape }),
});

/** The trail, from either place. */
export const TRAIL: Sources<TrailSource> = { keys: 'or-new', within, behind };
