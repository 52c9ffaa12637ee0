import { nearest } from '#foundation';
import { below } from '#record';

import type { ContractProblem } from './contract.ts';
import type { OdcsDocument, OdcsObject, OdcsProperty } from './odcs-document.ts';

/** Remarks on one contract: who sees a hundred looks at the whole. */
const REMARKS_MAX = 100;

// The keys of ODCS 3.0 to 3.1, and of the draft of 3.2. Most of them we do not judge.

const OF_CONTRACTS: ReadonlySet<string> = new Set([
  ...['apiVersion', 'authoritativeDefinitions', 'context', 'contractCreatedTs', 'customProperties', 'dataProduct', 'description', 'domain'],
  ...['id', 'kind', 'name', 'price', 'roles', 'schema', 'servers', 'slaDefaultElement', 'slaProperties', 'status', 'support', 'tags'],
  ...['team', 'tenant', 'version'],
]);

const OF_ELEMENTS = [
  ...['authoritativeDefinitions', 'businessName', 'customProperties', 'description', 'id', 'logicalType', 'name', 'physicalName'],
  ...['physicalType', 'properties', 'quality', 'relationships', 'synonyms', 'tags'],
];

const OF_OBJECTS: ReadonlySet<string> = new Set([...OF_ELEMENTS, 'context', 'dataGranularityDescription']);

const OF_PROPERTIES: ReadonlySet<string> = new Set([
  ...OF_ELEMENTS,
  ...['classification', 'criticalDataElement', 'encryptedName', 'enum', 'examples', 'items', 'logicalTypeOptions', 'map'],
  ...['partitionKeyPosition', 'partitioned', 'primaryKey', 'primaryKeyPosition', 'required', 'semanticType'],
  ...['transformDescription', 'transformLogic', 'transformSourceObjects', 'unique'],
]);

/** The draft of 3.2 leaves it to the author. */
const STATUS_NEEDED = /^v3\.[01]\b/;

/** What in a contract that can be read is off the standard, and so promises nothing: keys that it does not have, and a status that is missing. */
export function remarksOn(document: OdcsDocument): readonly ContractProblem[] {
  const remarks: ContractProblem[] = [];
  if (document.status == null && STATUS_NEEDED.test(document.apiVersion))
    remarks.push({ pointer: '/status', message: 'status is missing; the standard requires it.' });
  remarks.push(...unknownKeys(document, '', OF_CONTRACTS));
  (document.schema ?? []).forEach((object, index) => remarks.push(...ofObject(object, `/schema/${index}`)));
  return remarks.slice(0, REMARKS_MAX);
}

function ofObject(object: OdcsObject, pointer: string): readonly ContractProblem[] {
  return [...unknownKeys(object, pointer, OF_OBJECTS), ...ofProperties(object.properties, `${pointer}/properties`)];
}

function ofProperties(properties: readonly OdcsProperty[] | null | undefined, pointer: string): readonly ContractProblem[] {
  return (properties ?? []).flatMap((property, index) => {
    const at = `${pointer}/${index}`;
    const { items } = property;
    return [...ofTyped(property, at), ...(items == null ? [] : ofTyped(items, `${at}/items`))];
  });
}

function ofTyped(typed: OdcsProperty | NonNullable<OdcsProperty['items']>, pointer: string): readonly ContractProblem[] {
  return [...unknownKeys(typed, pointer, OF_PROPERTIES), ...ofProperties(typed.properties, `${pointer}/properties`)];
}

function unknownKeys(mapping: object, pointer: string, known: ReadonlySet<string>): readonly ContractProblem[] {
  return Object.keys(mapping)
    .filter((key) => !known.has(key))
    .map((key) => ({ pointer: below(pointer, key), message: `${key.slice(0, KEY_TOLD_LENGTH_MAX)} ${UNKNOWN}${meant(key, known)}` }));
}

const KEY_TOLD_LENGTH_MAX = 60;
const UNKNOWN = 'is no key of the standard here, and promises nothing';

function meant(key: string, known: ReadonlySet<string>): string {
  const word = nearest(key, known);
  return word === undefined ? '; customProperties is the place for keys of your own.' : `; did you mean ${word}?`;
}
