import { Failure } from '#foundation';
import type { NodeName } from '#lineage';
import type { JsonObject } from '#record';
import { facetsOf, type GraphFacet, type Identity } from '#store';

import type { Context, Principal } from '../context.ts';
import { countOf, read, type Reading } from './ask.ts';
import type { AnswerHeader, Question } from './answer.ts';
import type { Dataset, FacetInForce, Lifecycle } from './dataset.ts';
import { objectIn, ownersIn, schemaFields, symlinksIn, tagsIn, textIn, valueOf } from './facet-words.ts';
import { type NodeReference, nodeRef, readPublicId } from './public-id.ts';
import { resolve, resolveAll } from './resolve.ts';
import type { Sight } from './sight.ts';

/** Nodes that one question may name. */
const IDS_MAX = 500;

export interface DatasetAnswer {
  readonly header: AnswerHeader;
  readonly dataset: Dataset;
}

export interface DatasetsAnswer {
  readonly header: AnswerHeader;
  /** In the order asked; null where there is none. */
  readonly datasets: readonly (Dataset | null)[];
}

/** A dataset under any of its names. Throws NOT_FOUND, and AMBIGUOUS when a name without namespace is that of several. */
export async function findDataset(
  context: Context,
  principal: Principal,
  input: { readonly dataset: NodeReference } & Question,
): Promise<DatasetAnswer> {
  return read(context, principal, {
    question: input,
    as: { operation: 'dataset' },
    work: async (reading) => {
      const identity = await resolve(reading, 'dataset', input.dataset);
      const [dataset] = await datasetsOf(reading, [identity]);
      if (dataset == null) throw new Error('a dataset that was found is gone within one snapshot');
      return { header: reading.asking.header(), dataset };
    },
  });
}

/** As `findDataset` for up to 500 public ids at once, with as many statements as for one. */
export async function findDatasets(
  context: Context,
  principal: Principal,
  input: { readonly ids: readonly string[] } & Question,
): Promise<DatasetsAnswer> {
  const names = namesIn(input.ids, 'dataset');
  return read(context, principal, {
    question: input,
    as: { operation: 'datasets by id', shown: ({ datasets }) => countOf(datasets) },
    work: async (reading) => ({
      datasets: await datasetsOf(reading, await resolveAll(reading, names)),
      header: reading.asking.header(),
    }),
  });
}

/** The names behind ids of one kind. Throws LIMIT_EXCEEDED on too many, BAD_REQUEST on an id of another kind. */
export function namesIn(ids: readonly string[], kind: NodeName['kind']): readonly NodeName[] {
  if (ids.length > IDS_MAX) throw new Failure('LIMIT_EXCEEDED', `At most ${IDS_MAX} ids at once; ask for the others after that.`);
  const names = ids.map(readPublicId);
  if (names.some((name) => name.kind !== kind)) throw new Failure('BAD_REQUEST', `One of the ids is not of a ${kind}.`);
  return names;
}

export function facetInForce({ name, content, since, position }: GraphFacet, of: NodeName): FacetInForce {
  return { of: { namespace: of.namespace, name: of.name }, name, content, since, position: position ?? null };
}

async function datasetsOf({ asked, sight }: Reading, identities: readonly (Identity | undefined)[]): Promise<readonly (Dataset | null)[]> {
  const nodes = identities.flatMap((identity) => identity?.members.map(({ node }) => node) ?? []);
  sight.noteShown(identities.flatMap((identity) => (identity === undefined ? [] : [identity.canonical])));
  const facets = await facetsOf(asked, [...new Set(nodes)]);
  return identities.map((identity) => (identity === undefined ? null : datasetOf(identity, facets, sight)));
}

function datasetOf({ canonical, members }: Identity, all: readonly GraphFacet[], sight: Sight): Dataset {
  const facets = members.flatMap((member) => {
    const own = all.filter(({ node }) => node === member.node);
    return sight.facets.ofDataset(canonical.node, own).map((facet) => ({ facet, member }));
  });
  const named = (name: string): readonly JsonObject[] =>
    facets.filter(({ facet }) => facet.name === name).map(({ facet }) => valueOf(facet));
  const lifecycle = newest(facets, 'lifecycleStateChange');
  const [schema, documentation] = [newest(facets, 'schema'), newest(facets, 'documentation')];
  return {
    ...nodeRef(canonical),
    kind: 'dataset',
    names: members.map(({ node, namespace, name, isPresent }) => ({ namespace, name, isPresent, isCanonical: node === canonical.node })),
    facets: facets.map(({ facet, member }) => facetInForce(facet, member)),
    fields: schema === undefined ? [] : schemaFields(valueOf(schema)),
    tags: distinct(named('tags').flatMap(tagsIn)),
    owners: distinct(named('ownership').flatMap(ownersIn)),
    description: documentation === undefined ? null : textIn(valueOf(documentation), 'description'),
    symlinks: distinct(named('symlinks').flatMap(symlinksIn)),
    lifecycle: lifecycle === undefined ? null : lifecycleOf(lifecycle),
  };
}

/** Of one facet under several names, the one that changed last; of equals that of the first name. */
function newest(facets: readonly { readonly facet: GraphFacet }[], name: string): GraphFacet | undefined {
  return facets
    .map(({ facet }) => facet)
    .filter((facet) => facet.name === name)
    .reduce<GraphFacet | undefined>((before, facet) => (before === undefined || facet.since > before.since ? facet : before), undefined);
}

function lifecycleOf(facet: GraphFacet): Lifecycle | null {
  const value = valueOf(facet);
  const change = textIn(value, 'lifecycleStateChange');
  const previous = objectIn(value, 'previousIdentifier');
  const [namespace, name] = previous === undefined ? [null, null] : [textIn(previous, 'namespace'), textIn(previous, 'name')];
  if (change === null) return null;
  return { change, previousName: namespace === null || name === null ? null : { namespace, name }, since: facet.since };
}

/** Each once, in the order of the first. */
export function distinct<Value>(values: readonly Value[]): readonly Value[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
