import { expect, test } from 'vitest';

import { Failure, MINUTE_MS } from '#foundation';
import type { NodeId } from '#lineage';
import { Recorder } from '#store';
import { type FreshInstallation, freshInstallation, mapAll } from '#testkit';

import { applyPolicy } from './access/apply-policy.ts';
import { auditTrail, type TrailEntry, type TrailFilter } from './access/audit-trail.ts';
import { decideAll } from './access/decide.ts';
import { makeKey } from './access/keys.ts';
import { whatCould } from './access/what-could.ts';
import { whoCould } from './access/who-could.ts';
import { findDataset } from './ask/find-dataset.ts';
import { read } from './ask/ask.ts';
import { listEvents, showEvent } from './ask/list-events.ts';
import { listDatasets } from './ask/list-nodes.ts';
import type { Context, Principal } from './context.ts';
import { recordDecisions } from './decision-book.ts';
import { DecisionNotes } from './decision-notes.ts';
import { denialsWritten } from './denials.ts';
import { receiveEvent } from './receive/receive-event.ts';
import { setLineageWindow } from './rule/set-lineage-window.ts';

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };
const PERSON = { kind: 'person', namespaces: [] } as const;
const AUDITOR: Principal = { ...PERSON, id: '00000000-0000-4000-8000-000000000001', name: 'auditor', roles: ['auditor'] };
const ENGINEER: Principal = { ...PERSON, id: '00000000-0000-4000-8000-000000000002', name: 'engineer', roles: ['engineer'] };
const FROM = { door: 'graphql', address: '192.0.2.7' } as const;
const dataset = (name: string) => ({ dataset: { namespace: 'db', name } });

/** `patients` with a column that is PHI, `pay` that is CONFIDENTIAL, `prices` of which a tag says that it is not, `plain`; and a clock of the test's own. */
async function given(installation: FreshInstallation) {
  const { admin } = installation;
  const clock = { time: new Date('2026-03-01T12:00:10Z'), now: () => clock.time };
  const context: Context = { ...installation.context, clock, from: FROM };
  const tagged = {
    patients: [{ key: 'phi', field: 'ssn' }],
    pay: [{ key: 'Classification', value: ' confidential ' }],
    prices: [{ key: 'pii', value: 'no' }],
    plain: [],
  };
  for (const [name, tags] of Object.entries(tagged)) {
    const facets = { tags: { ...FACET, tags }, schema: { ...FACET, fields: [{ name: 'ssn' }, { name: 'id' }] } };
    const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: { namespace: 'db', name, facets } };
    await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  }
  await mapAll(context);
  const trail = async (filter: TrailFilter = {}): Promise<readonly TrailEntry[]> =>
    (await auditTrail(context, AUDITOR, { kinds: ['decision'], alsoUnmapped: true, first: 500, ...filter })).nodes.toReversed();
  return { context, clock, trail };
}

const told = (entries: readonly TrailEntry[]) =>
  entries.map(({ by, decisions }) => [by, ...decisions.map(({ action, outcome, names, count }) => [action, outcome, names.join(), count])]);

test('what is shown of protected data is recorded before it is answered, one entry an operation, with who, from where, why and under which version', async () => {
  await using installation = await freshInstallation();
  const { context, trail } = await given(installation);
  const { position } = await applyPolicy(context, installation.admin, {
    text: 'name: p\nrules:\n  - { effect: deny, roles: [engineer], on: { tag: phi, columns: ["*"] } }',
  });

  await findDataset(context, AUDITOR, dataset('patients'));
  await listDatasets(context, installation.admin, {});
  await findDataset(context, AUDITOR, dataset('prices')); // which is not protected
  await findDataset(context, ENGINEER, dataset('patients')); // whose one protected column is hidden
  await findDataset(context, ENGINEER, dataset('pay'));
  await setLineageWindow(context, installation.admin, { job: null, days: 7 });

  const entries = await trail();
  expect(told(entries)).toEqual([
    [AUDITOR.id, ['see', 'allowed', 'dataset db patients', 1]],
    [installation.admin.id, ['see', 'allowed', 'dataset db patients,dataset db pay', 1]],
    [ENGINEER.id, ['see', 'allowed', 'dataset db pay', 1]],
  ]);
  expect(entries[0]).toMatchObject({
    from: FROM,
    roles: ['auditor'],
    outcome: 'allowed',
    why: 'Nothing is hidden from the role auditor.',
    policy: null,
  });
  expect(entries.map(({ decisions }) => decisions[0]?.under)).toEqual([position, position, position]);
  const [reading] = await trail({ action: 'read trail' });
  expect(reading).toMatchObject({ by: AUDITOR.id, what: 'the audit trail: kind decision', from: FROM });
  expect(await trail({ kinds: ['setting'] })).toMatchObject([{ action: 'set', by: installation.admin.id, from: FROM, decisions: [] }]);
});

test('a refusal shows the names that may have been meant: of protected data that is on record', async () => {
  await using installation = await freshInstallation();
  const { context, trail } = await given(installation);
  const other = {
    eventTime: '2026-03-01T00:00:00Z',
    producer: 'https://example.com/p',
    dataset: { namespace: 'lab', name: 'pay', facets: {} },
  };
  await receiveEvent(context, installation.admin, Buffer.from(JSON.stringify(other)));
  await mapAll(context);

  await expect(findDataset(context, AUDITOR, dataset('patientss'))).rejects.toThrow('did you mean db patients');
  await expect(findDataset(context, ENGINEER, { dataset: { name: 'pay' } })).rejects.toMatchObject({ code: 'AMBIGUOUS' });
  await expect(findDataset(context, ENGINEER, dataset('plan'))).rejects.toThrow('did you mean db plain'); // which is not protected

  expect(told(await trail())).toEqual([
    [AUDITOR.id, ['see', 'allowed', 'dataset db patients', 1]],
    [ENGINEER.id, ['see', 'allowed', 'dataset db pay', 1]],
  ]);
});

test('of decisions each denial is recorded and each on protected data, in one entry with whom it was asked about, and found by all of that', async () => {
  await using installation = await freshInstallation();
  const { context, clock, trail } = await given(installation);
  const { admin, principals } = installation;
  const { position } = await applyPolicy(context, admin, {
    text: 'name: p\nrules:\n  - { effect: allow, roles: [gateway, analyst], action: [see, read], on: { name: "p*" } }\n  - { effect: deny, roles: [analyst], action: read, on: { name: pay } }',
  });
  const { id: ann } = await makeKey(context, admin, { principals, kind: 'person', name: 'ann', namespaces: [], roles: ['analyst'] });
  const gateway: Principal = { ...PERSON, id: '00000000-0000-4000-8000-000000000003', name: 'trino', roles: ['gateway'] };
  const ask = (name: string, columns?: readonly string[]) => ({ who: 'ann', action: 'read', ...dataset(name), columns }) as const;

  await decideAll(context, gateway, {
    questions: [ask('patients', ['id']), ask('patients', ['ssn', 'id']), ask('plain'), ask('pay'), ask('absent')],
  });
  clock.time = new Date(clock.time.getTime() + MINUTE_MS);
  await whoCould(context, AUDITOR, { ...dataset('patients'), action: 'read' });
  await decideAll(context, gateway, { questions: [{ who: 'ann', action: 'see', ...dataset('pay') }] }).catch(() => undefined);

  const entries = await trail();
  expect(told(entries)).toEqual([
    [
      gateway.id,
      ['see', 'denied', 'dataset db absent', 1],
      ['decide read', 'denied', 'dataset db pay', 1],
      ['decide read', 'allowed', 'column ssn of db patients,column id of db patients', 1],
    ],
    [AUDITOR.id, ['who could read', 'allowed', 'dataset db patients', 1]],
    [gateway.id, ['administer', 'denied', 'ask what others may do', 1]],
  ]);
  expect(entries[0]?.decisions[1]).toMatchObject({
    about: { id: ann, name: 'ann' },
    policy: position,
    rule: 2,
    under: position,
    things: 1,
  });
  const found = async (filter: TrailFilter): Promise<readonly number[]> =>
    (await trail(filter)).map((entry) => entries.findIndex((each) => each.position === entry.position)).filter((index) => index >= 0);
  expect(await found({ who: 'ann' })).toEqual([0]);
  expect(await found({ outcome: 'denied' })).toEqual([0, 2]);
  expect(await found({ thing: '*patients' })).toEqual([0, 1]);
  expect(await found({ thing: 'dataset db patients' })).toEqual([1]);
  expect(await found({ thing: 'dataset db p*', outcome: 'denied', action: 'decide read' })).toEqual([0]);
  expect(await found({ until: '2026-03-01T00:00:00Z' })).toEqual([]);
  expect(await found({ since: '2026-03-01T00:00:00Z', who: gateway.id })).toEqual([0, 2]);
  await expect(auditTrail(context, AUDITOR, { since: 'yesterday' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

test('of whom it was asked what they could is recorded, and each of several in one operation', async () => {
  await using installation = await freshInstallation();
  const { context, trail } = await given(installation);
  const { admin, principals } = installation;
  const people = ['ann', 'bea'];
  for (const name of people) await makeKey(context, admin, { principals, kind: 'person', name, namespaces: [], roles: ['engineer'] });
  const notes = new DecisionNotes();

  for (const who of [...people, AUDITOR.id]) await whatCould({ ...context, notes }, AUDITOR, { who, action: 'see' });
  await recordDecisions(context, AUDITOR, notes.all());

  const [entry] = await trail({ action: 'what could see' });
  expect(entry?.decisions.map(({ about, things }) => [about?.name ?? null, things])).toEqual([
    ['ann', 2],
    ['bea', 2],
    [null, 2],
  ]);
  for (const who of people) expect(await trail({ who, action: 'what could see' })).toEqual([entry]);
});

test('equal decisions of a minute are counted and the count is committed once; of a flood of denials so many are told apart', async () => {
  await using installation = await freshInstallation();
  const { context, clock, trail } = await given(installation);
  const elsewhere: Context = { ...context, from: { ...FROM, address: '192.0.2.8' } };

  await Promise.all(Array.from({ length: 5 }, () => findDataset(context, AUDITOR, dataset('pay'))));
  await findDataset(elsewhere, AUDITOR, dataset('pay'));
  await findDataset(elsewhere, AUDITOR, dataset('pay'));
  const denied = { action: 'see', outcome: 'denied', about: null, why: null, policy: null, rule: null, under: null } as const;
  const lookFor = (name: string) => recordDecisions(context, ENGINEER, [{ ...denied, things: [`dataset db ${name}`] }]);
  await lookFor('absent');
  await Promise.all(Array.from({ length: 102 }, (_, index) => lookFor(`absent ${index}`)));
  await lookFor('absent');
  clock.time = new Date(clock.time.getTime() + MINUTE_MS);
  await findDataset(context, AUDITOR, dataset('pay'));
  await denialsWritten(context);

  const pay = await trail({ who: AUDITOR.id, thing: '*pay' });
  const [first, second] = pay;
  expect(pay.map(({ count, from, decisions }) => [count, from?.address, decisions[0]?.first])).toEqual(
    expect.arrayContaining([
      [1, '192.0.2.7', null],
      [1, '192.0.2.8', null],
      [4, '192.0.2.7', first?.position],
      [1, '192.0.2.8', second?.position],
      [1, '192.0.2.7', null],
    ]),
  );
  expect(pay).toHaveLength(5);
  const flood = await trail({ who: ENGINEER.id, outcome: 'denied' });
  expect(flood).toHaveLength(102); // a hundred, the others, and the counts
  expect(flood.find(({ decisions }) => decisions[0]?.first !== null)?.decisions.map(({ names, count }) => [names.join(), count])).toEqual([
    ['dataset db absent', 1],
    ['(others)', 2],
  ]);
});

test('without a record there is no answer, but events are taken in', async () => {
  await using installation = await freshInstallation();
  const { context, trail } = await given(installation);
  const failing = new Failure('STORE_UNAVAILABLE', 'The database is away.');
  const recorder = Object.assign(Object.create(Recorder.prototype) as Recorder, { record: () => Promise.reject(failing) });
  const away: Context = { ...context, recorder };

  await expect(findDataset(away, AUDITOR, dataset('pay'))).rejects.toBe(failing);
  await expect(findDataset(away, AUDITOR, dataset('pay'))).rejects.toBe(failing);
  await expect(findDataset(away, ENGINEER, dataset('absent'))).rejects.toMatchObject({ code: 'NOT_FOUND' }); // from whom nothing is hidden: that is no denial
  await expect(auditTrail(away, ENGINEER)).rejects.toBe(failing);
  expect((await findDataset(away, AUDITOR, dataset('prices'))).dataset.name).toBe('prices');

  expect(await trail()).toEqual([]);
});

test('whoever reads entries of the trail as entries of the ledger is in the trail, too', async () => {
  await using installation = await freshInstallation();
  const { context, trail } = await given(installation);
  const { position } = await setLineageWindow(context, installation.admin, { job: null, days: 7 });
  await mapAll(context);
  const { header } = await findDataset(context, AUDITOR, dataset('plain'));
  const [event, size] = ['0', String(header.knownAt)];

  await showEvent(context, AUDITOR, { position: event });
  await showEvent(context, AUDITOR, { position: String(position), knownAt: size });
  await showEvent(context, ENGINEER, { position: String(position), knownAt: size }); // who is shown no body of it
  await listEvents(context, AUDITOR, { to: '1', knownAt: size });
  await listEvents(context, AUDITOR, { from: '1', knownAt: size });
  await listEvents(context, installation.admin, { knownAt: size });

  const read = await trail({ action: 'read trail' });
  expect(read.map(({ by, what }) => [by, what])).toEqual([
    [AUDITOR.id, `the audit trail: entry ${position}`],
    [AUDITOR.id, 'the audit trail: entries from 1'],
    [installation.admin.id, 'the audit trail: entries'],
  ]);
});

test('however much one operation shows, what of it is protected is noted', async () => {
  await using installation = await freshInstallation();
  const { context } = await given(installation);
  const notes = new DecisionNotes();
  const many = Array.from({ length: 20_001 }, (_, index) => ({ node: -index as NodeId, namespace: 'db', name: `plain ${index}` })); // of no graph
  const showMany = async (within: Context) =>
    read(within, AUDITOR, {
      ...{ question: {}, as: { operation: 'a test' } },
      work: ({ sight }) => {
        sight.noteShown(many);
        return Promise.resolve();
      },
    });

  await context.database.snapshot(async (session) => {
    const snapshot: Context['database']['snapshot'] = (work) => work(session);
    const database = Object.assign(Object.create(context.database) as Context['database'], { snapshot });
    const within = { ...context, notes, database, isOneSnapshot: true };
    await showMany(within);
    await findDataset(within, AUDITOR, dataset('patients'));
    await notes.look();
  });

  expect(notes.all()).toMatchObject([{ action: 'see', outcome: 'allowed', things: ['dataset db patients'] }]);
});

test('what a question showed that failed is not looked at when its snapshot is gone', async () => {
  await using installation = await freshInstallation();
  const { context } = await given(installation);
  const notes = new DecisionNotes();
  const failure = new Failure('AMBIGUOUS', 'a test');

  const asked = read({ ...context, notes }, AUDITOR, {
    ...{ question: {}, as: { operation: 'a test' } },
    work: ({ sight }) => {
      sight.noteShown([{ node: -1 as NodeId, namespace: 'db', name: 'patients' }]);
      return Promise.reject(failure);
    },
  });

  await expect(asked).rejects.toBe(failure);
  expect(notes.mustLook).toBe(false);
});
