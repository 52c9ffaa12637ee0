import { compareUtf8, Failure } from '#foundation';
import { type Act, ActReader } from '#store';

import type { AnswerHeader, Question } from '../ask/answer.ts';
import { read, readPage } from '../ask/ask.ts';
import type { Connection, Page } from '../ask/page.ts';
import type { Context, Principal } from '../context.ts';
import { contractsAt } from '../judge/contract-acts.ts';
import { type Contract, judged } from './contract.ts';

/** The id of no contract: asked for in place of one by whom none is shown to, so that as much is read whether it is there or not. */
const NOBODYS = '';

export interface ContractAnswer {
  readonly header: AnswerHeader;
  readonly contract: Contract;
}

/**
 * A contract by its id, in the version in force at the asked `knownAt`, with its verdicts. Throws NOT_FOUND, also to those from whom names are hidden: the
 * text of a contract names columns.
 */
export async function findContract(
  context: Context,
  principal: Principal,
  input: { readonly id: string } & Question,
): Promise<ContractAnswer> {
  return read(context, principal, {
    question: input,
    as: { operation: 'contract' },
    work: async (reading) => {
      const { session, tenant, knownAt } = reading.asked;
      const subject = reading.sight.hidesNames ? NOBODYS : input.id;
      const [act] = await new ActReader(session, tenant).list({ kinds: ['contract'], subject, knownAt }, 1);
      const [contract] = await judged(reading, context, act === undefined ? [] : await contractsAt(context, session, [act.position]));
      if (contract === undefined) {
        reading.sight.noteMissing(`contract ${input.id}`);
        throw new Failure('NOT_FOUND', 'There is no contract of that id; `contracts` names those in force.');
      }
      return { header: reading.asking.header(), contract };
    },
  });
}

/** The contracts in force at the asked `knownAt`, by id, with their verdicts. None to those from whom names are hidden. */
export async function listContracts(context: Context, principal: Principal, input: Page & Question): Promise<Connection<Contract>> {
  return readPage<Act, Contract>(context, principal, {
    input,
    listing: {
      of: ['contracts'],
      items: async ({ asked: { session, tenant, knownAt }, sight }, { after, limit }) => {
        const all = await new ActReader(session, tenant).newestOfEach(['contract'], knownAt);
        const acts = sight.hidesNames ? [] : all;
        const last = after?.[0];
        return acts.filter(({ subject }) => last == null || compareUtf8(subject, last) > 0).slice(0, limit);
      },
      keyOf: ({ subject }) => [subject],
      show: async (reading, acts) => {
        const versions = await contractsAt(
          context,
          reading.asked.session,
          acts.map(({ position }) => position),
        );
        const byPosition = new Map((await judged(reading, context, versions)).map((contract) => [contract.position, contract]));
        return acts.flatMap(({ position }) => byPosition.get(position) ?? []);
      },
    },
  });
}
