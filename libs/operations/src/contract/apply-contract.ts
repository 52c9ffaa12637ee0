import { type Contract, type ContractProblem, type Finding, readContract, type VerdictOutcome } from '#contracts';
import type { Name } from '#lineage';
import { ActReader } from '#store';

import { requireAdmin } from '../admin.ts';
import type { AnswerHeader, Question } from '../ask/answer.ts';
import { read } from '../ask/ask.ts';
import type { Context, Principal } from '../context.ts';
import { contractBody, contractsAt } from '../judge/contract-acts.ts';
import { verdictsAt } from '../judge/verdicts.ts';
import { recordAct } from '../record-act.ts';
import { refuseSecrets } from '../refuse-secrets.ts';
import { outcomeOf } from './contract.ts';

interface Remarked {
  /** What is off the standard in a contract that can be read, and so promises nothing. */
  readonly remarks: readonly ContractProblem[];
}

/** What became of a contract that somebody wants in force. */
export type ContractApplied =
  /** `isNew` is false when the text is in force already: then it is not recorded again. */
  | (Remarked & { readonly kind: 'recorded'; readonly id: string; readonly position: bigint; readonly isNew: boolean })
  | { readonly kind: 'unreadable'; readonly problems: readonly ContractProblem[] };

/** Puts a contract into force, as the next version of the contract of its id. What is wrong with it is told, all at once, and nothing is recorded. */
export async function applyContract(context: Context, principal: Principal, { text }: { readonly text: string }): Promise<ContractApplied> {
  requireAdmin(context, principal, 'put a contract into force');
  const reading = readContract(text);
  if (reading.kind === 'unreadable') return reading;
  refuseSecrets('the contract', text);
  const remarks = reading.remarks();
  const { id } = reading.contract;
  const inForce = await inForceNow(context, id);
  if (inForce?.text === text) return { kind: 'recorded', id, position: inForce.position, isNew: false, remarks };
  const { position } = await recordAct(context, principal.id, {
    kind: 'contract',
    namespace: 'contracts',
    subject: id,
    body: contractBody(text),
  });
  return { kind: 'recorded', id, position, isNew: true, remarks };
}

/** What a contract would come to. */
export interface ContractPreview extends Remarked {
  readonly kind: 'preview';
  readonly header: AnswerHeader;
  readonly contract: Contract;
  readonly outcome: VerdictOutcome;
  readonly verdicts: readonly { readonly dataset: Name; readonly outcome: VerdictOutcome; readonly findings: readonly Finding[] }[];
}

/** The verdicts that a contract would have at the asked times. Changes nothing. */
export async function previewContract(
  context: Context,
  principal: Principal,
  { text, ...question }: { readonly text: string } & Question,
): Promise<ContractPreview | Extract<ContractApplied, { kind: 'unreadable' }>> {
  requireAdmin(context, principal, 'try a contract out');
  const reading = readContract(text);
  if (reading.kind === 'unreadable') return reading;
  refuseSecrets('the contract', text);
  const { contract } = reading;
  const remarks = reading.remarks();
  return read(context, principal, {
    question,
    as: { operation: 'contract preview' },
    work: async ({ asked, asking, sight }) => {
      const verdicts = await verdictsAt(asked, [{ position: asked.knownAt, contract }]);
      sight.noteShown(verdicts.flatMap(({ canonical }) => canonical ?? []));
      return {
        ...{ kind: 'preview', header: asking.header(), contract, remarks, outcome: outcomeOf(verdicts) },
        verdicts: verdicts.map(({ dataset, outcome, findings }) => ({ dataset, outcome, findings })),
      };
    },
  });
}

async function inForceNow(context: Context, id: string): Promise<{ readonly text: string; readonly position: bigint } | undefined> {
  return context.database.snapshot(async (session) => {
    const [act] = await new ActReader(session, context.tenant).list({ kinds: ['contract'], subject: id, knownAt: EVER }, 1);
    return act === undefined ? undefined : (await contractsAt(context, session, [act.position]))[0];
  });
}

/** No ledger is as long: also what is not mapped yet. */
const EVER = 2n ** 62n;
