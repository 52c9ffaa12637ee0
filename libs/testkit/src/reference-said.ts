import type { Name, NodeName } from '../../lineage/src/names.ts';
import type { JsonObject, JsonValue } from '../../record/src/json-value.ts';
import { identities, type World } from './reference-fold.ts';
import { labelOf, saidBy, type Canonical, type Place, type Said } from './reference-label-facts.ts';
import type { RefLabelRule, RefSpoken } from './reference-spoken.ts';
import { list, valueOf } from './reference-statements.ts';
import { isObject, isSame, isStorable, nameKey, nodeKey } from './reference-words.ts';

// What policies and contracts say of data, read off `docs/decisions/0028-labels-by-rule-and-contract.md`: the same at every time of the world.

/** A dataset that a counted event names at whatever time, by all names that it has at T, and the columns that are known of it. */
interface Known {
  readonly node: NodeName;
  readonly names: readonly Name[];
  readonly columns: ReadonlySet<string>;
}

/** All that the versions in force say of datasets that are known. */
export function spokenOf(world: World, canonical: Canonical): readonly Said[] {
  const known = knownIn(world, canonical);
  const inForce = [...new Map(world.spoken.map((one) => [subjectOf(one), one])).values()];
  const bodies = new Map(inForce.flatMap((one) => (one.kind === 'bodies' ? [[one.logical, one.bodies] as const] : [])));
  return inForce.flatMap((one): readonly Said[] => {
    if (one.kind === 'policy') return (one.policy.labels ?? []).flatMap((rule) => saidByRule(rule, known, bodies));
    return one.kind === 'contract' ? saidByContract(documentOf(one.text), known) : [];
  });
}

/** A later version of one subject is the one in force. */
export function subjectOf(one: RefSpoken): string {
  if (one.kind === 'policy') return JSON.stringify([one.kind, one.policy.name]);
  return JSON.stringify([one.kind, one.kind === 'contract' ? documentOf(one.text)['id'] : one.logical]);
}

// What is known.

function knownIn(world: World, canonical: Canonical): readonly Known[] {
  const joined = (identities(world) as readonly (readonly string[])[]).map(([, namespace = '', name = '']) => ({ namespace, name })); // each line is of texts
  const told = namesToldIn(world);
  const nodes = new Map(told.map((name) => canonical({ kind: 'dataset', ...name })).map((node) => [nodeKey(node), node]));
  const places = columnsToldIn(world).map(({ node, column }) => ({ node: canonical(node), column }));
  return [...nodes].map(([key, node]) => {
    const names = [...told, ...joined, node].filter(
      (name) => nodeKey(canonical({ kind: 'dataset', namespace: name.namespace, name: name.name })) === key,
    );
    const columns = places.flatMap((place) => (nodeKey(place.node) === key ? pathsAround(place.column) : []));
    return { node, names, columns: new Set(columns) };
  });
}

/** A column is known when one within it is. */
function pathsAround(path: string): readonly string[] {
  const fields = path.split('.');
  return fields.map((_, index) => fields.slice(0, index + 1).join('.'));
}

function namesToldIn({ events }: World): readonly Name[] {
  const mentioned = events.flatMap(({ event }) => event.mentions.map(({ name }) => name));
  const ends = events.flatMap(({ statements }) => [...statements.values()].flatMap(({ source, target }) => [source, target]));
  const inStatements = ends.flatMap((node) => (node?.kind === 'dataset' ? [{ namespace: node.namespace, name: node.name }] : []));
  return [...new Map([...mentioned, ...inStatements].map((name) => [nameKey(name), name])).values()];
}

/** By schemas, tags and column lineage, whether or not they still hold. */
function columnsToldIn({ events }: World): readonly { readonly node: NodeName; readonly column: string }[] {
  return events.flatMap(({ facets, statements }) => {
    const inFacets = [...facets.values()].flatMap(({ node, facet, worth }): readonly Place[] => {
      if (node.kind !== 'dataset') return [];
      if (facet === 'schema') return fieldPaths(valueOf(worth), '').map((column) => ({ node, column }));
      return facet === 'tags' ? list(valueOf(worth)?.['tags']).flatMap((tag) => saidBy(tag, node).map(({ place }) => place)) : [];
    });
    const inStatements = [...statements.values()].flatMap((one): readonly Place[] =>
      one.kind === 'column'
        ? [
            { node: one.source, column: one.sourceField },
            { node: one.target, column: one.targetField },
          ]
        : [],
    );
    return [...inFacets, ...inStatements].flatMap(({ node, column }) => (column === null ? [] : [{ node, column }]));
  });
}

function fieldPaths(holder: JsonObject | undefined, around: string): readonly string[] {
  return list(holder?.['fields']).flatMap((field) => {
    const name = isObject(field) ? field['name'] : undefined;
    if (!isObject(field) || typeof name !== 'string' || !isStorable(name)) return [];
    return [`${around}${name}`, ...fieldPaths(field, `${around}${name}.`)];
  });
}

// Policies.

function saidByRule(
  { label: words, on }: RefLabelRule,
  known: readonly Known[],
  bodies: ReadonlyMap<string, readonly Name[]>,
): readonly Said[] {
  if (on.namespace === undefined && on.name === undefined && on.logical === undefined) throw new RangeError('A label is of no dataset.');
  const isCovered = (name: Name): boolean =>
    (on.namespace === undefined || fits(on.namespace, name.namespace)) &&
    (on.name === undefined || fits(on.name, name.name)) &&
    (on.logical === undefined || (bodies.get(on.logical) ?? []).some((body) => isSame(body, name)));
  return known
    .filter(({ names }) => names.some(isCovered))
    .flatMap(({ node, columns }) => {
      const paths = on.columns === undefined ? [null] : [...columns].filter((path) => on.columns?.some((pattern) => fits(pattern, path)));
      return paths.map((column): Said => ({ place: { node, column }, label: labelIn(words) }));
    });
}

/** `key` or `key=value`, read as a tag is. */
function labelIn(words: string): string {
  const [, key = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(words) ?? [];
  return labelOf(key, value);
}

/** Letter by letter; `*` stands for any text, also none. */
function fits(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === text;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let left = text.slice(first.length, text.length - last.length);
  return rest.every((part) => {
    const at = left.indexOf(part);
    left = left.slice(at + part.length);
    return at !== -1;
  });
}

// Contracts.

function documentOf(text: string): JsonObject {
  const document = JSON.parse(text) as JsonValue; // JSON gives nothing else
  if (!isObject(document)) throw new RangeError('A contract is a mapping.');
  return document;
}

function saidByContract(document: JsonObject, known: readonly Known[]): readonly Said[] {
  return list(document['schema'])
    .filter(isObject)
    .flatMap((object) => {
      const name = datasetOf(object, document);
      const { node } = known.find(({ names }) => names.some((one) => isSame(one, name))) ?? {};
      if (node === undefined) return [];
      const ofWhole = labelsIn(object['tags']).map((label): Said => ({ place: { node, column: null }, label }));
      return [
        ...ofWhole,
        ...saidOfProperties(object['properties'], []).map(({ column, label }): Said => ({ place: { node, column }, label })),
      ];
    });
}

interface OfColumn {
  readonly column: string;
  readonly label: string;
}

/** Nested ones too; what is in an array by its path with `_element` and without. */
function saidOfProperties(properties: JsonValue | undefined, around: readonly string[]): readonly OfColumn[] {
  return list(properties)
    .filter(isObject)
    .flatMap((property) => {
      const path = [...around, textIn(property, 'physicalName') ?? textIn(property, 'name') ?? ''];
      const items = property['items'];
      const ofItems = isObject(items)
        ? [...saidOf(items, [...path, ELEMENT]), ...saidOfProperties(items['properties'], [...path, ELEMENT])]
        : [];
      return [...saidOf(property, path), ...saidOfProperties(property['properties'], path), ...ofItems];
    });
}

const ELEMENT = '_element';

function saidOf(property: JsonObject, path: readonly string[]): readonly OfColumn[] {
  const word = textIn(property, 'classification');
  const labels = [...(word === undefined ? [] : [labelOf('classification', word)]), ...labelsIn(property['tags'])];
  const columns = new Set([path.join('.'), path.filter((name) => name !== ELEMENT).join('.')]);
  return [...columns].flatMap((column) => labels.map((label) => ({ column, label })));
}

/** Each that is a text and has a key. */
function labelsIn(tags: JsonValue | undefined): readonly string[] {
  return list(tags).flatMap((tag) => (typeof tag === 'string' && /^[^=]/.test(tag) ? [labelIn(tag)] : []));
}

function datasetOf(object: JsonObject, document: JsonObject): Name {
  const custom = (holder: JsonObject, name: string): string | undefined => {
    const property = list(holder['customProperties']).find((one) => isObject(one) && one['property'] === name);
    return isObject(property) ? textIn(property, 'value') : undefined;
  };
  const namespace = custom(object, 'headgateNamespace') ?? custom(document, 'headgateNamespace');
  const name = custom(object, 'headgateDataset') ?? textIn(object, 'physicalName') ?? textIn(object, 'name');
  if (namespace === undefined || name === undefined)
    throw new RangeError('The reference reads contracts that name their datasets as events do.');
  return { namespace, name };
}

/** Text that is not empty. */
function textIn(holder: JsonObject, member: string): string | undefined {
  const value = holder[member];
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
