import { type Facet, type LineageEvent, shownStatements, symlinkIdentifiers } from '#lineage';
import { isList, isObject, type JsonObject, type JsonValue, member } from '#record';

// One event is mapped in one piece, and what comes after it waits. Measured on two busy cores, 2026-11-21: the first event of a kind
// costs most, one that repeats it a fifth or less.

/** Inputs and outputs of one event. 10,000 take 3.6 s to map, 40,000 take 10; a job that reads 10,000 tables has not been seen. */
const EVENT_DATASETS_MAX = 10_000;
/** Statements that one event shows: datasets used, and one for each column that a column came from. 20,000 take 4.4 s, 50,000 take 13; a table of 4,000 columns has 5 for each. */
const EVENT_STATEMENTS_MAX = 20_000;
/** Other names in all `symlinks` facets of one event. Identity is judged by groups: 1,000 new ones take 1.5 s, and 3,000 already 9. Real datasets have one or two. */
const EVENT_SYMLINKS_MAX = 1_000;

/** What of an event is more than can be mapped at once, each with what to do. Empty for every event but monsters. */
export function tooMuchIn(event: LineageEvent): readonly string[] {
  const datasets = event.mentions.length;
  const symlinks = event.mentions.reduce((sum, { facets }) => sum + symlinksIn(facets.get('symlinks')), 0);
  // Listed inputs may repeat each other: only when they are too many is it worked out what they say.
  const statements = datasets + listedInputs(event) > EVENT_STATEMENTS_MAX ? shownStatements(event).size : 0;
  const mend = MENDS[event.kind];
  return [
    ...tooMany(datasets, EVENT_DATASETS_MAX, { what: 'datasets among inputs and outputs', mend }),
    ...tooMany(statements, EVENT_STATEMENTS_MAX, { what: 'inputs, outputs and origins of columns', mend }),
    ...tooMany(symlinks, EVENT_SYMLINKS_MAX, { what: 'names in symlinks facets', mend: 'leave out those that nothing else uses' }),
  ];
}

/** Sections 2 and 4 of the fold: what the events of a run show adds up, and a declaration replaces the one before. */
const MENDS: Readonly<Record<LineageEvent['kind'], string>> = {
  run: 'send it as several events of one run, which add up',
  job: 'declare it as several jobs: a later declaration of one job would replace this',
  dataset: 'leave out the origins that nobody asks for: a later declaration of the dataset would replace this',
};

function tooMany(count: number, max: number, { what, mend }: { readonly what: string; readonly mend: string }): readonly string[] {
  return count <= max ? [] : [`an event may have ${max} ${what}, and this one has ${count}; ${mend}`];
}

function symlinksIn(facet: Facet | undefined): number {
  return facet?.kind === 'value' ? symlinkIdentifiers(facet.value).length : 0;
}

/** At least as many as there are statements of columns and flows. */
function listedInputs({ mentions, jobFacets, kind }: LineageEvent): number {
  const ofJob = kind === 'dataset' ? undefined : valueOf(jobFacets.get('lineage'));
  const entries = ofJob === undefined ? [] : listOf(member(ofJob, 'entries')).filter(isObject);
  return [
    ...entries.map(inputsOfEntry),
    ...mentions.map(({ facets, role }) => {
      const [columns, lineage] = [valueOf(facets.get('columnLineage')), role === 'subject' ? valueOf(facets.get('lineage')) : undefined];
      return (columns === undefined ? 0 : inputsOfColumns(columns)) + (lineage === undefined ? 0 : inputsOfEntry(lineage));
    }),
  ].reduce((sum, count) => sum + count, 0);
}

function inputsOfColumns(facet: JsonObject): number {
  return counted(listOf(member(facet, 'dataset'))) + ofFields(facet, 'inputFields');
}

function inputsOfEntry(entry: JsonObject): number {
  return 2 + counted(listOf(member(entry, 'inputs'))) + ofFields(entry, 'inputs'); // its output, and that it comes from nothing
}

function ofFields(owner: JsonObject, key: string): number {
  const fields = member(owner, 'fields');
  const values = isObject(fields) ? Object.values(fields) : [];
  return values.reduce<number>((sum, value) => sum + (isObject(value) ? counted(listOf(member(value, key))) : 0), 0);
}

/** An input is a flow, and a column's origin for each of its transformations; in a `lineage` facet also a dataset that is read. */
function counted(inputs: readonly JsonValue[]): number {
  return inputs.reduce<number>(
    (sum, input) => sum + 2 + Math.max(1, isObject(input) ? listOf(member(input, 'transformations')).length : 0),
    0,
  );
}

function valueOf(facet: Facet | undefined): JsonObject | undefined {
  return facet?.kind === 'value' ? facet.value : undefined;
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return isList(value) ? value : [];
}
