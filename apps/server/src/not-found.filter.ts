import { type ArgumentsHost, Catch, type ExceptionFilter, NotFoundException } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { Failure } from '#foundation';

import { sendFailure } from './http-answers.ts';

/** What is answered where nothing is. Nest would repeat the address, with whatever was put into it by mistake. */
@Catch(NotFoundException)
export class NotFoundFilter implements ExceptionFilter {
  catch(_error: unknown, host: ArgumentsHost): void {
    const message = 'Nothing is here. Events go to POST /api/v1/lineage, questions to POST /graphql; people ask at /graphiql.';
    void sendFailure(host.switchToHttp().getResponse<FastifyReply>(), new Failure('NOT_FOUND', message));
  }
}
