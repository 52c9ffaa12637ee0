import type { Guarded } from '#access';
import { formatInstant, instantNow } from '#foundation';

import type { Question } from '../ask/answer.ts';
import { readPage } from '../ask/ask.ts';
import type { Connection, Page } from '../ask/page.ts';
import { requireAuditor } from '../ask/require-auditor.ts';
import type { Context, Principal } from '../context.ts';
import { type EnforcingSystem, toldThen } from './enforcement-then.ts';
import { rulesThen } from './rules-then.ts';

/** What a system tells of itself. */
export interface EnforcementReport extends EnforcingSystem {
  readonly actions: readonly Guarded[];
  /** Patterns. Null: something is hidden from who asks, and they may name it. */
  readonly namespaces: readonly string[] | null;
}

/** What systems tell, or told at a time, that they heed: by who tells it and by name, page by page. For auditors and administrators. */
export async function listEnforcement(
  context: Context,
  principal: Principal,
  input: Page & Question = {},
): Promise<Connection<EnforcementReport>> {
  await requireAuditor(context, principal, 'ask which systems report that they heed what is decided');
  const asOf = input.asOf ?? formatInstant(instantNow(context.clock)); // all pages are of one instant
  return readPage<EnforcementReport & { readonly id: bigint }, EnforcementReport>(context, principal, {
    input: { ...input, asOf },
    listing: {
      of: ['enforcement'],
      items: async (reading, { after, limit }) => {
        const told = await toldThen(
          reading,
          await rulesThen(context, reading, { asOf: formatInstant(reading.asked.asOf), knownAt: input.knownAt }),
        );
        const all = told.map(({ stretch: { id, system, actions, namespaces, since, until }, by }) => ({
          ...{ id, system, actions, since, until, by: { id: by.id, name: by.name } },
          namespaces: reading.sight.isWhole ? namespaces : null,
        }));
        const last = after === undefined ? -1 : all.findIndex(({ id }) => String(id) === after[0]);
        return after !== undefined && last === -1 ? [] : all.slice(last + 1, last + 1 + limit);
      },
      keyOf: ({ id }) => [String(id)],
      show: (_reading, reports) => reports,
    },
  });
}
