import { type Engagement, engagementsOf, grantsInForce } from '#access';
import { type Instant, instantNow } from '#foundation';
import { principalNames, type Session } from '#store';

import { accessInForce, ALL_RECORDED } from '../ask/access-in-force.ts';
import type { AnswerHeader, Question } from '../ask/answer.ts';
import { positionIn, read, readPage, type Reading } from '../ask/ask.ts';
import type { Connection, Page } from '../ask/page.ts';
import { grantsOf, MISSING } from '../ask/sight.ts';
import type { Context, Principal } from '../context.ts';
import { noteDenial } from '../denials.ts';
import { engagementsAt, type KnownEngagement } from './engagements-at.ts';
import { noEngagement } from './open-engagement.ts';

/** An engagement, as it is shown to both sides. */
export interface ListedEngagement extends Omit<KnownEngagement, 'engagement' | 'ended'>, Pick<Engagement, 'scope' | 'purpose' | 'why'> {
  readonly name: string;
  /** As they were named: by name, by id, as `group:auditors`. */
  readonly who: readonly string[];
  readonly state: 'to-come' | 'in-force' | 'over';
  readonly byName: string | null;
  /** Null: nobody ended it early. */
  readonly ended: EngagementEndedEarly | null;
}

/** That somebody ended an engagement before its end. */
export interface EngagementEndedEarly extends NonNullable<KnownEngagement['ended']> {
  readonly byName: string | null;
}

/** Also what was recorded after the size that the header names: who works on the machine asks for all of it. */
export interface AlsoUnmapped {
  readonly alsoUnmapped?: boolean | undefined;
}

/** The engagements, as they stood at `knownAt`, newest first: all of them to auditors and administrators, to others those of their own that are in force. */
export async function listEngagements(
  context: Context,
  principal: Principal,
  input: AlsoUnmapped & Page & Question = {},
): Promise<Connection<ListedEngagement>> {
  const { alsoUnmapped = false } = input;
  return readPage<KnownEngagement, ListedEngagement>(context, principal, {
    input,
    listing: {
      of: ['engagements', alsoUnmapped],
      items: async (reading, { after, limit }) => {
        const { session, knownAt } = reading.asked;
        const before = positionIn(after);
        const shown = await engagementsShown({ context, principal }, reading);
        const all = await engagementsAt(context, session, { knownAt: alsoUnmapped ? ALL_RECORDED : knownAt });
        return all
          .toReversed()
          .filter(({ position, engagement }) => (before === undefined || position < before) && shown(engagement.engagement))
          .slice(0, limit);
      },
      keyOf: ({ position }) => [String(position)],
      show: ({ asked }, known) => listed(context, asked.session, known),
    },
  });
}

export interface EngagementAnswer {
  readonly header: AnswerHeader;
  readonly engagement: ListedEngagement;
}

/** One engagement, as it stood at `knownAt`. Throws NOT_FOUND, also to whoever may not know of it. */
export async function findEngagement(
  context: Context,
  principal: Principal,
  input: { readonly name: string } & AlsoUnmapped & Question,
): Promise<EngagementAnswer> {
  return read(context, principal, {
    question: input,
    as: { operation: 'engagement' },
    work: async (reading) => {
      const [engagement] = await listed(context, reading.asked.session, [await engagementShown({ context, principal }, reading, input)]);
      if (engagement === undefined) throw noEngagement(input.name);
      return { header: reading.asking.header(), engagement };
    },
  });
}

/** An engagement by its name, at the size that is asked for. Throws NOT_FOUND, also to whoever may not know of it: both are noted as denied alike. */
export async function engagementShown(
  asker: { readonly context: Context; readonly principal: Principal },
  reading: Reading,
  { name, alsoUnmapped = false }: { readonly name: string } & AlsoUnmapped,
): Promise<KnownEngagement> {
  const { session, knownAt } = reading.asked;
  const shown = await engagementsShown(asker, reading);
  const [known] = await engagementsAt(asker.context, session, { knownAt: alsoUnmapped ? ALL_RECORDED : knownAt, name });
  if (known !== undefined && shown(name)) return known;
  const { context, principal } = asker;
  const denial = { action: 'see', what: `engagement ${name}`, why: MISSING, policy: null } as const;
  if (!reading.sight.audits) noteDenial({ ...context, notes: reading.notes }, principal, denial);
  throw noEngagement(name);
}

/** Which engagements somebody may know of, by name. */
async function engagementsShown(
  { context, principal }: { readonly context: Context; readonly principal: Principal },
  { asked, sight }: Reading,
): Promise<(name: string) => boolean> {
  if (sight.audits) return () => true;
  const { standings } = await accessInForce(context, asked.session);
  const own = engagementsOf(grantsInForce({ grants: grantsOf(principal, standings), at: instantNow(context.clock) }));
  return (name) => own.includes(name);
}

/** One statement, however many. */
async function listed(context: Context, session: Session, known: readonly KnownEngagement[]): Promise<readonly ListedEngagement[]> {
  const now = instantNow(context.clock);
  const ids = known.flatMap(({ by, ended }) => [by, ended?.by ?? by]);
  const names = await principalNames(session, context.tenant, [...new Set(ids)]);
  const called = <Done extends { readonly by: string }>(done: Done) => ({ ...done, byName: names.get(done.by) ?? null });
  return known.map(({ engagement, ended, ...rest }) => {
    const { engagement: name, members: who, scope, purpose, why } = engagement;
    const state = stateAt(rest, now);
    return { ...called(rest), name, who, scope, purpose, why, state, ended: ended === null ? null : called(ended) };
  });
}

function stateAt({ from, until }: Readonly<Record<'from' | 'until', Instant>>, now: Instant): ListedEngagement['state'] {
  if (until <= now) return 'over';
  return from <= now ? 'in-force' : 'to-come';
}
