import type { HeldGrant } from '#access';
import { Failure } from '#foundation';
import { peopleAt, type PersonThen } from '#store';

import { noteDenial } from '../denials.ts';
import type { AnswerHeader } from '../ask/answer.ts';
import { read } from '../ask/ask.ts';
import { mayAudit } from '../ask/require-auditor.ts';
import { grantsOf } from '../ask/sight.ts';
import type { Context, Principal } from '../context.ts';
import { type AccessQuestion, type AskedAccess, judgedThing, type JudgedThing, type Judgement } from './judged-thing.ts';

export interface DecisionQuestion extends AccessQuestion {
  /** Somebody's name or id. Absent: the asker. */
  readonly who?: string | null | undefined;
}

export interface DecisionAnswer extends AskedAccess, Judgement {
  readonly header: AnswerHeader;
  readonly who: { readonly id: string; readonly name: string };
  /** What the person was granted then, and by what. */
  readonly grants: readonly HeldGrant[];
}

/**
 * Whether somebody may see, read or write a dataset or a column, and by which rule: now, or by the rules of a time past. Everybody may ask about themselves; about
 * others auditors and administrators. Throws NOT_FOUND when nobody is called so, or the asker may not see the thing.
 */
export async function decideAccess(context: Context, principal: Principal, question: DecisionQuestion): Promise<DecisionAnswer> {
  const isOfSelf = question.who == null || question.who === principal.name || question.who === principal.id;
  if (!isOfSelf && !(await mayAudit(context, principal))) refuseAboutOthers(context, principal);
  return read(context, principal, {
    question,
    work: async (reading) => {
      const thing = await judgedThing(context, reading, question);
      const { who, grants, isAdmin } = isOfSelf
        ? { who: principal, grants: grantsOf(principal, thing.standings), isAdmin: principal.kind === 'admin' }
        : somebody(await peopleAt(reading.asked.session, context.tenant, thing.asked.at), question.who ?? '', thing);
      const judged = isAdmin && question.action === 'see' ? ADMIN_SEES : thing.judge(grants);
      return { header: reading.asking.header(), who: { id: who.id, name: who.name }, ...thing.asked, grants, ...judged };
    },
  });
}

const ADMIN_SEES: Judgement = { isAllowed: true, policy: null, why: 'From administrators nothing is hidden.' };

function refuseAboutOthers(context: Context, principal: Principal): never {
  const message = 'Only an auditor or an administrator may ask what others may do; leave `who` out to ask about yourself.';
  noteDenial(context, principal, { action: 'administer', what: 'ask what others may do', why: message, policy: null });
  throw new Failure('ACCESS_DENIED', message);
}

interface Somebody {
  readonly who: { readonly id: string; readonly name: string };
  readonly grants: readonly HeldGrant[];
  readonly isAdmin: boolean;
}

function somebody(people: readonly PersonThen[], called: string, thing: JudgedThing): Somebody {
  const person = people.find(({ id, name }) => id === called || name === called);
  if (person === undefined)
    throw new Failure('NOT_FOUND', `Nobody who could come in then is called ${called}; \`headgate keys list\` names who there is.`);
  return { who: person, grants: grantsOf(person, thing.standings), isAdmin: person.kind === 'admin' };
}
