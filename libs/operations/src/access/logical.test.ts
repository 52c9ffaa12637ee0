import { expect, test } from 'vitest';

import type { Name } from '#lineage';
import { freshInstallation, mapAll, person, refusal } from '#testkit';

import { findDataset } from '../ask/find-dataset.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { applyAccess } from './apply-access.ts';
import { applyPolicy } from './apply-policy.ts';
import { decideAccess } from './decide.ts';

const TOPIC = { namespace: 'kafka://icu:9092', name: 'ehr.patients' };
const TABLE = { namespace: 's3://lake', name: 'bronze/patients' };
const FILE = `
datasets:
  patients:
    - { namespace: "${TOPIC.namespace}", name: ${TOPIC.name} }
    - { namespace: "${TABLE.namespace}", name: ${TABLE.name} }`;
const POLICY = `
name: phi
rules:
  - { effect: allow, roles: [engineer], action: read, on: { logical: patients } }
  - { effect: deny, roles: [engineer], action: [see, read], on: { logical: patients, columns: [ssn] } }`;

// Goal: one rule holds on both paths, and none is in force that speaks of nothing. Method: a topic and the table that is filled from it, and a third dataset.
test('a rule about a logical dataset holds for the topic and for the table, of what is seen and of what is read', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const apply = (text: string, isPruning = false) => applyAccess(context, admin, { text, isPruning, isDryRun: false });
  const schema = {
    ...{ _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-1-1/SchemaDatasetFacet.json' },
    fields: [{ name: 'id' }, { name: 'ssn' }],
  };
  for (const dataset of [TOPIC, TABLE, { ...TABLE, name: 'bronze/visits' }]) {
    const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: { ...dataset, facets: { schema } } };
    await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  }
  await mapAll(context);
  const engineer = await person(installation, 'eva', 'engineer');
  const columns = async (dataset: Name) => (await findDataset(context, engineer, { dataset })).dataset.fields.map(({ name }) => name);
  const reads = async (dataset: Name, column: string) =>
    (await decideAccess(context, engineer, { action: 'read', dataset, columns: [column] })).isAllowed;

  expect(await refusal(applyPolicy(context, admin, { text: POLICY }))).toMatch(
    'BAD_REQUEST: Rule 1 of phi speaks of the logical dataset patients, and there is none',
  );
  expect(await columns(TOPIC)).toEqual(['id', 'ssn']);
  await apply(FILE);
  await applyPolicy(context, admin, { text: POLICY });

  for (const body of [TOPIC, TABLE])
    expect([await columns(body), await reads(body, 'id'), await reads(body, 'ssn')]).toEqual([['id'], true, false]);
  const visits = { ...TABLE, name: 'bronze/visits' };
  expect([await columns(visits), await reads(visits, 'id')]).toEqual([['id', 'ssn'], false]);

  const removed =
    'BAD_REQUEST: The logical dataset patients, which the file does not name, cannot be removed: rule 1 of phi, rule 2 of phi speaks of it';
  expect(await refusal(apply('teams: {}', true))).toMatch(removed);
  expect(await columns(TABLE)).toEqual(['id']);
  const { remarks } = await apply(`datasets: { patients: [{ namespace: "${TOPIC.namespace}", name: ${TOPIC.name} }] }`);
  expect(remarks).toEqual(['The logical dataset patients changes, and rule 1 of phi, rule 2 of phi speaks of it.']);
  expect([await columns(TOPIC), await columns(TABLE)]).toEqual([['id'], ['id', 'ssn']]);
  await applyPolicy(context, admin, { text: 'name: phi\nrules: []' });
  expect((await apply('teams: {}', true)).changes).toEqual([{ what: 'dataset', name: 'patients', change: 'removed' }]);
});
