import type { JsonObject } from '#record';

import { facet } from './hidden-words.ts';

/** Contracts, the events before them, those that break each, and how many alerts that comes to. */
export interface Promises {
  readonly contracts: readonly string[];
  readonly events: readonly JsonObject[];
  readonly breaking: readonly JsonObject[];
  readonly alerts: number;
}

/** Contracts that come into force after the events of a story, what then breaks each, and how many alerts that comes to. */
export interface StoryPromises {
  readonly contracts: readonly string[];
  readonly breaking: readonly string[];
  readonly alerts: number;
}

interface Promised {
  readonly word: (what: string) => string;
  readonly index: number;
  /** The namespace of what is hidden. */
  readonly namespace: string;
}

interface Named {
  readonly namespace: string;
  readonly name: string;
}

interface Column {
  readonly name: string;
  readonly type: string;
}

/** The events of a story, with those of what is promised in it. */
export function toldOf(
  events: readonly JsonObject[],
  promises: readonly Promises[],
): { readonly events: readonly string[]; readonly promises: StoryPromises } {
  const texts = (of: readonly JsonObject[]): readonly string[] => of.map((event) => JSON.stringify(event));
  return {
    events: texts([...events, ...promises.flatMap((each) => each.events)]),
    promises: {
      contracts: promises.flatMap(({ contracts }) => contracts),
      breaking: texts(promises.flatMap(({ breaking }) => breaking)),
      alerts: promises.reduce((sum, { alerts }) => sum + alerts, 0),
    },
  };
}

/** The id of a contract as this story writes it: JSON. */
export function contractIdOf(text: string): string {
  return (JSON.parse(text) as { readonly id: string }).id; // `contract` wrote it
}

/** Questions about all of them, about one and about the contracts of some ids. */
export function questionsAboutPromises(alerts: readonly string[], contracts: readonly string[]): readonly string[] {
  return [
    `query { alerts(first: 30) { nodes { ${ALERT} } } }`,
    `query { contracts(first: 30) { nodes { ${CONTRACT} } } }`,
    ...alerts.map((id) => `query { alert(id: "${id}") { ${ALERT} readers { ${READERS} } } }`),
    ...contracts.map((id) => `query { contract(id: "${id}") { ${CONTRACT} } }`),
  ];
}

const PROVEN = 'evidence { position commitment sender { name } }';
const ALERT = `id state kind contract dataset { namespace name } column expected found since ${PROVEN} history { event state note by { name } ${PROVEN} }
  header { reasons { message } }`;
const READERS = 'jobs { namespace name } columns { dataset { namespace name } column } header { reasons { message } }';
const CONTRACT = `id name version status text by { name } outcome header { reasons { message } }
  verdicts { dataset { namespace name } outcome since findings { kind column expected found } ${PROVEN} }`;

/** A hidden job reads a column that a contract promises; nothing else is hidden. */
export function promisesReadByHiddenJob(of: Promised): Promises {
  const reader = { namespace: of.namespace, name: of.word('the name of a hidden job that reads a promised column') };
  return {
    contracts: [contract({ id: `keep${of.index}` }, seen(of), [{ name: 'a' }])],
    events: [told({ at: KEPT, dataset: seen(of), fields: BEFORE }), ran(of, reader, { namespace: 'db', name: `kept${of.index}` })],
    breaking: [told({ at: BROKEN, dataset: seen(of), fields: AFTER })],
    alerts: 1,
  };
}

/** Contracts on a seen dataset, about hidden columns and about a seen one, and one on a hidden dataset: with hidden words in each, and a promise broken of each. */
export function promisesOfHidden(of: Promised): Promises {
  const { word, index, namespace } = of;
  const column = (what: string): Column => ({ name: word(`the name of a ${what} column that is promised`), type: 'text' });
  const [dropped, retyped, kept] = [column('dropped'), column('retyped'), column('kept')];
  const hidden = [dropped, retyped, kept];
  const tags = hidden.map(({ name }) => ({ key: 'classification', value: 'PHI', field: name }));
  const elsewhere = { namespace, name: word('the name of a hidden dataset that is promised') };
  const gone = word('the name of a column of a hidden dataset that is promised');
  const job = { namespace: 'etl', name: `check${index}` };
  const properties = (of: string, names: readonly string[]): readonly object[] =>
    names.map((name) => ({
      name,
      logicalType: 'string',
      description: word(`what a contract on ${of} says of column ${names.indexOf(name)}`),
    }));
  return {
    contracts: [
      contract(
        { id: word('the id of a contract on hidden columns'), ...textOf(of, 'hidden columns') },
        seen(of),
        properties(
          'hidden columns',
          hidden.map(({ name }) => name),
        ),
      ),
      contract({ id: `keep${index}`, ...textOf(of, 'a seen column') }, seen(of), properties('a seen column', ['a', kept.name])),
      contract(
        { id: word('the id of a contract on a hidden dataset'), ...textOf(of, 'a hidden dataset') },
        elsewhere,
        properties('a hidden dataset', [gone]),
      ),
    ],
    events: [
      told({ at: KEPT, dataset: seen(of), fields: [...BEFORE, ...hidden], facets: { tags: facet({ tags }) } }),
      told({ at: KEPT, dataset: elsewhere, fields: [{ name: gone, type: 'text' }] }),
      ran(of, job, { namespace, name: word('the name of a hidden dataset that is made of a promised column') }),
    ],
    breaking: [
      told({ at: BROKEN, dataset: seen(of), fields: [...AFTER, { ...retyped, type: 'int' }, kept] }),
      told({ at: BROKEN, dataset: elsewhere, fields: [{ name: 'other', type: 'text' }] }),
    ],
    alerts: 4,
  };
}

/** When the promises are kept, and when they are broken, by event time. */
const [KEPT, BROKEN] = ['2026-03-10T00:00:00Z', '2026-03-11T00:00:00Z'] as const;
const [BEFORE, AFTER]: readonly [readonly Column[], readonly Column[]] = [
  [
    { name: 'a', type: 'text' },
    { name: 'b', type: 'text' },
  ],
  [{ name: 'b', type: 'text' }],
];

function seen({ index }: Promised): Named {
  return { namespace: 'db', name: `promised${index}` };
}

function textOf({ word }: Promised, of: string): { readonly name: string; readonly purpose: string } {
  return { name: word(`the name of a contract on ${of}`), purpose: word(`the purpose of a contract on ${of}`) };
}

/** A contract is YAML, and so may be JSON. */
function contract(
  { id, name, purpose }: { readonly id: string; readonly name?: string; readonly purpose?: string },
  dataset: Named,
  properties: readonly object[],
): string {
  return JSON.stringify({
    ...{ apiVersion: 'v3.1.0', kind: 'DataContract', id, name, version: '1.0.0', status: 'active' },
    ...(purpose === undefined ? {} : { description: { purpose } }),
    customProperties: [{ property: 'headgateNamespace', value: dataset.namespace }],
    schema: [{ name: dataset.name, properties }],
  });
}

interface Told {
  readonly at: string;
  readonly dataset: Named;
  readonly fields: readonly Column[];
  readonly facets?: JsonObject;
}

/** A dataset says what its columns are. */
function told({ at, dataset, fields, facets = {} }: Told): JsonObject {
  const schema = facet({ fields: fields.map((field) => ({ ...field })) });
  return { eventTime: at, producer: 'https://example.com/p', dataset: { ...dataset, facets: { ...facets, schema } } };
}

/** A job reads the seen column that is promised, into a column of `output`. */
function ran(of: Promised, job: Named, output: Named): JsonObject {
  const from = { ...seen(of), field: 'a', transformations: [{ type: 'DIRECT', subtype: 'IDENTITY' }] };
  return {
    ...{ eventTime: KEPT, eventType: 'COMPLETE', producer: 'https://example.com/p' },
    run: { runId: `0197ad84-7a0d-7527-9f8a-2${String(of.index).padStart(11, '0')}` },
    job: { ...job },
    inputs: [{ ...seen(of) }],
    outputs: [{ ...output, facets: { columnLineage: facet({ fields: { made: { inputFields: [from] } } }) } }],
  };
}
