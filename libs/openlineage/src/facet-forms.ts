import { isObject, isStorable, type JsonValue, member } from '#record';

/** What readers need of a part of a facet, to understand it. */
export interface FacetForm {
  readonly isRead: (value: JsonValue) => boolean;
  /** What is needed, in words. */
  readonly needs: string;
  /** What becomes of a part that is not understood. Absent: it is not in the graph. */
  readonly loss?: string;
  /** The parts below it that have a form of their own. */
  readonly parts?: readonly FormPart[];
}

export interface FormPart {
  readonly key: string;
  /** One such part, a list of them, or an object with one under each name. */
  readonly kind: 'one' | 'list' | 'named';
  readonly form: FacetForm;
  /** Without it the facet says nothing. */
  readonly isNeeded?: boolean;
}

const TRANSFORMATION: FacetForm = {
  isRead: (value) => isStorableText(partOf(value, 'type')),
  needs: 'a transformation needs a type, a text',
};

const INPUT_FIELD: FacetForm = {
  isRead: (value) => isNamed(value) && isStorableText(partOf(value, 'field')),
  needs: 'an input field needs a namespace, a name and a field, each a text',
  parts: [{ key: 'transformations', kind: 'list', form: TRANSFORMATION }],
};

const COLUMN_LINEAGE = objectOf(
  { key: 'fields', kind: 'named', form: objectOf({ key: 'inputFields', kind: 'list', form: INPUT_FIELD, isNeeded: true }) },
  { key: 'dataset', kind: 'list', form: INPUT_FIELD },
);

const LINEAGE_INPUT: FacetForm = {
  isRead: isLineageEnd,
  needs: 'an input needs the type DATASET with a namespace and a name, or the type JOB',
  parts: [{ key: 'transformations', kind: 'list', form: TRANSFORMATION }],
};

const ENTRY_PARTS: readonly FormPart[] = [
  { key: 'inputs', kind: 'list', form: LINEAGE_INPUT },
  { key: 'fields', kind: 'named', form: objectOf({ key: 'inputs', kind: 'list', form: LINEAGE_INPUT, isNeeded: true }) },
];

const LINEAGE_ENTRY: FacetForm = {
  isRead: isLineageEnd,
  needs: 'an entry needs the type DATASET with a namespace and a name, or the type JOB',
  parts: ENTRY_PARTS,
};

/** A word about a thing that is in the graph all the same. */
const TEXT: FacetForm = {
  isRead: (value) => typeof value === 'string',
  needs: 'a text is needed here',
  loss: 'it may be read as if it were not given',
};

const COLUMN: FacetForm = {
  isRead: (value) => isText(value, 'name'),
  needs: 'a column needs a name, a text',
  get parts() {
    return COLUMNS;
  },
};
const COLUMNS: readonly FormPart[] = [
  { key: 'type', kind: 'one', form: TEXT },
  { key: 'fields', kind: 'list', form: COLUMN },
];

const IDENTIFIER: FacetForm = { isRead: isNamed, needs: 'a symlink needs a namespace and a name, each a text' };

const TAG: FacetForm = {
  isRead: (value) => isText(value, 'key'),
  needs: 'a tag needs a key, a text',
  parts: [
    { key: 'value', kind: 'one', form: TEXT },
    { key: 'field', kind: 'one', form: TEXT },
  ],
};

const LIFECYCLE: FacetForm = {
  isRead: (value) =>
    isText(value, 'lifecycleStateChange') &&
    (partOf(value, 'lifecycleStateChange') !== 'RENAME' || isNamed(partOf(value, 'previousIdentifier') ?? null)),
  needs: 'lifecycleStateChange is a text, and RENAME needs a previousIdentifier with namespace and name',
};

const RUN_REFERENCE: FacetForm = {
  isRead: (value) =>
    isText(partOf(value, 'run'), 'runId') && isText(partOf(value, 'job'), 'namespace') && isText(partOf(value, 'job'), 'name'),
  needs: 'run.runId, job.namespace and job.name are needed here, each a text',
};
const PARENT: FacetForm = { ...RUN_REFERENCE, parts: [{ key: 'root', kind: 'one', form: RUN_REFERENCE }] };

/** The facets of some thing that are read, by name. */
export type FacetsRead = readonly (readonly [name: string, form: FacetForm])[];

const OF_ANYTHING: FacetsRead = [['tags', objectOf({ key: 'tags', kind: 'list', form: TAG, isNeeded: true })]];

export const RUN_FACETS: FacetsRead = [
  ['parent', PARENT],
  ['parentRun', PARENT],
];

export const JOB_FACETS: FacetsRead = [
  ...OF_ANYTHING,
  ['lineage', objectOf({ key: 'entries', kind: 'list', form: LINEAGE_ENTRY, isNeeded: true })],
];

export const INPUT_FACETS: FacetsRead = [
  ...OF_ANYTHING,
  ['schema', objectOf(...COLUMNS)],
  ['symlinks', objectOf({ key: 'identifiers', kind: 'list', form: IDENTIFIER, isNeeded: true })],
  ['lifecycleStateChange', LIFECYCLE],
];

export const OUTPUT_FACETS: FacetsRead = [...INPUT_FACETS, ['columnLineage', COLUMN_LINEAGE]];

export const SUBJECT_FACETS: FacetsRead = [...OUTPUT_FACETS, ['lineage', objectOf(...ENTRY_PARTS)]];

function objectOf(...parts: readonly FormPart[]): FacetForm {
  return { isRead: isObject, needs: 'an object is needed here', parts };
}

function partOf(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isObject(value) ? member(value, key) : undefined;
}

function isText(value: JsonValue | undefined, key: string): boolean {
  return typeof partOf(value, key) === 'string';
}

function isNamed(value: JsonValue): boolean {
  return isName(partOf(value, 'namespace')) && isName(partOf(value, 'name'));
}

function isName(value: JsonValue | undefined): boolean {
  return value !== '' && isStorableText(value);
}

function isStorableText(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && isStorable(value);
}

/** A job without a name is the event's own. */
function isLineageEnd(value: JsonValue): boolean {
  const type = partOf(value, 'type');
  if (type === 'DATASET') return isNamed(value);
  return type === 'JOB' && (isNamed(value) || isNameless(value));
}

function isNameless(value: JsonValue): boolean {
  return partOf(value, 'namespace') === undefined && partOf(value, 'name') === undefined;
}
