import { type Policy, type TextProblem, readPolicy } from '#access';
import { Failure } from '#foundation';

import { refuseSecrets } from '../refuse-secrets.ts';

/** Problems that a failure names. */
const PROBLEMS_NAMED_MAX = 10;

/** Throws BAD_REQUEST with what is wrong with it, and where; also where it holds a secret. */
export function policyIn(text: string): Policy {
  const read = readPolicy(text);
  if (read.kind === 'policy') {
    refuseSecrets('the policy', read.policy);
    return read.policy;
  }
  throw new Failure('BAD_REQUEST', `The policy cannot be used: ${problemsSaid(read.problems)}.`);
}

/** Some problems of a text, with their places, in one sentence. */
export function problemsSaid(problems: readonly TextProblem[]): string {
  const named = problems.slice(0, PROBLEMS_NAMED_MAX).map(({ pointer, message }) => (pointer === '' ? message : `${pointer}: ${message}`));
  const rest = problems.length > named.length ? `; and ${problems.length - named.length} more` : '';
  return `${named.join('; ')}${rest}`;
}
