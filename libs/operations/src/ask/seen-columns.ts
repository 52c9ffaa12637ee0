import type { Name } from '#lineage';
import { identitiesNamed } from '#store';

import type { Sighted } from './sight.ts';

/** A column as a contract names it. */
export interface NamedColumn {
  readonly dataset: Name;
  readonly column: string;
  /** False: it is looked at as the others are, and not seen. Absent: true. */
  readonly isWanted?: boolean;
}

/**
 * Which of some columns the asker sees, in their order. What is not in the graph is seen by those alone from whom no names are hidden. Two statements, one for
 * them.
 */
export async function seenColumns({ asked, sight }: Sighted, columns: readonly NamedColumn[]): Promise<readonly boolean[]> {
  const identities = await identitiesNamed(
    asked,
    columns.map(({ dataset: { namespace, name } }) => ({ kind: 'dataset', namespace, name })),
  );
  await sight.look(identities.flatMap((identity) => (identity === undefined ? [] : [identity.canonical.node])));
  const areSeen = columns.map(({ column, isWanted = true }, index) => {
    const node = identities[index]?.canonical.node;
    if (!isWanted) return false;
    return node === undefined ? !sight.hidesNames : sight.seesDataset(node) && sight.seesColumn(node, column);
  });
  sight.noteShown(identities.flatMap((identity, index) => (identity === undefined || areSeen[index] !== true ? [] : [identity.canonical])));
  return areSeen;
}
