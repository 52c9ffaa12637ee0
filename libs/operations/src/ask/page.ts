import { Failure } from '#foundation';

import type { AnswerHeader } from './answer.ts';

/** How many a page holds when nobody says, and at most. */
export const PAGE_FIRST = 50;
export const PAGE_FIRST_MAX = 500;

/** Which part of a list is asked for: `first` of what stands after a cursor. */
export interface Page {
  /** 1 to 500; 50 when absent. */
  readonly first?: number | null | undefined;
  /** `endCursor` of the page before, or a cursor of one of its edges. It holds both times: the page answers for those. */
  readonly after?: string | null | undefined;
}

export interface PageInfo {
  readonly hasNextPage: boolean;
  /** Null on an empty page. */
  readonly endCursor: string | null;
}

/** How many things a page holds. Throws BAD_REQUEST and LIMIT_EXCEEDED. */
export function pageSize({ first }: Page, { usual, max }: { readonly usual: number; readonly max: number }): number {
  const size = first ?? usual;
  if (!Number.isInteger(size) || size < 1) throw new Failure('BAD_REQUEST', 'first must be a whole number from 1 on.');
  if (size > max) throw new Failure('LIMIT_EXCEEDED', `first may be at most ${max}; ask for less and go on with the cursor.`);
  return size;
}

/** One page of a list. `edges[i].node` is `nodes[i]`. */
export interface Connection<Node> {
  readonly header: AnswerHeader;
  readonly nodes: readonly Node[];
  readonly edges: readonly { readonly node: Node; readonly cursor: string }[];
  readonly pageInfo: PageInfo;
}
