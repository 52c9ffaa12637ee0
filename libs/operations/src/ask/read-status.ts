import { instantNow } from '#foundation';
import { countsOf, progressOf, type RefusalSum } from '#store';

import type { Context, Principal } from '../context.ts';
import { recentRefusals } from '../receive/refusals.ts';
import { visibleTo } from './quarantine-sight.ts';
import type { AnswerHeader, Question } from './answer.ts';
import { read, type Reading } from './ask.ts';
import type { Asker } from './sight.ts';

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
  /** Those that the asker may list. */
  readonly quarantined: number;
  /** What the door turned away in the last 30 days of now, the most frequent first, at most 100. To administrators, and auditors of everything; to others none. */
  readonly refusals: readonly RefusalSum[];
  readonly foldVersion: number;
  readonly generation: number;
}

export async function readStatus(context: Context, principal: Principal, question: Question = {}): Promise<StatusAnswer> {
  return read(context, principal, {
    question,
    as: { operation: 'status' },
    work: (reading) => answerStatus({ context, principal }, reading),
  });
}

async function answerStatus(asker: Asker, { asked, asking, sight }: Reading): Promise<StatusAnswer> {
  const { clock, tenant } = asker.context;
  const { recorded, mapped, waitingSince } = await progressOf(asked);
  const counts = await countsOf(asked, { countMax: COUNT_MAX, visibleTo: await visibleTo(asker, asking) });
  const refusals = sight.audits ? await recentRefusals({ clock, tenant }, asked.session) : [];

  const waited = waitingSince === null ? 0n : instantNow(clock) - waitingSince;
  const lagMs = Math.min(LAG_MS_MAX, Math.max(0, Number(waited / 1_000_000n)));
  const header = asking.header();
  return { header, recorded, mapped, lagMs, ...counts, refusals, foldVersion: header.foldVersion, generation: asked.generation };
}
