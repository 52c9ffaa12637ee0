import { expect, test } from 'vitest';

import type { JsonObject } from '#record';
import { type FreshInstallation, freshInstallation, mapAll, person, refusal } from '#testkit';

import { applyPolicy } from '../access/apply-policy.ts';
import { auditTrail } from '../access/audit-trail.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { classification, type FlowLabel, labelledPlaces } from './label-flow.ts';

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };
const dataset = (name: string) => ({ namespace: 'db', name });
const tags = (...tagged: readonly JsonObject[]) => ({ tags: { ...FACET, tags: tagged } });

interface Copy {
  readonly job: string;
  readonly day: number;
  readonly from: string;
  readonly to: string;
  readonly isMasked?: boolean;
  readonly change?: string;
}

/** A run of a job that copies `from.ssn` to `to.key`. */
async function copied({ context, admin }: FreshInstallation, { job, day, from, to, isMasked = false, change }: Copy): Promise<void> {
  const inputFields = [
    {
      ...dataset(from),
      field: from === 'patients' ? 'ssn' : 'key',
      transformations: [{ type: 'DIRECT', subtype: 'IDENTITY', masking: isMasked }],
    },
  ];
  const facets = {
    columnLineage: { ...FACET, fields: { key: { inputFields } } },
    ...(change === undefined ? {} : { lifecycleStateChange: { ...FACET, lifecycleStateChange: change } }),
  };
  const event = {
    eventType: 'COMPLETE',
    eventTime: `2026-03-${String(day).padStart(2, '0')}T00:00:00Z`,
    producer: 'https://example.com/p',
    run: { runId: `0198c3a0-0000-7000-8000-0000000000${String(day).padStart(2, '0')}` },
    job: { namespace: 'etl', name: job },
    inputs: [dataset(from)],
    outputs: [{ ...dataset(to), facets }],
  };
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
}

const told = ({ label, form, isAssumed, isDeclared, path }: FlowLabel): string =>
  [
    ...(isDeclared ? ['declared'] : []),
    ...(isAssumed ? ['assumed'] : []),
    `${form} ${label}`,
    ...path.map(({ from, to, by }) => `${from.node.name}.${from.column} -> ${to.node.name}.${to.column} by ${by?.name}`),
  ].join(', ');

test('a mask that is forgotten makes a table PHI until it is overwritten, and what was copied meanwhile stays so', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const tagged = {
    eventTime: '2026-03-01T00:00:00Z',
    producer: 'https://example.com/p',
    dataset: { ...dataset('patients'), facets: tags({ key: 'classification', value: 'phi', field: 'ssn' }) },
  };
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(tagged)));
  await copied(installation, { job: 'load', day: 2, from: 'patients', to: 'mart', isMasked: true });
  await copied(installation, { job: 'load', day: 3, from: 'patients', to: 'mart' });
  await copied(installation, { job: 'share', day: 4, from: 'mart', to: 'shared' });
  await copied(installation, { job: 'load', day: 5, from: 'patients', to: 'mart', isMasked: true, change: 'OVERWRITE' });
  await mapAll(context);
  const labels = async (name: string, day: number): Promise<readonly string[]> =>
    (
      await classification(context, admin, {
        dataset: dataset(name),
        column: name === 'patients' ? 'ssn' : 'key',
        asOf: `2026-03-0${day}T12:00:00Z`,
      })
    ).labels.map(told);

  expect(await labels('patients', 2)).toEqual(['declared, plain PHI']);
  expect(await labels('mart', 2)).toEqual(['pseudonymised PHI, patients.ssn -> mart.key by load']);
  expect(await labels('mart', 4)).toEqual(['plain PHI, patients.ssn -> mart.key by load']);
  expect(await labels('mart', 6)).toEqual(['pseudonymised PHI, patients.ssn -> mart.key by load']);
  expect(await labels('shared', 6)).toEqual(['plain PHI, patients.ssn -> mart.key by load, mart.key -> shared.key by share']);

  const places = await labelledPlaces(context, admin, { label: 'phi', isDeclared: false, asOf: '2026-03-06T00:00:00Z' });
  expect(places.nodes.map(({ dataset: { name }, column, label }) => `${name}.${column} ${label.form}`)).toEqual([
    'mart.key pseudonymised',
    'shared.key plain',
  ]);
});

test('a tag of a job labels no data that comes from it', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const lineage = { ...FACET, entries: [{ type: 'DATASET', ...dataset('mart'), inputs: [{ type: 'JOB' }] }] };
  const event = {
    ...{ eventType: 'COMPLETE', eventTime: '2026-03-02T00:00:00Z', producer: 'https://example.com/p' },
    run: { runId: '0198c3a0-0000-7000-8000-000000000002' },
    job: { namespace: 'etl', name: 'push', facets: { ...tags({ key: 'phi' }), lineage } },
    outputs: [dataset('mart')],
  };
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  await mapAll(context);

  expect((await classification(context, admin, { dataset: dataset('mart') })).labels).toEqual([]);
});

test('labels are followed for auditors from whom nothing is hidden, and each refusal is on record', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await applyPolicy(context, admin, { text: 'name: p\nrules: [{ effect: deny, roles: [auditor], on: { name: "hr.*" } }]' });
  const auditor = await person(installation, 'aud', 'auditor');

  expect(await refusal(labelledPlaces(context, auditor, { label: 'PHI' }))).toMatch(/^ACCESS_DENIED: Labels are followed/);
  const { nodes } = await auditTrail(context, admin, { who: auditor.id, action: 'administer', alsoUnmapped: true });
  expect(nodes.flatMap(({ decisions }) => decisions.map(({ outcome, names }) => [outcome, names]))).toEqual([
    ['denied', ['follow labels']],
  ]);
});
