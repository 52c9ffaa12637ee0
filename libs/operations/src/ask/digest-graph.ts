import { graphDigest, readingWhole } from '#store';

import type { Context, Principal } from '../context.ts';
import type { AnswerHeader, Question } from './answer.ts';
import { read } from './ask.ts';

export interface DigestAnswer {
  readonly digest: string;
  readonly header: AnswerHeader;
}

export interface DigestQuestion extends Question {
  /** How long one statement may take. Absent: as long as one of any question. */
  readonly statementMsMax?: number;
}

/** The graph's digest at a ledger size: two graphs with one digest hold the same facts. Costs what the graph holds. */
export async function digestGraph(context: Context, principal: Principal, question: DigestQuestion = {}): Promise<DigestAnswer> {
  const { statementMsMax } = question;
  return read(context, principal, {
    question,
    work: async ({ asked, asking }) => ({
      header: asking.header(),
      digest: await readingWhole(asked.session, { statementMsMax }, () => graphDigest(asked.session, asked, asked.knownAt)),
    }),
  });
}
