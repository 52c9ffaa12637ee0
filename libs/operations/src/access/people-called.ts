import type { HeldGrant, Standings } from '#access';
import { Failure } from '#foundation';
import { type Called, peopleAt, type PersonThen } from '#store';

import type { Reading } from '../ask/ask.ts';
import { grantsOf } from '../ask/sight.ts';
import type { Context, Principal } from '../context.ts';
import type { RulesThen } from './rules-then.ts';

/** Somebody whom a question about access is about, and what was granted to them then. */
export interface Somebody {
  readonly who: { readonly id: string; readonly name: string };
  readonly grants: readonly HeldGrant[];
  readonly isAdmin: boolean;
}

/** Who asks about people, and of which time. */
export interface AskingOfPeople {
  readonly context: Context;
  readonly principal: Principal;
  readonly reading: Reading;
  readonly then: RulesThen;
  /** Whether the name that a provider tells of somebody may stand for them. People may choose it there, so that it proves nothing. */
  readonly trustsToldNames?: boolean;
}

/** What the subject that a provider knows somebody by begins with, in a question. */
export const SUBJECT = 'subject:';
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a question is about who asks it. Absent: it is. The name that a provider tells of the asker may be another's too. */
export function isOfSelf({ name, id, groups }: Principal, who: string | null | undefined): boolean {
  return who == null || who === id || (groups === undefined && who === name);
}

/**
 * Whom some questions are about, each in its place: by id, by name, or by what the provider knows them by; who asks about themselves, too, with what they held
 * then. One statement, and none when all ask about themselves and the present.
 */
export async function peopleCalled(
  asking: AskingOfPeople,
  called: readonly (string | null | undefined)[],
): Promise<readonly (Somebody | Failure)[]> {
  const { context, principal, reading, then } = asking;
  const { standings } = then.inForce;
  const isSelfNow = (who: string | null | undefined): boolean => then.isNow && isOfSelf(principal, who);
  const sought = called.flatMap((who) => (isSelfNow(who) ? [] : [isOfSelf(principal, who) || who == null ? principal.id : who]));
  const found =
    sought.length === 0
      ? []
      : await peopleAt(reading.asked.session, context.tenant, { at: then.at, called: calledBy([...new Set(sought)]) });
  return called.map((who) => {
    if (isSelfNow(who)) return somebody(principal, standings);
    const isSelf = who == null || isOfSelf(principal, who);
    const [person, other] = isSelf ? found.filter(({ id }) => id === principal.id) : found.filter((each) => isMeant(asking, each, who));
    if (other !== undefined) return new Failure('AMBIGUOUS', `Several are called ${who}; say which by the id.`);
    if (person !== undefined) return somebody(person, standings);
    return new Failure('NOT_FOUND', isSelf ? NOT_IN_THEN : nobodyCalled(who));
  });
}

const NOT_IN_THEN = 'You could not come in then: you had no key, and no provider had vouched for you. Ask about a later time.';

function nobodyCalled(who: string): string {
  return `Nobody who could come in then is called ${who}; \`headgate keys list\` names who there is.`;
}

function isMeant({ trustsToldNames = true }: AskingOfPeople, person: PersonThen, who: string): boolean {
  return isCalled(person, who) && (trustsToldNames || person.groups === null || person.name !== who);
}

/** As `peopleCalled`, of one. Throws what it fails with. */
export async function somebodyCalled(asking: AskingOfPeople, who: string | null | undefined): Promise<Somebody> {
  const [person] = await peopleCalled(asking, [who]);
  if (person === undefined || person instanceof Failure) throw person ?? new Error('somebody is not looked for');
  return person;
}

/** How some texts may stand for people: as ids, names or subjects. */
export function calledBy(texts: readonly string[]): Called {
  const known = texts.filter((text) => !text.includes('\0')); // Postgres knows no NUL, so nobody is called so
  return {
    ids: known.filter((text) => ID.test(text)),
    names: known,
    subjects: known.filter((text) => text.startsWith(SUBJECT)).map((text) => text.slice(SUBJECT.length)),
  };
}

function isCalled({ id, name, subject }: PersonThen, text: string): boolean {
  return text === id || text === name || (subject !== null && text === `${SUBJECT}${subject}`);
}

function somebody(person: PersonThen | Principal, standings: Standings): Somebody {
  const { id, name, kind } = person;
  return { who: { id, name }, grants: grantsOf(person, standings), isAdmin: kind === 'admin' };
}
