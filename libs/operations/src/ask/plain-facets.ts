import { parseInstant } from '#foundation';
import { canonicalJson, isObject, type JsonObject, type JsonValue, member } from '#record';

import { valueOf } from './facet-words.ts';

/** What is shown of a value: itself, if it is plain, a number or a time; of an address as much as names a place. What is no such value is not. */
type Shape = 'plain' | 'count' | 'time' | 'address';

/** Members of an object that are shown: a value, an object of such members, or a list of them. */
interface Members {
  readonly [member: string]: Shape | Members | readonly [Members];
}

const membersOf = (shape: Shape, names: readonly string[]): Members => Object.fromEntries(names.map((name) => [name, shape] as const));
const members = (...names: readonly string[]): Members => membersOf('plain', names);

const RUN_OF_JOB: Members = { run: members('runId'), job: members('namespace', 'name') };
const PARENT: Members = { ...RUN_OF_JOB, root: RUN_OF_JOB };
const OWNERSHIP: Members = { owners: [members('name', 'type')] };
const STATISTICS = membersOf('count', ['rowCount', 'size', 'fileCount']);
const SOURCE: Members = {
  ...members('type', 'path', 'version', 'tag', 'branch', 'pullRequestNumber'),
  ...membersOf('address', ['url', 'repoUrl']),
};

/**
 * The facets of the standard whose members name no dataset and no column, by what carries them. What else somebody wrote beside these members may be anything, also
 * a value; so may what stands under others that the standard has: free text about a job, the value of its tags. Why each of these is shown: docs/decisions/0007.
 */
const PLAIN: Readonly<Record<'dataset' | 'job' | 'run' | 'use', Readonly<Record<string, Members>>>> = {
  dataset: {
    ownership: OWNERSHIP,
    dataSource: membersOf('address', ['name', 'uri']),
    datasetType: members('datasetType', 'subType'),
    storage: members('storageLayer', 'fileFormat'),
    version: members('datasetVersion'),
  },
  job: {
    ownership: OWNERSHIP,
    jobType: members('processingType', 'integration', 'jobType'),
    sourceCodeLocation: SOURCE,
    tags: { tags: [members('key', 'source')] },
  },
  run: {
    ...{ parent: PARENT, parentRun: PARENT, nominalTime: membersOf('time', ['nominalStartTime', 'nominalEndTime']) },
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
  return known === undefined ? undefined : withKnown(content, known);
}

/** The content of a dataset's `documentation`: it names no column, so it is about each, and for those who see each (docs/decisions/0024). */
export function documentationSeen(content: string): string {
  return withKnown(content, members('description', 'contentType'));
}

function withKnown(content: string, known: Members): string {
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
  if (typeof shape === 'string') return valueSeen(value, shape);
  if (isOneOf(shape))
    return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isObject).map((each) => only(each, shape[0])) : undefined;
  return isObject(value) ? only(value, shape) : undefined;
}

function valueSeen(value: JsonValue, shape: Shape): JsonValue | undefined {
  if (value === null) return value;
  switch (shape) {
    case 'plain':
      return typeof value === 'object' ? undefined : value;
    case 'count':
      return typeof value === 'number' ? value : undefined;
    case 'time':
      return typeof value === 'string' && parseInstant(value) !== undefined ? value : undefined;
    case 'address':
      return typeof value === 'string' ? placeIn(value) : undefined;
  }
}

/** Of an address what comes before parameters, and of its path what comes before `key=value`: `s3://lake/mrn=7/a?b=c` is `s3://lake`. */
function placeIn(address: string): string {
  const [place = ''] = address.split(/[?#;]/, 1);
  const equals = place.indexOf('=');
  return equals === -1 ? place : place.slice(0, Math.max(0, place.lastIndexOf('/', equals)));
}

function isOneOf(shape: Members | readonly [Members]): shape is readonly [Members] {
  return Array.isArray(shape);
}
