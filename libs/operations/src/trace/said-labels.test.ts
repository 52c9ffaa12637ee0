import { expect, test } from 'vitest';

import type { JsonObject } from '#record';
import { countingStatements, type FreshInstallation, freshInstallation, mapAll, person } from '#testkit';

import { applyAccess } from '../access/apply-access.ts';
import { applyPolicy } from '../access/apply-policy.ts';
import { auditTrail } from '../access/audit-trail.ts';
import { findDataset } from '../ask/find-dataset.ts';
import { applyContract } from '../contract/apply-contract.ts';
import { contractBody } from '../judge/contract-acts.ts';
import { recordActIn } from '../record-act.ts';
import { draftPolicy } from '../access/draft-policy.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { keepLabels } from '../keep-labels.ts';
import { classification, type FlowLabel, labelledPlaces } from './label-flow.ts';

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };
const dataset = (name: string, facets: JsonObject = {}) => ({ namespace: 'db', name, facets });
const schema = (...names: readonly string[]) => ({ schema: { ...FACET, fields: names.map((name) => ({ name, type: 'text' })) } });

async function sent({ context, admin }: FreshInstallation, event: JsonObject): Promise<void> {
  await receiveEvent(context, admin, Buffer.from(JSON.stringify({ producer: 'https://example.com/p', ...event })));
}

function told(day: number, { name, facets }: ReturnType<typeof dataset>): JsonObject {
  return { eventTime: `2026-03-0${day}T00:00:00Z`, dataset: dataset(name, facets) };
}

/** A run that copies a column. */
function copied(day: number, [from, column]: readonly [string, string], to: string): JsonObject {
  const fields = {
    copy: { inputFields: [{ ...dataset(from), field: column, transformations: [{ type: 'DIRECT', subtype: 'IDENTITY' }] }] },
  };
  return {
    ...{ eventType: 'COMPLETE', eventTime: `2026-03-0${day}T00:00:00Z` },
    run: { runId: `0198c3a0-0000-7000-8000-00000000000${day}` },
    job: { namespace: 'etl', name: `to ${to}` },
    ...{ inputs: [dataset(from)], outputs: [dataset(to, { columnLineage: { ...FACET, fields } })] },
  };
}

const sayer = (by: FlowLabel['saidBy'][number]): string => {
  switch (by.kind) {
    case 'event':
      return `event ${by.event?.position}`;
    case 'policy':
      return `policy ${by.policy} ${by.place} at ${by.version}`;
    case 'contract':
      return `contract ${by.contract} at ${by.version}`;
  }
};

const words = ({ label, form, isDeclared, origin, saidBy }: FlowLabel): string =>
  `${form} ${label} ${isDeclared ? 'said' : `from ${origin.node.name}.${origin.column}`} by ${saidBy.map(sayer).join(', ')}`;

async function labels(
  installation: FreshInstallation,
  place: string,
  times: { asOf?: string; knownAt?: string } = {},
): Promise<readonly string[]> {
  const [name = '', column] = place.split('.');
  const { context, admin } = installation;
  return (await classification(context, admin, { dataset: dataset(name), column: column ?? null, ...times })).labels.map(words);
}

async function policy({ context, admin }: FreshInstallation, text: string): Promise<bigint | null> {
  const { position } = await applyPolicy(context, admin, { text });
  await mapAll(context);
  return position;
}

interface KeptRow {
  readonly name: string;
  readonly field: string | null;
  readonly level: number;
  readonly said: boolean;
  readonly from: string;
  readonly to: string;
}

/** What is kept of datasets after a turn, which is what is found of the same size from nothing. */
async function kept({ context }: FreshInstallation): Promise<readonly string[]> {
  const rows = async (): Promise<readonly string[]> => {
    while ((await keepLabels(context)).hasMore);
    const found = (await context.database.snapshot(
      (session) => session.rows`
        select node.name, kept.field, kept.level, kept.said, kept.valid_from::text as from, kept.valid_to::text as to
        from hot.label as kept join hot.node as node on node.id = kept.node and node.kind = 1 where kept.known_to = 9223372036854775807`,
    )) as unknown as readonly KeptRow[];
    return found
      .map(
        ({ name, field, level, said, from, to }) =>
          `${name}.${field} ${level} ${said ? 'said' : 'come'} ${from.slice(0, 10)} ${to.slice(0, 10)}`,
      )
      .toSorted();
  };
  const inTurns = await rows();
  await context.database.transaction((session) => session.send('delete from hot.label; delete from hot.label_head'));
  expect(await rows()).toEqual(inTurns);
  return inTurns;
}

const PHI = 'name: phi\nrules: []\nlabels:\n  - { label: ephi, on: { namespace: db, name: "pat*", columns: [ssn, "mrn*"] } }\n';

test('what a policy says of columns is said of last year, too, flows, and is told with the policy; what was known before is not changed', async () => {
  await using installation = await freshInstallation();
  await sent(installation, told(1, dataset('patients', schema('id', 'ssn'))));
  await sent(installation, copied(2, ['patients', 'ssn'], 'mart'));
  await mapAll(installation.context);
  expect(await kept(installation)).toEqual([]);

  const version = await policy(installation, PHI);

  const asOf = '2026-03-02T12:00:00Z';
  const by = `by policy phi 1 at ${version}`;
  expect(await labels(installation, 'patients.ssn', { asOf })).toEqual([`plain PHI said ${by}`]);
  expect(await labels(installation, 'patients.id', { asOf })).toEqual([]);
  expect(await labels(installation, 'mart.copy', { asOf })).toEqual([`plain PHI from patients.ssn ${by}`]);
  expect(await labels(installation, 'mart.copy', { asOf, knownAt: '2' })).toEqual([]);
  const { context, admin } = installation;
  const found = await labelledPlaces(context, admin, { label: 'phi', isDeclared: false });
  expect(found.nodes.map((place) => `${place.dataset.name}.${place.column} ${words(place.label)}`)).toEqual([
    `mart.copy plain PHI from patients.ssn ${by}`,
  ]);
  expect(await kept(installation)).toEqual(['mart.copy 5 come 2026-03-02 infinity', 'patients.ssn 5 said -infinity infinity']);
});

test('names and columns that are told of later are labelled, also such as lineage alone names; what is taken back is no longer', async () => {
  await using installation = await freshInstallation();
  const { context } = installation;
  await policy(installation, PHI);
  await sent(installation, told(1, dataset('patients', schema('id'))));
  await mapAll(context);
  expect(await kept(installation)).toEqual([]);

  await sent(installation, told(2, dataset('patients', schema('id', 'ssn'))));
  await sent(installation, told(3, dataset('patients', schema('id'))));
  await mapAll(context);
  expect(await kept(installation)).toEqual(['patients.ssn 5 said -infinity infinity']);

  await sent(installation, copied(4, ['patients', 'mrn_old'], 'mart'));
  await mapAll(context);
  expect(await kept(installation)).toEqual([
    'mart.copy 5 come 2026-03-04 infinity',
    'patients.mrn_old 5 said -infinity infinity',
    'patients.ssn 5 said -infinity infinity',
  ]);

  await sent(installation, copied(5, ['patients_of_1999', 'ssn'], 'archive'));
  await mapAll(context);
  expect((await kept(installation)).filter((row) => /archive|1999/.test(row))).toEqual([
    'archive.copy 5 come 2026-03-05 infinity',
    'patients_of_1999.ssn 5 said -infinity infinity',
  ]);

  const lifted = await policy(installation, 'name: phi\nrules: []\n');
  expect(await kept(installation)).toEqual([]);
  expect(await labels(installation, 'mart.copy')).toEqual([]);
  expect(await labels(installation, 'patients.ssn', { knownAt: String(lifted) })).toHaveLength(1);
});

test('no clear ends what a policy says, a tag beside it is told with it, and where they say different levels both are borne', async () => {
  await using installation = await freshInstallation();
  const { context } = installation;
  const tags = { tags: { ...FACET, tags: [{ key: 'phi' }, { key: 'pii' }] } };
  await sent(installation, told(1, dataset('patients', tags)));
  await sent(
    installation,
    told(
      2,
      dataset('patients', { lifecycleStateChange: { ...FACET, lifecycleStateChange: 'TRUNCATE' }, tags: { ...FACET, _deleted: true } }),
    ),
  );
  const version = await policy(
    installation,
    'name: all\nrules: []\nlabels:\n  - { label: PHI, on: { name: patients } }\n  - { label: Team=Heart, on: { name: patients } }\n',
  );
  await mapAll(context);

  expect(await labels(installation, 'patients', { asOf: '2026-03-01T12:00:00Z' })).toEqual([
    `plain PHI said by event 0, policy all 1 at ${version}`,
    'plain PII said by event 0',
    `plain team=heart said by policy all 2 at ${version}`,
  ]);
  expect(await labels(installation, 'patients', { asOf: '2026-03-03T00:00:00Z' })).toEqual([
    `plain PHI said by policy all 1 at ${version}`,
    `plain team=heart said by policy all 2 at ${version}`,
  ]);
  expect(await kept(installation)).toEqual(['patients.null 4 said -infinity 2026-03-02', 'patients.null 5 said -infinity infinity']);
});

const CONTRACT = (ssn: string): string => `
apiVersion: v3.1.0
kind: DataContract
id: patients
version: 1.0.0
status: active
customProperties: [{ property: headgateNamespace, value: db }]
schema:
  - name: patients
    tags: [team=heart, 7]
    properties:
      - { name: ssn, classification: ${ssn} }
      - { name: note, classification: Restricted, tags: [free text] }
      - name: visits
        logicalType: array
        items: { properties: [{ name: day, tags: [INTERNAL] }] }
`;

test('a contract in force says what its columns and its dataset are, until another version does', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await sent(installation, told(1, dataset('patients')));
  const first = await applyContract(context, admin, { text: CONTRACT('ePHI') });
  await mapAll(context);

  const by = `by contract patients at ${first.kind === 'recorded' ? first.position : ''}`;
  expect(await labels(installation, 'patients', { asOf: '2026-03-02T00:00:00Z' })).toEqual([
    `plain INTERNAL said ${by}`,
    `plain PHI said ${by}`,
    `plain classification=restricted said ${by}`,
    `plain free text said ${by}`,
    `plain team=heart said ${by}`,
  ]);
  expect(await labels(installation, 'patients.visits.day')).toEqual([`plain INTERNAL said ${by}`, `plain team=heart said ${by}`]);
  const day = ['patients.visits._element.day 2 said -infinity infinity', 'patients.visits.day 2 said -infinity infinity'];
  expect(await kept(installation)).toEqual(['patients.ssn 5 said -infinity infinity', ...day]);

  await applyContract(context, admin, { text: CONTRACT('internal') });
  await mapAll(context);
  expect(await kept(installation)).toEqual(['patients.ssn 2 said -infinity infinity', ...day]);
});

test('a contract that cannot be read says nobody knows what: what rests on labels is answered no more, and they are kept no further', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await sent(installation, told(1, dataset('patients')));
  await applyContract(context, admin, { text: CONTRACT('ePHI') });
  const act = { kind: 'contract', namespace: 'contracts', subject: 'wards', body: contractBody('a contract of a later version') } as const;
  await context.database.transactionClosedByWork((session) => recordActIn(context, session, { by: admin.id, act }));
  await mapAll(context);

  await expect(labels(installation, 'patients.ssn')).rejects.toThrow(/The contract at position \d+ cannot be read/);
  await expect(keepLabels(context)).rejects.toThrow(/The contract at position \d+ cannot be read/);
});

test('neither a team nor a draft makes contracts be read anew', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await sent(installation, told(1, dataset('patients')));
  await applyContract(context, admin, { text: CONTRACT('ePHI') });
  await mapAll(context);
  await labels(installation, 'patients.ssn');
  await applyAccess(context, admin, { text: 'teams: { heart: { owns: [db] } }', isPruning: false, isDryRun: false });
  await draftPolicy(context, admin, { text: 'name: p\nrules: []' });
  await mapAll(context);

  const { counted, statements } = countingStatements(context);
  await classification(counted, admin, { dataset: dataset('patients') });
  expect(statements.length).toBeGreaterThan(0);
  expect(statements.filter((text) => text.includes('hot.ledger_entry'))).toEqual([]);
});

test('a label of a logical dataset is of its bodies, as the access file has them', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const bodies = (...names: readonly string[]): string =>
    `datasets:\n  patients:\n${names.map((name) => `    - { namespace: db, name: ${name} }\n`).join('')}`;
  await sent(installation, told(1, dataset('topic')));
  await sent(installation, told(1, dataset('table')));
  const apply = (text: string) => applyAccess(context, admin, { text, isPruning: true, isDryRun: false });
  await apply(bodies('topic'));
  await policy(installation, 'name: one\nrules: []\nlabels:\n  - { label: PII, on: { logical: patients } }\n');
  expect(await kept(installation)).toEqual(['topic.null 4 said -infinity infinity']);

  await apply(bodies('topic', 'table'));
  await mapAll(context);

  expect(await kept(installation)).toEqual(['table.null 4 said -infinity infinity', 'topic.null 4 said -infinity infinity']);
  await expect(apply('teams: {}')).rejects.toThrow(/label 1 of one speaks of it/);
});

test('a label that a policy says hides by classification, keeps values out at the door, and puts what is shown on record', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await sent(installation, told(1, dataset('patients', schema('id', 'ssn', 'who'))));
  await sent(installation, copied(2, ['patients', 'ssn'], 'mart'));
  const engineer = await person(installation, 'eva', 'engineer');
  const columns = async (name: string): Promise<readonly string[]> =>
    (await findDataset(context, engineer, { dataset: dataset(name) })).dataset.fields.map((field) => field.name);
  await policy(installation, `${PHI}  - { label: PII, on: { name: patients, columns: [who] } }\n`);
  await policy(
    installation,
    `name: hide
rules: [{ effect: deny, roles: [engineer], on: { classification: PHI, columns: ["*"] } }]
keep_out: [{ how: drop, on: { classification: PII, columns: ["*"], facets: [dataQualityMetrics] } }]
`,
  );
  await kept(installation);

  expect(await columns('patients')).toEqual(['id', 'who']);
  const trail = await auditTrail(context, admin, { kinds: ['decision'], alsoUnmapped: true });
  expect(trail.nodes.flatMap(({ decisions }) => decisions.flatMap(({ names }) => names))).toContain('dataset db patients');
  const metrics = { ...FACET, columnMetrics: { id: { min: 1 }, ssn: { min: 2 }, who: { min: 3 } } };
  const check = {
    ...copied(3, ['patients', 'ssn'], 'mart'),
    inputs: [{ ...dataset('patients'), inputFacets: { dataQualityMetrics: metrics } }],
  };
  const answer = await receiveEvent(context, admin, Buffer.from(JSON.stringify({ producer: 'https://example.com/p', ...check })));
  expect(answer.kind === 'recorded' && answer.warnings.flatMap(({ code, pointer }) => (code === 'KEPT_OUT' ? [pointer] : []))).toEqual([
    '/inputs/0/inputFacets/dataQualityMetrics/columnMetrics/ssn/min',
    '/inputs/0/inputFacets/dataQualityMetrics/columnMetrics/who/min',
  ]);
});

test('where no policy and no contract says a label, a question looks for them once, and at no name or column', async () => {
  await using installation = await freshInstallation();
  await sent(installation, copied(1, ['patients', 'ssn'], 'mart'));
  await policy(installation, 'name: p\nrules: []\n');
  const { counted, statements } = countingStatements(installation.context);

  await classification(counted, installation.admin, { dataset: dataset('mart') });

  expect(statements.filter((text) => text.includes('distinct on (act.kind, act.subject)') && text.includes('hot.ledger_act'))).toHaveLength(
    1,
  );
  expect(statements.filter((text) => /given \(namespace, name, number\)|hot\.facet_set as held/.test(text))).toEqual([]);
});

test('a policy says its label of a column that is known by one within it alone, and of what was copied from there', async () => {
  await using installation = await freshInstallation();
  await sent(installation, copied(1, ['patients', 'ssn.area'], 'mart'));
  await policy(installation, 'name: p\nrules: []\nlabels: [{ label: PHI, on: { namespace: db, columns: [ssn] } }]');

  const [of, within, copy] = [
    await labels(installation, 'patients.ssn'),
    await labels(installation, 'patients.ssn.area'),
    await labels(installation, 'mart.copy'),
  ];

  expect([of, within, copy].map((each) => each.map((text) => text.split(' by ')[0]))).toEqual([
    ['plain PHI said'],
    ['plain PHI said'],
    ['plain PHI from patients.ssn'],
  ]);
});
