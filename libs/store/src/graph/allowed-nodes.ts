import type { Name, NodeKind } from '#lineage';

import { NODE_KIND } from '../map/codes.ts';
import { type Row, textIn } from '../map/rows.ts';
import { type Asked, ours, question } from './asked.ts';
import { isHidden, isJobHidden } from './hidden-rows.ts';
import type { Hiding } from './hiding.ts';
import { type GraphNode, graphNodeIn, isThere } from './node-reader.ts';
import { type Piece, sql } from './piece.ts';

/** Things that one statement judges beside those that are asked for: many may be denied. */
const SPARE = 500;
/** Things that are judged for one page, all of which the asker may see; then it ends, with room or without. Some ten statements, a second or two. */
export const JUDGED_MAX = 5_000;

/** A page of datasets or jobs, by namespace and name, and whose they are. */
export interface AllowedRange {
  readonly kind: NodeKind;
  /** What rules come to for somebody else, of whatever action. */
  readonly whose: Hiding;
  /** The name after which the page begins. */
  readonly after: Name | undefined;
  readonly limit: number;
}

export interface AllowedPage {
  readonly nodes: readonly GraphNode[];
  /** The last that was judged, where `JUDGED_MAX` ended the page before it was full: it goes on after that one. */
  readonly stoppedAt: Name | undefined;
}

/**
 * The datasets or jobs that are there, that the asker may see, and that somebody's rules allow, each once, under its canonical name. A statement for each 500 or so
 * that the asker may see. What is hidden from the asker counts for nothing: where a page ends tells nothing of it.
 */
export async function allowedNodes(asked: Asked, { kind, whose, after, limit }: AllowedRange): Promise<AllowedPage> {
  const allowed: GraphNode[] = [];
  let from = after;
  for (let judged = 0; ;) {
    const atOnce = limit + SPARE;
    const place = { namespace: from?.namespace ?? '', name: from?.name ?? '' };
    const rows: readonly Row[] = await JUDGED(asked, { ...place, whose, kind: NODE_KIND[kind], atOnce });
    allowed.push(...rows.filter((row) => row['is_allowed'] === true).map(graphNodeIn));
    judged += rows.length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < atOnce || allowed.length >= limit)
      return { nodes: allowed.slice(0, limit), stoppedAt: undefined };
    from = { namespace: textIn(last, 'namespace'), name: textIn(last, 'name') };
    if (judged >= JUDGED_MAX) return { nodes: allowed, stoppedAt: from };
  }
}

interface Judging {
  readonly kind: number;
  readonly whose: Hiding;
  readonly namespace: string;
  readonly name: string;
  readonly atOnce: number;
}

/** A piece that asks what is hidden from the asker, asked of somebody else. */
function ofOther(piece: Piece<Asked>): Piece<Asked & Judging> {
  return { texts: piece.texts, reads: piece.reads.map((read) => (given: Asked & Judging) => read({ ...given, hiding: given.whose })) };
}

const JUDGED = question<Judging>(
  (belief, scope) => sql`
    select node.id as node, node.kind, node.namespace, node.name, 
      not case node.kind when 2 then ${ofOther(isJobHidden('node'))} else ${ofOther(isHidden('node.id', belief))} end as is_allowed
    from (
      select node.id, node.kind, node.namespace, node.name from hot.node as node
      where ${ours('node')} and node.kind = ${({ kind }) => kind}::smallint
        and (left(node.namespace, 200), left(node.name, 200)) >= (left(${({ namespace }) => namespace}::text, 200), left(${({ name }) => name}::text, 200))
        and (node.namespace, node.name) > (${({ namespace }) => namespace}::text, ${({ name }) => name}::text)
        and ${isThere(belief, scope)}
      order by left(node.namespace, 200), left(node.name, 200), node.namespace, node.name
      limit ${({ atOnce }) => atOnce}::int
    ) as node
    order by node.namespace, node.name`,
);
