import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';

import { MASKS } from '#access';
import { Failure, MIB } from '#foundation';
import { decideAll, type DecisionQuestion, type NodeReference, oweQuota, QUESTIONS_MAX, takeQuota } from '#operations';

import { decisionsJson, expectedMembers, membersOf } from './decide-json.ts';
import { type Door, headerOf } from './ingest/door.ts';
import { type AskedByRoute, jsonRoutes } from './json-route.ts';

/** Of one call: a hundred questions are some 20 KB. */
const DECIDE_BYTES_MAX = 1 * MIB;
/** Of a name, a path, a purpose. */
const WORD_LENGTH_MAX = 2_000;

const Word = z.string('must be text').min(1, 'must not be empty').max(WORD_LENGTH_MAX, `may have ${WORD_LENGTH_MAX} characters`);
const ThingNamed = z.strictObject(
  { id: Word.optional(), namespace: Word.optional(), name: Word.optional() },
  'must be {"namespace", "name"}, {"name"} or {"id"}',
);
const QuestionShape = z.strictObject(
  {
    who: Word.optional(),
    action: z.enum(['see', 'read', 'write'], 'must be see, read or write'),
    dataset: ThingNamed.optional(),
    job: ThingNamed.optional(),
    columns: z.array(Word, 'must be a list of paths').min(1, 'must name a column, or be left out').optional(),
    facets: z.array(Word, 'must be a list of names').min(1, 'must name a facet, or be left out').optional(),
    purpose: Word.optional(),
    masks: z.array(z.enum(MASKS, `must be one of ${MASKS.join(', ')}`), `must be a list of ${MASKS.join(', ')}`).optional(),
  },
  'must be an object with action, and dataset or job',
);
const CallShape = z.strictObject(
  {
    questions: z
      .array(QuestionShape, 'must be a list')
      .min(1, 'must ask something')
      .max(QUESTIONS_MAX, `may be ${QUESTIONS_MAX}; ask in several calls`),
    asOf: Word.optional(),
    knownAt: Word.optional(),
    atLeast: Word.optional(),
  },
  'must be an object',
);

/** `POST /api/v1/decide`: what a gateway asks before it lets somebody at data. Many questions in one call, each answered by itself. */
export function decideRoutes(door: Door): (scope: FastifyInstance) => Promise<void> {
  return jsonRoutes(door, {
    ...{ url: '/api/v1/decide', shape: CallShape, bytesMax: DECIDE_BYTES_MAX, howTo: HOW_TO_ASK, answer: decide },
    tooLarge: `A call may be ${DECIDE_BYTES_MAX} bytes after gunzip; ask in several.`,
  });
}

async function decide(
  { context, principal, body, headers }: AskedByRoute<z.infer<typeof CallShape>>,
  reply: FastifyReply,
): Promise<object> {
  const { atLeast = headerOf(headers, 'headgate-at-least'), questions, ...times } = body;
  const cost = expectedMembers(questions);
  await takeQuota(context, principal, { query_cost_per_minute: cost });
  const answer = await decideAll(context, principal, { ...times, atLeast, questions: questions.map(asked) });
  const { knownAt } = answer.header;
  const json = decisionsJson(answer);
  await oweQuota(context, principal, { query_cost_per_minute: Math.max(0, membersOf(json) - cost) });
  if (knownAt > 0n) void reply.header('headgate-position', String(knownAt - 1n));
  return json;
}

const HOW_TO_ASK =
  'Send the questions as JSON: {"questions": [{"who": "ann", "action": "read", "dataset": {"namespace": "...", "name": "..."}}]}.';

type Asked = z.infer<typeof QuestionShape>;

function asked({ dataset, job, ...question }: Asked, index: number): DecisionQuestion {
  const named = (thing: z.infer<typeof ThingNamed> | undefined, what: 'dataset' | 'job'): NodeReference | undefined => {
    if (thing === undefined) return undefined;
    const { id, namespace, name } = thing;
    if (id !== undefined && namespace === undefined && name === undefined) return { id };
    if (id !== undefined || name === undefined)
      throw new Failure('BAD_REQUEST', `questions[${index}].${what} must be {"namespace", "name"}, {"name"} or {"id"}.`);
    return namespace === undefined ? { name } : { namespace, name };
  };
  return { ...question, dataset: named(dataset, 'dataset'), job: named(job, 'job') };
}
