import { labelsAsked, restsOnHeld } from '#access';
import { Failure, formatInstant, type Instant, INSTANT_MAX, INSTANT_MIN, sha256 } from '#foundation';
import { isStorable } from '#record';
import { ask, labelsKeptTo } from '#store';

import type { Engaged } from '../asked-operation.ts';
import type { Context, Principal } from '../context.ts';
import { recording } from '../recording.ts';
import type { DecisionNotes } from '../decision-notes.ts';
import { noteDenial } from '../denials.ts';
import { accessInForce } from './access-in-force.ts';
import { answer, type Asking, type Question, type Reason, type SizeBound } from './answer.ts';
import { type Connection, type Page, PAGE_FIRST, PAGE_FIRST_MAX, pageSize } from './page.ts';
import { askedOperation, engagedIn, recordReading } from './readings.ts';
import { type Asker, grantsOf, sighted, type Sighted } from './sight.ts';

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

/** A question as it stands in the record of what was asked under an engagement. */
export interface AskedAs<Result> {
  readonly operation: string;
  /** What it names. Absent: what the question holds. */
  readonly input?: object;
  /** How many things the answer shows. Absent: one. */
  readonly shown?: (result: Result) => number;
}

export interface Asks<Work, Result> {
  readonly question: Question;
  readonly as: AskedAs<Result>;
  readonly work: Work;
  /** Beyond which size it is not answered. Absent: what is mapped is. */
  readonly bound?: SizeBound | undefined;
}

/**
 * Answers in one read-only snapshot, as `answer`. What is asked under an engagement is recorded before the answer leaves, also when it fails; where it cannot
 * be, there is no answer.
 */
export async function answerRecorded<Result>(
  context: Context,
  principal: Principal,
  { question, as, work, bound }: Asks<(asking: Asking) => Promise<Result>, Result>,
): Promise<Result> {
  let engaged: Engaged | undefined;
  const answering = async (asking: Asking): Promise<Result> => {
    engaged = await engagedIn(context, asking.session, principal);
    return work(asking);
  };
  const answered = await answer(context, question, { work: answering, bound }).then(
    (result) => ({ result, shown: as.shown?.(result) ?? 1 }),
    (failure: unknown) => ({ failure, shown: 0 }),
  );
  if (engaged !== undefined) {
    const asked = askedOperation(as.operation, as.input ?? question, answered);
    if (context.readings === undefined) await recordReading(context, principal, { engaged, asked: [asked] });
    else context.readings.take(engaged, asked);
  }
  if ('failure' in answered) throw answered.failure;
  return answered.result;
}

/** As `answerRecorded`, and says so when the asker may not know of everything. */
export async function answerTo<Result>(
  context: Context,
  principal: Principal,
  { question, as, work, bound }: Asks<(asking: Asking) => Promise<Result>, Result>,
): Promise<Result> {
  const scoped = (asking: Asking): Asking => ({ ...asking, header: (found = []) => asking.header([...found, ACCESS_SCOPED]) });
  return answerRecorded(context, principal, {
    ...{ question, as, bound },
    work: (asking) => work(principal.kind === 'admin' ? asking : scoped(asking)),
  });
}

/**
 * Answers a question about the graph in one snapshot, with what the asker may see of it, once what was decided for that is recorded. Throws ACCESS_DENIED to an
 * emitter, which speaks and does not ask, and to whoever has no role.
 */
export async function read<Result>(
  context: Context,
  principal: Principal,
  { question, as, work, bound = labelsBound(context, principal) }: Asks<(reading: Reading) => Promise<Result>, Result>,
): Promise<Result> {
  return recording(context, principal, (noted) => {
    const asker = { context: noted, principal };
    if (principal.kind === 'emitter') refuse(asker, 'An emitter may send events and ask nothing; use the key of a person or an admin.');
    return answerTo(noted, principal, {
      ...{ question, as, bound },
      work: async (asking) => {
        const asked = await ask(asking.session, asking.at, asking.times);
        const seen = await sighted(asker, asked);
        if (!seen.sight.hasRole) refuse(asker, 'You have no role, and so see nothing; ask an administrator for one.');
        const result = await work({ asking, notes: noted.notes, ...seen }).catch(async (failure: unknown) => {
          if (noted.isOneSnapshot !== true && namesOthers(failure)) await noted.notes.look();
          if (noted.isOneSnapshot !== true) noted.notes.forget(asking.session);
          throw failure;
        });
        if (noted.isOneSnapshot !== true || noted.notes.isFull) await noted.notes.look();
        return result;
      },
    });
  });
}

/** Whether a refusal names things that may have been meant: it is an answer that shows them. */
function namesOthers(failure: unknown): boolean {
  return failure instanceof Failure && ('candidates' in failure.details || 'suggestions' in failure.details);
}

/** Waits until an answer to somebody can include an entry. Throws BUSY when it cannot yet, after three seconds. */
export async function untilAnswered(context: Context, principal: Principal, atLeast: string): Promise<void> {
  await answer(context, { atLeast }, { work: () => Promise.resolve(), bound: labelsBound(context, principal) });
}

/**
 * Whom rules by label may concern is answered as far as labels are kept; from administrators nothing is hidden. One statement where such a rule is in force.
 */
function labelsBound(context: Context, principal: Principal): SizeBound {
  return async (session, graph) => {
    if (principal.kind === 'admin') return undefined;
    const { policies, standings } = await accessInForce(context, session);
    const roles = new Set(grantsOf(principal, standings).map(({ role }) => role));
    return restsOnHeld(policies, roles) ? labelsKeptTo(session, graph) : undefined;
  };
}

/** The same whoever asks: for what is judged by the rules of others. */
export function asLabelled(context: Context): SizeBound {
  return async (session, graph) =>
    labelsAsked((await accessInForce(context, session)).policies).held ? labelsKeptTo(session, graph) : undefined;
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
  /** Where looking for items ended before the page was full, though there may be more: the next page begins there. Nothing that the asker may not see. */
  readonly stoppedAt?: () => CursorKey | undefined;
}

/** Answers with one page. The cursor of the page before brings both times with it. */
export async function readPage<Item, Node>(
  context: Context,
  principal: Principal,
  { input, listing, bound }: { readonly input: Page & Question; readonly listing: Listing<Item, Node>; readonly bound?: SizeBound },
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
    const hasMore = items.length > nodes.length;
    const stoppedAt = hasMore ? undefined : listing.stoppedAt?.();
    const endCursor = stoppedAt === undefined ? (edges.at(-1)?.cursor ?? null) : writeCursor(reading, print, stoppedAt);
    const pageInfo = { hasNextPage: hasMore || stoppedAt !== undefined, endCursor };
    return { header: reading.asking.header(listing.reasons?.()), nodes, edges, pageInfo };
  };
  const as = { operation: listName(listing.of), input, shown: ({ nodes }: Connection<Node>) => nodes.length };
  return read(context, principal, { question, as, work, bound });
}

/** How many there are; null is none. */
export function countOf(things: readonly unknown[]): number {
  return things.filter((thing) => thing !== null).length;
}

/** What a list is called: the first word that tells it from others. */
function listName(of: unknown): string {
  return String(Array.isArray(of) ? of[0] : of);
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
  if (version !== 1 || typeof asOf !== 'string' || typeof knownAt !== 'string' || !isKey(key)) throw noCursor();
  if (of !== print) throw new Failure('BAD_REQUEST', 'That cursor is of another list; ask with the same filters as for the page before.');
  return { key, times: { asOf, knownAt } };
}

function isKey(key: unknown): key is CursorKey {
  return Array.isArray(key) && key.every((each: unknown) => each === null || (typeof each === 'string' && isStorable(each)));
}

/** Of what no page gave. */
function noCursor(): Failure {
  return new Failure('BAD_REQUEST', 'That is no cursor; take endCursor from the page before.');
}

/** The instant that a place holds, as it was written into it. Throws BAD_REQUEST on what no page gave. */
export function instantInKey(text: string): Instant {
  const instant = /^-?\d{1,20}$/.test(text) ? BigInt(text) : undefined;
  if (instant === undefined || instant < INSTANT_MIN || instant > INSTANT_MAX) throw noCursor();
  return instant as Instant; // between the first and the last
}

/** Short text that tells one list from another. */
export function fingerprint(of: unknown): string {
  return sha256(JSON.stringify(of)).toString('base64url').slice(0, 12);
}

/** The position that a place in the order of the ledger holds; undefined: the list begins. Throws BAD_REQUEST on what no page gave. */
export function positionIn(key: CursorKey | undefined): bigint | undefined {
  const position = key?.[0];
  if (position == null) return undefined;
  if (!/^\d{1,18}$/.test(position)) throw noCursor();
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
