import type { ApolloServerPlugin } from '@apollo/server';

import { Failure } from '#foundation';

import { STATUS } from '../http-answers.ts';
import type { ErrorCode } from './errors.ts';
import type { RequestContext } from './request-context.ts';

/** Records what was asked under engagements before its answer leaves: one entry an operation. Where it cannot be recorded, the failure leaves in place of the answer. */
export function readingsPlugin(log: (error: unknown) => void): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: async ({ contextValue: { readings, unpinned, principal }, response }) => {
          try {
            await readings.record(unpinned, principal);
          } catch (error) {
            const { status, code, message, retryAfterSeconds } = told(error, log);
            response.http.status = status;
            if (retryAfterSeconds !== undefined) response.http.headers.set('retry-after', String(retryAfterSeconds));
            response.body = { kind: 'single', singleResult: { errors: [{ message, extensions: { code, retryAfterSeconds } }] } }; // undefined is left out
          }
        },
      }),
  };
}

interface Told {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryAfterSeconds?: number | undefined;
}

function told(error: unknown, log: (error: unknown) => void): Told {
  if (!(error instanceof Failure)) {
    log(error);
    return { status: 500, code: 'INTERNAL', message: 'What you asked could not be recorded, so it is not answered; the log says why.' };
  }
  const { code, message, retryAfterSeconds = RETRY_AFTER_SECONDS } = error;
  return {
    status: STATUS[code],
    code,
    message: `What you asked could not be recorded, so it is not answered. ${message}`,
    retryAfterSeconds,
  };
}

const RETRY_AFTER_SECONDS = 1;
