import { expect, test } from 'vitest';

import type { Mask } from '#access';
import { Failure } from '#foundation';
import { countingStatements, type FreshInstallation, freshInstallation, given, labelAll, mapAll, person } from '#testkit';

import type { Principal } from '../context.ts';
import { denialsWritten } from '../denials.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { applyAccess } from './apply-access.ts';
import { applyPolicy } from './apply-policy.ts';
import { auditTrail } from './audit-trail.ts';
import { decideAccess, decideAll } from './decide.ts';
import { previewPolicy } from './preview-policy.ts';
import { whatCould } from './what-could.ts';
import { whoCould } from './who-could.ts';

// Of `patients` two columns are masked: `name` by what it bears, `ssn` by how it is called. docs/decisions/0027.

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };
const patients = { dataset: { namespace: 'ehr', name: 'patients' } };
const ASK_BY_COLUMN = 'Rules may mask some columns of it: ask with the columns that are meant, and with the masks that can be applied.';

const POLICY = `name: masks
rules:
  - { effect: allow, roles: [gateway], on: { name: "*" } }
  - { effect: allow, roles: [analyst, doctor], action: [read, write], on: { name: "*" } }
  - { effect: mask, how: hash, roles: [analyst], on: { classification: PII, columns: ["*"] } }
  - { effect: mask, how: redact, roles: [analyst], on: { namespace: ehr, columns: [ssn, "mrn*", "address.street"] } }
  - { effect: deny, roles: [analyst], action: read, on: { columns: [pin] } }
`;

/** The dataset, the policy, and a gateway that sees all but the column `notes`; ann is an analyst, dora a doctor. */
async function givenPatients(installation: FreshInstallation, policy = POLICY): Promise<Principal> {
  const { context, admin } = installation;
  const fields = ['id', 'name', 'ssn', 'notes', 'pin'].map((name) => ({ name }));
  const schema = { ...FACET, fields: [...fields, { name: 'address', fields: [{ name: 'street' }, { name: 'town' }] }] };
  const tags = { ...FACET, tags: [{ key: 'classification', value: 'PII', field: 'name' }] };
  const event = {
    ...{ eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p' },
    dataset: { ...patients.dataset, facets: { schema, tags } },
  };
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  await applyPolicy(context, admin, { text: policy });
  await applyPolicy(context, admin, {
    text: 'name: hidden\nrules: [{ effect: deny, roles: [gateway], on: { columns: [notes, "mrn*"] } }]',
  });
  await mapAll(context);
  await labelAll(context);
  await person(installation, 'ann', 'analyst');
  await person(installation, 'dora', 'doctor');
  return person(installation, 'trino', 'gateway');
}

const sentence = (why: string): string => why.replaceAll(/ at \S+|, version \d+,/g, '');

test('a gateway is told which mask each column takes of those that it can apply, and one that can apply none is denied', async () => {
  await using installation = await freshInstallation();
  const gateway = await givenPatients(installation);
  const ask = (...masks: readonly Mask[]) => ({ who: 'ann', action: 'read', ...patients, columns: ['id', 'name', 'ssn'], masks }) as const;
  const one = { who: 'ann', action: 'read', ...patients, columns: ['name'] } as const;

  const { decisions } = await decideAll(installation.context, gateway, {
    questions: [
      ask('redact', 'hash'),
      ask(),
      ask('partial', 'hash'),
      ask('redact'),
      { ...one, masks: null },
      { ...one, masks: ['hash', 'hash'] },
    ],
  });

  const told = decisions.map((each) => {
    if (each instanceof Failure) throw each;
    return [
      each.isAllowed,
      sentence(each.why),
      ...each.columns.map(({ isAllowed, mask, policy }) => [isAllowed, mask, policy?.rule ?? null]),
    ];
  });
  const allow = 'The rules in force allow to read it.';
  const name = 'Rule 3 of the policy masks masks it: it may be read masked alone (hash)';
  const ssn = 'Rule 4 of the policy masks masks it: it may be read masked alone (redact)';
  const plain = [true, null, null];
  expect(told).toEqual([
    [true, `${allow} Masked: name (hash), ssn (redact).`, plain, [true, 'hash', 3], [true, 'redact', 4]],
    [false, `Of the column name: ${name}, and the question names no mask that is as strict.`, plain, [false, null, 3], [false, null, 4]],
    [false, `Of the column ssn: ${ssn}, and the question names no mask that is as strict.`, plain, [true, 'hash', 3], [false, null, 4]],
    [true, `${allow} Masked: name (redact), ssn (redact).`, plain, [true, 'redact', 3], [true, 'redact', 4]],
    [false, `${name}, and the question names no mask that is as strict.`, [false, null, 3]],
    [true, `${allow} Masked: name (hash).`, [true, 'hash', 3]],
  ]);
  const whys = decisions.slice(2, 4).map((each) => (each instanceof Failure ? '' : sentence(given(each.columns[1]).why)));
  expect(whys).toEqual([`${name}.`, `${name}, and redact is stricter.`]);
});

test('what is denied stays so whatever masks it; what is seen, written or asked of the whole is not masked, and says so', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const gateway = await givenPatients(installation);
  const masks = ['partial', 'hash', 'redact'] as const;
  const ask = async (asker: Principal, question: Parameters<typeof decideAccess>[2]) => {
    const { isAllowed, why, columns } = await decideAccess(context, asker, { masks, ...question });
    return [isAllowed, sentence(why), ...columns.map(({ mask }) => mask)];
  };

  expect(await ask(gateway, { who: 'ann', action: 'read', ...patients, columns: ['pin'] })).toEqual([
    false,
    'Rule 5 of the policy masks denies to read it.',
    null,
  ]);
  expect(await ask(gateway, { who: 'ann', action: 'write', ...patients, columns: ['ssn'] })).toEqual([
    true,
    'The rules in force allow to write it.',
    null,
  ]);
  await applyPolicy(context, admin, { text: 'name: seen\nrules: [{ effect: allow, roles: [analyst], on: { name: "*" } }]' });
  expect(await ask(admin, { who: 'ann', action: 'see', ...patients, columns: ['ssn'] })).toEqual([
    true,
    'The rules in force allow to see it.',
    null,
  ]);
  expect(await ask(admin, { action: 'see', ...patients, columns: ['ssn'] })).toEqual([
    true,
    'From administrators nothing is hidden.',
    null,
  ]);
  expect(await ask(admin, { action: 'read', ...patients, columns: ['ssn'] })).toEqual([false, 'No rule in force allows to read it.', null]);
  const denied = 'Rules may deny some columns of it: ask with the columns that are meant.';
  expect(await ask(gateway, { who: 'ann', action: 'read', ...patients })).toEqual([
    true,
    `The rules in force allow to read it. ${denied} ${ASK_BY_COLUMN}`,
  ]);
  expect(await ask(gateway, { who: 'dora', action: 'read', ...patients })).toEqual([true, 'The rules in force allow to read it.']);
  expect(await ask(gateway, { who: 'dora', action: 'read', ...patients, columns: ['name', 'ssn'] })).toEqual([
    true,
    'The rules in force allow to read it.',
    null,
    null,
  ]);
});

test('whoever reads a column reads what lies within it, masked as strictly as any of it', async () => {
  await using installation = await freshInstallation();
  const gateway = await givenPatients(
    installation,
    `${POLICY}  - { effect: mask, how: partial, roles: [analyst], on: { columns: [address] } }\n`,
  );
  const columns = ['address', 'address.street', 'address.town'];

  const answer = await decideAccess(installation.context, gateway, {
    ...{ who: 'ann', action: 'read', ...patients, columns, masks: ['partial', 'redact'] },
  });

  expect(answer.columns.map(({ mask, policy, why }) => [mask, policy?.rule, sentence(why)])).toEqual([
    ['redact', 4, 'Of a column that lies within it: Rule 4 of the policy masks masks it: it may be read masked alone (redact).'],
    ['redact', 4, 'Rule 4 of the policy masks masks it: it may be read masked alone (redact).'],
    ['partial', 6, 'Rule 6 of the policy masks masks it: it may be read masked alone (partial).'],
  ]);
});

// A fixed bug: what tags alone tell of was known to lie within a column only where some rule in force asked for a tag.
test('what lies within a column is known by tags and by what came, too, whatever the rules ask for', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const schema = { ...FACET, fields: [{ name: 'address' }] };
  const tags = { ...FACET, tags: [{ key: 'kind', value: 'number', field: 'address.ssn' }] };
  const event = {
    ...{ eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p' },
    dataset: { ...patients.dataset, facets: { schema, tags } },
  };
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  await applyPolicy(context, admin, {
    text: `name: p
rules:
  - { effect: allow, roles: [analyst], action: read, on: { name: "*" } }
  - { effect: mask, how: redact, roles: [analyst], on: { columns: ["*.ssn"] } }`,
  });
  await mapAll(context);
  await person(installation, 'ann', 'analyst');
  const asked = { who: 'ann', action: 'read', ...patients, columns: ['address'], masks: ['redact'] } as const;

  expect((await decideAccess(context, admin, asked)).columns).toMatchObject([{ isAllowed: true, mask: 'redact' }]);
  expect((await decideAccess(context, admin, { ...asked, masks: [] })).isAllowed).toBe(false);
});

test('a column that nobody told of is masked as any column, and one that is hidden from who asks in the same words, after the same statements', async () => {
  await using installation = await freshInstallation();
  const { context } = installation;
  const gateway = await givenPatients(installation, POLICY.replace(/^.*columns: \[pin\].*\n/m, ''));
  const asked = async (column: string, masks: readonly Mask[]) => {
    const { counted, statements } = countingStatements(context);
    const answer = await decideAccess(counted, gateway, { who: 'ann', action: 'read', ...patients, columns: [column], masks });
    await denialsWritten(context);
    return { statements, judged: answer.columns.map(({ isAllowed, mask, policy, why }) => [isAllowed, mask, policy?.rule, sentence(why)]) };
  };
  const judgedAs = 'No schema or tag that the asker sees names this column, so it is judged as any column of the dataset.';
  const masked = 'Rule 4 of the policy masks masks it: it may be read masked alone (redact)';

  await asked('id', []); // the rules are read once
  for (const [masks, judged] of [
    [['hash'], [false, null, 4, `${judgedAs} ${masked}, and the question names no mask that is as strict.`]],
    [['redact'], [true, 'redact', 4, `${judgedAs} ${masked}.`]],
  ] as const) {
    const absent = await asked('absent', masks);
    expect(absent.judged).toEqual([judged]);
    expect(await asked('notes', masks)).toEqual(absent); // it is there, hidden, and no rule masks it
    expect(await asked('mrn', masks)).toEqual(absent);
  }
});

test('who could read a column is told with the mask of each; what somebody could read is listed as before, and every rule that met is named', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenPatients(installation);
  await applyAccess(context, admin, { text: 'roles: { analyst: ["group:research"] }', isPruning: false, isDryRun: false });
  const could = async (question: Pick<Parameters<typeof whoCould>[2], 'action' | 'column'>) =>
    (await whoCould(context, admin, { ...patients, ...question })).who.map(({ name, mask }) => [name, mask]);

  expect(await could({ action: 'read', column: 'name' })).toEqual([
    ['ann', 'hash'],
    ['dora', null],
    ['research', 'hash'],
  ]);
  expect(await could({ action: 'read', column: 'ssn' })).toEqual([
    ['ann', 'redact'],
    ['dora', null],
    ['research', 'redact'],
  ]);
  expect(await could({ action: 'read', column: 'pin' })).toEqual([['dora', null]]);
  for (const question of [{ action: 'read' }, { action: 'write', column: 'ssn' }] as const)
    expect(await could(question)).toEqual([
      ['ann', null],
      ['dora', null],
      ['research', null],
    ]);
  expect((await whatCould(context, admin, { who: 'ann', action: 'read' })).nodes).toMatchObject([{ name: 'patients' }]);

  const { rules } = await decideAccess(context, admin, { who: 'ann', action: 'read', ...patients, columns: ['id', 'name', 'ssn'] });
  expect(given(rules ?? undefined).map(({ effect, how, policy, columns }) => [effect, how, policy?.rule, columns])).toEqual([
    ['allow', null, 2, ['id', 'name', 'ssn']],
    ['mask', 'hash', 3, ['name']],
    ['mask', 'redact', 4, ['ssn']],
  ]);
});

test('a decision on record holds the mask with which it allowed; with another mask it is another', async () => {
  await using installation = await freshInstallation();
  const { admin } = installation;
  const gateway = await givenPatients(installation);
  const now = installation.context.clock.now();
  const context = { ...installation.context, clock: { now: () => now } }; // all of one minute
  const ask = (columns: readonly string[], ...masks: readonly Mask[]) =>
    decideAccess(context, gateway, { who: 'ann', action: 'read', ...patients, columns, masks });

  await ask(['id', 'name', 'ssn'], 'hash', 'redact');
  await ask(['name'], 'redact');
  await ask(['name'], 'hash');
  await ask(['name', 'id']);
  await ask(['id'], 'hash'); // of what no tag protects

  const { nodes } = await auditTrail(context, admin, { action: 'decide read', alsoUnmapped: true });
  const told = nodes
    .toReversed()
    .map(({ decisions }) => decisions.map(({ outcome, names, mask, rule }) => [outcome, names.join(), mask, rule]));
  expect(told).toEqual([
    [
      ['allowed', 'column id of ehr patients', null, null],
      ['allowed', 'column name of ehr patients', 'hash', 3],
      ['allowed', 'column ssn of ehr patients', 'redact', 4],
    ],
    [['allowed', 'column name of ehr patients', 'redact', 3]],
    [['denied', 'column name of ehr patients', null, 3]],
  ]);
  expect(nodes.flatMap(({ decisions }) => decisions.map(({ why }) => sentence(why ?? '')))).toContain(
    'Rule 3 of the policy masks masks it: it may be read masked alone (hash), and redact is stricter.',
  );
});

test('a preview counts columns that would be read with another mask by who may read them, and names a rule that masks nothing', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenPatients(installation);
  const on = { columns: ['*'] };
  const masks = ['engineer', 'auditor', 'analyst'].map((role) => ({ effect: 'mask', how: 'redact', roles: [role], on }));
  const text = JSON.stringify({
    name: 'more',
    rules: [...masks, { effect: 'mask', how: 'hash', roles: ['analyst'], on: { columns: ['nss'] } }],
  });

  expect(await previewPolicy(context, admin, { of: { text }, days: 7 })).toMatchObject({
    idleRules: [4],
    decisions: { wouldBeAllowed: 0, wouldBeDenied: 0 },
    changes: [
      {
        ...{ role: 'analyst', action: 'read', change: 'less', what: 'mask', count: 4 },
        examples: [
          'ehr patients id: plain, then redact',
          'ehr patients name: hash, then redact',
          'ehr patients notes: plain, then redact',
          'ehr patients address.town: plain, then redact',
        ],
      },
    ],
  });
});

test('a protected column that is allowed is on record, with its mask, also where another that was asked about is denied, and is judged once', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const gateway = await givenPatients(installation);
  const columns = ['name', 'pin', ...Array.from({ length: 1_000 }, () => 'name')];

  await decideAccess(context, gateway, { who: 'ann', action: 'read', ...patients, columns, masks: ['hash'] });

  const { nodes } = await auditTrail(context, admin, { action: 'decide read', alsoUnmapped: true });
  const decided = nodes.flatMap(({ decisions }) => decisions.map(({ outcome, names, mask }) => [outcome, names, mask ?? null]));
  expect(decided.toSorted()).toEqual([
    ['allowed', ['column name of ehr patients'], 'hash'],
    ['denied', ['column pin of ehr patients'], null],
  ]);
});
