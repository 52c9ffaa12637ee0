import { judge, type Judgement } from '#contracts';
import type { Instant } from '#foundation';
import { type Name, nameKey, type NodeId } from '#lineage';
import { isObject, type JsonObject, type JsonValue } from '#record';
import { type Asked, type ContractVersion, facetsCalled, type GraphFacet, identitiesNamed, type Identity } from '#store';

/** What a contract comes to for one of its datasets, and the facts that decide it. */
export interface Verdict extends Judgement {
  readonly contract: string;
  /** The contract's place in the ledger. */
  readonly contractAt: bigint;
  /** As the contract names it. */
  readonly dataset: Name;
  /** The schema in force: since when, in event time, and by which event. Undefined: none is. */
  readonly schema: { readonly since: Instant; readonly eventAt: bigint | undefined } | undefined;
  /** The dataset by its canonical name. Undefined: the graph knows none that is called so. */
  readonly canonical: Identity['canonical'] | undefined;
  /** All names of the dataset at the asked times. */
  readonly members: readonly NodeId[];
}

/**
 * The verdicts on some contracts at the asked times: the promise of each dataset against its schema facet in force, of several names the one that changed
 * last, as a question about the dataset shows it. A dataset that is not there has none. Two statements, however many contracts.
 */
export async function verdictsAt(asked: Asked, contracts: readonly ContractVersion[]): Promise<readonly Verdict[]> {
  const promised = contracts.flatMap(({ position, contract }) =>
    contract.promises.map((promise) => ({ ...promise, contract: contract.id, contractAt: position })),
  );
  const distinct = new Map(promised.map(({ dataset }) => [nameKey(dataset), dataset]));
  const identities = await identitiesNamed(
    asked,
    [...distinct.values()].map((name) => ({ kind: 'dataset', ...name })),
  );
  const identityOf = new Map([...distinct.keys()].map((key, index) => [key, identities[index]]));
  const nodes = identities.flatMap((identity) => membersOf(identity));
  const schemas = new Map((await facetsCalled(asked, 'schema', [...new Set(nodes)])).map((facet) => [facet.node, facet]));

  return promised.map(({ columns, dataset, ...of }): Verdict => {
    const identity = identityOf.get(nameKey(dataset));
    const schema = schemaOf(identity, schemas);
    return {
      ...of,
      dataset,
      ...judge(columns, schema === undefined ? undefined : valueOf(schema)),
      schema: schema === undefined ? undefined : { since: schema.since, eventAt: schema.position },
      canonical: identity?.canonical,
      members: membersOf(identity),
    };
  });
}

function membersOf(identity: Identity | undefined): readonly NodeId[] {
  return identity?.members.map(({ node }) => node) ?? [];
}

function schemaOf(identity: Identity | undefined, schemas: ReadonlyMap<NodeId, GraphFacet>): GraphFacet | undefined {
  if (identity?.members.some(({ isPresent }) => isPresent) !== true) return undefined;
  return membersOf(identity)
    .map((node) => schemas.get(node))
    .reduce((before, facet) => (before === undefined || (facet !== undefined && facet.since > before.since) ? facet : before), undefined);
}

function valueOf({ content }: GraphFacet): JsonObject {
  const value = JSON.parse(content) as JsonValue; // canonical JSON that we wrote
  return isObject(value) ? value : {};
}
