import { Failure, type FailureCode, MIB, SECOND_MS } from '#foundation';

import { STATUS } from '../../../server/src/http-answers.ts';
import type { Login } from './login-file.ts';

/** Longer than the server itself lets a question take. */
const ANSWER_MS_MAX = 30 * SECOND_MS;
/** Four times the largest page that we know of. */
const ANSWER_BYTES_MAX = 64 * MIB;
/** Of a sentence from elsewhere. */
const SENTENCE_MAX = 4_000;

/** What is sent to a server. */
export interface Sent {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** JSON. */
  readonly body?: string;
  /** How long the server was asked to wait before it answers. */
  readonly waitMs?: number;
}

/** Where a request goes; without a key it is nobody's. */
interface Addressed extends Pick<Login, 'url'> {
  readonly key?: string;
}

/** One request with the key of a login. Throws the failure that says why there was no answer, or one that is longer than any of ours. */
export async function fetchServer(to: Addressed, sent: Sent): Promise<{ readonly status: number; readonly text: string }> {
  const { status, bytes } = await fetchBytes(to, sent);
  return { status, text: bytes.toString('utf8') };
}

/** As `fetchServer`, of what is no text. */
export async function fetchBytes(
  { url, key }: Addressed,
  { method, path, body, waitMs = 0 }: Sent,
): Promise<{ readonly status: number; readonly bytes: Buffer }> {
  try {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...(key === undefined ? {} : { authorization: `Bearer ${key}` }), accept: 'application/json', ...json },
      ...(body === undefined ? {} : { body }),
      redirect: 'manual', // a key goes nowhere but where it was sent
      signal: AbortSignal.timeout(ANSWER_MS_MAX + waitMs),
    });
    const to = response.headers.get('location');
    if (to !== null) throw new Failure('BAD_REQUEST', `${url} sends questions on to ${plain(to)}; give that address, if you trust it.`);
    return { status: response.status, bytes: await bounded(response, url) };
  } catch (error) {
    throw error instanceof Failure ? error : unanswered(url, error);
  }
}

async function bounded(response: Response, url: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? []; // bytes, as fetch gives them
  for await (const chunk of body) {
    size += chunk.length;
    if (size > ANSWER_BYTES_MAX)
      throw new Failure('LIMIT_EXCEEDED', `${url} answered with more than ${ANSWER_BYTES_MAX} bytes; ask for less.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
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

/** The failure when something answers that is no Headgate. */
export function notHeadgate({ url }: Pick<Login, 'url'>, status: number): Failure {
  return new Failure('STORE_UNAVAILABLE', `${url} answered ${status}, and not as a Headgate does; see whether that is its address.`);
}

/** What a server says is wrong, as a failure of ours. Undefined: its code is none that we know. */
export function toldFailure(code: unknown, message: string, details?: Readonly<Record<string, unknown>>): Failure | undefined {
  if (typeof code !== 'string' || !Object.hasOwn(STATUS, code)) return undefined;
  return new Failure(code as FailureCode, plain(message), details === undefined ? {} : { details }); // a key of STATUS
}

/** What came from elsewhere may hold anything, and is printed on a terminal. */
export function plain(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').slice(0, SENTENCE_MAX);
}
