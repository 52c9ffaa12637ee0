import { holdsEverywhere } from '#access';
import { DAY_MS, Failure } from '#foundation';
import { isSomebody, peopleComingIn, type PersonThen, type Session, TOLD_DAYS } from '#store';

import { accessInForce, ALL_RECORDED, standingsAt } from '../ask/access-in-force.ts';
import { grantsOf } from '../ask/sight.ts';
import type { Context, Principal } from '../context.ts';
import { noteDenial } from '../denials.ts';

/** Others that a refusal names. */
const NAMED_MAX = 5;

/** What is done with policies, and who may beside administrators. */
const HANDS = {
  draft: { what: 'draft a policy', roles: ['policy-author'], who: 'a policy author' },
  approve: { what: 'approve a policy', roles: ['policy-approver'], who: 'a policy approver' },
  reject: { what: 'reject a policy', roles: ['policy-author', 'policy-approver'], who: 'a policy author, a policy approver' },
  read: {
    what: 'read policies',
    roles: ['auditor', 'policy-author', 'policy-approver'],
    who: 'an auditor, a policy author, a policy approver',
  },
} as const;

type Hand = keyof typeof HANDS;

/** Throws ACCESS_DENIED, and notes it, unless somebody administers or has one of the roles everywhere. */
export async function requireHand(context: Context, principal: Principal, hand: Hand): Promise<void> {
  if (!(await hasHand(context, principal, hand))) refuseHand(context, principal, hand);
}

/** Whether somebody administers or has one of the roles everywhere: by key, by name or by group. */
export async function hasHand(context: Context, principal: Principal, hand: Hand): Promise<boolean> {
  if (principal.kind !== 'person') return principal.kind === 'admin';
  const { standings } = await context.database.snapshot((session) => accessInForce(context, session));
  return holdsEverywhere(grantsOf(principal, standings), ...HANDS[hand].roles);
}

/** Throws ACCESS_DENIED, and notes it. */
export function refuseHand(context: Context, principal: Principal, hand: Hand): never {
  const { what, who } = HANDS[hand];
  refuse(context, principal, { what, message: `Only ${who} or an administrator may ${what}.` });
}

/** Who could approve a policy now, by name: administrators and policy approvers who can come in, each of them somebody. */
export async function approversNow(context: Context, session: Session): Promise<readonly PersonThen[]> {
  const now = context.clock.now();
  const people = await peopleComingIn(session, context.tenant, { now, toldSince: new Date(now.getTime() - TOLD_DAYS * DAY_MS) });
  const standings = await standingsAt(context, session, ALL_RECORDED);
  const approves = (person: PersonThen): boolean =>
    person.kind === 'admin' || holdsEverywhere(grantsOf(person, standings), ...HANDS.approve.roles);
  return people.filter(approves);
}

/** Who acts, as approvals ask for it. */
export async function actorNow(
  { tenant }: Context,
  session: Session,
  { principal, approvers }: { readonly principal: Principal; readonly approvers: readonly PersonThen[] },
): Promise<'approver' | 'machine' | 'other'> {
  if (approvers.some(({ id }) => id === principal.id)) return 'approver';
  if (principal.kind !== 'admin' || (await isSomebody(session, tenant, principal.id))) return 'other';
  return 'machine';
}

/** An approval that somebody is about to give. */
interface Approval {
  readonly approvers: readonly PersonThen[];
  /** Who else can come in as each of them, by their ids. */
  readonly othersIn: ReadonlyMap<string, ReadonlySet<string>>;
  readonly actor: 'approver' | 'machine' | 'other';
  /** Of what is approved, by id. */
  readonly author: string;
}

/**
 * Whether an approval is the author's alone, or may be; else it is a second person's. Who comes in by a key or a link that the author made may be the author. Throws
 * ACCESS_DENIED when it would be the author's, and two or more could approve, or when it may be, and somebody could of whom that is not so; and to whoever may not
 * approve any more. Whoever works on the machine without a key is nobody's second person: nobody knows who it is.
 */
export function isAlone(context: Context, principal: Principal, { approvers, othersIn, actor, author }: Approval): boolean {
  const what = HANDS.approve.what;
  if (actor === 'other')
    refuse(context, principal, { what, message: 'You may not approve policies any more: your role, or the key that gave it, has ended.' });
  const others = approvers.filter(({ id }) => id !== author && id !== principal.id);
  const isSecond = (id: string): boolean => othersIn.get(id)?.has(author) !== true;
  if (actor === 'approver' && principal.id !== author) {
    if (isSecond(principal.id)) return false;
    const seconds = others.filter(({ id }) => isSecond(id));
    if (seconds.length === 0) return true;
    refuse(context, principal, {
      what,
      message: `Whoever drafted it made your key, or a link that signs you in, and may come in as you: ask one of ${named(seconds)}, or have your key rotated by somebody else.`,
    });
  }
  if (approvers.length < 2) return true;
  const message =
    actor === 'approver'
      ? `Nobody approves a change of his own while others can: ask one of ${named(others)}.`
      : `Two or more people can approve, so it is approved with a key of one's own: one of ${named(others)}.`;
  refuse(context, principal, { what, message });
}

function named(people: readonly PersonThen[]): string {
  const names = people.map(({ name }) => name);
  return `${names.slice(0, NAMED_MAX).join(', ')}${names.length > NAMED_MAX ? ' and others' : ''}`;
}

function refuse(context: Context, principal: Principal, { what, message }: { readonly what: string; readonly message: string }): never {
  noteDenial(context, principal, { action: 'administer', what, why: message, policy: null });
  throw new Failure('ACCESS_DENIED', message);
}
