import type { Name } from '#lineage';

import type { OdcsDocument, OdcsObject, OdcsServer } from './odcs-document.ts';

/** Custom properties of an object, or of the whole contract, that name its dataset as events do. */
const NAMESPACE = 'headgateNamespace';
const DATASET = 'headgateDataset';

/**
 * The dataset that a schema object speaks of: by its custom properties `headgateNamespace` and `headgateDataset` (the namespace may stand at the
 * contract), the name being the object's physical name when it is not given; else by the contract's one server, named as OpenLineage names such
 * things. Undefined: nothing says which.
 */
export function datasetOf(object: OdcsObject, { customProperties, servers }: OdcsDocument): Name | undefined {
  const table = object.physicalName ?? object.name;
  const namespace = custom(object.customProperties, NAMESPACE) ?? custom(customProperties, NAMESPACE);
  if (namespace !== undefined) return { namespace, name: custom(object.customProperties, DATASET) ?? table };
  const [server, ...others] = servers ?? [];
  return server === undefined || others.length > 0 ? undefined : datasetOn(server, table);
}

function custom(properties: OdcsObject['customProperties'], name: string): string | undefined {
  const value = properties?.find(({ property }) => property === name)?.value;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The names of OpenLineage's naming page, for the kinds of servers whose entry in a contract says all that such a name needs. */
const NAMES: Readonly<Record<string, (server: OdcsServer, table: string) => Name | undefined>> = {
  postgres,
  postgresql: postgres,
  mysql: ({ host, port, database }, table) => named(host, `mysql://${host ?? ''}:${port ?? '3306'}`, [database, table]),
  snowflake: ({ account, database, schema }, table) => named(account, `snowflake://${account ?? ''}`, [database, schema, table]),
  bigquery: ({ project, dataset }, table) => named(project, 'bigquery', [project, dataset, table]),
  kafka: ({ host }, table) => named(host, `kafka://${host ?? ''}`, [table]),
};

function datasetOn(server: OdcsServer, table: string): Name | undefined {
  const type = server.type?.toLowerCase() ?? '';
  return Object.hasOwn(NAMES, type) ? NAMES[type]?.(server, table) : undefined;
}

function postgres({ host, port, database, schema }: OdcsServer, table: string): Name | undefined {
  return named(host, `postgres://${host ?? ''}:${port ?? '5432'}`, [database, schema, table]);
}

/** Undefined when something that the name needs is not given. */
function named(place: string | null | undefined, namespace: string, parts: readonly (string | null | undefined)[]): Name | undefined {
  return place == null || parts.some((part) => part == null) ? undefined : { namespace, name: parts.join('.') };
}
