import type { Question } from './answer.ts';
import type { Context, Principal } from './context.ts';
import type { Connection, Page } from './page.ts';
import type { NodeRef } from './public-id.ts';

export type MatchKind = 'NAME' | 'COLUMN' | 'TAG' | 'DESCRIPTION';

/** A dataset or job, and what of it answers to the text. Each node stands once, by its best match. */
export interface SearchHit {
  /** By canonical name. */
  readonly node: NodeRef;
  readonly match: MatchKind;
  /** The name, column, tag or description that matched; long ones are cut. */
  readonly matched: string;
  /** 0 to 1: 1 is the very word. */
  readonly score: number;
}

/** What answers to a text of 2 to 200 characters, best first; slips of typing are forgiven. At most 500 hits in all. */
export async function searchGraph(
  context: Context,
  principal: Principal,
  input: { readonly text: string; readonly kind?: 'dataset' | 'job' | null | undefined } & Page & Question,
): Promise<Connection<SearchHit>> {
  throw new Error(`not built yet: ${typeof context} ${principal.kind} ${JSON.stringify(input)}`);
}
