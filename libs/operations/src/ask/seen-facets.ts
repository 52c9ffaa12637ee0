import type { Name } from '#lineage';
import { canonicalJson, isObject, type JsonObject, type JsonValue, member } from '#record';

import { objectIn, symlinksIn, textIn, valueOf } from './facet-words.ts';
import { documentationSeen, type FacetCarrier, isPlainFacet, plainFacetSeen } from './plain-facets.ts';

// What is shown of facets to somebody from whom datasets or columns are hidden. A facet may name anything in any place, so only those are shown whose places are
// known: rewritten from known members, or when none of the names in them is hidden. All others are withheld, also unknown ones.

/** What decides on the names in a facet. */
export interface NamesSeen {
  readonly seesColumn: (path: string) => boolean;
  readonly seesDataset: (name: Name) => boolean;
  /** Whether no column of the dataset may be hidden: what names none may be about any. */
  readonly seesEveryColumn: () => boolean;
}

/** The content of a dataset's facet as it may be shown; undefined: it is withheld. */
export function datasetFacetSeen(
  { name, content }: { readonly name: string; readonly content: string },
  seen: NamesSeen,
): string | undefined {
  const plain = plainFacetSeen('dataset', { name, content });
  if (plain !== undefined) return plain;
  if (isAboutEveryColumn('dataset', name)) return seen.seesEveryColumn() ? documentationSeen(content) : undefined;
  return Object.hasOwn(NAMING, name) ? NAMING[name]?.(valueOf({ content }), seen) : undefined;
}

/** Whether such a facet is shown to those alone who see every column of the dataset. */
export function isAboutEveryColumn(carrier: FacetCarrier, name: string): boolean {
  return carrier === 'dataset' && name === 'documentation';
}

/** Whether somebody from whom datasets or columns are hidden is ever shown such a facet, of what carries it: its name alone tells. */
export function isFacetOfKnownPlaces(carrier: FacetCarrier, name: string): boolean {
  return isPlainFacet(carrier, name) || isAboutEveryColumn(carrier, name) || (carrier === 'dataset' && Object.hasOwn(NAMING, name));
}

/** The facets of a dataset that name columns and datasets in known places. */
const NAMING: Readonly<Record<string, (facet: JsonObject, seen: NamesSeen) => string | undefined>> = {
  schema: (facet, seen) => rewrittenList(facet, 'fields', fieldsSeen(facet, '', seen)),
  tags: (facet, seen) => rewrittenList(facet, 'tags', tagsSeen(facet, seen)),
  symlinks: (facet, seen) =>
    symlinksIn(facet).every(seen.seesDataset) ? rewritten(facet, { identifiers: identifiers(facet) }) : undefined,
  lifecycleStateChange: lifecycleSeen,
};

/** Known members alone: what stands beside them may name anything. */
function rewritten(facet: JsonObject, members: JsonObject): string {
  return canonicalJson({ ...only(facet, ['_producer', '_schemaURL']), ...members });
}

/** Withheld without an item, also where there was none: an empty list tells that what stood in it is hidden. */
function rewrittenList(facet: JsonObject, list: string, items: readonly JsonObject[]): string | undefined {
  return items.length === 0 ? undefined : rewritten(facet, { [list]: [...items] });
}

/** Without the places of fields among each other: a gap tells of what is hidden. They come in their order. */
function fieldsSeen(of: JsonObject, prefix: string, seen: NamesSeen): readonly JsonObject[] {
  return objectsIn(of, 'fields').flatMap((field): JsonObject[] => {
    const name = textIn(field, 'name');
    const path = `${prefix}${name ?? ''}`;
    if (name === null || !seen.seesColumn(path)) return [];
    const fields = member(field, 'fields') === undefined ? {} : { fields: [...fieldsSeen(field, `${path}.`, seen)] };
    const type = textIn(field, 'type');
    return [{ ...only(field, ['name', 'description']), ...(type === null ? {} : { type: typeSeen(type) }), ...fields }];
  });
}

/** A name, sizes, and the words that SQL puts beside names of types: all else may name the columns within a struct, which may be hidden, or values of an enumeration. */
const TYPE_SEEN =
  /^[\w.]+(?: (?:precision|varying|large object))?(?: ?\([\d\s,]*\))?(?: (?:with|without|local|time|zone|unsigned|zerofill|year|month|day|to|second)\b)*/i;

function typeSeen(type: string): string {
  return TYPE_SEEN.exec(type)?.[0] ?? '';
}

function tagsSeen(facet: JsonObject, seen: NamesSeen): readonly JsonObject[] {
  return objectsIn(facet, 'tags').flatMap((tag): JsonObject[] => {
    const field = textIn(tag, 'field');
    return field === null || seen.seesColumn(field) ? [only(tag, ['key', 'value', 'source', 'field'])] : [];
  });
}

function identifiers(facet: JsonObject): JsonValue {
  return objectsIn(facet, 'identifiers').map((each) => only(each, ['namespace', 'name', 'type']));
}

function lifecycleSeen(facet: JsonObject, seen: NamesSeen): string | undefined {
  const previous = objectIn(facet, 'previousIdentifier');
  const [namespace, name] = previous === undefined ? [null, null] : [textIn(previous, 'namespace'), textIn(previous, 'name')];
  if (previous !== undefined && (namespace === null || name === null || !seen.seesDataset({ namespace, name }))) return undefined;
  return rewritten(facet, only(facet, ['lifecycleStateChange', 'previousIdentifier']));
}

/** Of the members named those that are plain values, but for objects of plain names. */
function only(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name): [string, JsonValue][] => {
      const value = member(object, name);
      if (value === undefined || Array.isArray(value)) return [];
      return [[name, isObject(value) ? only(value, ['namespace', 'name']) : value]];
    }),
  );
}

function objectsIn(object: JsonObject, key: string): readonly JsonObject[] {
  const list = member(object, key);
  return Array.isArray(list) ? (list as readonly JsonValue[]).filter(isObject) : [];
}
