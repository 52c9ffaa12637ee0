import { namespaces } from '#store';

import type { Context, Principal } from '../context.ts';
import type { Question } from './answer.ts';
import { readPage } from './ask.ts';
import type { Connection, Page } from './page.ts';

/** Past it nodes are not counted on: each takes some 10 µs, and a page has up to a thousand counts. */
const COUNT_MAX = 1_000;

export interface NamespaceSummary {
  readonly namespace: string;
  /** Datasets by canonical name. Counted up to 1,000: that number means "at least". */
  readonly datasets: number;
  /** Counted up to 1,000: that number means "at least". */
  readonly jobs: number;
}

/** The namespaces in which something is there, by name. */
export async function listNamespaces(
  context: Context,
  principal: Principal,
  input: Page & Question,
): Promise<Connection<NamespaceSummary>> {
  return readPage(context, principal, {
    input,
    listing: {
      of: 'namespaces',
      items: ({ asked }, { after, limit }) => namespaces(asked, { after: after?.[0] ?? '', limit, countMax: COUNT_MAX }),
      keyOf: ({ namespace }) => [namespace],
      show: (_, found) => found,
    },
  });
}
