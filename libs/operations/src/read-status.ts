import { instantFromDate } from '#foundation';
import { countsOf, progressOf } from '#store';

import { answer, type AnswerHeader, type Question } from './answer.ts';
import type { Context, Principal } from './context.ts';

/** Past this a count means "at least". */
const COUNT_MAX = 10_000;
/** 24 days: what fits into 31 bits. */
const LAG_MS_MAX = 2 ** 31 - 1;

/** How Headgate is doing. Sizes of the ledger are those of now, counts those of the asked times, up to 10,000 each. */
export interface StatusAnswer {
  readonly header: AnswerHeader;
  /** Entries of the ledger, and how many of them are in the graph. */
  readonly recorded: bigint;
  readonly mapped: bigint;
  /** How long the oldest entry waits that is not in the graph yet. 0: none waits. */
  readonly lagMs: number;
  readonly datasets: number;
  readonly jobs: number;
  readonly runs: number;
  readonly quarantined: number;
  readonly foldVersion: number;
  readonly generation: number;
}

export async function readStatus(context: Context, _principal: Principal, question: Question = {}): Promise<StatusAnswer> {
  return answer(context, question, async ({ session, at, times, header }) => {
    const { recorded, mapped, waitingSince } = await progressOf(session, at);
    const counts = await countsOf(session, at, { times, countMax: COUNT_MAX });

    const waited = waitingSince === null ? 0n : instantFromDate(context.clock.now()) - waitingSince;
    const lagMs = Math.min(LAG_MS_MAX, Math.max(0, Number(waited / 1_000_000n)));
    const answered = header();
    return { header: answered, recorded, mapped, lagMs, ...counts, foldVersion: answered.foldVersion, generation: at.generation };
  });
}
