import { expect, test } from 'vitest';

import { applyPolicy, type Context, type Principal, publicId, receiveEvent } from '#operations';
import { freshInstallation, mapAll } from '#testkit';

import { windowApp } from '../../testkit/window-app.ts';

// Goal: no name of what is hidden from a role leaves by GraphQL, whatever is asked. Method: everything hidden is called by random words, also where facets that
// nobody knows speak of it; each question is asked as an administrator, who must find some of them, and as an engineer, who must find none.

interface Window extends AsyncDisposable {
  readonly ask: (query: string, variables?: object) => Promise<string>;
}

async function openWindow(context: Context, principal: Principal): Promise<Window> {
  const app = await windowApp({ context, authenticate: () => Promise.resolve(principal), introspection: true, log: () => undefined });
  const headers = { 'content-type': 'application/json', authorization: 'Bearer any' };
  const ask: Window['ask'] = async (query, variables = {}) =>
    (await app.inject({ method: 'POST', url: '/graphql', headers, payload: { query, variables } })).payload;
  return { ask, [Symbol.asyncDispose]: () => app.close() };
}

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };
/** Each stands in one hidden place. */
const WORDS = {
  ...{ dataset: 'zq7dataset', column: 'zq7column', nested: 'zq7nested', sql: 'zq7sql', alias: 'zq7alias', described: 'zq7described' },
  ...{ namespace: 'zq7namespace', tag: 'zq7tag', note: 'zq7note', output: 'zq7output' },
};

function story(): readonly string[] {
  const { dataset, column, nested, sql, alias, described, namespace, tag, note, output } = WORDS;
  const speaks = { ...FACET, of: [dataset, column, alias] };
  const run = (id: number) => ({
    ...{ eventTime: `2026-03-0${id}T00:00:00Z`, eventType: 'COMPLETE', producer: 'https://example.com/p' },
    run: {
      runId: `0197ad84-7a0d-7527-9f8a-00000000000${id}`,
      facets: { odd: speaks, errorMessage: { ...FACET, message: `no ${column}` } },
    },
  });
  const patients = {
    ...{ namespace: 'db', name: 'patients' },
    facets: {
      schema: {
        ...{ ...FACET, primaryKey: [column] },
        fields: [
          { name: 'id', type: 'int', description: 'Who.' },
          { name: column, type: 'text', description: described, fields: [{ name: nested, type: 'text' }] },
        ],
      },
      tags: {
        ...FACET,
        tags: [
          { key: 'classification', value: 'PHI', field: column },
          { key: tag, field: column },
        ],
      },
      acme: speaks,
    },
    inputFacets: { dataQualityMetrics: { ...FACET, columnMetrics: { [column]: { nullCount: 1 } } } },
  };
  const job = { namespace: 'etl', name: 'load', facets: { sql: { ...FACET, query: `select ${sql} from x` }, odd: speaks } };
  const hidden = {
    namespace: 'db',
    name: dataset,
    facets: { symlinks: { ...FACET, identifiers: [{ namespace: 's3', name: alias, type: 'TABLE' }] } },
  };
  const from = (name: string, field: string) => ({
    namespace: 'db',
    name,
    field,
    transformations: [{ type: 'DIRECT', description: note }],
  });
  const fields = { a: { inputFields: [from('patients', column), from('patients', 'id')] }, b: { inputFields: [from(dataset, 'x')] } };
  const report = { namespace: 'db', name: 'report', facets: { columnLineage: { ...FACET, fields } } };
  return [
    { ...run(1), job, inputs: [patients, hidden], outputs: [report, { namespace, name: output }] },
    {
      ...run(2),
      job: { namespace: 'etl', name: 'next' },
      inputs: [{ namespace, name: output }, report],
      outputs: [{ namespace: 'db', name: 'last' }],
    },
  ].map((event) => JSON.stringify(event));
}

const POLICY = `
name: engineers
rules:
  - { effect: deny, roles: [engineer], on: { tag: classification=PHI, columns: ["*"] } }
  - { effect: deny, roles: [engineer], on: { namespace: "s3" } }
  - { effect: deny, roles: [engineer], on: { namespace: "${WORDS.namespace}" } }
  - { effect: deny, roles: [engineer], on: { facets: ["s*l"] } }
`;

const HEADER = 'header { knownAt completeness reasons { code message } }';
const NODE = 'id namespace name';
const DATASET = `${NODE} names { namespace name } symlinks { name } facets { name content } schema { fields { path description fields { path description } } }
  tags { key value field } owners { name } description lifecycle { change }`;
const USES = 'dataset { id name } usedName { name } facets { name content }';
const WALK = `${HEADER} root { name column } nodes { id kind namespace name column runId otherNames { name } }
  edges { id source target via { name } transformations { type subtype description } evidence { commitments } } pageInfo { endCursor }`;
const ID = publicId({ kind: 'dataset', namespace: 'db', name: WORDS.dataset });

/** Questions about everything; those that name something hidden stand apart. */
const QUESTIONS: readonly string[] = [
  `{ datasets { ${HEADER} nodes { ${DATASET} } } jobs { nodes { ${NODE} facets { name content } description inputs { name } outputs { name } } } }`,
  '{ namespaces { nodes { name datasets jobs } } status { datasets jobs runs } }',
  `{ runs { nodes { id runId state } } run(runId: "0197ad84-7a0d-7527-9f8a-000000000001") { inputs { ${USES} } outputs { ${USES} } facets { name content } } }`,
  '{ events { nodes { position kind warnings { code pointer message } redacted body json } } event(position: 0) { body } }',
  ...['DATASET', 'JOB', 'COLUMN'].map(
    (granularity) =>
      `{ up: lineage(root: { dataset: { name: "last" } }, direction: BOTH, granularity: ${granularity}) { ${WALK} }
         report: lineage(root: { dataset: { name: "report" } }, direction: BOTH, granularity: ${granularity}) { ${WALK} }
         patients: lineage(root: { dataset: { name: "patients" } }, direction: BOTH, granularity: ${granularity}) { ${WALK} } }`,
  ),
  `{ lineage(root: { run: { runId: "0197ad84-7a0d-7527-9f8a-000000000002" } }, direction: BOTH) { ${WALK} } }`,
  `{ dataset(name: "report") { readBy { name } writtenBy { name } upstream { ${WALK} } column(name: "a") { upstream { ${WALK} } } } }`,
  ...['zq7', 'patients', 'classification', 'column'].map((text) => `{ search(text: "${text}") { nodes { node { name } match matched } } }`),
  '{ policies { nodes { name rules { namespace name columns } } } auditTrail { nodes { what why } } quarantine { nodes { id text } } }',
];

test('no word of what is hidden is in any answer to an engineer; an administrator finds them all', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  for (const event of story()) await receiveEvent(context, admin, Buffer.from(event));
  await applyPolicy(context, admin, { text: POLICY });
  await mapAll(context);
  const engineer: Principal = { id: context.randomness.uuid(), kind: 'person', name: 'an engineer', namespaces: [], roles: ['engineer'] };
  await using whole = await openWindow(context, admin);
  await using scoped = await openWindow(context, engineer);

  const found = new Set<string>();
  for (const question of QUESTIONS) {
    const [all, some] = [await whole.ask(question), await scoped.ask(question)];
    for (const word of Object.values(WORDS)) if (all.includes(word)) found.add(word);
    expect(
      Object.values(WORDS)
        .filter((word) => some.includes(word))
        .map((word) => `${word} in ${question}: ${some}`),
    ).toEqual([]);
  }
  expect([...found].toSorted()).toEqual(Object.values(WORDS).toSorted());

  // Named, a hidden thing is answered as one that is not there, word for word.
  const alike = (word: string) => [
    `{ dataset(namespace: "db", name: "${word}") { name } }`,
    `{ dataset(name: "${word}") { name } }`,
    `{ lineage(root: { dataset: { name: "${word}" } }) { nodes { name } } }`,
    `{ dataset(name: "patients") { column(name: "${word}") { name field { path } downstream { nodes { name column } edges { id } } } } }`,
    `{ datasets(namespace: "${word}") { nodes { name } } search(text: "${word}") { nodes { matched } } }`,
    `{ datasets(namePrefix: "${word}") { nodes { name } } }`,
  ];
  const answers = async (word: string) => {
    const found: string[] = [];
    for (const question of alike(word)) found.push((await scoped.ask(question)).replaceAll(word, ''));
    return found;
  };
  const absent = await answers('yq7absent0');
  for (const word of [WORDS.dataset, WORDS.column]) expect(await answers(word)).toEqual(absent);
  expect(await scoped.ask(`{ dataset(id: "${ID}") { name } }`)).toContain('NOT_FOUND');
});
