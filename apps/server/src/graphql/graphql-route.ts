import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';

import { Failure } from '#foundation';
import { type Context, type Principal, refusePastQuota } from '#operations';
import type { Principals } from '#store';

import { STATUS } from '../http-answers.ts';
import { tellKeyEnd } from '../key-end.ts';
import type { ErrorCode } from './errors.ts';
import { BODY_BYTES_MAX } from './limits.ts';
import { requestContext, type RequestContext } from './request-context.ts';

export type Authenticate = (request: FastifyRequest) => Promise<Principal>;

/** Apollo registers the others. */
const OTHER_METHODS = ['PUT', 'PATCH', 'DELETE'] as const;

const NOTHING_MORE = { details: {}, retryAfterSeconds: undefined };

export interface RouteSettings {
  readonly context: Context;
  readonly principals: Principals;
  readonly authenticate: Authenticate;
  readonly log: (error: unknown) => void;
}

/**
 * What holds for the route that Apollo registers: who asks is known, and within its quota, before a byte of the body is read, the body has a limit of its own,
 * and what fails before GraphQL begins is answered in the form of GraphQL's errors.
 */
export class GraphqlRoute {
  private readonly principals = new WeakMap<FastifyRequest, Principal>();

  constructor(
    private readonly path: string,
    private readonly settings: RouteSettings,
  ) {}

  /** Before the route is registered. */
  guard(server: FastifyInstance): void {
    server.addHook('onRoute', (route: RouteOptions) => {
      if (route.url !== this.path) return;
      route.bodyLimit = BODY_BYTES_MAX;
      route.onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
        const principal = await this.settings.authenticate(request);
        tellKeyEnd(reply, this.settings.context, principal.keyEnds);
        await refusePastQuota(this.settings.context, principal, 'window');
        this.principals.set(request, principal);
      };
      route.errorHandler = (error: unknown, _request: FastifyRequest, reply: FastifyReply) => {
        void this.answer(reply, error);
      };
    });
    server.route({
      method: [...OTHER_METHODS],
      url: this.path,
      handler: (request, reply) => {
        const message = `${request.method} is not answered here; send the question with POST.`;
        const code: ErrorCode = 'BAD_REQUEST';
        return reply
          .code(405)
          .header('allow', 'GET, POST')
          .send({ errors: [{ message, extensions: { code } }] });
      },
    });
  }

  /** What Apollo hands to every resolver. */
  readonly context = (request: FastifyRequest): Promise<RequestContext> => {
    const principal = this.principals.get(request);
    if (principal === undefined) throw new Failure('IDENTITY_UNKNOWN', 'Send a key: Authorization: Bearer hg_...');
    const { context, principals } = this.settings;
    const atLeast = request.headers['headgate-at-least'];
    const from = { door: 'graphql', address: request.ip } as const;
    return Promise.resolve(
      requestContext({ context, principal, principals, atLeast: Array.isArray(atLeast) ? atLeast[0] : atLeast, from }),
    );
  };

  private answer(reply: FastifyReply, error: unknown): FastifyReply {
    const { status, code, message } = this.told(error);
    const { details, retryAfterSeconds } = error instanceof Failure ? error : NOTHING_MORE;
    if (status === 401) void reply.header('www-authenticate', 'Bearer');
    if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
    return reply.code(status).send({ errors: [{ message, extensions: { code, ...details, retryAfterSeconds } }] }); // undefined is left out
  }

  private told(error: unknown): { readonly status: number; readonly code: ErrorCode; readonly message: string } {
    if (error instanceof Failure) return { status: STATUS[error.code], code: error.code, message: error.message };
    const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
    if (status === 413) {
      return {
        status,
        code: 'BODY_TOO_LARGE',
        message: `A question may be ${BODY_BYTES_MAX} bytes; send what is long as variables, or ask for less.`,
      };
    }
    if (typeof status === 'number' && status >= 400 && status < 500) {
      return {
        status,
        code: 'BODY_UNREADABLE',
        message: 'Send the question as JSON: {"query": "...", "variables": {...}}, with Content-Type: application/json.',
      };
    }
    this.settings.log(error);
    return { status: 500, code: 'INTERNAL', message: 'Something went wrong here; the log says what.' };
  }
}
