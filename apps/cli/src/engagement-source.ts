import { z } from 'zod';

import { formatInstant } from '#foundation';
import {
  endEngagement,
  type EngagementStretch,
  type EngagementWish,
  findEngagement,
  listEngagements,
  type ListedEngagement,
  type ListedReading,
  listReadings,
  openEngagement,
  type ReadOperation,
} from '#operations';

import { PAGE_INFO, PageInfoShape, PERSON, PersonShape, wordOf } from './remote/answer-parts.ts';
import { askServer } from './remote/ask-server.ts';
import type { Login } from './remote/login-file.ts';
import type { Opened } from './with-installation.ts';
import { everyPage, type Sources } from './with-source.ts';

const PAGE = 500;

/** An engagement, as it is printed. */
export interface EngagementJson extends Pick<ListedEngagement, 'name' | 'state' | 'who' | 'scope' | 'purpose' | 'why' | 'by' | 'byName'> {
  readonly position: string;
  readonly from: string;
  readonly until: string;
  readonly at: string;
  readonly ended: {
    readonly position: string;
    readonly by: string;
    readonly byName: string | null;
    readonly at: string;
    readonly why: string;
  } | null;
}

/** Something that was asked, as it is printed. */
export interface ReadingJson extends Pick<ListedReading, 'by' | 'byName' | 'count' | 'isWithin'> {
  readonly position: string;
  readonly at: string;
  readonly asked: readonly ReadOperation[];
  readonly policy: string | null;
}

/** When an engagement is, or was, in force. */
export interface StretchJson {
  readonly position: string;
  readonly name: string;
  readonly until: string;
}

/** Engagements, newest first, and what is done with them. */
export interface EngagementSource {
  readonly list: () => Promise<readonly EngagementJson[]>;
  readonly find: (name: string) => Promise<EngagementJson>;
  readonly open: (wish: EngagementWish) => Promise<StretchJson>;
  readonly end: (name: string, why: string) => Promise<StretchJson>;
  readonly readings: (
    name: string,
    after: string | null,
  ) => Promise<{ readonly nodes: readonly ReadingJson[]; readonly pageInfo: z.infer<typeof PageInfoShape> }>;
}

function within({ context, reader, actor }: Opened): EngagementSource {
  const all = { first: PAGE, alsoUnmapped: true } as const;
  return {
    list: async () => (await everyPage((after) => listEngagements(context, reader, { ...all, after }))).map(engagementJson),
    find: async (name) => engagementJson((await findEngagement(context, reader, { name, alsoUnmapped: true })).engagement),
    open: async (wish) => stretchJson(await openEngagement(context, await actor(), wish)),
    end: async (name, why) => stretchJson(await endEngagement(context, await actor(), { name, why })),
    readings: async (name, after) => {
      const { nodes, pageInfo } = await listReadings(context, reader, { ...all, name, after });
      return { nodes: nodes.map(readingJson), pageInfo };
    },
  };
}

function engagementJson({ position, from, until, at, ended, ...engagement }: ListedEngagement): EngagementJson {
  const { name, state, who, scope, purpose, why, by, byName } = engagement;
  const early = ended === null ? null : { ...ended, position: ended.position.toString(), at: formatInstant(ended.at) };
  const times = { from: formatInstant(from), until: formatInstant(until), at: formatInstant(at) };
  return { name, state, who, scope, purpose, why, ...times, position: position.toString(), by, byName, ended: early };
}

function readingJson({ position, at, policy, ...reading }: ListedReading): ReadingJson {
  return { position: position.toString(), at: formatInstant(at), ...reading, policy: policy?.toString() ?? null };
}

function stretchJson({ position, name, until }: EngagementStretch): StretchJson {
  return { position: position.toString(), name, until: formatInstant(until) };
}

function behind(server: Login): EngagementSource {
  return {
    list: () =>
      everyPage(
        async (after) => (await askServer(server, ListShape, { query: LIST_ASKED, variables: { after, first: PAGE } })).engagements,
      ),
    find: async (name) => (await askServer(server, FindShape, { query: FIND_ASKED, variables: { name } })).engagement,
    open: async (engagement) => (await askServer(server, OpenedShape, { query: OPEN_ASKED, variables: { engagement } })).openEngagement,
    end: async (name, why) => (await askServer(server, EndedShape, { query: END_ASKED, variables: { name, why } })).endEngagement,
    readings: async (name, after) =>
      (await askServer(server, ReadingsShape, { query: READINGS_ASKED, variables: { name, after, first: PAGE } })).engagement.readings,
  };
}

const ENGAGEMENT = `name state who scope purpose why from until position by ${PERSON} at ended { position by ${PERSON} at why }`;
const LIST_ASKED = `query Engagements($first: Int, $after: String) { engagements(first: $first, after: $after) { nodes { ${ENGAGEMENT} } ${PAGE_INFO} } }`;
const FIND_ASKED = `query Engagement($name: String!) { engagement(name: $name) { ${ENGAGEMENT} } }`;
const OPEN_ASKED = 'mutation($engagement: EngagementInput!) { openEngagement(engagement: $engagement) { position name until } }';
const END_ASKED = 'mutation($name: String!, $why: String!) { endEngagement(name: $name, why: $why) { position name until } }';
const READINGS_ASKED = `
query Readings($name: String!, $first: Int, $after: String) {
  engagement(name: $name) {
    readings(first: $first, after: $after) {
      nodes { position at by ${PERSON} asked { operation arguments shown failed } count policy isWithin } ${PAGE_INFO}
    }
  }
}`;

const Person = PersonShape.transform(({ id, name }) => ({ by: id, byName: name }));
const EndShape = z
  .object({ position: z.string(), by: Person, at: z.string(), why: z.string() })
  .transform(({ by, ...ended }) => ({ ...ended, ...by }));
const Texts = z.array(z.string());
const EngagementShape = z
  .object({
    ...{ name: z.string(), state: wordOf(['to-come', 'in-force', 'over']), who: Texts, scope: Texts, purpose: z.string(), why: z.string() },
    ...{ from: z.string(), until: z.string(), position: z.string(), by: Person, at: z.string(), ended: EndShape.nullable() },
  })
  .transform(({ by, ...engagement }): EngagementJson => ({ ...engagement, ...by }));
const ReadingShape = z
  .object({
    ...{ position: z.string(), at: z.string(), by: Person, count: z.number(), policy: z.string().nullable(), isWithin: z.boolean() },
    asked: z.array(
      z.object({ operation: z.string(), arguments: z.string().nullable(), shown: z.number().nullable(), failed: z.string().nullable() }),
    ),
  })
  .transform(({ by, ...reading }): ReadingJson => ({ ...reading, ...by }));
const ListShape = z.object({ engagements: z.object({ nodes: z.array(EngagementShape), pageInfo: PageInfoShape }) });
const FindShape = z.object({ engagement: EngagementShape });
const Stretch = z.object({ position: z.string(), name: z.string(), until: z.string() });
const OpenedShape = z.object({ openEngagement: Stretch });
const EndedShape = z.object({ endEngagement: Stretch });
const ReadingsShape = z.object({
  engagement: z.object({ readings: z.object({ nodes: z.array(ReadingShape), pageInfo: PageInfoShape }) }),
});

/** Engagements, from either place. */
export const ENGAGEMENTS: Sources<EngagementSource> = { keys: 'or-new', within, behind };
