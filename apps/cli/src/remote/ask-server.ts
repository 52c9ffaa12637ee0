import { z } from 'zod';

import { Failure } from '#foundation';

import { fetchServer, notHeadgate, plain, toldFailure } from './fetch-server.ts';
import { jsonIn } from './json-in.ts';
import type { Login } from './login-file.ts';

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
  const { status, text } = await fetchServer(server, { method: 'POST', path: '/graphql', body: JSON.stringify(question) });
  const answer = Answer.safeParse(jsonIn(text));
  if (!answer.success) throw notHeadgate(server, status);
  const [error] = answer.data.errors ?? [];
  if (error !== undefined) {
    const { code, ...details } = error.extensions ?? {};
    throw toldFailure(code, error.message, details) ?? new Error(`${server.url} says: ${plain(error.message)}`);
  }
  const read = shape.safeParse(answer.data.data);
  if (read.success) return read.data;
  throw otherForm(server, { cause: read.error });
}

/** That a server said something that is not known here. `done`: what it did all the same, in a sentence. */
export function otherForm({ url }: Login, { cause, done = '' }: { readonly cause?: unknown; readonly done?: string }): Failure {
  const message = `${url} answered in another form than this command knows; run the headgate of the server's version. ${done}`.trimEnd();
  return new Failure('BAD_REQUEST', message, { cause });
}
