import { type LabelsAsked, namedOnly } from '#access';
import type { Instant } from '#foundation';
import type { NodeId } from '#lineage';
import { type Asked, facetsOf, type GraphFacet, type GraphNode, identitiesNamed, labelsWith } from '#store';

import type { SchemaField } from '../ask/dataset.ts';
import { columnsTraced, schemaFields, valueOf } from '../ask/facet-words.ts';
import type { DraftedLabels } from './drafted-labels.ts';
import type { Things } from './previewed-changes.ts';

/** What rules ask of things, which instant is present, and what data would bear. */
export interface Asks {
  readonly asks: LabelsAsked;
  readonly present: Instant;
  readonly drafted: DraftedLabels;
}

/** Some datasets with their labels, columns and facets. */
export async function datasetThings(asked: Asked, nodes: readonly GraphNode[], asks: Asks): Promise<readonly Things[]> {
  const labels = await labelsWith(
    asked,
    nodes.map(({ node }) => node),
    asks,
  );
  const identities = await identitiesNamed(asked, nodes);
  const then = await asks.drafted.of(asked, labels, identities);
  const facets = await facetsByNode(
    asked,
    identities.flatMap((identity) => identity?.members.map(({ node }) => node) ?? []),
  );
  return nodes.flatMap((node, index): Things[] => {
    const known = labels.get(node.node);
    if (known === undefined) return [];
    const own = (identities[index]?.members ?? []).flatMap((member) => facets.get(member.node) ?? []);
    const labelsThen = then.get(node.node) ?? known;
    const labelled = [known.columnTags, known.columnHeld, labelsThen.columnHeld].flatMap((columns) => [...columns.keys()]);
    const columns = new Set([...own.flatMap(columnsIn), ...labelled]);
    return [{ node, labels: known, labelsThen, columns: [...columns], facets: own.map(({ name }) => name) }];
  });
}

/** Some jobs with their facets. */
export async function jobThings(asked: Asked, nodes: readonly GraphNode[]): Promise<readonly Things[]> {
  const facets = await facetsByNode(
    asked,
    nodes.map(({ node }) => node),
  );
  return nodes.map((node) => {
    const labels = namedOnly([node]);
    return { node, labels, labelsThen: labels, columns: [], facets: (facets.get(node.node) ?? []).map(({ name }) => name) };
  });
}

async function facetsByNode(asked: Asked, nodes: readonly NodeId[]): Promise<ReadonlyMap<NodeId, readonly GraphFacet[]>> {
  const byNode = new Map<NodeId, GraphFacet[]>();
  for (const facet of await facetsOf(asked, nodes)) byNode.set(facet.node, [...(byNode.get(facet.node) ?? []), facet]);
  return byNode;
}

/** The columns of a dataset that one of its facets tells of. */
function columnsIn(facet: GraphFacet): readonly string[] {
  if (facet.name === 'schema') return pathsIn(schemaFields(valueOf(facet)));
  return facet.name === 'columnLineage' ? columnsTraced(valueOf(facet)) : [];
}

function pathsIn(fields: readonly SchemaField[]): readonly string[] {
  return fields.flatMap(({ path, fields: within }) => [path, ...pathsIn(within)]);
}
