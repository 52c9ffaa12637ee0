import { graphDigest, readingWhole } from '#store';

import { requireAdmin } from '../admin.ts';
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

/**
 * The graph's digest at a ledger size: two graphs with one digest hold the same facts. Reads all of the graph and sorts it in memory, so that not everybody
 * may ask for it: throws ACCESS_DENIED to others than administrators.
 */
export async function digestGraph(context: Context, principal: Principal, question: DigestQuestion = {}): Promise<DigestAnswer> {
  requireAdmin(
    context,
    principal,
    "ask for the graph's digest, for it reads all of the graph; use an admin's key, or run `headgate digest` where Headgate runs",
  );
  const { statementMsMax } = question;
  return read(context, principal, {
    question,
    as: { operation: 'graph digest' },
    work: async ({ asked, asking }) => ({
      header: asking.header(),
      digest: await readingWhole(asked.session, { statementMsMax }, () => graphDigest(asked.session, asked, asked.knownAt)),
    }),
  });
}
