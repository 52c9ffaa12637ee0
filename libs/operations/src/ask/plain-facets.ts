import { canonicalJson, isObject, type JsonObject, type JsonValue, member } from '#record';

import { valueOf } from './facet-words.ts';

/** Members of an object that are shown: a plain value, an object of such members, or a list of them. */
interface Members {
  readonly [member: string]: 'plain' | Members | readonly [Members];
}

const members = (...names: readonly string[]): Members => Object.fromEntries(names.map((name) => [name, 'plain'] as const));

const RUN_OF_JOB: Members = { run: members('runId'), job: members('namespace', 'name') };
const PARENT: Members = { ...RUN_OF_JOB, root: RUN_OF_JOB };
const DOCUMENTATION = members('description', 'contentType');
const OWNERSHIP: Members = { owners: [members('name', 'type')] };
const STATISTICS = members('rowCount', 'size', 'fileCount');
const SOURCE = members('type', 'url', 'repoUrl', 'path', 'version', 'tag', 'branch', 'pullRequestNumber');

/** The facets of the standard whose members name no dataset and no column, by what carries them. What else somebody wrote beside these members may be anything, also a value. */
const PLAIN: Readonly<Record<'dataset' | 'job' | 'run' | 'use', Readonly<Record<string, Members>>>> = {
  dataset: {
    documentation: DOCUMENTATION,
    ownership: OWNERSHIP,
    dataSource: members('name', 'uri'),
    datasetType: members('datasetType', 'subType'),
    storage: members('storageLayer', 'fileFormat'),
    version: members('datasetVersion'),
  },
  job: {
    documentation: DOCUMENTATION,
    ownership: OWNERSHIP,
    jobType: members('processingType', 'integration', 'jobType'),
    sourceCodeLocation: SOURCE,
    tags: { tags: [members('key', 'value', 'source')] },
  },
  run: {
    ...{ parent: PARENT, parentRun: PARENT, nominalTime: members('nominalStartTime', 'nominalEndTime') },
    processing_engine: members('version', 'name', 'openlineageAdapterVersion'),
  },
  use: { inputStatistics: STATISTICS, outputStatistics: STATISTICS },
};

export type FacetCarrier = keyof typeof PLAIN;

/** Whether a facet is one of these. */
export function isPlainFacet(carrier: FacetCarrier, name: string): boolean {
  return Object.hasOwn(PLAIN[carrier], name);
}

/** The content of such a facet, without what the standard does not have in it; undefined: it is none. */
export function plainFacetSeen(
  carrier: FacetCarrier,
  { name, content }: { readonly name: string; readonly content: string },
): string | undefined {
  const known = isPlainFacet(carrier, name) ? PLAIN[carrier][name] : undefined;
  if (known === undefined) return undefined;
  return canonicalJson(only(valueOf({ content }), { ...members('_producer', '_schemaURL', '_deleted'), ...known }));
}

function only(object: JsonObject, known: Members): JsonObject {
  return Object.fromEntries(
    Object.entries(known).flatMap(([name, shape]): [string, JsonValue][] => {
      const value = member(object, name);
      const kept = value === undefined ? undefined : shaped(value, shape);
      return kept === undefined ? [] : [[name, kept]];
    }),
  );
}

function shaped(value: JsonValue, shape: Members[string]): JsonValue | undefined {
  if (shape === 'plain') return typeof value === 'object' && value !== null ? undefined : value;
  if (isOneOf(shape))
    return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isObject).map((each) => only(each, shape[0])) : undefined;
  return isObject(value) ? only(value, shape) : undefined;
}

function isOneOf(shape: Members | readonly [Members]): shape is readonly [Members] {
  return Array.isArray(shape);
}
