import { z } from 'zod';

import { instantFromDate } from '#foundation';
import {
  ActReader,
  isInForce,
  isSomebody,
  keysCalled,
  kindsNamed,
  type LedgerEntry,
  LedgerReader,
  principalNames,
  type Session,
} from '#store';

import { ALL_RECORDED } from '../ask/access-in-force.ts';
import type { Context } from '../context.ts';
import { LINK_MADE } from '../record-key-act.ts';
import { SESSION_MS_MAX, SIGN_IN_LINK_MS_MAX } from '../session-terms.ts';

/** A key in force, and who made it, to whom it was shown once. */
export interface KeyMade {
  readonly prefix: string;
  /** The name of whoever holds it. */
  readonly holder: string;
  /** The name. */
  readonly by: string;
}

/** The keys in force of some holders, by name, that a person made who is not the holder: the steward of a team, say. He may hold them too. */
export async function keysMadeByOthers(context: Context, session: Session, names: readonly string[]): Promise<readonly KeyMade[]> {
  const { tenant, clock } = context;
  const now = clock.now();
  const keys = (await keysCalled(session, tenant, names)).filter((key) => names.includes(key.name) && isInForce(key, now));
  if (keys.length === 0) return [];
  const makers = await makersOf(context, session, keys);
  const ids = [...new Set(makers.values())];
  const [kinds, called] = [await kindsNamed(session, tenant, ids), await principalNames(session, tenant, ids)];
  return keys.flatMap(({ id, name, prefix }) => {
    const by = makers.get(prefix);
    return by === undefined || by === id || kinds.get(by) !== 'person' ? [] : [{ prefix, holder: name, by: called.get(by) ?? by }];
  });
}

/** The ids of who made some keys, by prefix. One that stands in no entry was made with the installation. */
async function makersOf(
  { tenant, keys }: Context,
  session: Session,
  made: readonly { readonly prefix: string }[],
): Promise<ReadonlyMap<string, string>> {
  const prefixes = made.map(({ prefix }) => prefix);
  const acts = await new ActReader(session, tenant).ofSubjects('key', prefixes, ALL_RECORDED);
  const first = new Map(acts.toReversed().map(({ subject, position }) => [subject, position])); // before all else a key is made
  const entries = first.size === 0 ? [] : await new LedgerReader(session, tenant, keys).at([...first.values()]);
  const by = new Map(entries.map((entry) => [entry.position, entry.by]));
  return new Map([...first].flatMap(([prefix, position]) => (by.has(position) ? [[prefix, by.get(position) ?? '']] : [])));
}

/** Somebody by id and name. */
interface Named {
  readonly id: string;
  readonly name: string;
}

/**
 * Who else can come in as some people, by their ids: whoever made a key of theirs that is in force was shown it, and whoever made a link that signs them in may have
 * used it. Whoever works on the machine without a key is not among them: nobody knows who that is.
 */
export async function othersIn(
  context: Context,
  session: Session,
  people: readonly Named[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const now = context.clock.now();
  const held = (
    await keysCalled(
      session,
      context.tenant,
      people.map(({ name }) => name),
    )
  ).filter((key) => isInForce(key, now));
  const makers = await makersOf(context, session, held);
  const others = new Map(people.map(({ id }) => [id, new Set<string>()]));
  const add = (id: string, maker: string | undefined): void => {
    if (maker !== undefined && maker !== id) others.get(id)?.add(maker);
  };
  for (const { id, prefix } of held) add(id, makers.get(prefix));
  for (const { to, by } of await linksMade(context, session, people)) add(to, by);

  const known = new Map<string, boolean>();
  for (const maker of new Set([...others.values()].flatMap((each) => [...each])))
    known.set(maker, await isSomebody(session, context.tenant, maker));
  return new Map([...others].map(([id, each]) => [id, new Set([...each].filter((maker) => known.get(maker) === true))]));
}

const LinkMade = z.object({ did: z.literal(LINK_MADE) });

function bodyOf({ frame }: LedgerEntry): unknown {
  return frame?.form === 'json' ? JSON.parse(frame.text) : undefined;
}

/** The links that signed some people in, or may have, to sessions that may last. */
async function linksMade(
  { tenant, keys, clock }: Context,
  session: Session,
  people: readonly Named[],
): Promise<readonly { readonly to: string; readonly by: string }[]> {
  const since = instantFromDate(new Date(clock.now().getTime() - SESSION_MS_MAX - SIGN_IN_LINK_MS_MAX));
  const acts = await new ActReader(session, tenant).ofSubjects(
    'key',
    people.map(({ id }) => id),
    ALL_RECORDED,
  );
  const to = new Map(acts.map(({ position, subject }) => [position, subject]));
  const entries = acts.length === 0 ? [] : await new LedgerReader(session, tenant, keys).at([...to.keys()]);
  return entries
    .filter((entry) => entry.recordedAt >= since && LinkMade.safeParse(bodyOf(entry)).success)
    .map(({ position, by }) => ({ to: to.get(position) ?? '', by }));
}
