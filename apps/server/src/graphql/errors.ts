import { HeaderMap } from '@apollo/server';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

import { Failure, type FailureCode } from '#foundation';
import { hideSecrets } from '#record';

import { STATUS } from '../http-answers.ts';
import { limitAdvice } from './limits.ts';

/** What `extensions.code` of an error may say. INTERNAL is our fault, and its detail stands in the log alone. */
export type ErrorCode = FailureCode | 'INTERNAL';

/** Of a message that repeats what was asked: names and values have no limit but that of the body. */
const OTHERS_WORDS_MAX = 500;
/** Sentences of Apollo's that do not say what to do. */
const OTHERS_WORDS: Readonly<Record<string, string>> = {
  'Operation batching disabled.': 'Send one operation in each request; lists of them are not answered.',
};

const INTERNAL = 'Something went wrong here; the log says what.';

/** Apollo's own codes for what the caller must change. */
const CALLERS: ReadonlySet<unknown> = new Set([
  ApolloServerErrorCode.GRAPHQL_PARSE_FAILED,
  ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED,
  ApolloServerErrorCode.PERSISTED_QUERY_NOT_FOUND,
  ApolloServerErrorCode.PERSISTED_QUERY_NOT_SUPPORTED,
  ApolloServerErrorCode.BAD_USER_INPUT,
  ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE,
  ApolloServerErrorCode.BAD_REQUEST,
]);

/** One form for every error: a code of ours, a sentence, and where in the query. Never a stack. What nobody foresaw goes to `log`. */
export function errorFormatter(log: (error: unknown) => void): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  return (formatted, error) => {
    const { code, message, retryAfterSeconds, details } = told(formatted, error);
    if (code === 'INTERNAL') log(cause(error));
    const { locations, path } = formatted;
    const extensions = { code, ...details, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
    return {
      message: hideSecrets(message),
      ...(locations === undefined ? {} : { locations }),
      ...(path === undefined ? {} : { path }),
      extensions,
    };
  };
}

interface Told {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryAfterSeconds?: number | undefined;
  readonly details?: Failure['details'];
}

function told(formatted: GraphQLFormattedError, error: unknown): Told {
  const origin = cause(error);
  if (origin instanceof Failure) {
    const { code, message, retryAfterSeconds, details } = origin;
    return { code, message, retryAfterSeconds, details };
  }
  if (origin instanceof GraphQLError && isFailureCode(origin.extensions['code']))
    return { code: origin.extensions['code'], message: OTHERS_WORDS[origin.message] ?? origin.message };
  // Second: graphql-js itself found an argument that it cannot read, and points at it; what a resolver throws points nowhere.
  if (CALLERS.has(formatted.extensions?.['code']) || (origin instanceof GraphQLError && origin.nodes !== undefined))
    return ofOthers(formatted.message);
  return { code: 'INTERNAL', message: INTERNAL };
}

/** What graphql-js and Apollo say of what the caller must change. */
function ofOthers(message: string): Told {
  const advice = limitAdvice(message);
  if (advice !== undefined) return { code: 'LIMIT_EXCEEDED', message: advice };
  return { code: 'BAD_REQUEST', message: message.length > OTHERS_WORDS_MAX ? `${message.slice(0, OTHERS_WORDS_MAX)}…` : message };
}

/** What was thrown, below what graphql-js and Apollo put around it. */
function cause(error: unknown): unknown {
  let inner = error;
  while (inner instanceof GraphQLError && inner.originalError != null) inner = inner.originalError;
  return inner;
}

function isFailureCode(code: unknown): code is FailureCode {
  return typeof code === 'string' && Object.hasOwn(STATUS, code);
}

/** A failure of the whole request, before any field was asked: it has a status of its own. */
export function requestError(failure: Failure): GraphQLError {
  const headers = new HeaderMap();
  if (failure.retryAfterSeconds !== undefined) headers.set('retry-after', String(failure.retryAfterSeconds));
  return new GraphQLError(failure.message, {
    originalError: failure,
    extensions: { code: failure.code, http: { status: STATUS[failure.code], headers } },
  });
}
