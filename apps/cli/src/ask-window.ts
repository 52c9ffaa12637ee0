import { z } from 'zod';

import { Failure, type FailureCode } from '#foundation';

import type { Config } from '../../server/src/config.ts';
import { STATUS } from '../../server/src/http-answers.ts';

const Answered = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }).optional() })).optional(),
});

/** One operation, asked of the server that the settings name. Gives its `data`; throws the failure that the server tells of, or that nobody answers. */
export async function askWindow(
  { HEADGATE_URL, HEADGATE_KEY }: Config,
  asked: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> },
): Promise<unknown> {
  if (HEADGATE_KEY === undefined) throw new Failure('BAD_REQUEST', `Say who asks: HEADGATE_KEY=hg_...; headgate keys create makes a key.`);
  const answer = Answered.safeParse(await post(new URL('/graphql', HEADGATE_URL), HEADGATE_KEY, asked));
  if (!answer.success) throw new Failure('STORE_UNAVAILABLE', `What answers at ${HEADGATE_URL} is not Headgate; see HEADGATE_URL.`);
  const [error] = answer.data.errors ?? [];
  if (error !== undefined) throw new Failure(codeOf(error.extensions?.code), error.message);
  return answer.data.data;
}

async function post(url: URL, key: string, body: unknown): Promise<unknown> {
  try {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    return await response.json();
  } catch (cause) {
    throw new Failure('STORE_UNAVAILABLE', `No Headgate answers at ${url.origin}; start one with headgate serve, or set HEADGATE_URL.`, {
      cause,
    });
  }
}

/** What the server names that we do not know is trouble of its own. */
function codeOf(code: string | undefined): FailureCode {
  return code !== undefined && Object.hasOwn(STATUS, code) ? (code as FailureCode) : 'STORE_UNAVAILABLE'; // the table has all codes
}
