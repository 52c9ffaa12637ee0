import { graphDigest } from '#store';

import { answer, type AnswerHeader, type Question } from './answer.ts';
import type { Context, Principal } from './context.ts';

export interface DigestAnswer {
  readonly digest: string;
  readonly header: AnswerHeader;
}

/** The graph's digest at a ledger size: two graphs with one digest hold the same facts. Costs what the graph holds. */
export async function digestGraph(context: Context, _principal: Principal, question: Question = {}): Promise<DigestAnswer> {
  return answer(context, question, async ({ session, at, times, header }) => ({
    digest: await graphDigest(session, at, times.knownAt),
    header: header(),
  }));
}
