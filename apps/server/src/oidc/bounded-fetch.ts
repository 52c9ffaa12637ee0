import { Failure, MIB } from '#foundation';

/** A discovery or a key set has a few KB. */
const ANSWER_BYTES_MAX = MIB;

interface Sent extends Omit<RequestInit, 'body' | 'signal'> {
  readonly body?: RequestInit['body'] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** As `fetch`, for asking a provider: answers are read whole and have a bound, and nothing is followed to another place. */
export async function boundedFetch(url: string, { body: sent, signal, ...options }: Sent): Promise<Response> {
  const response = await fetch(url, { ...options, signal: signal ?? null, ...(sent == null ? {} : { body: sent }), redirect: 'manual' });
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? []; // bytes, as fetch gives them
  for await (const chunk of body) {
    size += chunk.length;
    if (size > ANSWER_BYTES_MAX) throw new Failure('STORE_UNAVAILABLE', `The provider answered with more than ${ANSWER_BYTES_MAX} bytes.`);
    chunks.push(chunk);
  }
  const hasBody = response.status !== 204 && response.status !== 304;
  return new Response(hasBody ? Buffer.concat(chunks) : null, { status: response.status, headers: response.headers });
}
