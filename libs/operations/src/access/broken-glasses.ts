import { type BrokenGlass, glassEntry, glassUntil, holdsEverywhere, readGlass, readReview, reviewSubject } from '#access';
import { Failure, formatInstant, type Instant, instantNow } from '#foundation';
import { ActReader, LedgerReader, peopleComingIn, type PersonThen, principalNames, type Session, takePolicyLane } from '#store';

import { accessInForce, ALL_RECORDED } from '../ask/access-in-force.ts';
import type { Question } from '../ask/answer.ts';
import { positionIn, readPage } from '../ask/ask.ts';
import type { Connection, Page } from '../ask/page.ts';
import { requireAuditor } from '../ask/require-auditor.ts';
import { grantsOf } from '../ask/sight.ts';
import type { Context, Principal } from '../context.ts';
import { noteDenial } from '../denials.ts';
import { recordActIn } from '../record-act.ts';
import { reasonIn } from './draft-policy.ts';
import { othersIn } from './keys-made.ts';
import { positionCalled } from './policy-lane.ts';

/** A glass that was broken, and its review. */
export interface ListedGlass extends Pick<BrokenGlass, 'name' | 'reason' | 'hours'> {
  readonly position: bigint;
  /** Who sees, or saw, everything. */
  readonly who: string;
  readonly until: Instant;
  readonly isInForce: boolean;
  /** Who broke it: that person, or an administrator. */
  readonly by: string;
  readonly byName: string | null;
  readonly at: Instant;
  /** Null: it is owed. */
  readonly review: GlassReview | null;
}

/** What somebody else found, having looked at a broken glass. */
export interface GlassReview {
  readonly by: string;
  readonly byName: string | null;
  readonly at: Instant;
  readonly note: string;
}

export interface GlassFilter {
  /** Only those whose review is owed. */
  readonly isOwed?: boolean | null | undefined;
  /** Also what was recorded after the size that the header names: who works on the machine asks for all of it. */
  readonly alsoUnmapped?: boolean | undefined;
}

/** The glasses that were broken, as they stood at `knownAt`, newest first. For auditors and administrators. */
export async function listBrokenGlasses(
  context: Context,
  principal: Principal,
  input: GlassFilter & Page & Question = {},
): Promise<Connection<ListedGlass>> {
  await requireAuditor(context, principal, 'list broken glasses');
  const { isOwed, alsoUnmapped = false } = input;
  return readPage<Glass, ListedGlass>(context, principal, {
    input,
    listing: {
      of: ['broken glasses', isOwed ?? null, alsoUnmapped],
      items: async ({ asked: { session, knownAt } }, { after, limit }) => {
        const before = positionIn(after);
        const glasses = await glassesAt(context, session, alsoUnmapped ? ALL_RECORDED : knownAt);
        const wanted = glasses.filter(
          ({ position, review }) => (before === undefined || position < before) && (isOwed !== true || review === null),
        );
        return wanted.toReversed().slice(0, limit);
      },
      keyOf: ({ position }) => [String(position)],
      show: async ({ asked: { session } }, glasses) => {
        const ids = glasses.flatMap(({ by, review }) => [by, review?.by ?? by]);
        const names = await principalNames(session, context.tenant, [...new Set(ids)]);
        const called = <Done extends { readonly by: string }>(done: Done) => ({ ...done, byName: names.get(done.by) ?? null });
        return glasses.map((glass) => ({ ...called(glass), review: glass.review === null ? null : called(glass.review) }));
      },
    },
  });
}

/** A glass with nobody's name looked up. */
export interface Glass extends Omit<ListedGlass, 'byName' | 'review'> {
  readonly review: Omit<GlassReview, 'byName'> | null;
}

/** All glasses that were broken below a size of the ledger, in its order. */
export async function glassesAt(
  { tenant, keys, clock }: Pick<Context, 'tenant' | 'keys' | 'clock'>,
  session: Session,
  knownAt: bigint,
): Promise<readonly Glass[]> {
  const now = instantNow(clock);
  const acts = (await new ActReader(session, tenant).about('policy', '', knownAt)).filter(
    ({ subject }) => glassEntry(subject) !== undefined,
  );
  const entries = acts.length === 0 ? [] : await new LedgerReader(session, tenant, keys).at(acts.map(({ position }) => position));
  const subjects = new Map(acts.map(({ position, subject }) => [position, subject]));
  const reviews = new Map<string, Glass['review']>();
  const ends: { readonly who: string; readonly at: bigint; readonly until: Instant }[] = [];
  const broken = entries.flatMap((entry) => {
    const text = entry.frame?.form === 'json' ? entry.frame.text : '';
    const { position, by, recordedAt: at } = entry;
    const review = readReview(text);
    if (review !== undefined) reviews.set(subjects.get(position) ?? '', { by, at, note: review.note });
    const glass = readGlass(text);
    if (glass === undefined) return [];
    const { glass: who, name, reason, hours } = glass;
    const until = glassUntil(glass);
    if (glass.ends !== undefined) ends.push({ who, at: position, until });
    if (glass.ends !== undefined) return [];
    return [{ position, who, name, reason, hours, until, by, at }];
  });
  return broken.map((glass) => {
    // What ends one glass ends all of that person: the newest entry decides.
    const until = ends.reduce(
      (end, { who, at, until: early }) => (who === glass.who && at > glass.position && early < end ? early : end),
      glass.until,
    );
    return { ...glass, until, isInForce: now < until, review: reviews.get(reviewSubject(glass.position)) ?? null };
  });
}

export interface GlassReviewed {
  readonly position: bigint;
  readonly name: string;
}

/**
 * Says what was found about a broken glass, which then owes nothing more. For auditors and administrators, each by a key of one's own; not for who broke it, nor
 * for whom. Throws NOT_FOUND, and BAD_REQUEST when it was reviewed, or is in force.
 */
export async function reviewGlass(
  context: Context,
  principal: Principal,
  { position: called, note }: { readonly position: string; readonly note: string },
): Promise<GlassReviewed> {
  await requireAuditor(context, principal, 'review a broken glass');
  const position = positionCalled(called);
  const found = reasonIn(note.trim());
  if (found === null) throw new Failure('BAD_REQUEST', 'Say what you found.');
  return context.database.transactionClosedByWork(async (session) => {
    await takePolicyLane(session, context.tenant);
    const glass = (await glassesAt(context, session, ALL_RECORDED)).find((each) => each.position === position);
    if (glass === undefined)
      throw new Failure('NOT_FOUND', `No broken glass stands at ${position}; \`headgate break-glass list\` lists them.`);
    if (glass.review !== null) throw new Failure('BAD_REQUEST', `The glass at ${position} was reviewed already.`);
    const isAlone = await isReviewedAlone({ context, session }, principal, glass);
    if (glass.isInForce)
      throw new Failure(
        'BAD_REQUEST',
        `The glass at ${position} is in force until ${formatInstant(glass.until)}; end it with \`headgate break-glass end ${position}\`, or review it then.`,
      );

    const { name, who } = glass;
    const act = {
      kind: 'policy',
      namespace: 'policies',
      subject: reviewSubject(position),
      body: { glass: who, name, note: found, position: String(position), ...(isAlone ? { isAlone } : {}) },
    } as const;
    await recordActIn(context, session, { by: principal.id, act });
    return { position, name };
  });
}

/**
 * Whether who reviews may be who broke the glass, or for whom: one of them made a key or a link of his. Throws ACCESS_DENIED to those themselves, to whoever works on
 * the machine without a key, and to who may be one of them while somebody else can review it.
 */
async function isReviewedAlone(
  { context, session }: { readonly context: Context; readonly session: Session },
  principal: Principal,
  { who, by }: Glass,
): Promise<boolean> {
  const people = await peopleComingIn(session, context.tenant, { now: context.clock.now(), toldSince: new Date(0) });
  const { standings } = await accessInForce(context, session);
  const reviewers = people.filter(({ id }) => id !== who && id !== by);
  const others = await othersIn(context, session, reviewers);
  const isElse = ({ id }: PersonThen): boolean => ![who, by].some((each) => others.get(id)?.has(each));
  const self = reviewers.find(({ id }) => id === principal.id);
  if (self !== undefined && isElse(self)) return false;
  const audits = (person: PersonThen): boolean => person.kind === 'admin' || holdsEverywhere(grantsOf(person, standings), 'auditor');
  if (self !== undefined && !reviewers.some((each) => audits(each) && isElse(each))) return true;
  const message = messageFor(
    self !== undefined,
    people.some(({ id }) => id === principal.id),
  );
  noteDenial(context, principal, { action: 'administer', what: 'review a broken glass', why: message, policy: null });
  throw new Failure('ACCESS_DENIED', message);
}

function messageFor(mayBeThem: boolean, isNamed: boolean): string {
  if (!isNamed) return "A broken glass is reviewed with a key of one's own: nobody knows who works on the machine without one.";
  const message = 'A broken glass is reviewed by somebody else than who broke it, and for whom';
  return mayBeThem ? `${message}: one of them made your key, or a link that signs you in, and may come in as you.` : `${message}.`;
}
