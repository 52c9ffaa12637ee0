import { Failure } from '#foundation';

/** Errors of Postgres that another try may mend: connection trouble, shutdown, deadlock, serialisation, out of connections. */
const PASSING = /^(08|57P|40001|40P01|53)/;
/** Errors of Prisma that say the same: not reachable, timed out, closed, no connection free. */
const PASSING_IN_PRISMA = /^(P10(01|02|08|17)|P2024|P2037)$/;
const OF_THE_SYSTEM = /^E[A-Z]+$/;
const IN_WORDS = /Connection terminated|connection.*closed|not queryable/i;

/** The error itself, or STORE_UNAVAILABLE when another try may mend it. */
export function asFailure(error: unknown): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error;
  const isPassing = codesOf(error).some((code) => PASSING.test(code) || PASSING_IN_PRISMA.test(code) || OF_THE_SYSTEM.test(code));
  if (!isPassing && !IN_WORDS.test(error.message)) return error;
  return new Failure('STORE_UNAVAILABLE', 'The database did not answer; try again in a moment.', { cause: error });
}

/** Its own, and the SQLSTATE that Prisma has from its driver. */
function codesOf(error: Error & PrismaLike): readonly string[] {
  return [error.code, error.meta?.driverAdapterError?.cause?.originalCode].filter((code) => typeof code === 'string');
}

interface PrismaLike {
  readonly name?: string;
  readonly code?: unknown;
  readonly meta?: { readonly driverAdapterError?: { readonly cause?: { readonly originalCode?: unknown } } };
}
