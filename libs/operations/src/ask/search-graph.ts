import { Failure } from '#foundation';
import { type Found, search } from '#store';

import type { Context, Principal } from '../context.ts';
import type { Question } from './answer.ts';
import { type CursorKey, readPage } from './ask.ts';
import type { Connection, Page } from './page.ts';
import { nodeRef, type NodeRef } from './public-id.ts';

/** Hits of one search, over all of its pages: who wants more says more words. */
const HITS_MAX = 500;
const TEXT_MIN = 2;
const TEXT_MAX = 200;
/** Of a description, as it is shown. */
const MATCHED_MAX = 200;

export type MatchKind = 'NAME' | 'COLUMN' | 'TAG' | 'DESCRIPTION';

/** A dataset or job, and what of it answers to the text. Each node stands once, by its best match. */
export interface SearchHit {
  /** By canonical name. */
  readonly node: NodeRef;
  readonly match: MatchKind;
  /** The name, column, tag or description that matched; long ones are cut. */
  readonly matched: string;
  /** 0 to 1: 1 is the very word. */
  readonly score: number;
}

/** What answers to a text of 2 to 200 characters, best first; slips of typing are forgiven. At most 500 hits in all. */
export async function searchGraph(
  context: Context,
  principal: Principal,
  input: { readonly text: string; readonly kind?: 'dataset' | 'job' | null | undefined } & Page & Question,
): Promise<Connection<SearchHit>> {
  const text = input.text.trim();
  if (text.length < TEXT_MIN || text.length > TEXT_MAX || text.includes('\0')) {
    throw new Failure('BAD_REQUEST', `Search for ${TEXT_MIN} to ${TEXT_MAX} characters.`);
  }
  return readPage(context, principal, {
    input,
    listing: {
      of: ['search', text, input.kind ?? null],
      // Ranking looks at all hits anyway: the page is cut out of them.
      items: async ({ asked }, { after, limit }) => {
        const found = await search(asked, { text, kind: input.kind ?? undefined, limit: HITS_MAX });
        const last = after === undefined ? -1 : found.findIndex((hit) => keyOf(hit).join('\0') === after.join('\0'));
        if (after !== undefined && last === -1) throw new Failure('BAD_REQUEST', 'That cursor is of another search; begin again.');
        return found.slice(last + 1, last + 1 + limit);
      },
      keyOf,
      show: ({ sight }, found) => {
        sight.noteShown(found.flatMap(({ node }) => (node.kind === 'dataset' ? [node] : [])));
        return found.map(({ node, part, matched, score }) => ({
          node: nodeRef(node),
          match: part,
          matched: matched.slice(0, MATCHED_MAX),
          score,
        }));
      },
    },
  });
}

function keyOf({ node }: Found): CursorKey {
  return [node.kind, node.namespace, node.name];
}
