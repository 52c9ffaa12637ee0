import { ActReader, isInForce, keysCalled, kindsNamed, LedgerReader, principalNames, type Session } from '#store';

import { ALL_RECORDED } from '../ask/access-in-force.ts';
import type { Context } from '../context.ts';

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
