import { expect, test } from 'vitest';

import { Failure } from '#foundation';
import { freshInstallation, given, labelAll, mapAll, person } from '#testkit';

import { findDataset } from '../ask/find-dataset.ts';
import type { Principal } from '../context.ts';
import { denialsWritten } from '../denials.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { applyPolicy } from './apply-policy.ts';
import { auditTrail } from './audit-trail.ts';
import { decideAccess } from './decide.ts';
import { draftPolicy } from './draft-policy.ts';
import { previewPolicy } from './preview-policy.ts';

// Goal: a draft says who gains and who loses of the graph, and what would become of what was denied; to whom something is hidden it names nothing of that.
test('a simulated draft tells changes of sight and replays denials, and names to its asker nothing that is hidden from him', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  for (const name of ['hr.salaries', 'hr.bonus', 'beds']) {
    const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: { namespace: 'db', name } };
    await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  }
  const deny = (name: string) => ({ effect: 'deny', roles: ['engineer'], on: { name } });
  await applyPolicy(context, admin, { text: JSON.stringify({ name: 'hr', rules: [deny('hr.*')] }) });
  const secret = { effect: 'deny', roles: ['policy-author'], on: { name: 'hr.bonus' } };
  await applyPolicy(context, admin, { text: JSON.stringify({ name: 'bonus', rules: [secret] }) });
  await mapAll(context);
  const ann = await person(installation, 'ann', 'policy-author');
  const aud = await person(installation, 'aud', 'auditor');
  const eve = await person(installation, 'eve', 'engineer');
  for (const dataset of ['hr.salaries', 'hr.bonus', 'gone', 'hr.salaries'].map((name) => ({ namespace: 'db', name })))
    await expect(findDataset(context, eve, { dataset })).rejects.toThrow(Failure);
  await denialsWritten(context);
  const { draft } = await draftPolicy(context, ann, { text: JSON.stringify({ name: 'hr', rules: [deny('beds')] }) });

  const told = async (who: Principal) => {
    const { name, changes, decisions } = await previewPolicy(context, who, { of: { draft: String(draft) }, days: 7 });
    return {
      name,
      changes: changes.map(({ role, change, count, examples }) => [role, change, count, ...examples]),
      decisions: given(decisions),
    };
  };
  const whole = await told(aud);
  expect(whole.changes).toEqual([
    ['engineer', 'less', 1, 'db beds'],
    ['engineer', 'more', 2, 'db hr.bonus', 'db hr.salaries'],
  ]);
  expect(whole.decisions).toMatchObject({ days: 7, looked: 3, wouldBeAllowed: 2, stillDenied: 0, notThere: 1, isCut: false });
  expect(whole.decisions.gains.toSorted()).toEqual(['engineer: see dataset db hr.bonus', 'engineer: see dataset db hr.salaries']);
  const scoped = await told(ann);
  expect(scoped.changes).toEqual([
    ['engineer', 'less', 1, 'db beds'],
    ['engineer', 'more', 1, 'db hr.salaries'],
  ]);
  expect(scoped.decisions).toMatchObject({ looked: 3, wouldBeAllowed: 1, notThere: 2, gains: ['engineer: see dataset db hr.salaries'] });
  await expect(previewPolicy(context, ann, { of: { draft: '0' } })).rejects.toThrow('No draft stands at 0');
  await expect(previewPolicy(context, ann, { of: { draft: String(draft) }, days: 91 })).rejects.toThrow('1 to 90 days');
  await expect(previewPolicy(context, eve, { of: { draft: String(draft) } })).rejects.toThrow('Only an auditor, a policy author');
});

test('what was shown of protected data, and what a gateway was told of somebody, are replayed: who would lose it is told', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const facet = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/X.json' };
  const facets = {
    schema: { ...facet, fields: ['id', 'ssn'].map((name) => ({ name })) },
    tags: { ...facet, tags: [{ key: 'PHI', field: 'ssn' }] },
  };
  const dataset = { namespace: 'db', name: 'patients' };
  const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: { ...dataset, facets } };
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  const rules = [
    { effect: 'allow', roles: ['gateway'], on: { name: '*' } },
    { effect: 'allow', roles: ['engineer'], action: 'read', on: { name: '*' } },
  ];
  await applyPolicy(context, admin, { text: JSON.stringify({ name: 'p', rules }) });
  await mapAll(context);
  await labelAll(context);
  const [eve, trino] = [await person(installation, 'eve', 'engineer'), await person(installation, 'trino', 'gateway')];
  await findDataset(context, eve, { dataset });
  const read = await decideAccess(context, trino, { who: 'eve', action: 'read', dataset, columns: ['ssn'] });
  expect(read.isAllowed).toBe(true);

  const replayed = async (...more: readonly object[]) => {
    const text = JSON.stringify({ name: 'p', rules: [...rules, ...more] });
    return given((await previewPolicy(context, admin, { of: { text }, days: 1 })).decisions);
  };
  expect(await replayed()).toMatchObject({ looked: 2, stillAllowed: 2, wouldBeDenied: 0, losses: [] });
  expect(await replayed({ effect: 'deny', roles: ['engineer'], on: { name: 'patients' } })).toMatchObject({
    ...{ looked: 2, stillAllowed: 1, wouldBeDenied: 1 },
    losses: ['engineer: see dataset db patients'],
  });
  const hashed = { effect: 'mask', how: 'hash', roles: ['engineer'], on: { columns: ['ssn'] } };
  // Beside the two, that the preview before named patients.
  expect(await replayed(hashed)).toMatchObject({ looked: 3, stillAllowed: 2, losses: ['engineer: read column ssn of db patients'] });
});

test('what was allowed or denied for a purpose is replayed for it', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const facet = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/X.json' };
  const dataset = { namespace: 'db', name: 'patients' };
  const facets = { tags: { ...facet, tags: [{ key: 'PHI' }] } };
  const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: { ...dataset, facets } };
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  const seen = { effect: 'allow', roles: ['gateway', 'engineer'], on: { name: '*' } };
  const readFor = (...purpose: readonly string[]) => ({ effect: 'allow', roles: ['engineer'], action: 'read', purpose, on: { name: '*' } });
  await applyPolicy(context, admin, { text: JSON.stringify({ name: 'p', rules: [seen, readFor('treatment')] }) });
  await mapAll(context);
  await person(installation, 'eve', 'engineer');
  const trino = await person(installation, 'trino', 'gateway');
  for (const purpose of ['treatment', 'research', undefined])
    await decideAccess(context, trino, { who: 'eve', action: 'read', dataset, purpose });
  const replayed = async (...rules: readonly object[]) =>
    given(
      (await previewPolicy(context, admin, { of: { text: JSON.stringify({ name: 'p', rules: [seen, ...rules] }) }, days: 1 })).decisions,
    );

  expect(await replayed(readFor('treatment'))).toMatchObject({ looked: 3, stillAllowed: 1, stillDenied: 2 });
  expect(await replayed(readFor('research'))).toMatchObject({
    ...{ looked: 3, wouldBeAllowed: 1, wouldBeDenied: 1, stillDenied: 1 },
    gains: ['engineer: read dataset db patients for research'],
    losses: ['engineer: read dataset db patients for treatment'],
  });
  expect(await replayed({ ...readFor('any'), purpose: undefined })).toMatchObject({ stillAllowed: 2, wouldBeAllowed: 2 }); // with what the preview before showed
});

test('a draft about the data itself, and about topology, tells who could read, write and know less and more; a misspelt rule of it is named', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const facet = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/X.json' };
  for (const [name, tags] of [
    ['patients', [{ key: 'PHI', field: 'ssn' }]],
    ['beds', []],
  ] as const) {
    const facets = { schema: { ...facet, fields: [{ name: 'id' }, { name: 'ssn' }] }, tags: { ...facet, tags } };
    const dataset = { namespace: 'db', name, facets };
    const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset };
    await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  }
  const allow = { effect: 'allow', roles: ['analyst'], action: ['read', 'write'], on: { name: '*' } };
  const hide = { effect: 'deny', roles: ['engineer'], on: { name: 'beds' } };
  await applyPolicy(context, admin, { text: JSON.stringify({ name: 'p', rules: [allow, hide] }) });
  await mapAll(context);
  await labelAll(context);

  const rules = [
    allow,
    hide,
    { effect: 'deny', roles: ['analyst'], action: 'read', on: { tag: 'phi', columns: ['*'] } },
    { effect: 'deny', roles: ['analyst'], action: 'write', on: { name: 'patients' } },
    { effect: 'allow', roles: ['engineer'], action: 'topology', on: { name: '*' } },
    { effect: 'allow', roles: ['nurse'], action: 'read', on: { name: 'beds' } },
    { effect: 'deny', roles: ['analyst'], action: 'read', on: { name: 'bedz' } },
  ];
  const { changes, idleRules } = await previewPolicy(context, admin, { of: { text: JSON.stringify({ name: 'p', rules }) } });

  expect(idleRules).toEqual([7]);
  expect(changes.map(({ role, action, change, what, examples }) => [role, action, change, what, ...examples])).toEqual([
    ['analyst', 'read', 'less', 'column', 'db patients ssn'],
    ['analyst', 'write', 'less', 'column', 'db patients id', 'db patients ssn'],
    ['analyst', 'write', 'less', 'dataset', 'db patients'],
    ['engineer', 'topology', 'more', 'dataset', 'db beds'],
    ['nurse', 'read', 'more', 'column', 'db beds id', 'db beds ssn'],
    ['nurse', 'read', 'more', 'dataset', 'db beds'],
  ]);
});

test('a column is replayed and previewed with what lies within it, as a gateway is told', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const facet = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/X.json' };
  const facets = {
    schema: { ...facet, fields: [{ name: 'address', fields: [{ name: 'ssn' }] }] },
    tags: { ...facet, tags: [{ key: 'PHI' }] },
  };
  const dataset = { namespace: 'ehr', name: 'patients' };
  const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: { ...dataset, facets } };
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  const base = [
    { effect: 'allow', roles: ['gateway'], on: { name: '*' } },
    { effect: 'allow', roles: ['analyst'], action: 'read', on: { name: '*' } },
  ];
  await applyPolicy(context, admin, { text: JSON.stringify({ name: 'p', rules: base }) });
  await mapAll(context);
  await person(installation, 'ann', 'analyst');
  const trino = await person(installation, 'trino', 'gateway');
  const asked = { who: 'ann', action: 'read', dataset, columns: ['address'] } as const;
  expect((await decideAccess(context, trino, asked)).isAllowed).toBe(true);

  for (const rule of [
    { effect: 'deny', roles: ['analyst'], action: 'read', on: { columns: ['*.ssn'] } },
    { effect: 'mask', how: 'hash', roles: ['analyst'], on: { columns: ['*.ssn'] } },
  ]) {
    const preview = await previewPolicy(context, admin, { of: { text: JSON.stringify({ name: 'p', rules: [...base, rule] }) }, days: 1 });
    expect(given(preview.decisions)).toMatchObject({ wouldBeDenied: 1, losses: ['analyst: read column address of ehr patients'] });
    expect(preview.changes.flatMap(({ examples }) => examples.map((each) => each.split(':')[0]))).toEqual([
      'ehr patients address',
      'ehr patients address.ssn',
    ]);
  }
});

test('a preview tells its author nothing of tags of columns that are hidden from him', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const facet = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/X.json' };
  for (const [name, field] of [
    ['one', 'ssn'],
    ['two', 'id'],
  ] as const) {
    const facets = { schema: { ...facet, fields: [{ name: field }] }, tags: { ...facet, tags: [{ key: 'PHI', field }] } };
    const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: { namespace: 'ehr', name, facets } };
    await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  }
  const rules = [
    { effect: 'deny', roles: ['policy-author'], on: { columns: ['ssn'] } },
    { effect: 'deny', roles: ['engineer'], on: { namespace: 'ehr' } },
    { effect: 'allow', roles: ['engineer'], action: 'topology', on: { name: '*' } },
  ];
  await applyPolicy(context, admin, { text: JSON.stringify({ name: 'p', rules }) });
  await mapAll(context);
  await labelAll(context);
  const ann = await person(installation, 'ann', 'policy-author');

  for (const on of [{ tag: 'PHI' }, { classification: 'PHI' }]) {
    const text = JSON.stringify({ name: 'q', rules: [{ effect: 'deny', roles: ['engineer'], action: 'topology', on }] });
    const told = async (who: Principal) =>
      (await previewPolicy(context, who, { of: { text } })).changes.flatMap(({ examples }) => examples);
    expect([await told(admin), await told(ann)]).toEqual([['ehr one', 'ehr two'], ['ehr two']]);
  }
});

// Goal: a simulation is no way to spell what is hidden. Method: a struct with a column that is hidden from its author, who asks about the struct, so that the answer is on record, and
// replays it under drafts of her own that would meet the hidden column by its name, by its letters and by its label.
test('what is replayed for an author is judged by what the author sees', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const facet = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/X.json' };
  const dataset = { namespace: 'ehr', name: 'patients' };
  const fields = [{ name: 'address', fields: [{ name: 'city' }, { name: 'hiv_flag' }] }];
  const facets = { schema: { ...facet, fields }, tags: { ...facet, tags: [{ key: 'PHI', field: 'address.hiv_flag' }] } };
  const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: { ...dataset, facets } };
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  const hides = [{ effect: 'deny', roles: ['policy-author'], on: { columns: ['address.hiv*'] } }];
  await applyPolicy(context, admin, { text: JSON.stringify({ name: 'p', rules: hides }) });
  await mapAll(context);
  await labelAll(context);
  const ann = await person(installation, 'ann', 'policy-author');
  expect(await decideAccess(context, ann, { action: 'read', dataset, columns: ['address'] })).toMatchObject({ isAllowed: false });
  await denialsWritten(context);

  const allowedTo = async (who: Principal, on: object): Promise<number | undefined> => {
    const allows = { effect: 'allow', roles: ['policy-author'], action: 'read', on: { name: '*' } };
    const rules = [allows, { effect: 'deny', roles: ['policy-author'], action: 'read', on }];
    const { decisions } = await previewPolicy(context, who, { of: { text: JSON.stringify({ name: 'q', rules }) }, days: 1 });
    return decisions?.wouldBeAllowed;
  };
  const meets = [{ columns: ['address.hiv_flag'] }, { columns: ['address.h*'] }, { tag: 'PHI', columns: ['*'] }];
  for (const on of meets) expect([on, await allowedTo(ann, on), await allowedTo(admin, on)]).toEqual([on, 1, 0]);
  const seen = { columns: ['address.city'] };
  expect([await allowedTo(ann, seen), await allowedTo(ann, { columns: ['address.x*'] })]).toEqual([0, 1]);
});

test('a preview says in the trail which protected datasets it gives for examples, of the graph and of what was decided, and names no others', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const facet = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/X.json' };
  const facets = { tags: { ...facet, tags: [{ key: 'PHI' }] } };
  for (const name of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'asked']) {
    const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: { namespace: 'db', name, facets } };
    await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  }
  await mapAll(context);
  await findDataset(context, await person(installation, 'eve', 'engineer'), { dataset: { namespace: 'db', name: 'asked' } });
  const text = JSON.stringify({ name: 'p', rules: [{ effect: 'deny', roles: ['engineer'], on: { name: 'a*' } }] });

  const { changes } = await previewPolicy(context, admin, { of: { text } });
  const { decisions } = await previewPolicy(context, admin, { of: { text }, days: 1 });

  const examples = ['db a1', 'db a2', 'db a3', 'db a4', 'db a5'];
  expect(changes.find(({ what }) => what === 'dataset')).toMatchObject({ count: 7, examples });
  expect(decisions?.losses).toEqual(['engineer: see dataset db asked']);
  const { nodes } = await auditTrail(context, admin, { who: admin.id, action: 'see', alsoUnmapped: true });
  const shown = nodes.toReversed().map((entry) => entry.decisions.map(({ outcome, names }) => [outcome, ...names.toSorted()]));
  const named = examples.map((each) => `dataset ${each}`);
  expect(shown).toEqual([[['allowed', ...named]], [['allowed', ...named, 'dataset db asked']]]);
});
