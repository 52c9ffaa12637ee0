import { z } from 'zod';

import { formatInstant } from '#foundation';
import { auditTrail, TRAIL_KINDS, type TrailEntry } from '#operations';

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
  readonly first: number;
}

/** An entry as it is printed. */
export interface TrailEntryJson extends Omit<TrailEntry, 'position' | 'policy' | 'recordedAt'> {
  readonly position: string;
  readonly policy: string | null;
  readonly recordedAt: string;
}

export interface TrailPage {
  readonly entries: readonly TrailEntryJson[];
  readonly more: boolean;
}

type TrailSource = (wish: TrailWish) => Promise<TrailPage>;

function within({ context, reader }: Opened): TrailSource {
  return async (wish) => {
    const { nodes, pageInfo } = await auditTrail(context, reader, { ...wish, alsoUnmapped: true });
    return { entries: nodes.map(entryJson), more: pageInfo.hasNextPage };
  };
}

function entryJson({ position, policy, recordedAt, ...entry }: TrailEntry): TrailEntryJson {
  return { ...entry, policy: policy?.toString() ?? null, position: position.toString(), recordedAt: formatInstant(recordedAt) };
}

function behind(server: Login): TrailSource {
  return async ({ who = null, kinds = null, first }) => {
    const variables = { who, kinds: kinds?.map(spelled) ?? null, first };
    const { auditTrail: trail } = await askServer(server, TrailShape, { query: TRAIL_ASKED, variables });
    return { entries: trail.nodes, more: trail.pageInfo.hasNextPage };
  };
}

const TRAIL_ASKED = `
query Trail($who: String, $kinds: [TrailKind!], $first: Int) {
  auditTrail(principal: $who, kinds: $kinds, first: $first) {
    nodes { kind action what outcome why policy position commitment recordedAt principal ${PERSON} count }
    pageInfo { hasNextPage }
  }
}`;

const EntryShape = z
  .object({
    kind: wordOf(TRAIL_KINDS),
    action: z.string(),
    what: z.string(),
    outcome: wordOf(['done', 'denied', 'refused']),
    why: z.string().nullable(),
    policy: z.string().nullable(),
    position: z.string(),
    commitment: z.string(),
    recordedAt: z.string(),
    principal: PersonShape,
    count: z.number(),
  })
  .transform(({ principal, ...entry }): TrailEntryJson => ({ ...entry, by: principal.id, byName: principal.name }));
const TrailShape = z.object({ auditTrail: z.object({ nodes: z.array(EntryShape), pageInfo: z.object({ hasNextPage: z.boolean() }) }) });

/** The trail, from either place. */
export const TRAIL: Sources<TrailSource> = { keys: 'or-new', within, behind };
