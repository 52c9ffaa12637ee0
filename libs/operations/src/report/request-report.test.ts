import { afterAll, beforeAll, expect, test } from 'vitest';

import { type EphiMap, readPublicKey, verifyEvidence } from '#reports';
import { type FreshInstallation, freshInstallation, given, mapAll } from '#testkit';

import {
  EHR_ENCOUNTERS,
  EHR_PATIENTS,
  SEPSIS_RISK,
  TOPIC_PATIENTS,
  VITALS_RAW,
  VITALS_REJECTED,
} from '../../../../prisma/seed/datasets.ts';
import { hospitalClaims, hospitalStory } from '../../../../prisma/seed/hospital-story.ts';
import { applyPolicy } from '../access/apply-policy.ts';
import type { Principal } from '../context.ts';
import { applyContract } from '../contract/apply-contract.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { reinstate } from '../rule/reinstate.ts';
import { retract } from '../rule/retract.ts';
import { listReports } from './list-reports.ts';
import { requestReport, type RequestedReport } from './request-report.ts';

const { asOf } = hospitalClaims;
const kind = 'HIPAA_EPHI_MAP';
const auditor: Principal = {
  id: '00000000-0000-4000-8000-000000000001',
  kind: 'person',
  name: 'an auditor',
  namespaces: [],
  roles: ['auditor'],
};
const emitter: Principal = {
  id: '00000000-0000-4000-8000-00000000000e',
  kind: 'emitter',
  name: 'a pipeline',
  namespaces: ['*'],
  roles: [],
};

let hospital: FreshInstallation;
let report: RequestedReport;
beforeAll(async () => {
  hospital = await freshInstallation();
  await Promise.all(hospitalStory.map(({ body }) => receiveEvent(hospital.context, emitter, Buffer.from(body)))); // in any order: the graph is the same
  await mapAll(hospital.context);
  report = await requestReport(hospital.context, auditor, { kind, asOf });
});
afterAll(async () => hospital[Symbol.asyncDispose]());

type Name = { readonly namespace: string; readonly name: string };
const keyOf = ({ namespace, name }: Name): string => `${namespace} ${name}`;

/** What a column leads to: `name.column` by state, and the columns on the way there. */
function reachOf({ sources, edges }: EphiMap, dataset: Name, column: string) {
  const source = given(sources.find((each) => keyOf(each) === keyOf(dataset) && each.column === column));
  return source.destinations.map(({ namespace, name, column: to, exposure, witness }) => ({
    to: `${keyOf({ namespace, name })}.${to ?? '*'}`,
    exposure,
    way: witness.map((number) => given(edges[number - 1]).target).map((place) => `${keyOf(place)}.${place.column ?? '*'}`),
  }));
}

test('every column that the hospital tags as PHI is a source, with its owner and the event that tagged it', () => {
  for (const { namespace, name, tags, owner } of [VITALS_RAW, EHR_PATIENTS, EHR_ENCOUNTERS]) {
    const sources = report.map.sources.filter((each) => keyOf(each) === keyOf({ namespace, name }));
    expect(sources.map(({ column, basis }) => [column, basis])).toEqual(
      given(tags)
        .phi.toSorted()
        .map((column) => [column, 'COLUMN']),
    );
    expect(sources.filter(({ saidBy }) => !report.map.commitments.includes(given(saidBy[0]?.toldBy)))).toEqual([]);
    const dataset = given(report.map.datasets.find((each) => keyOf(each) === keyOf({ namespace, name })));
    expect(dataset).toMatchObject({ owners: [{ name: owner }], roles: expect.arrayContaining(['SOURCE']) as string[] });
  }
});

test('the record number is copied as it is to its topic, and as a pseudonym to the warehouse', () => {
  const { chain, maskedInto, unmaskedCopy } = hospitalClaims.maskedPath;
  const reach = reachOf(report.map, EHR_PATIENTS, 'mrn');
  const way = chain.map(([dataset, column]) => `${keyOf(dataset)}.${column}`).toReversed();

  expect(keyOf(unmaskedCopy[0])).toBe(keyOf(TOPIC_PATIENTS));
  expect(reach.filter(({ exposure }) => exposure === 'UNMASKED').map(({ to }) => to)).toEqual([
    `${keyOf(unmaskedCopy[0])}.${unmaskedCopy[1]}`,
  ]);
  expect(reach.find(({ to }) => to === way.at(-1))).toEqual({ to: way.at(-1), exposure: 'PSEUDONYMISED', way: way.slice(1) });
  const masks = report.map.edges.filter(({ transformations }) => transformations.some(({ masking }) => masking));
  expect(masks.map(({ target, exposure }) => [keyOf(target), target.column, exposure])).toEqual([
    [keyOf(maskedInto[0]), maskedInto[1], 'PSEUDONYMISED'],
  ]);
});

test('the vital signs are followed unmasked into the report of the board', () => {
  const chains = given(hospitalClaims.riskScorePaths[0]).chains.map((chain) =>
    chain.map(([dataset, column]) => `${keyOf(dataset)}.${column}`).toReversed(),
  );
  for (const column of given(VITALS_RAW.tags).phi) {
    const chain = given(chains.find(([first]) => first === `${keyOf(VITALS_RAW)}.${column}`));
    const found = reachOf(report.map, VITALS_RAW, column).find(({ to }) => to === chain.at(-1));
    expect(found).toEqual({ to: chain.at(-1), exposure: 'UNMASKED', way: chain.slice(1) });
  }
});

test('what no columns are told of is assumed, and what is not known is said', () => {
  const { assumed, unknown, datasets } = report.map;

  for (const dataset of [SEPSIS_RISK, VITALS_REJECTED]) expect(assumed.map(keyOf)).toContain(keyOf(dataset));
  expect(unknown.map(({ code }) => code)).toEqual([
    'ACCESS_SCOPED',
    'NOT_TAGGED',
    'NO_COLUMN_LINEAGE',
    'OWNER_NOT_KNOWN',
    'QUARANTINED_EVENTS',
  ]);
  expect(unknown.find(({ code }) => code === 'OWNER_NOT_KNOWN')?.about).toEqual(
    datasets.filter(({ owners }) => owners.length === 0).map(keyOf),
  );
});

test('the same question has the same bytes, also after more was recorded, and is recorded once', async () => {
  const { context, admin } = hospital;
  const knownAt = String(report.header.knownAt);
  const late = given(hospitalStory.find(({ body }) => body.includes('"COMPLETE"') && body.includes('raw_patients')));
  const more = late.body.replaceAll('"producer":', '"_seen":1,"producer":').replaceAll('2026-03-', '2026-02-');
  expect((await receiveEvent(context, emitter, Buffer.from(more))).kind).toBe('recorded');
  await mapAll(context);

  const colleague: Principal = { ...auditor, id: admin.id };
  const again = await requestReport(context, colleague, { kind, asOf: '2026-04-01T09:00:00+01:00', knownAt });
  const listed = await listReports(context, auditor);

  expect(again).toEqual(report);
  const { id, digest, fingerprint, position } = report;
  expect(listed.nodes).toMatchObject([{ id, kind, digest, fingerprint, position, asOf, knownAt, by: auditor.id }]);
});

test('the report is signed with the key of the installation, and found whole by who knows nothing else', () => {
  const files = new Map(
    Object.entries({
      'index.html': report.html,
      'report.json': report.json,
      'signature.dsse.json': report.signature,
      'key.pub': report.publicKey,
    }).map(([name, text]) => [name, Buffer.from(text)]),
  );

  expect(verifyEvidence(files, { key: given(readPublicKey(report.publicKey)) })).toEqual({
    flaws: [],
    signer: { state: 'TRUSTED', fingerprint: report.fingerprint },
    witnesses: [],
    report: { id: report.id, kind, asOf, knownAt: String(report.header.knownAt), foldVersion: 1, ruleVersion: 2 },
  });
});

test('an emitter may neither ask for a report nor list them', async () => {
  await expect(requestReport(hospital.context, emitter, { kind })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  await expect(listReports(hospital.context, emitter)).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
});

const FACET = { _producer: 'https://example.test', _schemaURL: 'https://example.test/facet.json' };

function ran(day: number, job: string, { input, output, facets = {}, flows }: Ran): Buffer {
  const fields = Object.fromEntries(
    (flows ?? []).map(([from, to, masking]) => [
      to,
      { inputFields: [{ namespace: 'db', name: input, field: from, transformations: [{ type: 'DIRECT', subtype: 'IDENTITY', masking }] }] },
    ]),
  );
  const columnLineage = flows === undefined ? {} : { columnLineage: { ...FACET, fields } };
  return Buffer.from(
    JSON.stringify({
      ...{ eventType: 'COMPLETE', eventTime: `2026-03-0${day}T00:00:00Z`, producer: 'https://example.test' },
      schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
      run: { runId: `0198c3a0-0000-7000-8000-00000000000${day}` },
      job: { namespace: 'etl', name: job },
      inputs: [{ namespace: 'db', name: input, facets }],
      outputs: [{ namespace: 'db', name: output, facets: columnLineage }],
    }),
  );
}

interface Ran {
  readonly input: string;
  readonly output: string;
  readonly facets?: object;
  readonly flows?: readonly (readonly [from: string, to: string, masking: boolean])[];
}

// Goal: no claim without its event. Method: each event of a small story is taken out by itself, and put back.
test('a report without any one of its events says something else, and with it again the same', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const about = {
    tags: { ...FACET, tags: [{ key: 'phi', value: 'true', field: 'x' }] },
    ownership: { ...FACET, owners: [{ name: 'team:a' }] },
  };
  const story = [
    ran(1, 'copy', { input: 'a', output: 'b', facets: about, flows: [['x', 'x', false]] }),
    ran(2, 'copy', { input: 'a', output: 'b', flows: [['x', 'x', false]] }),
    ran(3, 'mask', { input: 'b', output: 'c', flows: [['x', 'key', true]] }),
    ran(4, 'blind', { input: 'c', output: 'd' }),
  ];
  for (const event of story) await receiveEvent(context, emitter, event);
  const told = async (): Promise<object> => {
    await mapAll(context);
    const { map } = await requestReport(context, admin, { kind, asOf });
    return { ...map, id: null, knownAt: null };
  };
  const whole = await told();
  expect(whole).toMatchObject({
    sources: [
      {
        name: 'a',
        destinations: [
          { name: 'b', exposure: 'UNMASKED' },
          { name: 'c', exposure: 'PSEUDONYMISED' },
        ],
      },
    ],
    assumed: [{ name: 'd', atWorst: 'PSEUDONYMISED' }],
  });

  for (const position of story.keys()) {
    const [taken] = await retract(context, admin, { what: { kind: 'events', events: [String(position)] }, why: 'a test' });
    expect(await told()).not.toEqual(whole);
    await reinstate(context, admin, { retraction: given(taken).retraction, why: 'a test' });
  }
  expect(await told()).toEqual(whole);
});

const LABELLING = `name: phi
rules: []
labels:
  - { label: team=a, on: { name: "*" } }
  - { label: PHI, on: { name: "a", columns: [x] } }`;
const CONTRACT = (classification: string): string => `apiVersion: v3.1.0
kind: DataContract
id: b-contract
version: 1.0.0
status: active
customProperties: [{ property: headgateNamespace, value: db }]
schema: [{ name: b, properties: [{ name: z, classification: ${classification} }] }]`;

// Goal: what a policy or a contract says is PHI is a source as what a tag says is, at the report's own ledger size. Method: a graph without a tag, and what is said of it, put
// into force, taken back, and asked about again at the size of then.
test('a column that a policy or a contract says is PHI is a source, told with its version; taken back, it is one at the earlier size alone', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await receiveEvent(context, emitter, ran(1, 'copy', { input: 'a', output: 'b', flows: [['x', 'y', false]] }));
  const asked = async (knownAt?: bigint): Promise<RequestedReport> => {
    await mapAll(context);
    return requestReport(context, admin, { kind, asOf, ...(knownAt === undefined ? {} : { knownAt: String(knownAt) }) });
  };
  const nothing = await asked();
  const applied = given((await applyPolicy(context, admin, { text: LABELLING })).position);
  const byPolicy = await asked();
  const promised = await applyContract(context, admin, { text: CONTRACT('ePHI') });
  const byBoth = await asked();
  await applyPolicy(context, admin, { text: 'name: phi\nrules: []' });
  await applyContract(context, admin, { text: CONTRACT('public') });
  const later = await asked();

  const policy = { by: 'policy', policy: 'phi', version: String(applied), place: 2, field: 'x' };
  const contract = {
    by: 'contract',
    contract: 'b-contract',
    version: String(promised.kind === 'recorded' ? promised.position : undefined),
    field: 'z',
  };
  expect(nothing.map.sources).toEqual([]);
  expect(byPolicy.map.sources).toMatchObject([
    { name: 'a', column: 'x', basis: 'COLUMN', saidBy: [policy], destinations: [{ name: 'b', column: 'y', exposure: 'UNMASKED' }] },
  ]);
  expect(byBoth.map.sources).toMatchObject([
    { name: 'a', column: 'x', saidBy: [policy] },
    { name: 'b', column: 'z', basis: 'COLUMN', saidBy: [contract] },
  ]);
  expect(later.map.sources).toEqual([]);
  for (const { map, html } of [byPolicy, byBoth])
    for (const { saidBy } of map.sources)
      for (const { toldBy } of saidBy)
        expect([map.commitments, html]).toEqual([expect.arrayContaining([toldBy]), expect.stringContaining(given(toldBy))]);
  expect(byBoth.html).toContain('label 2 of the policy <code>phi</code>');
  expect(byPolicy.map.unknown.map(({ code }) => code)).not.toContain('NOT_TAGGED');
  expect(nothing.map.unknown.map(({ code }) => code)).toContain('NOT_TAGGED');
  for (const then of [nothing, byPolicy, byBoth]) expect(await asked(then.header.knownAt)).toEqual(then);
});

test('a column that is hidden from an auditor is no source in what he is given, whatever a policy says of it', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const schema = { schema: { ...FACET, fields: [{ name: 'x' }, { name: 'w' }] } };
  await receiveEvent(context, emitter, ran(1, 'copy', { input: 'a', output: 'b', facets: schema, flows: [['x', 'y', false]] }));
  await applyPolicy(context, admin, {
    text: `name: phi
rules: [{ effect: deny, roles: [auditor], on: { name: a, columns: [x] } }]
labels: [{ label: PHI, on: { name: a, columns: ["*"] } }]`,
  });
  await mapAll(context);

  const [whole, limited] = [await requestReport(context, admin, { kind, asOf }), await requestReport(context, auditor, { kind, asOf })];

  expect(whole.map.sources.map(({ column }) => column)).toEqual(['w', 'x']);
  expect(limited.map.sources.map(({ column }) => column)).toEqual(['w']);
});
