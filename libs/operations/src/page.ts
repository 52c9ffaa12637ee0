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

/** One page of a list. `edges[i].node` is `nodes[i]`. */
export interface Connection<Node> {
  readonly header: AnswerHeader;
  readonly nodes: readonly Node[];
  readonly edges: readonly { readonly node: Node; readonly cursor: string }[];
  readonly pageInfo: PageInfo;
}
