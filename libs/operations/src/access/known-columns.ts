import type { AskedColumn, Labels } from '#access';
import type { NodeId } from '#lineage';
import { columnsAmong } from '#store';

import type { Reading } from '../ask/ask.ts';

/** A column that is asked about. Who reads or writes it does so to all `within` it, whatever of that the asker sees. */
export interface JudgedColumn extends AskedColumn {
  readonly within: readonly string[];
}

/**
 * Whether a dataset has a column, for all that the asker sees: a schema or a tag names it, letter by letter. One that is hidden from the asker is as one that
 * is not there. And which columns lie within it. Two statements, and none without columns.
 */
export async function columnsKnown(
  { asked, sight }: Reading,
  labels: ReadonlyMap<NodeId, Labels>,
  columns: readonly string[],
): Promise<(node: NodeId, path: string) => Omit<JudgedColumn, 'path'>> {
  if (columns.length === 0) return () => ({ isUnknown: true, within: [] });
  const nodes = [...labels.keys()];
  const inSchemas = await columnsAmong(asked, nodes, columns);
  await sight.look(nodes);
  const found = new Map<string, Omit<JudgedColumn, 'path'>>(); // a question may name one column a thousand times
  const find = (node: NodeId, path: string): Omit<JudgedColumn, 'path'> => {
    const { columnTags = new Map<string, never>(), columnHeld = new Map<string, never>() } = labels.get(node) ?? {};
    const isNamed = inSchemas.get(node)?.has(path) === true || columnTags.has(path);
    const all = new Set([...(inSchemas.get(node) ?? []), ...columnTags.keys(), ...columnHeld.keys()]);
    return { isUnknown: !isNamed || !sight.seesColumn(node, path), within: [...all].filter((each) => each.startsWith(`${path}.`)) };
  };
  return (node, path) => {
    const key = `${node} ${path}`;
    const known = found.get(key) ?? find(node, path);
    found.set(key, known);
    return known;
  };
}
