import { z } from 'zod';

import { Failure, type FailureCode, MIB, SECOND_MS } from '#foundation';

import { STATUS } from '../../../server/src/http-answers.ts';
import type { Login } from './login-file.ts';

/** Longer than the server itself lets a question take. */
const ANSWER_MS_MAX = 30 * SECOND_MS;
/** Four times the largest page that we know of. */
const ANSWER_BYTES_MAX = 64 * MIB;
/** Of a sentence from elsewhere. */
const SENTENCE_MAX = 4_000;

export interface Question {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

const Answer = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ message: z.string(), extensions: z.looseObject({ code: z.string().optional() }).optional() })).optional(),
});

/** The answer to one GraphQL operation, read as `shape` says. Throws the server's own failure, or one that says why there was no answer. */
export async function askServer<Shape extends z.ZodType>(server: Login, shape: Shape, question: Question): Promise<z.infer<Shape>> {
  const { status, text } = await post(server, JSON.stringify(question));
  const answer = Answer.safeParse(jsonIn(text));
  if (!answer.success) {
    throw new Failure(
      'STORE_UNAVAILABLE',
      `${server.url} answered ${status}, and not as a Headgate does; see whether that is its address.`,
    );
  }
  const [error] = answer.data.errors ?? [];
  if (error !== undefined) throw failureOf(error, server);
  const read = shape.safeParse(answer.data.data);
  if (read.success) return read.data;
  const message = `${server.url} answered in another form than this command knows; run the headgate of the server's version.`;
  throw new Failure('BAD_REQUEST', message, { cause: read.error });
}

async function post({ url, key }: Login, body: string): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', accept: 'application/json' },
      body,
      redirect: 'manual', // a key goes nowhere but where it was sent
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    const to = response.headers.get('location');
    if (to !== null) throw new Failure('BAD_REQUEST', `${url} sends questions on to ${plain(to)}; give that address, if you trust it.`);
    return { status: response.status, text: await bounded(response, url) };
  } catch (error) {
    throw error instanceof Failure ? error : unanswered(url, error);
  }
}

async function bounded(response: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? []; // bytes, as fetch gives them
  for await (const chunk of body) {
    size += chunk.length;
    if (size > ANSWER_BYTES_MAX)
      throw new Failure('LIMIT_EXCEEDED', `${url} answered with more than ${ANSWER_BYTES_MAX} bytes; ask for less.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function unanswered(url: string, cause: unknown): Failure {
  if (cause instanceof Error && cause.name === 'TimeoutError')
    return new Failure('STORE_UNAVAILABLE', `${url} gave no answer in ${ANSWER_MS_MAX / SECOND_MS} s; try again, or ask for less.`, {
      cause,
    });
  const message = `No Headgate answers at ${url}${why(cause)}; start one with \`headgate serve\`, or say where it is with HEADGATE_URL or \`headgate login\`.`;
  return new Failure('STORE_UNAVAILABLE', message, { cause });
}

/** Such as ECONNREFUSED. */
function why(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return inner instanceof Error && 'code' in inner ? ` (${String(inner.code)})` : '';
}

function failureOf({ message, extensions = {} }: NonNullable<z.infer<typeof Answer>['errors']>[number], { url }: Login): Error {
  const { code, ...details } = extensions;
  if (!isFailureCode(code)) return new Error(`${url} says: ${plain(message)}`);
  return new Failure(code, plain(message), { details });
}

function isFailureCode(code: string | undefined): code is FailureCode {
  return code !== undefined && Object.hasOwn(STATUS, code);
}

/** What came from elsewhere may hold anything, and is printed on a terminal. */
function plain(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').slice(0, SENTENCE_MAX);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON: no answer of a Headgate
  }
}
