import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { Failure, KIB } from '#foundation';
import { signIn, signOut } from '#operations';

import { authenticateAsker, type Gatehouse } from './authenticate.ts';
import { sendFailure, STATUS } from './http-answers.ts';
import { tellKeyEnd } from './key-end.ts';
import { BY_LINK, notSignedInPage } from './notice-page.ts';
import { guarded, HTML } from './page-answers.ts';
import { isFromElsewhere, isSecure, noSessionCookie, sessionCookie, sessionSecret } from './session-cookie.ts';
import { failureText } from './failure-text.ts';

/** A form with one token in it has some 50 bytes. */
const FORM_BYTES_MAX = 4 * KIB;

export interface SessionDoor extends Gatehouse {
  /** Told of what went wrong without being a failure that has an answer of its own; never of a token or a cookie. */
  readonly log: (line: string) => void;
}

/**
 * How a browser signs in and out: `POST /signin` with the token of a link, `POST /signout`, and `GET /session`, which says who it is.
 * The page `/signin` takes the token out of the address behind `#`, which no server and no log ever sees, and posts it.
 */
export function sessionRoutes(door: SessionDoor): (scope: FastifyInstance) => Promise<void> {
  return async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: FORM_BYTES_MAX },
      (_request, body, done) => done(null, new URLSearchParams(String(body))),
    );
    scope.post('/signin', { errorHandler: (error, _request, reply) => refusalPage(door, reply, error) }, async (request, reply) => {
      if (isFromElsewhere(request.headers)) throw new Failure('ACCESS_DENIED', 'Another site sent this. Open the link itself.');
      const { secret, until } = await signIn(door, tokenOf(request));
      const lengthMs = until.getTime() - door.context.clock.now().getTime();
      return seeOther(reply, '/graphiql', sessionCookie(secret, { lengthMs, isSecure: isSecure(request) }));
    });
    scope.post('/signout', { errorHandler: (error, _request, reply) => refusalPage(door, reply, error) }, async (request, reply) => {
      if (isFromElsewhere(request.headers)) throw new Failure('ACCESS_DENIED', 'Another site sent this. Sign out on the page itself.');
      const secret = sessionSecret(request.headers);
      if (secret !== undefined) await signOut(door, secret);
      return seeOther(reply, '/graphiql', noSessionCookie(isSecure(request)));
    });
    scope.get(
      '/session',
      { errorHandler: (error, _request, reply) => void sendFailure(reply, told(door, error)) },
      async (request, reply) => {
        const { id, name, kind, roles, cameIn, keyEnds } = await authenticateAsker(door, request);
        tellKeyEnd(reply, door.context, keyEnds);
        return reply.header('cache-control', 'no-store').send({ id, name, kind, roles, until: cameIn?.until.toISOString() ?? null });
      },
    );
    await Promise.resolve();
  };
}

function tokenOf({ body }: FastifyRequest): string {
  return (body instanceof URLSearchParams ? body.get('token') : null) ?? '';
}

function seeOther(reply: FastifyReply, location: string, cookie: string): FastifyReply {
  return reply.code(303).headers({ location, 'set-cookie': cookie, 'cache-control': 'no-store' }).send();
}

function told(door: SessionDoor, error: unknown): unknown {
  const isOurs = error instanceof Failure || (error instanceof Error && 'statusCode' in error && Number(error.statusCode) < 500);
  if (!isOurs) door.log(`a sign-in failed: ${failureText(error)}`);
  return error;
}

/** A person reads this, so it is a page. */
function refusalPage(door: SessionDoor, reply: FastifyReply, error: unknown): void {
  told(door, error);
  const [status, sentence] =
    error instanceof Failure
      ? [STATUS[error.code], error.message]
      : error instanceof Error && 'statusCode' in error
        ? [Number(error.statusCode), 'That is not the form of this page.']
        : [500, 'Something went wrong here; the log says what.'];
  void guarded(reply, HTML).code(status).header('cache-control', 'no-store').send(notSignedInPage(sentence, BY_LINK));
}
