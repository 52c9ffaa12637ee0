import { expect, test } from 'vitest';

import { DAY_MS, Failure } from '#foundation';
import {
  countingStatements,
  diceOf,
  type FreshInstallation,
  freshInstallation,
  given,
  mapAll,
  nextInstant,
  person,
  providerSaid,
  refusal,
} from '#testkit';

import type { Principal } from '../context.ts';
import { denialsWritten } from '../denials.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { applyAccess } from './apply-access.ts';
import { applyPolicy } from './apply-policy.ts';
import { decideAccess, decideAll, QUESTIONS_MAX } from './decide.ts';
import { whatCould } from './what-could.ts';
import { whoCould } from './who-could.ts';

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };
const schemaOf = (...columns: readonly string[]) => ({ ...FACET, fields: columns.map((name) => ({ name })) });
const dataset = (name: string, namespace = 'db') => ({ dataset: { namespace, name } });

async function givenDatasets({ context, admin }: FreshInstallation, ...named: readonly object[]): Promise<void> {
  for (const each of named) {
    const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: each };
    await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  }
  await mapAll(context);
}

const POLICY = `
name: warehouse
rules:
  - { effect: allow, roles: [gateway], on: { namespace: db } }
  - { effect: allow, roles: [analyst], action: read, on: { namespace: db, name: "p*" } }
  - { effect: deny, roles: [analyst], action: read, on: { tag: classification=PHI, columns: ["*"] } }
  - { effect: allow, roles: [analyst], action: read, on: { name: notes, columns: [title] } }
  - { effect: allow, roles: [analyst], action: write, on: { name: patients }, purpose: [correction] }
  - { effect: deny, roles: [analyst], action: read, on: { name: prices }, until: "2026-01-01T00:00:00Z" }`;

test('a gateway is told what others may read and write of what it sees, each question by itself, and nothing of what they see', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const tags = { ...FACET, tags: [{ key: 'classification', value: 'PHI', field: 'ssn' }] };
  await givenDatasets(
    installation,
    { namespace: 'db', name: 'patients', facets: { tags, schema: schemaOf('name', 'ssn') } },
    { namespace: 'db', name: 'notes', facets: { schema: schemaOf('title') } },
    dataset('pay', 'hr').dataset,
  );
  const [gateway, ann, engineer] = [
    await person(installation, 'trino', 'gateway'),
    await person(installation, 'ann'),
    await person(installation, 'bob', 'engineer'),
  ];
  await applyAccess(context, admin, { text: 'roles: { analyst: [ann] }', isPruning: false, isDryRun: false });
  await applyPolicy(context, admin, { text: POLICY }); // and nothing of it is mapped yet
  const questions = [
    { who: 'ann', action: 'read', ...dataset('patients') },
    { who: ann.id, action: 'read', ...dataset('patients'), columns: ['name', 'ssn'] },
    { who: 'ann', action: 'read', ...dataset('notes'), columns: ['title'] },
    { who: 'ann', action: 'write', ...dataset('patients') },
    { who: 'ann', action: 'write', ...dataset('patients'), purpose: 'correction' },
    { who: 'ann', action: 'see', ...dataset('patients') },
    { who: 'nobody\0', action: 'read', ...dataset('patients') },
    { who: 'ann', action: 'read', ...dataset('pay', 'hr') },
    { who: 'ann', action: 'read', ...dataset('absent', 'hr') },
    { action: 'read', ...dataset('patients') },
    { who: 'ann', action: 'read', ...dataset('patients'), columns: [''] },
  ] as const;

  const { decisions } = await decideAll(context, gateway, { questions });

  const told = decisions.map((each) =>
    each instanceof Failure ? `${each.code}: ${each.message}` : [each.isAllowed, each.why.replaceAll(/ at \S+|, version \d+,/g, '')],
  );
  const byColumn = 'Rules may deny some columns of it: ask with the columns that are meant.';
  expect(told).toEqual([
    [true, `The rules in force allow to read it. ${byColumn}`],
    [false, 'Of the column ssn: Rule 3 of the policy warehouse denies to read it.'],
    [true, 'The rules in force allow to read it.'],
    [false, 'No rule in force allows to write it.'],
    [true, 'The rules in force allow to write it.'],
    'ACCESS_DENIED: A gateway may ask what others may read and write; what they see in Headgate only an auditor or an administrator may ask.',
    'BAD_REQUEST: There is a NUL or half a surrogate pair in who; nothing here holds such text, so leave it out.',
    expect.stringMatching(/^NOT_FOUND: There is no such dataset/),
    expect.stringMatching(/^NOT_FOUND: There is no such dataset/),
    [false, 'No rule in force allows to read it.'],
    'BAD_REQUEST: A column has a name; leave it out to ask about the dataset whole.',
  ]);
  expect(decisions[1]).toMatchObject({
    columns: [
      { column: 'name', isAllowed: true, policy: null },
      { column: 'ssn', isAllowed: false, policy: { name: 'warehouse', rule: 3 } },
    ],
    ...{ enforcement: 'not known', rules: null, who: { id: ann.id, name: 'ann' } },
  });
  await expect(decideAccess(context, engineer, { who: 'ann', action: 'read', ...dataset('patients') })).rejects.toThrow(/or a gateway/);
  const many = Array.from({ length: QUESTIONS_MAX + 1 }, () => questions[0]);
  await expect(decideAll(context, gateway, { questions: many })).rejects.toThrow(/One call may ask/);
  await expect(decideAll(context, gateway, { questions: [] })).rejects.toThrow(/at least one/);
  await expect(whatCould(context, gateway, { who: 'ann', action: 'read' })).rejects.toThrow(/Only an auditor/);

  // Explained: every rule that met, by which grant and by which name, to an auditor.
  const explained = await decideAccess(context, admin, { who: 'ann', action: 'read', ...dataset('patients'), columns: ['name', 'ssn'] });
  const by = { grants: [{ role: 'analyst', team: null, by: 'ann' }], names: [{ namespace: 'db', name: 'patients' }] };
  expect(explained.rules).toMatchObject([
    { effect: 'allow', policy: { name: 'warehouse', rule: 2 }, columns: ['name', 'ssn'], ...by },
    { effect: 'deny', policy: { name: 'warehouse', rule: 3 }, columns: ['ssn'], ...by },
  ]);
  await expect(decideAccess(context, ann, { action: 'read', ...dataset('patients') })).rejects.toThrow(/no such dataset/);
});

test('a rule counts until its very end, and the name that a provider tells is nobody to a gateway', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenDatasets(installation, dataset('patients').dataset);
  const gateway = await person(installation, 'trino', 'gateway');
  const said = {
    issuer: 'https://id.example',
    subject: 'u-1',
    name: 'dr-alice',
    groups: ['cardio'],
    roles: [],
    toldAt: context.clock.now(),
  };
  await providerSaid(installation, said);
  const longAgo = new Date(context.clock.now().getTime() - 31 * DAY_MS);
  await providerSaid(installation, { ...said, subject: 'u-2', name: 'dr-bob', toldAt: longAgo }, longAgo);
  await applyAccess(context, admin, { text: 'roles: { analyst: ["group:cardio"] }', isPruning: false, isDryRun: false });
  const soon = new Date(context.clock.now().getTime() + 60_000).toISOString();
  await applyPolicy(context, admin, {
    text: `name: p
rules:
  - { effect: allow, roles: [gateway], on: { name: "*" } }
  - { effect: allow, roles: [analyst], action: read, on: { name: "*" } }
  - { effect: deny, roles: [analyst], action: read, on: { name: "*" }, until: "${soon}" }`,
  });
  for (const name of ['group:cardio', 'subject:u-1']) await expect(person(installation, name)).rejects.toThrow(/begins neither/);
  const about = (who: string) => decideAccess(context, gateway, { who, action: 'read', ...dataset('patients') });

  expect(await about('subject:u-1')).toMatchObject({ isAllowed: false, policy: { rule: 3 }, who: { name: 'dr-alice' } });
  expect(await about('subject:u-2')).toMatchObject({ isAllowed: false, policy: null, who: { name: 'dr-bob' } }); // nobody has told of his groups for a month
  await expect(about('dr-alice')).rejects.toThrow(/Nobody who could come in/);
  expect(await decideAccess(context, admin, { who: 'dr-alice', action: 'read', ...dataset('patients') })).toMatchObject({
    isAllowed: false,
  });
});

test('of a time past a provider\u2019s person is judged by the groups and roles that it had told of by then', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenDatasets(installation, dataset('patients').dataset);
  await applyAccess(context, admin, { text: 'roles: { analyst: ["group:cardio"] }', isPruning: false, isDryRun: false });
  await applyPolicy(context, admin, {
    text: 'name: p\nrules: [{ effect: allow, roles: [analyst, surgeon], action: read, on: { name: "*" } }]',
  });
  const times: string[] = [];
  const said = { issuer: 'https://id.example', subject: 'u-1', name: 'dr-alice' };
  for (const told of [
    { groups: ['nurses'], roles: [] },
    { groups: ['cardio'], roles: [] },
    { groups: ['cardio', 'nurses'], roles: [] },
    { groups: ['nurses'], roles: ['surgeon'] },
    { groups: [], roles: [] },
  ]) {
    await providerSaid(installation, { ...said, ...told, toldAt: await nextInstant() });
    times.push((await nextInstant()).toISOString());
  }
  await providerSaid(installation, { ...said, groups: ['cardio'], roles: [], toldAt: new Date(Date.parse(given(times[0]))) }); // said before, heard late
  const question = { action: 'read', ...dataset('patients') } as const;
  const could: unknown[] = [];
  for (const asOf of times) {
    const { isAllowed } = await decideAccess(context, admin, { who: 'dr-alice', ...question, asOf });
    const { who } = await whoCould(context, admin, { ...question, asOf });
    expect(who.flatMap(({ kind, name }) => (kind === 'person' ? [name] : []))).toEqual(isAllowed ? ['dr-alice'] : []);
    could.push(isAllowed);
  }

  expect(could).toEqual([false, true, true, true, false]);
});

test('of a time past it is told about oneself what is told about others: what was held then, and nothing of before one could come in', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenDatasets(installation, dataset('patients').dataset);
  const before = new Date().toISOString();
  await nextInstant();
  const ann = await person(installation, 'ann', 'engineer');
  const after = (await nextInstant()).toISOString();
  const question = { action: 'see', ...dataset('patients') } as const;

  expect(await decideAccess(context, ann, { ...question, asOf: after })).toMatchObject({ isAllowed: true, who: { name: 'ann' } });
  expect(await refusal(decideAccess(context, ann, { ...question, asOf: before }))).toMatch(/^NOT_FOUND: You could not come in then/);
  expect(await refusal(decideAccess(context, ann, { ...question, who: 'ann', asOf: before }))).toMatch(
    /^NOT_FOUND: You could not come in then/,
  );
  expect(await refusal(decideAccess(context, admin, { ...question, who: 'ann', asOf: before }))).toMatch(
    /^NOT_FOUND: Nobody who could come in then/,
  );
});

test('for a hidden and for an absent dataset the same statements run, and the answer is the same', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenDatasets(installation, dataset('open').dataset, dataset('secret').dataset);
  const gateway = await person(installation, 'trino', 'gateway');
  await person(installation, 'ann', 'engineer');
  await applyPolicy(context, admin, { text: 'name: g\nrules: [{ effect: allow, roles: [gateway], on: { name: open } }]' });
  const asked = async (name: string): Promise<object> => {
    const { counted, statements } = countingStatements(context);
    const questions = [dataset('open'), dataset(name)].map((each) => ({ who: 'ann', action: 'read' as const, ...each }));
    const { decisions } = await decideAll(counted, gateway, { questions });
    await denialsWritten(context);
    return { statements, failed: decisions.map((each) => (each instanceof Failure ? [each.code, each.message, each.details] : 'decided')) };
  };

  await asked('open'); // the rules are read once
  expect(await asked('secret')).toEqual(await asked('absent'));
});

test('what somebody could is what is decided of each dataset, page by page', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const dice = diceOf(20_261_204);
  const datasets = Array.from({ length: 24 }, (_, index) => ({
    namespace: dice.pick(['db', 's3://heart', 'S3']),
    name: `t${index % 7}.x${index}`,
  }));
  await givenDatasets(
    installation,
    ...datasets.map((each) => ({
      ...each,
      facets: { tags: { ...FACET, tags: dice.some([{ key: 'pii' }, { key: 'classification', value: 'PHI' }], { least: 0, most: 2 }) } },
    })),
  );
  const ann = await person(installation, 'ann', 'engineer');
  await applyAccess(context, admin, {
    text: 'teams: { heart: { owns: ["s3://heart"], members: { reader: [ann] } } }',
    ...{ isPruning: false, isDryRun: false },
  });
  let allowed = 0;
  for (let round = 0; round < 6; round += 1) {
    const rules = Array.from({ length: 4 }, () => ({
      ...{ effect: dice.pick(['allow', 'allow', 'deny']), roles: [dice.pick(['engineer', 'reader'])], action: ['see', 'read', 'write'] },
      on: {
        name: dice.pick(['*', 't1*', 't3*', '*x1*']),
        ...(dice.chance(0.3) ? { tag: dice.pick(['pii', 'classification=phi']) } : {}),
        ...(dice.chance(0.3) ? { owner: dice.pick(['own', 'others', 'heart']) } : {}),
      },
    }));
    await applyPolicy(context, admin, { text: JSON.stringify({ name: 'p', rules }) });
    await mapAll(context);
    for (const action of ['see', 'read'] as const) {
      const { decisions } = await decideAll(context, admin, { questions: datasets.map((each) => ({ who: 'ann', action, dataset: each })) });
      const may = datasets.filter((_, index) => (decisions[index] as { readonly isAllowed?: boolean }).isAllowed === true);
      const names: string[] = [];
      for (let after: string | null = null, isMore = true; isMore;) {
        const page: Awaited<ReturnType<typeof whatCould>> = await whatCould(context, admin, { who: 'ann', action, first: 7, after });
        expect(page.who.id).toBe(ann.id);
        names.push(...page.nodes.map(({ namespace, name }) => `${namespace} ${name}`));
        ({ hasNextPage: isMore, endCursor: after } = page.pageInfo);
      }
      expect(names).toEqual(may.map(({ namespace, name }) => `${namespace} ${name}`).toSorted());
      allowed += names.length;
    }
  }
  expect(allowed).toBeGreaterThan(50);
  expect((await whatCould(context, admin, { action: 'see' })).nodes).toHaveLength(24);
  expect((await whatCould(context, admin, { action: 'read' })).nodes).toHaveLength(0);
});

test('a column that nobody told of is judged as any column of its dataset, and one that is hidden from who asks as one that is not there', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const tags = { ...FACET, tags: [{ key: 'classification', value: 'PHI', field: 'ssn' }] };
  await givenDatasets(
    installation,
    { namespace: 'db', name: 'patients', facets: { tags, schema: schemaOf('name', 'SSN', 'ssn', 'notes') } },
    { namespace: 'db', name: 'prices' },
  );
  await applyPolicy(context, admin, {
    text: `
name: p
rules:
  - { effect: allow, roles: [gateway], on: { name: "*" } }
  - { effect: allow, roles: [analyst, engineer], action: read, on: { name: "*" } }
  - { effect: deny, roles: [analyst], action: read, on: { tag: classification=PHI, name: patients, columns: ["*"] } }
  - { effect: deny, roles: [engineer], on: { columns: [notes, pin*] } }
  - { effect: deny, roles: [engineer], action: read, on: { columns: [notes] } }`,
  });
  const [gateway, engineer] = [await person(installation, 'trino', 'gateway'), await person(installation, 'bob', 'engineer')];
  await person(installation, 'ann', 'analyst');
  const whyNot = async (asker: Principal, question: Parameters<typeof decideAccess>[2]) => {
    const { columns } = await decideAccess(context, asker, question);
    return columns.map(({ column, isAllowed, why }) => [column, isAllowed ? true : why.replaceAll(/ at \S+|, version \d+,/g, '')]);
  };

  const asAny = 'No schema or tag that the asker sees names this column, so it is judged as any column of the dataset.';
  expect(await whyNot(gateway, { who: 'ann', action: 'read', ...dataset('patients'), columns: ['name', 'SSN', 'Ssn', 'sn'] })).toEqual([
    ['name', true],
    ['SSN', true], // the tag names another
    ['Ssn', `${asAny} Rule 3 of the policy p denies to read it.`],
    ['sn', `${asAny} Rule 3 of the policy p denies to read it.`],
  ]);
  expect(await whyNot(gateway, { who: 'ann', action: 'read', ...dataset('prices'), columns: ['any'] })).toEqual([['any', true]]);

  for (const [action, rule] of [
    ['see', 4],
    ['read', 5],
  ] as const) {
    const [known, ...others] = await whyNot(engineer, { action, ...dataset('patients'), columns: ['name', 'notes', 'pin', 'absent'] });
    expect(known).toEqual(['name', true]);
    expect(new Set(others.map(([, why]) => why))).toEqual(new Set([`${asAny} Rule ${rule} of the policy p denies to ${action} it.`]));
  }
});

test('whoever reads a column reads what lies within it, and is denied with any of it', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const fields = [{ name: 'address', fields: [{ name: 'street' }, { name: 'town' }] }, { name: 'ward' }];
  const event = {
    ...{ eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p' },
    dataset: { ...dataset('patients').dataset, facets: { schema: { ...FACET, fields } } },
  };
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  await mapAll(context);
  await applyPolicy(context, admin, {
    text: `name: streets
rules:
  - { effect: allow, roles: [analyst], action: [see, read], on: { name: "*" } }
  - { effect: deny, roles: [analyst], action: [see, read], on: { columns: [address.street] } }`,
  });
  const ann = await person(installation, 'ann', 'analyst');
  const allowed = async (action: 'see' | 'read') => {
    const columns = ['address', 'address.street', 'address.town', 'ward'];
    const answer = await decideAccess(context, admin, { who: ann.id, action, ...dataset('patients'), columns });
    return answer.columns.map(({ isAllowed }) => isAllowed);
  };

  expect(await allowed('read')).toEqual([false, false, true, true]);
  expect(await allowed('see')).toEqual([true, false, true, true]);
  const { why } = await decideAccess(context, ann, { action: 'read', ...dataset('patients'), columns: ['address'] });
  expect(why).toMatch(/^Of a column that lies within it: Rule 2 of the policy streets/);
});
