import type { Contract } from '#contracts';
import type { GraphFold, NodeId } from '#lineage';

/** A version of a contract, and where it stands in the ledger. */
export interface ContractVersion {
  readonly position: bigint;
  readonly contract: Contract;
}

/** What the map keeps in mind of contracts between batches. */
export interface Watch {
  /** The version in force of each, by id. */
  readonly contracts: Map<string, ContractVersion>;
  /** The names that are a promised dataset, with the contracts that speak of it. */
  readonly nodes: Map<NodeId, Set<string>>;
  /** The verdicts that were last written, by contract and dataset. */
  readonly said: Map<string, string>;
}

/** A ledger size at which a verdict may have become another: of the contracts that speak of a node; undefined: of any. */
export interface Touch {
  readonly size: bigint;
  readonly node: NodeId | undefined;
}

/**
 * Where a fold that is finished changed what verdicts rest on: whether a watched name is there, its schema, and which names are one dataset. A change of
 * the last kind may touch any contract, and then so may what else the batch tells of names that were not watched before.
 */
export function touchesOf(fold: GraphFold, watch: Watch): readonly Touch[] {
  if (watch.contracts.size === 0) return [];
  const renamed = [...fold.identity.canonical.values()].flatMap((timeline) => sizesOf(timeline));
  const all = renamed.map((size): Touch => ({ size, node: undefined }));
  for (const [node, cell] of fold.nodes) {
    if (renamed.length === 0 && !watch.nodes.has(node)) continue;
    const schema = cell.facets.get('schema');
    const sizes = [...sizesOf(cell.presence), ...(schema === undefined ? [] : sizesOf(schema.timeline))];
    for (const size of sizes) all.push({ size, node: watch.nodes.has(node) ? node : undefined });
  }
  return all;
}

interface Changed {
  readonly opened: readonly { readonly knownFrom: bigint; readonly knownTo: bigint | undefined }[];
  readonly closed: readonly { readonly knownTo: bigint }[];
}

function sizesOf({ opened, closed }: Changed): readonly bigint[] {
  return [
    ...opened.flatMap(({ knownFrom, knownTo }) => (knownTo === undefined ? [knownFrom] : [knownFrom, knownTo])),
    ...closed.map(({ knownTo }) => knownTo),
  ];
}
