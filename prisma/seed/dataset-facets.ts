import { type Dataset, CATALOG, LAKE } from './datasets.ts';
import { facet, type Facets } from './facets.ts';

/** What people know of a dataset: its words, its owner, and which columns are about a patient's health or person. */
export function knowledge(producer: string, { description, owner, tags }: Dataset, tagSource = 'USER'): Facets {
  const tagged = Object.entries(tags ?? {}).flatMap(([key, fields]) =>
    fields.map((field) => ({ key, value: 'true', source: tagSource, field })),
  );
  return {
    ...(description !== undefined && {
      documentation: facet(producer, 'DocumentationDatasetFacet', { description, contentType: 'text/plain' }),
    }),
    ...(owner !== undefined && { ownership: facet(producer, 'OwnershipDatasetFacet', { owners: [{ name: owner, type: 'MAINTAINER' }] }) }),
    ...(tagged.length > 0 && { tags: facet(producer, 'TagsDatasetFacet', { tags: tagged }) }),
  };
}

export function schema(producer: string, { fields }: Pick<Dataset, 'fields'>): Facets {
  return { schema: facet(producer, 'SchemaDatasetFacet', { fields }) };
}

export function dataSource(producer: string, uri: string): Facets {
  return { dataSource: facet(producer, 'DatasourceDatasetFacet', { name: uri, uri }) };
}

export function datasetType(producer: string, type: 'TABLE' | 'TOPIC' | 'MODEL' | 'VIEW', subType?: string): Facets {
  return { datasetType: facet(producer, 'DatasetTypeDatasetFacet', { datasetType: type, ...(subType !== undefined && { subType }) }) };
}

export function version(producer: string, datasetVersion: string): Facets {
  return { version: facet(producer, 'DatasetVersionDatasetFacet', { datasetVersion }) };
}

/** A table of the lake is named by where it lies; the catalog's name for it is a symlink. */
export function lakeTable(producer: string, catalogTable: string): Facets {
  return {
    symlinks: facet(producer, 'SymlinksDatasetFacet', { identifiers: [{ namespace: CATALOG, name: catalogTable, type: 'TABLE' }] }),
    storage: facet(producer, 'StorageDatasetFacet', { storageLayer: 'iceberg', fileFormat: 'parquet' }),
    catalog: facet(producer, 'CatalogDatasetFacet', {
      framework: 'iceberg',
      type: 'rest',
      name: 'lake',
      metadataUri: 'https://catalog.aldermere.example/iceberg',
      warehouseUri: LAKE,
      source: 'spark',
    }),
  };
}

/** A change to the whole dataset; a renamed one says what it was called. */
export function lifecycle(producer: string, change: 'CREATE' | 'OVERWRITE' | 'DROP' | 'RENAME', previous?: Dataset): Facets {
  const before = previous !== undefined && { previousIdentifier: { namespace: previous.namespace, name: previous.name } };
  return { lifecycleStateChange: facet(producer, 'LifecycleStateChangeDatasetFacet', { lifecycleStateChange: change, ...before }) };
}
