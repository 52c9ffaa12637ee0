import { expect, test } from 'vitest';

import { Failure } from '#foundation';
import { countingStatements, freshInstallation, type FreshInstallation, mapAll, person, refusal } from '#testkit';

import { findJob } from '../ask/find-job.ts';
import { publicId } from '../ask/public-id.ts';
import type { Principal } from '../context.ts';
import { denialsWritten } from '../denials.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { applyAccess } from './apply-access.ts';
import { applyPolicy } from './apply-policy.ts';
import { auditTrail } from './audit-trail.ts';
import { decideAccess, decideAll, type DecisionQuestion } from './decide.ts';
import { whoCould } from './who-could.ts';

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };
const job = (name: string) => ({ job: { namespace: 'etl', name } });
const dataset = (name: string) => ({ dataset: { namespace: 'db', name } });

async function givenGraph({ context, admin }: FreshInstallation): Promise<void> {
  const tags = { ...FACET, tags: [{ key: 'classification', value: 'PHI', field: 'address.street' }] };
  const fields = [{ name: 'id' }, { name: 'address', fields: [{ name: 'street' }, { name: 'town' }] }];
  const told = { eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', producer: 'https://example.com/p' };
  const patients = { ...dataset('patients').dataset, facets: { schema: { ...FACET, fields }, tags } };
  for (const [index, name] of ['load', 'hr.salary_review'].entries()) {
    const event = { ...told, run: { runId: `0197ad84-7a0d-7527-9f8a-00000000000${index}` }, ...job(name), outputs: [patients] };
    expect((await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)))).kind).toBe('recorded');
  }
  await mapAll(context);
}

const POLICY = `
name: hr
rules:
  - { effect: deny, roles: [engineer], on: { jobs: ["hr.*"] } }
  - { effect: deny, roles: [engineer], on: { facets: [sql, source*], namespace: etl } }
  - { effect: deny, roles: [engineer], on: { facets: [secret] } }`;

/** Without times and versions. */
const plain = (why: string) => why.replaceAll(/ at \S+|, version \d+,/g, '');

test('of a job and of facets it is told who sees them, each facet by itself, by which rule, and to auditors every rule that met', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenGraph(installation);
  await person(installation, 'eve', 'engineer');
  const aud = await person(installation, 'aud', 'auditor');
  const asked = async (question: Omit<DecisionQuestion, 'action' | 'who'>) => {
    const { isAllowed, why, facets, rules, thing } = await decideAccess(context, aud, { who: 'eve', action: 'see', ...question });
    const met = rules?.map(({ effect, policy, facets: of }) => [effect, policy?.rule ?? 0, ...of]);
    return {
      thing: `${thing.kind} ${thing.name}`,
      said: [isAllowed, plain(why)],
      facets: facets.map((each) => [each.facet, each.isAllowed, each.isWhole]),
      met,
    };
  };
  await applyPolicy(context, admin, { text: POLICY });

  expect(await asked(job('hr.salary_review'))).toEqual({
    ...{ thing: 'job hr.salary_review', said: [false, 'Rule 1 of the policy hr denies to see it.'], facets: [] },
    met: [
      ['allow', 0],
      ['deny', 1],
    ],
  });
  expect(await asked({ ...job('load'), facets: ['jobType', 'sourceCode', 'lines'] })).toEqual({
    ...{ thing: 'job load', said: [false, 'Of the facet sourceCode: Rule 2 of the policy hr denies to see it.'] },
    facets: [
      ['jobType', true, false],
      ['sourceCode', false, false],
      ['lines', false, false], // it may name jobs, and of those some are hidden
    ],
    met: [
      ['allow', 0, 'jobType', 'sourceCode', 'lines'],
      ['deny', 2, 'sourceCode'],
    ],
  });
  expect(await asked({ job: { id: publicId({ kind: 'job', ...job('load').job }) }, facets: ['nominalTime'] })).toMatchObject({
    said: [true, 'The rules in force allow to see it.'],
    facets: [['nominalTime', true, false]],
  });
  expect(await asked({ ...dataset('patients'), facets: ['secret', 'sql'] })).toMatchObject({
    said: [false, 'Of the facet secret: Rule 3 of the policy hr denies to see it.'],
    facets: [
      ['secret', false, false],
      ['sql', false, false], // rule 2 is of another namespace; it is withheld, as jobs are hidden
    ],
  });
  expect(await asked({ ...dataset('patients'), facets: ['schema'] })).toMatchObject({ facets: [['schema', true, false]] });

  const { who, thing } = await whoCould(context, aud, { action: 'see', ...job('hr.salary_review') });
  expect([thing.kind, who.map(({ name }) => name)]).toEqual(['job', ['aud']]);
  const own = await decideAccess(context, admin, { action: 'see', ...job('load'), facets: ['sql'] });
  expect(own).toMatchObject({ isAllowed: true, facets: [{ facet: 'sql', isWhole: true }], rules: [], enforcement: 'headgate' });
});

test('a hidden job is answered as one that is absent, in the same words and after the same statements, alone and with facets', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenGraph(installation);
  const eve = await person(installation, 'eve', 'engineer');
  await applyPolicy(context, admin, { text: POLICY });
  const asked = async (name: string): Promise<object> => {
    const { counted, statements } = countingStatements(context);
    const questions = [job('load'), job(name), { ...job(name), facets: ['sql'] }, { ...dataset('patients'), facets: ['schema'] }];
    const { decisions } = await decideAll(counted, eve, { questions: questions.map((each) => ({ action: 'see' as const, ...each })) });
    await denialsWritten(context);
    return { statements, failed: decisions.map((each) => (each instanceof Failure ? [each.code, each.message, each.details] : 'decided')) };
  };

  await asked('load'); // the rules are read once
  const [hidden, absent] = [await asked('hr.salary_review'), await asked('ab.salary_review')];
  expect(hidden).toEqual(absent);
  const none = ['NOT_FOUND', expect.stringMatching(/^There is no such job at the asked times/) as string, expect.anything()];
  expect(hidden).toMatchObject({ failed: ['decided', none, none, 'decided'] });
  expect(JSON.stringify(hidden)).not.toContain('hr.salary');
});

test('of a past time the rules of then decide who saw a job and a facet', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenGraph(installation);
  await person(installation, 'eve', 'engineer');
  const apply = (text: string) => applyPolicy(context, admin, { text });
  const { position } = await apply(POLICY);
  await apply('name: hr\nrules: []');
  await mapAll(context);
  const knownAt = String((position ?? 0n) + 1n);
  const decided = async (times: object) => {
    const questions = [job('hr.salary_review'), { ...job('load'), facets: ['sql'] }];
    const { decisions } = await decideAll(context, admin, {
      ...times,
      questions: questions.map((each) => ({ who: 'eve', action: 'see' as const, ...each })),
    });
    return decisions.map((each) =>
      each instanceof Failure ? each.code : [each.isAllowed, each.policy?.rule ?? null, each.policy?.version ?? null],
    );
  };

  expect(await decided({})).toEqual([
    [true, null, null],
    [true, null, null],
  ]);
  expect(await decided({ knownAt })).toEqual([
    [false, 1, position],
    [false, 2, position],
  ]);
});

test('what is no question about a job or a facet is told what is', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenGraph(installation);
  const trino = await person(installation, 'trino', 'gateway');
  await applyPolicy(context, admin, { text: 'name: g\nrules: [{ effect: allow, roles: [gateway], on: { name: "*" } }]' });
  const told = (question: Omit<DecisionQuestion, 'action'>, action: DecisionQuestion['action'] = 'see', by: Principal = trino) =>
    refusal(decideAccess(context, by, { action, ...question }));

  expect(await told({})).toBe('BAD_REQUEST: Ask about a dataset or about a job: name one of the two.');
  expect(await told({ ...job('load'), ...dataset('patients') })).toMatch(/^BAD_REQUEST: Ask about a dataset or about a job/);
  expect(await told({ ...job('load'), columns: ['a'] })).toBe('BAD_REQUEST: A job has no columns; ask about those of a dataset.');
  expect(await told({ ...dataset('patients'), columns: ['id'], facets: ['sql'] })).toMatch(
    /^BAD_REQUEST: Ask about columns in one question/,
  );
  expect(await told({ ...job('load'), facets: [] })).toBe('BAD_REQUEST: Name a facet, or leave facets out to ask about the job whole.');
  expect(await told({ ...dataset('patients'), facets: [''] })).toBe(
    'BAD_REQUEST: A facet has a name; leave it out to ask about the dataset whole.',
  );
  expect(await told(job('load'), 'read')).toBe('BAD_REQUEST: Data alone is read and written; ask whether a job is seen.');
  expect(await told({ ...dataset('patients'), facets: ['sql'] }, 'write')).toMatch(/ask whether facets are seen/);
  expect(await told({ ...job('load'), who: 'ann' })).toMatch(/^ACCESS_DENIED: A gateway may ask what others may read and write/);
  expect(await told({ job: { id: publicId({ kind: 'dataset', ...dataset('patients').dataset }) } })).toMatch(
    /^BAD_REQUEST: That id is of a dataset/,
  );
  const names = Array.from({ length: 1_001 }, (_, index) => `f${index}`);
  const many = [
    { ...job('load'), facets: names },
    { ...dataset('patients'), columns: names },
  ].map((each) => ({ action: 'see' as const, ...each }));
  expect(await refusal(decideAll(context, trino, { questions: many }))).toBe(
    'LIMIT_EXCEEDED: One call may name 2000 columns and facets; ask in several.',
  );
  expect(await refusal(whoCould(context, admin, { action: 'read', ...job('load') }))).toMatch(/^BAD_REQUEST: Data alone/);
  expect(await refusal(whoCould(context, admin, { action: 'see', ...job('load'), column: 'a' }))).toMatch(
    /^BAD_REQUEST: A job has no columns/,
  );
});

test('denials of jobs and facets are on record, and so is what is allowed of a dataset with PHI', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenGraph(installation);
  await person(installation, 'eve', 'engineer');
  await applyPolicy(context, admin, { text: POLICY });
  const see = (question: Omit<DecisionQuestion, 'action' | 'who'>) =>
    decideAccess(context, admin, { who: 'eve', action: 'see', ...question });

  for (const question of [
    job('hr.salary_review'),
    { ...job('load'), facets: ['sql', 'jobType'] },
    { ...dataset('patients'), facets: ['secret', 'schema'] },
  ])
    await see(question);
  await denialsWritten(context);
  await mapAll(context);

  const { nodes } = await auditTrail(context, admin, { action: 'decide see', first: 50 });
  const told = nodes.flatMap(({ decisions }) => decisions.map(({ outcome, names, rule }) => [outcome, ...names, rule]));
  expect(told.toSorted()).toEqual(
    [
      ['denied', 'job etl hr.salary_review', 1],
      ['denied', 'facet sql of job etl load', 2],
      ['denied', 'facet secret of dataset db patients', 3],
      ['allowed', 'facet schema of dataset db patients', null],
    ].toSorted(),
  );
});

test('a dataset whole that is allowed says by a member that rules deny or mask columns of it; and the rule that met a column within is among the rules', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenGraph(installation);
  for (const name of ['ann', 'bob', 'cid']) await person(installation, name, `analyst-${name}`);
  await applyAccess(context, admin, { text: 'roles: { analyst: [ann, bob, cid] }', isPruning: false, isDryRun: false });
  await applyPolicy(context, admin, {
    text: `name: p
rules:
  - { effect: allow, roles: [analyst], action: [see, read], on: { name: "*" } }
  - { effect: mask, how: redact, roles: [analyst-ann], on: { tag: classification=PHI, columns: ["*"] } }
  - { effect: deny, roles: [analyst-bob], action: read, on: { tag: classification=PHI, columns: ["*"] } }
  - { effect: deny, roles: [analyst-cid], action: read, on: { namespace: elsewhere, columns: ["*"] } }`,
  });
  const ask = (who: string, columns?: readonly string[], action: 'see' | 'read' = 'read') =>
    decideAccess(context, admin, { who, action, ...dataset('patients'), columns });
  const differ = async (...of: Parameters<typeof ask>) => {
    const { isAllowed, columnsDiffer } = await ask(...of);
    return [isAllowed, columnsDiffer];
  };

  expect([await differ('ann'), await differ('bob'), await differ('cid')]).toEqual([
    [true, true],
    [true, true],
    [true, false],
  ]);
  expect([await differ('ann', undefined, 'see'), await differ('ann', ['id'])]).toEqual([
    [true, false],
    [true, false],
  ]);
  for (const [who, rule] of [
    ['ann', 2],
    ['bob', 3],
  ] as const) {
    const { policy, rules } = await ask(who, ['address', 'id']);
    expect(policy?.rule).toBe(rule);
    expect(rules?.map(({ policy: of, columns }) => [of?.rule, ...columns])).toEqual([
      [1, 'address', 'id'],
      [rule, 'address'],
    ]);
  }
});

test('who is told of a job that there is none finds none', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenGraph(installation);
  const eve = await person(installation, 'eve', 'engineer');
  await applyPolicy(context, admin, { text: POLICY });

  const decided = await refusal(decideAccess(context, eve, { action: 'see', ...job('hr.salary_review') }));
  expect(decided).toBe(await refusal(findJob(context, eve, job('hr.salary_review'))));
});

test('where a schema names more columns than are kept of it, or longer paths, a column may hold any column', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const flat = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `f${index}` }));
  const nested = { name: 'nested', fields: [{ name: 'ssn' }] };
  const long = { name: 'long', fields: [{ name: 'x'.repeat(600) }] };
  for (const [name, fields] of Object.entries({ cut: [...flat(12_000), nested], whole: [...flat(9_000), nested, long] })) {
    const facets = { schema: { ...FACET, fields } };
    const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: { ...dataset(name).dataset, facets } };
    expect((await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)))).kind).toBe('recorded');
  }
  await mapAll(context);
  await person(installation, 'ann', 'analyst');
  await applyPolicy(context, admin, {
    text: `name: p
rules:
  - { effect: allow, roles: [analyst], action: [see, read], on: { name: "*" } }
  - { effect: deny, roles: [analyst], action: [see, read], on: { columns: [nested.ssn] } }`,
  });
  const asked = async (name: string, columns: readonly string[], action: 'see' | 'read' = 'read') => {
    const { columns: told, rules } = await decideAccess(context, admin, { who: 'ann', action, ...dataset(name), columns });
    return [...told.map(({ isAllowed, why }) => (isAllowed ? true : plain(why))), rules?.length];
  };

  const within = 'Of a column that lies within it: Rule 2 of the policy p denies to read it.';
  expect(await asked('cut', ['f0'])).toEqual([within, 2]);
  expect(await asked('cut', ['nested'])).toEqual([expect.stringMatching(/Rule 2 of the policy p denies to read it\.$/), 2]);
  expect(await asked('cut', ['f0'], 'see')).toEqual([true, 1]); // what is seen is shown each by itself
  expect(await asked('whole', ['f0', 'nested', 'long'])).toEqual([true, within, within, 2]);
  expect(await asked('whole', ['f0'])).toEqual([true, 1]);
});
