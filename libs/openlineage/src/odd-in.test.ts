import { expect, test } from 'vitest';

import { oddIn } from './odd-in.ts';

const NAME = { namespace: 'db', name: 'raw' };
const JOB = { namespace: 'etl', name: 'load' };
const INPUT = { ...NAME, field: 'a' };
const RUN = { run: { runId: 'r' }, job: JOB };

/** Pointers of what is told of an event. */
function told(event: object): readonly string[] {
  return oddIn(JSON.parse(JSON.stringify(event)) as Parameters<typeof oddIn>[0]).map(({ code, pointer }) => `${code} ${pointer}`);
}

const outputWith = (facets: object): object => ({ job: JOB, run: { runId: 'r' }, outputs: [NAME, { ...NAME, facets }] });

test.each<[string, object, string]>([
  ['columnLineage', { fields: { a: { inputFields: [{ name: 'raw', field: 'a' }] } } }, '/fields/a/inputFields/0'],
  ['columnLineage', { fields: { a: { inputFields: [INPUT, { ...INPUT, namespace: '' }] } } }, '/fields/a/inputFields/1'],
  ['columnLineage', { fields: { a: { inputFields: [{ ...NAME, field: null }] } } }, '/fields/a/inputFields/0'],
  ['columnLineage', { fields: { 'a/b': { inputFields: {} } } }, '/fields/a~1b/inputFields'],
  ['columnLineage', { fields: { a: {} } }, '/fields/a/inputFields'],
  ['columnLineage', { fields: { a: { inputFields: [INPUT] }, c: 'bad' } }, '/fields/c'],
  ['columnLineage', { fields: [] }, '/fields'],
  ['columnLineage', { fields: {}, dataset: [NAME] }, '/dataset/0'],
  ['columnLineage', { dataset: 'raw' }, '/dataset'],
  ['columnLineage', { dataset: [{ ...INPUT, transformations: [{ subtype: 'FILTER' }] }] }, '/dataset/0/transformations/0'],
  ['schema', { fields: 'oops' }, '/fields'],
  ['schema', { fields: [{ name: 'a' }, { type: 'int' }] }, '/fields/1'],
  ['schema', { fields: [{ name: 'a', type: { kind: 'int' } }] }, '/fields/0/type'],
  ['schema', { fields: [{ name: 'a', fields: [{ name: 'b', fields: ['c'] }] }] }, '/fields/0/fields/0/fields/0'],
  ['symlinks', {}, '/identifiers'],
  ['symlinks', { identifiers: [{ name: 'raw', type: 'TABLE' }] }, '/identifiers/0'],
  ['tags', { tags: { phi: true } }, '/tags'],
  ['tags', { tags: [{ key: 'phi', value: true }] }, '/tags/0/value'],
  ['lifecycleStateChange', { lifecycleStateChange: 'RENAME', previousIdentifier: { name: 'old' } }, ''],
])('of the facet %s, a part of %j that nobody can read is told by its pointer', (name, facet, pointer) => {
  expect(told(outputWith({ [name]: facet }))).toEqual([`FACET_NOT_UNDERSTOOD /outputs/1/facets/${name}${pointer}`]);
});

test.each<[object, string]>([
  [{ ...RUN, job: { ...JOB, facets: { lineage: {} } } }, '/job/facets/lineage/entries'],
  [{ ...RUN, job: { ...JOB, facets: { lineage: { entries: [{ ...NAME, type: 'TABLE' }] } } } }, '/job/facets/lineage/entries/0'],
  [
    { ...RUN, job: { ...JOB, facets: { lineage: { entries: [{ type: 'JOB', inputs: [NAME] }] } } } },
    '/job/facets/lineage/entries/0/inputs/0',
  ],
  [
    { dataset: { ...NAME, facets: { lineage: { inputs: [], fields: { a: { inputs: [{ type: 'DATASET', name: 'raw' }] } } } } } },
    '/dataset/facets/lineage/fields/a/inputs/0',
  ],
  [{ dataset: { ...NAME, facets: { columnLineage: { fields: 1 } } } }, '/dataset/facets/columnLineage/fields'],
  [{ job: JOB, run: { runId: 'r', facets: { parent: { run: {}, job: JOB } } } }, '/run/facets/parent'],
  [{ job: JOB, run: { runId: 'r', facets: { parent: { run: { runId: 'p' }, job: JOB, root: { job: JOB } } } } }, '/run/facets/parent/root'],
  [{ ...RUN, inputs: [{ ...NAME, facets: { schema: { fields: {} } } }] }, '/inputs/0/facets/schema/fields'],
])('in %j the part that nobody can read is told by its pointer', (event, pointer) => {
  expect(told(event)).toEqual([`FACET_NOT_UNDERSTOOD ${pointer}`]);
});

test('what is of the form that is read is told of by nothing, nor what is null or deleted', () => {
  const facets = {
    schema: { fields: [{ name: 'a', type: 'struct', fields: [{ name: 'b', type: null, fields: null }] }] },
    columnLineage: {
      fields: { a: { inputFields: [{ ...INPUT, transformations: [{ type: 'DIRECT' }] }] }, b: { inputFields: [] } },
      dataset: [INPUT],
    },
    symlinks: { identifiers: [{ ...NAME, type: 'TABLE' }] },
    tags: { tags: [{ key: 'phi', value: 'true', source: 'USER' }] },
    lifecycleStateChange: { lifecycleStateChange: 'RENAME', previousIdentifier: NAME },
    own: { fields: 'of its own form' },
  };
  const lineage = {
    entries: [
      { type: 'JOB', inputs: [{ type: 'DATASET', ...NAME }] },
      { type: 'DATASET', ...NAME, inputs: [] },
    ],
  };

  expect(told({ ...outputWith(facets), job: { ...JOB, facets: { lineage } } })).toEqual([]);
  expect(told(outputWith({ columnLineage: { _deleted: true }, symlinks: { _deleted: true }, schema: { fields: null } }))).toEqual([]);
});

test('a hundred parts are told at most, and a name that is too long by what is around it', () => {
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`column ${index}`, 'bad']));
  expect(told(outputWith({ columnLineage: { fields: many } }))).toHaveLength(100);

  const long = told(outputWith({ columnLineage: { fields: { ['a'.repeat(2_000)]: { inputFields: ['bad'] } } } }));
  expect(long).toEqual(['FACET_NOT_UNDERSTOOD /outputs/1/facets/columnLineage/fields']);
});

test.each([
  [{ ...RUN, eventTyp: 'START' }, '`eventTyp` is no part of an event and was kept unread; `eventType` is one'],
  [{ job: JOB, runs: { runId: 'r' } }, '`runs` is no part of an event and was kept unread; `run` is one'],
  [{ ...RUN, input: [] }, '`input` is no part of an event and was kept unread; `inputs` is one'],
  [{ ...RUN, Outputs: [] }, '`Outputs` is no part of an event and was kept unread; `outputs` is one'],
  [{ ...RUN, schemaUrl: '' }, '`schemaUrl` is no part of an event and was kept unread; `schemaURL` is one'],
  [{ ...RUN, dataset: NAME }, 'an event with `job` is about that job; `dataset` was kept unread'],
  [{ job: JOB, eventType: 'COMPLETE' }, 'an event without `run` says nothing of a run; `eventType` was kept unread'],
  [{ dataset: NAME, inputs: [NAME] }, 'an event without `job` is about its dataset alone; `inputs` was kept unread'],
])('a key of %j that was meant to be read is named', (event, message) => {
  expect(oddIn(event)).toMatchObject([{ code: 'KEY_NOT_READ', message }]);
});

test("keys that are near nothing which is missing are the producer's own", () => {
  expect(told({ ...RUN, inputs: [], input: [], customer: 1, tags: {}, transport: 'kafka' })).toEqual([]);
});
