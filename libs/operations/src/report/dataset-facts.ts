import type { FactDataset, Unknown } from '#reports';
import { eventNames } from '#store';

import { read } from '../ask/ask.ts';
import type { Dataset, FacetInForce, SchemaField } from '../ask/dataset.ts';
import { ownersIn, tagsIn, valueOf } from '../ask/facet-words.ts';
import { findDatasets } from '../ask/find-dataset.ts';
import { listDatasets } from '../ask/list-nodes.ts';
import type { Gathering } from './gathering.ts';
import { ruledFacts } from './ruled-facts.ts';

/** Datasets that are looked at. */
const DATASETS_MAX = 10_000;
const PAGE = 500;

/** Everything that is there, up to the bound: its names, tags, owners and columns, what policies and contracts say of it, and which entries said so. */
export async function datasetFacts(
  gathering: Gathering,
): Promise<{ readonly datasets: readonly FactDataset[]; readonly unknown: readonly Unknown[] }> {
  const { context, principal, times } = gathering;
  const datasets: FactDataset[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listDatasets>> = await listDatasets(context, principal, { ...times, first: PAGE, after });
    const found = await findDatasets(context, principal, { ...times, ids: page.nodes.map(({ id }) => id) });
    datasets.push(
      ...(await factsOf(
        gathering,
        found.datasets.filter((dataset) => dataset !== null),
      )),
    );
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null && datasets.length < DATASETS_MAX);
  return { datasets, unknown: after === null ? [] : [NOT_LOOKED_AT] };
}

const NOT_LOOKED_AT: Unknown = {
  code: 'TRUNCATED',
  message: `More than ${DATASETS_MAX} datasets are there; the others, in the order of names, were not looked at for tags.`,
  about: [],
};

async function factsOf({ context, principal, times }: Gathering, datasets: readonly Dataset[]): Promise<readonly FactDataset[]> {
  const facets = datasets.flatMap((dataset) => dataset.facets).filter(({ name }) => name === 'tags' || name === 'ownership');
  const positions = new Set(facets.flatMap(({ position }) => position ?? []));
  const { names, ruled } = await read(context, principal, {
    question: times,
    as: { operation: 'who says it' },
    work: async (reading) => ({
      names: await eventNames(reading.asked, [...positions]),
      ruled: await ruledFacts(context, reading, datasets),
    }),
  });
  const toldBy = ({ position }: FacetInForce): string | null => (position === null ? null : (names.get(position)?.commitment ?? null));
  return datasets.map((dataset, index) => {
    const said = dataset.facets.map((facet) => ({ facet, by: toldBy(facet) }));
    return {
      namespace: dataset.namespace,
      name: dataset.name,
      otherNames: dataset.names.filter(({ isCanonical }) => !isCanonical),
      tags: said
        .filter(({ facet }) => facet.name === 'tags')
        .flatMap(({ facet, by }) => tagsIn(valueOf(facet)).map(({ key, value, field }) => ({ key, value, field, toldBy: by }))),
      ruled: ruled[index] ?? [],
      owners: said
        .filter(({ facet }) => facet.name === 'ownership')
        .flatMap(({ facet, by }) => ownersIn(valueOf(facet)).map(({ name, type }) => ({ name, type, toldBy: by }))),
      columns: pathsOf(dataset.fields),
    };
  });
}

function pathsOf(fields: readonly SchemaField[]): readonly string[] {
  return fields.flatMap((field) => [field.path, ...pathsOf(field.fields)]);
}
