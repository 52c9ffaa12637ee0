import { Failure, formatInstant, sha256 } from '#foundation';
import { ask } from '#store';

import type { Context, Principal } from '../context.ts';
import { recording } from '../recording.ts';
import type { DecisionNotes } from '../decision-notes.ts';
import { noteDenial } from '../denials.ts';
import { answer, type Asking, type Question, type Reason } from './answer.ts';
import { type Connection, type Page, PAGE_FIRST, PAGE_FIRST_MAX, pageSize } from './page.ts';
import { type Asker, sighted, type Sighted } from './sight.ts';

/** What an operation reads the graph with, what its asker may see of it, and the header of its answer. */
export interface Reading extends Sighted {
  /** What is decided while this is answered. */
  readonly notes: DecisionNotes;
  readonly asking: Asking;
}

/** Stands in every answer to everybody but administrators, whether something was left out or not, so that it tells nothing. */
const ACCESS_SCOPED: Reason = {
  code: 'ACCESS_SCOPED',
  message: 'Only what your roles may see is shown; what they may not see is left out without a trace. An administrator sees all of it.',
};

/** Answers in one read-only snapshot, as `answer`, and says so when the asker may not know of everything. */
export async function answerTo<Result>(
  context: Context,
  principal: Principal,
  { question, work }: { readonly question: Question; readonly work: (asking: Asking) => Promise<Result> },
): Promise<Result> {
  return answer(context, question, (asking) => {
    if (principal.kind === 'admin') return work(asking);
    return work({ ...asking, header: (found = []) => asking.header([...found, ACCESS_SCOPED]) });
  });
}

/**
 * Answers a question about the graph in one snapshot, with what the asker may see of it, once what was decided for that is recorded. Throws ACCESS_DENIED to an emitter, which speaks and does not ask,
 * and to whoever has no role.
 */
export async function read<Result>(
  context: Context,
  principal: Principal,
  { question, work }: { readonly question: Question; readonly work: (reading: Reading) => Promise<Result> },
): Promise<Result> {
  return recording(context, principal, (noted) => {
    const asker = { context: noted, principal };
    if (principal.kind === 'emitter') refuse(asker, 'An emitter may send events and ask nothing; use the key of a person or an admin.');
    return answerTo(noted, principal, {
      question,
      work: async (asking) => {
        const asked = await ask(asking.session, asking.at, asking.times);
        const seen = await sighted(asker, asked);
        if (!seen.sight.hasRole) refuse(asker, 'You have no role, and so see nothing; ask an administrator for one.');
        const result = await work({ asking, notes: noted.notes, ...seen });
        if (noted.isOneSnapshot !== true) await noted.notes.look();
        return result;
      },
    });
  });
}

function refuse({ context, principal }: Asker, why: string): never {
  noteDenial(context, principal, { action: 'ask', what: 'a question', why, policy: null });
  throw new Failure('ACCESS_DENIED', why);
}

/** A list that is asked for page by page: what is asked, without the page, and how to read one. */
export interface Listing<Item, Node> {
  /** What makes this list another one: filters, not the page. A cursor is good for its own list only. */
  readonly of: unknown;
  /** At most `limit` items after the key, in the list's order. */
  readonly items: (reading: Reading, page: { readonly after: CursorKey | undefined; readonly limit: number }) => Promise<readonly Item[]>;
  readonly keyOf: (item: Item) => CursorKey;
  /** What is shown of the items, in their order; it may stop early, where more would be too much at once. */
  readonly show: (reading: Reading, items: readonly Item[]) => Promise<readonly Node[]> | readonly Node[];
  /** What the list as a whole is missing, known once its items are there. */
  readonly reasons?: () => readonly Reason[];
}

/** Answers with one page. The cursor of the page before brings both times with it. */
export async function readPage<Item, Node>(
  context: Context,
  principal: Principal,
  { input, listing }: { readonly input: Page & Question; readonly listing: Listing<Item, Node> },
): Promise<Connection<Node>> {
  const first = pageSize(input, { usual: PAGE_FIRST, max: PAGE_FIRST_MAX });
  const print = fingerprint(listing.of);
  const place = input.after == null ? undefined : readCursor(input.after, print);
  const question = place === undefined ? input : { ...input, ...place.times };
  const work = async (reading: Reading): Promise<Connection<Node>> => {
    const items = await listing.items(reading, { after: place?.key, limit: first + 1 });
    const nodes = await listing.show(reading, items.slice(0, first));
    const edges = nodes.flatMap((node, index) => {
      const item = items[index];
      return item === undefined ? [] : [{ node, cursor: writeCursor(reading, print, listing.keyOf(item)) }];
    });
    const pageInfo = { hasNextPage: items.length > nodes.length, endCursor: edges.at(-1)?.cursor ?? null };
    return { header: reading.asking.header(listing.reasons?.()), nodes, edges, pageInfo };
  };
  return read(context, principal, { question, work });
}

/** What a cursor holds of a place: text, or nothing. */
export type CursorKey = readonly (string | null)[];

interface Place {
  readonly key: CursorKey;
  readonly times: { readonly asOf: string; readonly knownAt: string };
}

/** Opaque to whoever gets it: the place, both times, and which list it is of. */
export function writeCursor({ asked }: Reading, print: string, key: CursorKey): string {
  return Buffer.from(JSON.stringify([1, print, formatInstant(asked.asOf), String(asked.knownAt), key])).toString('base64url');
}

/** Throws BAD_REQUEST on what is no cursor, or one of another list. */
export function readCursor(text: string, print: string): Place {
  const [version, of, asOf, knownAt, key] = listIn(text);
  if (version !== 1 || typeof asOf !== 'string' || typeof knownAt !== 'string' || !Array.isArray(key)) {
    throw new Failure('BAD_REQUEST', 'That is no cursor; take endCursor from the page before.');
  }
  if (of !== print) throw new Failure('BAD_REQUEST', 'That cursor is of another list; ask with the same filters as for the page before.');
  return { key: key as CursorKey, times: { asOf, knownAt } };
}

/** Short text that tells one list from another. */
export function fingerprint(of: unknown): string {
  return sha256(JSON.stringify(of)).toString('base64url').slice(0, 12);
}

/** The position that a place in the order of the ledger holds; undefined: the list begins. Throws BAD_REQUEST on what no page gave. */
export function positionIn(key: CursorKey | undefined): bigint | undefined {
  const position = key?.[0];
  if (position == null) return undefined;
  if (!/^\d{1,18}$/.test(position)) throw new Failure('BAD_REQUEST', 'That is no cursor; take endCursor from the page before.');
  return BigInt(position);
}

function listIn(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return []; // not JSON: no cursor of ours
  }
}
