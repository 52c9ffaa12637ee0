import { Failure } from '#foundation';
import { type Generation, generationsOf, RulingReader, type Session } from '#store';

import type { Context } from '../context.ts';

/** Reads what operators ruled, as the live graph has it, in one snapshot. */
export async function readRulings<Result>(
  { database, tenant }: Context,
  work: (reader: RulingReader, session: Session, live: Generation) => Promise<Result>,
): Promise<Result> {
  return database.snapshot(async (session) => {
    const live = (await generationsOf(session, tenant)).find(({ isLive }) => isLive);
    if (live === undefined) throw noGraph();
    return work(new RulingReader(session, { tenant, generation: live.generation }), session, live);
  });
}

export function noGraph(): Failure {
  return new Failure('STORE_UNAVAILABLE', 'The database holds no graph; run `headgate migrate`.');
}
