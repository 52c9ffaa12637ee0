import type { AskedColumn, Labels } from '#access';
import type { NodeId } from '#lineage';
import { columnsAmong, WORD_LENGTH_MAX } from '#store';

import type { Reading } from '../ask/ask.ts';

/** A column that is asked about. Who reads or writes it does so to all `within` it, whatever of that the asker sees: unless what is asked about is what he sees. */
export interface JudgedColumn extends AskedColumn {
  readonly within: readonly string[];
  /** The schema names more than is kept of it, or longer paths: more may lie within than is known. */
  readonly mayHoldMore: boolean;
}

/**
 * Whether a dataset has a column, for all that the asker sees: a schema or a tag names it, letter by letter. One that is hidden from the asker is as one that
 * is not there. And which columns lie within it; `ofSeen`: of those that the asker sees, for whoever chooses the rules learns what they meet. Two statements, and
 * none without columns.
 */
export async function columnsKnown(
  { asked, sight }: Reading,
  labels: ReadonlyMap<NodeId, Labels>,
  { columns, ofSeen = false }: { readonly columns: readonly string[]; readonly ofSeen?: boolean },
): Promise<(node: NodeId, path: string) => Omit<JudgedColumn, 'path'>> {
  if (columns.length === 0) return () => ({ isUnknown: true, within: [], mayHoldMore: false });
  const nodes = [...labels.keys()];
  const inSchemas = await columnsAmong(asked, nodes, columns);
  await sight.look(nodes);
  const found = new Map<string, Omit<JudgedColumn, 'path'>>(); // a question may name one column a thousand times
  const find = (node: NodeId, path: string): Omit<JudgedColumn, 'path'> => {
    const { columnTags = new Map<string, never>(), columnHeld = new Map<string, never>() } = labels.get(node) ?? {};
    const { paths, isCut } = inSchemas.get(node) ?? { paths: new Set<string>(), isCut: false };
    const isNamed = paths.has(path) || columnTags.has(path);
    const all = new Set([...paths, ...columnTags.keys(), ...columnHeld.keys()]);
    const within = [...all].filter((each) => each.startsWith(`${path}.`) && (!ofSeen || sight.seesColumn(node, each)));
    const mayHoldMore = isCut || within.some((each) => each.length >= WORD_LENGTH_MAX); // of such a path the rest is not kept
    return { isUnknown: !isNamed || !sight.seesColumn(node, path), within, mayHoldMore };
  };
  return (node, path) => {
    const key = `${node} ${path}`;
    const known = found.get(key) ?? find(node, path);
    found.set(key, known);
    return known;
  };
}
