import type { Name } from '#lineage';

import { type Row, textIn } from '../map/rows.ts';
import { type Asked, ours, question } from './asked.ts';
import { isHidden } from './hidden-rows.ts';
import type { Hiding } from './hiding.ts';
import { type GraphNode, graphNodeIn, isThere } from './node-reader.ts';
import { type Piece, sql } from './piece.ts';

/** Names that one statement looks at beside those that are asked for: many may be denied. */
const SPARE = 500;
const DATASET = 1;

/** A page of datasets, by namespace and name, and whose they are. */
export interface AllowedRange {
  /** What rules come to for somebody else, of whatever action. */
  readonly whose: Hiding;
  /** The name after which the page begins. */
  readonly after: Name | undefined;
  readonly limit: number;
}

/** The datasets that are there, that the asker may see, and that somebody's rules allow, each once, under its canonical name. A statement for each 500 names or so that are looked at. */
export async function allowedDatasets(asked: Asked, { whose, after, limit }: AllowedRange): Promise<readonly GraphNode[]> {
  const allowed: GraphNode[] = [];
  let from = after;
  for (;;) {
    const looked = limit + SPARE;
    const rows: readonly Row[] = await LOOKED_AT(asked, { whose, namespace: from?.namespace ?? '', name: from?.name ?? '', looked });
    allowed.push(...rows.filter((row) => row['is_allowed'] === true).map(graphNodeIn));
    const last = rows.at(-1);
    if (last === undefined || rows.length < looked || allowed.length >= limit) return allowed.slice(0, limit);
    from = { namespace: textIn(last, 'namespace'), name: textIn(last, 'name') };
  }
}

interface Looked {
  readonly whose: Hiding;
  readonly namespace: string;
  readonly name: string;
  readonly looked: number;
}

/** A piece that asks what is hidden from the asker, asked of somebody else. */
function ofOther(piece: Piece<Asked>): Piece<Asked & Looked> {
  return { texts: piece.texts, reads: piece.reads.map((read) => (given: Asked & Looked) => read({ ...given, hiding: given.whose })) };
}

const LOOKED_AT = question<Looked>(
  (belief, scope) => sql`
    select node.id as node, node.kind, node.namespace, node.name,
           ${isThere(belief, scope)} and not ${ofOther(isHidden('node.id', belief))} as is_allowed
    from (
      select node.id, node.kind, node.namespace, node.name from hot.node as node
      where ${ours('node')} and node.kind = ${() => DATASET}::smallint
        and (left(node.namespace, 200), left(node.name, 200)) >= (left(${({ namespace }) => namespace}::text, 200), left(${({ name }) => name}::text, 200))
        and (node.namespace, node.name) > (${({ namespace }) => namespace}::text, ${({ name }) => name}::text)
      order by left(node.namespace, 200), left(node.name, 200), node.namespace, node.name
      limit ${({ looked }) => looked}::int
    ) as node
    order by node.namespace, node.name`,
);
