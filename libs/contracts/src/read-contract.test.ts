import { expect, test } from 'vitest';

import type { Contract } from './contract.ts';
import { readContract } from './read-contract.ts';

const VISITS = `
apiVersion: v3.1.0
kind: DataContract
id: visits-contract
version: 1.2
status: active
somethingOfOurOwn: { kept: yes }
customProperties:
  - property: headgateNamespace
    value: postgres://ehr:5432
schema:
  - name: visits
    customProperties:
      - { property: headgateDataset, value: ehr.public.visits }
    properties:
      - { name: id, logicalType: integer, physicalType: bigint, required: true }
      - name: address
        logicalType: object
        properties:
          - { name: city, physicalName: town, logicalType: string }
      - name: phones
        logicalType: array
        items:
          logicalType: object
          properties:
            - { name: number }
  - name: notes
    physicalName: ehr.public.notes
    properties: [{ name: text }]
  - name: nothing
`;

function contract(text: string): Contract {
  const reading = readContract(text);
  if (reading.kind === 'unreadable') throw new Error(JSON.stringify(reading.problems));
  return reading.contract;
}

test('a contract is read as promises: columns by dotted path, what is in an array below _element', () => {
  const { promises, ...rest } = contract(VISITS);

  expect(rest).toEqual({ id: 'visits-contract', version: '1.2', apiVersion: 'v3.1.0', name: null, status: 'active', labels: [] });
  expect(promises).toEqual([
    {
      dataset: { namespace: 'postgres://ehr:5432', name: 'ehr.public.visits' },
      columns: [
        { path: 'id', parent: null, physicalType: 'bigint', logicalType: 'integer' },
        { path: 'address', parent: null, physicalType: null, logicalType: 'object' },
        { path: 'address.town', parent: 'address', physicalType: null, logicalType: 'string' },
        { path: 'phones', parent: null, physicalType: null, logicalType: 'array' },
        { path: 'phones._element.number', parent: 'phones._element', physicalType: null, logicalType: null },
      ],
    },
    {
      dataset: { namespace: 'postgres://ehr:5432', name: 'ehr.public.notes' },
      columns: [{ path: 'text', parent: null, physicalType: null, logicalType: null }],
    },
  ]);
});

test('a contract labels what it promises by classifications and tags, arrays aside; what is no text says nothing, and breaks nothing', () => {
  const properties = [
    '{ name: id, classification: ephi, tags: [phi, " ", 7, "=x", {}, Team=Heart] }',
    '{ name: note, physicalName: remark, classification: Restricted }',
    '{ name: odd, classification: 5, tags: phi }',
    '{ name: visits, items: { tags: [pii], properties: [{ name: day, classification: "" }, { name: ward, tags: [classification=Internal] }] } }',
    '{ name: address, properties: [{ name: city, classification: public }] }',
  ];
  const orders = `{ name: orders, tags: [confidential], properties: [${properties.join(', ')}] }`;
  const { labels } = contract(
    `{apiVersion: v3.0.2, kind: DataContract, id: c, version: 1, servers: [{ type: kafka, host: k }], tags: [phi], schema: [${orders}, { name: empty, tags: [phi] }]}`,
  );

  expect(labels.map(({ dataset, column, label }) => `${dataset.name} ${column} ${label}`)).toEqual([
    'orders null CONFIDENTIAL',
    'orders id PHI',
    'orders id  ',
    'orders id team=heart',
    'orders remark classification=restricted',
    'orders visits._element PII',
    'orders visits PII',
    'orders visits._element.ward INTERNAL',
    'orders visits.ward INTERNAL',
    'orders address.city PUBLIC',
    'empty null PHI',
  ]);
});

test.each([
  ['{ type: postgres, host: db, database: shop, schema: public }', 'postgres://db:5432 shop.public.orders'],
  ['{ type: postgresql, host: db, port: 6432, database: shop, schema: public }', 'postgres://db:6432 shop.public.orders'],
  ['{ type: mysql, host: db, database: shop }', 'mysql://db:3306 shop.orders'],
  ['{ type: snowflake, account: acme, database: SHOP, schema: PUBLIC }', 'snowflake://acme SHOP.PUBLIC.orders'],
  ['{ type: bigquery, project: acme, dataset: shop }', 'bigquery acme.shop.orders'],
  ['{ type: kafka, host: "broker:9092" }', 'kafka://broker:9092 orders'],
])('the one server %s names the dataset %s', (server, dataset) => {
  const text = `{apiVersion: v3.0.2, kind: DataContract, id: c, version: 1, servers: [${server}], schema: [{name: orders, properties: [{name: id}]}]}`;

  expect(contract(text).promises.map(({ dataset: { namespace, name } }) => `${namespace} ${name}`)).toEqual([dataset]);
});

test.each([
  ['kind: DataContract\nid: a\nversion: 1', ['/apiVersion apiVersion is missing.']],
  ['apiVersion: v2.2.0\nkind: Contract\nid: ""\nversion: 1', ['/apiVersion', '/kind', '/id']],
  [
    'apiVersion: v3.1.0\nkind: DataContract\nid: a\nversion: 1\nschema: [{name: t, properties: [{logicalType: string}]}]',
    ['/schema/0/properties/0/name'],
  ],
  [
    'apiVersion: v3.1.0\nkind: DataContract\nid: a\nversion: 1\nschema: [{name: t, properties: [{name: c}]}]',
    ['/schema/0 Nothing says which dataset'],
  ],
  ['a: [1\nb: 2', [' This is not YAML']],
  ['[]', [' A contract must be a mapping.']],
  ['just text', [' A contract must be a mapping.']],
  [`a: ${'['.repeat(300)}`, [' A contract may nest 200 levels.']],
  [
    'a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c]',
    [' Its anchors cannot be followed'],
  ],
  ['a: "\0"', [' A contract may hold no NUL']],
])('every problem of %j is told by its pointer', (text, expected) => {
  const reading = readContract(text);

  const problems = reading.kind === 'unreadable' ? reading.problems.map(({ pointer, message }) => `${pointer} ${message}`) : [];
  expect(problems.map((problem, index) => problem.slice(0, expected[index]?.length))).toEqual(expected);
  expect(problems.filter((problem) => !problem.endsWith('.'))).toEqual([]);
});

const ACTIVE = 'apiVersion: v3.1.0, status: active';

/** The remarks on a contract of one object with these properties. */
function remarks(properties: string, more = ACTIVE): readonly string[] {
  const object = `{name: orders, properties: ${properties}}`;
  const server = '{type: mysql, host: db, database: shop}';
  const reading = readContract(`{kind: DataContract, id: c, version: 1, servers: [${server}], schema: [${object}], ${more}}`);
  if (reading.kind === 'unreadable') throw new Error(JSON.stringify(reading.problems));
  return reading.remarks().map(({ pointer, message }) => `${pointer} ${message}`);
}

const UNKNOWN = 'is no key of the standard here, and promises nothing';

test('a key that the standard does not have is remarked, with the one that was probably meant', () => {
  expect(remarks('[{name: id, phisicalType: text}]')).toEqual([
    `/schema/0/properties/0/phisicalType phisicalType ${UNKNOWN}; did you mean physicalType?`,
  ]);
  expect(
    remarks('[{name: a, properties: [{name: b, logical_type: string}]}, {name: c, items: {properties: [{name: d, typ: x}]}}]'),
  ).toEqual([
    `/schema/0/properties/0/properties/0/logical_type logical_type ${UNKNOWN}; did you mean logicalType?`,
    `/schema/0/properties/1/items/properties/0/typ typ ${UNKNOWN}; customProperties is the place for keys of your own.`,
  ]);
  expect(remarks('[{name: id}]', `${ACTIVE}, "our/own": 1, customProperty: []`)).toEqual([
    `/our~1own our/own ${UNKNOWN}; customProperties is the place for keys of your own.`,
    `/customProperty customProperty ${UNKNOWN}; customProperties is the place for keys of your own.`,
  ]);
});

test('a status that is missing is remarked, where the standard requires it', () => {
  expect(remarks('[{name: id}]', 'apiVersion: v3.1.0')).toEqual(['/status status is missing; the standard requires it.']);
  expect(remarks('[{name: id}]', 'apiVersion: v3.2.0')).toEqual([]);
});

test('keys of the standard that nobody judges are no remark, and a hundred remarks are told at most', () => {
  expect(
    remarks('[{name: id, required: true, logicalTypeOptions: {maxLength: 3, ours: 1}, quality: [{ours: 1}], classification: phi}]'),
  ).toEqual([]);
  expect(remarks(`[${Array.from({ length: 200 }, (_, index) => `{name: c${index}, ours: 1}`).join(', ')}]`)).toHaveLength(100);
});
