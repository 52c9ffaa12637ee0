import { z } from 'zod';

import { formatInstant } from '#foundation';
import { breakGlass, endGlass, type GlassWish, listBrokenGlasses, type ListedGlass, reviewGlass } from '#operations';

import { PERSON, PersonShape } from './remote/answer-parts.ts';
import { askServer } from './remote/ask-server.ts';
import type { Login } from './remote/login-file.ts';
import type { Opened } from './with-installation.ts';
import type { Sources } from './with-source.ts';

/** A broken glass, as it is printed. */
export interface GlassJson extends Pick<ListedGlass, 'who' | 'name' | 'reason' | 'hours' | 'isInForce' | 'by' | 'byName'> {
  readonly position: string;
  readonly at: string;
  readonly until: string;
  readonly review: { readonly by: string; readonly byName: string | null; readonly at: string; readonly note: string } | null;
}

/** Broken glasses, newest first, and what is done with them. */
export interface GlassSource {
  readonly list: (wish: {
    readonly isOwed: boolean;
    readonly first: number;
  }) => Promise<{ readonly glasses: readonly GlassJson[]; readonly more: boolean }>;
  readonly breakGlass: (wish: GlassWish) => Promise<{ readonly position: string; readonly name: string; readonly until: string }>;
  readonly end: (position: string) => Promise<{ readonly position: string; readonly name: string; readonly until: string }>;
  readonly review: (position: string, note: string) => Promise<{ readonly position: string; readonly name: string }>;
}

function within({ context, reader, actor }: Opened): GlassSource {
  return {
    list: async (wish) => {
      const { nodes, pageInfo } = await listBrokenGlasses(context, reader, { ...wish, alsoUnmapped: true });
      return { glasses: nodes.map(glassJson), more: pageInfo.hasNextPage };
    },
    breakGlass: async (wish) => {
      const { position, name, until } = await breakGlass(context, await actor(), wish);
      return { position: position.toString(), name, until: formatInstant(until) };
    },
    end: async (called) => {
      const { position, name, until } = await endGlass(context, await actor(), { position: called });
      return { position: position.toString(), name, until: formatInstant(until) };
    },
    review: async (called, note) => {
      const { position, name } = await reviewGlass(context, await actor(), { position: called, note });
      return { position: position.toString(), name };
    },
  };
}

function glassJson({ position, at, until, review, ...glass }: ListedGlass): GlassJson {
  const times = { position: position.toString(), at: formatInstant(at), until: formatInstant(until) };
  return { ...glass, ...times, review: review === null ? null : { ...review, at: formatInstant(review.at) } };
}

function behind(server: Login): GlassSource {
  return {
    list: async (variables) => {
      const { brokenGlasses } = await askServer(server, ListShape, { query: LIST_ASKED, variables });
      return { glasses: brokenGlasses.nodes, more: brokenGlasses.pageInfo.hasNextPage };
    },
    breakGlass: async ({ reason, hours, who = null }) =>
      (await askServer(server, BrokenShape, { query: BREAK_ASKED, variables: { reason, hours, who } })).breakGlass,
    end: async (glass) => (await askServer(server, EndedShape, { query: END_ASKED, variables: { glass } })).endGlass,
    review: async (glass, note) =>
      (await askServer(server, ReviewedShape, { query: REVIEW_ASKED, variables: { glass, note } })).reviewGlass,
  };
}

const LIST_ASKED = `
query Glasses($isOwed: Boolean, $first: Int) {
  brokenGlasses(isOwed: $isOwed, first: $first) {
    nodes { position who ${PERSON} reason hours until isInForce by ${PERSON} at review { by ${PERSON} at note } }
    pageInfo { hasNextPage }
  }
}`;
const BREAK_ASKED = `mutation($reason: String!, $hours: Int!, $who: String) { breakGlass(reason: $reason, hours: $hours, who: $who) { position who ${PERSON} until } }`;
const END_ASKED = 'mutation($glass: Position!) { endGlass(glass: $glass) { position name until } }';
const REVIEW_ASKED = 'mutation($glass: Position!, $note: String!) { reviewGlass(glass: $glass, note: $note) { position name } }';

const ReviewShape = z
  .object({ by: PersonShape, at: z.string(), note: z.string() })
  .transform(({ by, at, note }) => ({ by: by.id, byName: by.name, at, note }));
const GlassShape = z
  .object({
    ...{ position: z.string(), who: PersonShape, reason: z.string(), hours: z.number(), until: z.string(), isInForce: z.boolean() },
    ...{ by: PersonShape, at: z.string(), review: ReviewShape.nullable() },
  })
  .transform(({ who, by, ...glass }): GlassJson => ({ ...glass, who: who.id, name: who.name ?? who.id, by: by.id, byName: by.name }));
const ListShape = z.object({ brokenGlasses: z.object({ nodes: z.array(GlassShape), pageInfo: z.object({ hasNextPage: z.boolean() }) }) });
const BrokenShape = z.object({
  breakGlass: z
    .object({ position: z.string(), who: PersonShape, until: z.string() })
    .transform(({ position, who, until }) => ({ position, name: who.name ?? who.id, until })),
});
const EndedShape = z.object({ endGlass: z.object({ position: z.string(), name: z.string(), until: z.string() }) });
const ReviewedShape = z.object({ reviewGlass: z.object({ position: z.string(), name: z.string() }) });

/** Broken glasses, from either place. */
export const GLASSES: Sources<GlassSource> = { keys: 'or-new', within, behind };
