/** Every way a request can fail. */
export type FailureCode =
  | 'EVENT_INVALID' // the sender must change the event
  | 'BODY_UNREADABLE' // not JSON, not UTF-8, or a broken gzip
  | 'BODY_TOO_LARGE' // the sender must send less at once
  | 'IDENTITY_UNKNOWN' // no key, or a wrong one
  | 'ACCESS_DENIED' // a write without the right to it
  | 'NOT_FOUND' // no such thing, or none that the caller may see
  | 'AMBIGUOUS' // the question names several things; the caller must say which
  | 'BAD_REQUEST' // the caller must change the question
  | 'LIMIT_EXCEEDED' // the caller must ask for less
  | 'BUSY' // pressure or quota; the caller may try again later
  | 'STORE_UNAVAILABLE'; // the caller may try again

export interface FailureOptions {
  readonly cause?: unknown;
  /** When trying again can help, in whole seconds: what `Retry-After` says. */
  readonly retryAfterSeconds?: number;
  /** What a program may read beside the sentence, such as candidates. Public, as the message is; JSON. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A failure the caller may be told about: `message` is public, `cause` is for the log alone. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly retryAfterSeconds: number | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: FailureCode,
    message: string,
    options: FailureOptions = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.details = options.details ?? {};
  }
}
