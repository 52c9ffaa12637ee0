import type { AskedAction, HeldGrant } from '#access';
import { Failure, formatInstant, type Instant, instantNow } from '#foundation';
import type { NodeKind } from '#lineage';
import { allowedNodes, JUDGED_MAX } from '#store';

import type { Question, Reason } from '../ask/answer.ts';
import { asLabelled, type CursorKey, readPage, type Reading } from '../ask/ask.ts';
import type { Connection, Page } from '../ask/page.ts';
import { type NodeRef, nodeRef } from '../ask/public-id.ts';
import { requireAuditor } from '../ask/require-auditor.ts';
import type { Context, Principal } from '../context.ts';
import { isOfSelf, type Somebody, somebodyCalled } from './people-called.ts';
import { BY_HEADGATE, type Enforced, enforcedOfAll, NOT_KNOWN } from './enforcement-then.ts';
import { type RulesThen, rulesThen } from './rules-then.ts';

export interface WhatCouldQuestion extends Question, Page {
  /** Somebody's id, name, or `subject:` and what the provider knows it by. Absent: the asker. */
  readonly who?: string | null | undefined;
  /** Of which things. Absent: of datasets. Jobs are seen, and neither read nor written. */
  readonly kind?: NodeKind | undefined;
  readonly action: AskedAction;
  /** What is said to be done with it. Absent: nothing is said. */
  readonly purpose?: string | null | undefined;
}

/** `enforcement` is of the page: reported where it is of each dataset on it. */
export interface WhatCouldAnswer extends Connection<NodeRef>, Enforced {
  readonly kind: NodeKind;
  readonly action: AskedAction;
  readonly purpose: string | null;
  readonly who: Somebody['who'];
  readonly grants: readonly HeldGrant[];
  readonly at: Instant;
}

/**
 * The datasets that somebody could see, read or write whole, or the jobs that they could see, at a time, by the policies, teams, keys and labels of then, a page by
 * name. Everybody may ask about themselves; about others auditors and administrators. What the asker may not see is not among them. A page for which `JUDGED_MAX`
 * things were judged ends there, says so, and goes on with its cursor, which it has also when it is empty. Throws NOT_FOUND when nobody is called so.
 */
export async function whatCould(context: Context, principal: Principal, question: WhatCouldQuestion): Promise<WhatCouldAnswer> {
  const { who, kind = 'dataset', action, purpose = null } = question;
  if (kind === 'job' && action !== 'see') throw new Failure('BAD_REQUEST', 'Data alone is read and written; ask which jobs are seen.');
  if (!isOfSelf(principal, who)) await requireAuditor(context, principal, 'ask what others could see, read or write');
  const asOf = question.asOf ?? formatInstant(instantNow(context.clock)); // all pages are of one instant
  let stoppedAt: CursorKey | undefined;
  let told: (Pick<WhatCouldAnswer, 'who' | 'grants'> & { readonly then: RulesThen }) | undefined;
  let enforced = action === 'see' ? BY_HEADGATE : NOT_KNOWN;
  const page = await readPage(context, principal, {
    input: { ...question, asOf },
    bound: asLabelled(context),
    listing: {
      of: ['what could', who ?? principal.id, kind, action, purpose],
      items: async (reading, { after: key, limit }) => {
        const { hiding, ...them } = await theirs({ context, principal, reading }, question);
        told = them;
        const [namespace, name] = key ?? [];
        const after = namespace == null || name == null ? undefined : { namespace, name };
        const page = await allowedNodes(reading.asked, { kind, whose: hiding, after, limit });
        stoppedAt = page.stoppedAt === undefined ? undefined : [page.stoppedAt.namespace, page.stoppedAt.name];
        return page.nodes;
      },
      stoppedAt: () => stoppedAt,
      reasons: () => (stoppedAt === undefined ? [] : [CUT[kind]]),
      keyOf: ({ namespace, name }) => [namespace, name],
      show: async (reading, nodes) => {
        if (told !== undefined && action !== 'see') enforced = await enforcedOfAll(reading, { then: told.then, action, nodes });
        const about = told === undefined || told.who.id === principal.id ? null : told.who;
        if (kind === 'dataset') reading.sight.noteShown(nodes, { action: `what could ${action}`, about, purpose });
        return nodes.map(nodeRef);
      },
    },
  });
  if (told === undefined) throw new Error('a page was read and nobody was asked about');
  const { then, ...them } = told;
  return { ...page, ...them, at: then.at, kind, action, purpose, ...enforced };
}

const CUT: Readonly<Record<NodeKind, Reason>> = { dataset: cutAfter('datasets'), job: cutAfter('jobs') };

function cutAfter(things: string): Reason {
  const message = `${JUDGED_MAX} ${things} and more were judged for this page, and it ends there; go on with endCursor until hasNextPage is false.`;
  return { code: 'TRUNCATED', message };
}

interface Asking {
  readonly context: Context;
  readonly principal: Principal;
  readonly reading: Reading;
}

/** Who is asked about, and what is hidden from them at the times of the page. */
async function theirs({ context, principal, reading }: Asking, { who, action, purpose, asOf, knownAt }: WhatCouldQuestion) {
  const times = { asOf: formatInstant(reading.asked.asOf), knownAt };
  const then = { ...(await rulesThen(context, reading, times)), isNow: asOf == null };
  const { isAdmin, ...them } = await somebodyCalled({ context, principal, reading, then }, who);
  const grants = isAdmin ? [...them.grants, { role: 'admin', team: null }] : them.grants; // the view knows what that is leave for
  const view = then.inForce.viewFor(grants, then.at, { action, purpose: purpose ?? undefined });
  return { ...them, then, hiding: { rules: view.rows, present: then.at } };
}
