import { type Policy, type TextProblem, readPolicy } from '#access';
import { Failure } from '#foundation';
import { canonicalJson, type JsonValue } from '#record';
import { ActReader, LedgerReader } from '#store';

import { requireAdmin } from '../admin.ts';
import { ALL_RECORDED } from '../ask/access-in-force.ts';
import type { Context, Principal } from '../context.ts';
import { recordAct } from '../record-act.ts';

/** What became of a policy. */
export interface AppliedPolicy {
  readonly name: string;
  /** Its version: where it stands in the ledger. */
  readonly position: bigint;
  /** False: the version in force says the same, and nothing was recorded. */
  readonly isNew: boolean;
}

/**
 * Puts a policy, in YAML or JSON, into force at once, as a new version of the policy of its name: questions that begin after this is settled are answered by
 * it. Throws BAD_REQUEST with every problem of the text.
 */
export async function applyPolicy(context: Context, principal: Principal, { text }: { readonly text: string }): Promise<AppliedPolicy> {
  requireAdmin(context, principal, 'apply a policy');
  const policy = policyIn(text);
  const body = policy as JsonValue; // plain data of text and lists
  const before = await versionInForce(context, policy.name);

  if (before?.text === canonicalJson(body)) return { name: policy.name, position: before.position, isNew: false };
  const { position } = await recordAct(context, principal.id, { kind: 'policy', namespace: 'policies', subject: policy.name, body });
  return { name: policy.name, position, isNew: true };
}

/** As it stands in the ledger; without a text when that is gone: then any other takes its place. */
async function versionInForce(
  { database, tenant, keys }: Context,
  name: string,
): Promise<{ readonly position: bigint; readonly text: string } | undefined> {
  return database.snapshot(async (session) => {
    const [act] = await new ActReader(session, tenant).list({ kinds: ['policy'], subject: name, knownAt: ALL_RECORDED }, 1);
    const [entry] = act === undefined ? [] : await new LedgerReader(session, tenant, keys).at([act.position]);
    return entry === undefined ? undefined : { position: entry.position, text: entry.frame?.form === 'json' ? entry.frame.text : '' };
  });
}

/** Problems that a failure names. */
const PROBLEMS_NAMED_MAX = 10;

/** Throws BAD_REQUEST with what is wrong with it, and where. */
export function policyIn(text: string): Policy {
  const read = readPolicy(text);
  if (read.kind === 'policy') return read.policy;
  throw new Failure('BAD_REQUEST', `The policy cannot be used: ${problemsSaid(read.problems)}.`);
}

/** Some problems of a text, with their places, in one sentence. */
export function problemsSaid(problems: readonly TextProblem[]): string {
  const named = problems.slice(0, PROBLEMS_NAMED_MAX).map(({ pointer, message }) => (pointer === '' ? message : `${pointer}: ${message}`));
  const rest = problems.length > named.length ? `; and ${problems.length - named.length} more` : '';
  return `${named.join('; ')}${rest}`;
}
