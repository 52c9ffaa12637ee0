import { expect, test } from 'vitest';

import { countingStatements, freshInstallation, type FreshInstallation, mapAll, nextInstant, person, refusal } from '#testkit';

import { denialsWritten } from '../denials.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { applyAccess } from './apply-access.ts';
import { applyPolicy } from './apply-policy.ts';
import { auditTrail } from './audit-trail.ts';
import { decideAll } from './decide.ts';
import { whoCould, type WhoCouldQuestion } from './who-could.ts';

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };
const job = (name: string) => ({ job: { namespace: 'etl', name } });
const dataset = (name: string) => ({ dataset: { namespace: 'db', name } });

async function givenGraph({ context, admin }: FreshInstallation): Promise<void> {
  const tags = { ...FACET, tags: [{ key: 'classification', value: 'PHI', field: 'ssn' }] };
  for (const [index, name] of ['load', 'hr.review'].entries()) {
    const event = {
      ...{ eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', producer: 'https://example.com/p' },
      ...{ run: { runId: `0197ad84-7a0d-7527-9f8a-00000000000${index}` }, ...job(name) },
      outputs: [{ ...dataset('patients').dataset, facets: { tags } }, dataset('wards').dataset, dataset('hr.pay').dataset],
    };
    expect((await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)))).kind).toBe('recorded');
  }
  await mapAll(context);
}

const POLICY = `
name: hr
rules:
  - { effect: deny, roles: [engineer], on: { jobs: ["hr.*"] } }
  - { effect: deny, roles: [engineer], on: { facets: [sql, source*], namespace: etl } }
  - { effect: deny, roles: [guest], on: { facets: [schema] } }
  - { effect: allow, roles: [reader], on: { namespace: db, name: "w*" } }
  - { effect: allow, roles: [reader], on: { facets: [documentation], namespace: etl } }
  - { effect: allow, roles: [guest], on: { name: "*" } }`;

const FACETS = ['sql', 'documentation', 'lines', 'schema', 'symlinks', 'no_such_facet'];

// Goal: what is said of all at once is what is said of each. Method: people who hold roles in every way, facets that are denied, withheld, shown in part and
// shown whole, of things that are seen and hidden; who could see each is asked for, and each is decided about.
test('who could see a facet is everybody of whom it is decided so, and whether it is shown to them whole', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenGraph(installation);
  const people = [
    await person(installation, 'aud', 'auditor'),
    await person(installation, 'both', 'engineer', 'guest'),
    await person(installation, 'eve', 'engineer'),
    await person(installation, 'gus', 'guest'),
    await person(installation, 'rea', 'reader'),
    await person(installation, 'team'),
  ];
  await applyAccess(context, admin, {
    text: 'teams: { ward: { owns: [db], members: { engineer: [team], auditor: ["group:wards"] } } }',
    ...{ isPruning: false, isDryRun: false },
  });
  await applyPolicy(context, admin, { text: POLICY });
  await mapAll(context);
  const told = { whole: 0, part: 0, denied: 0 };

  for (const thing of [dataset('patients'), dataset('wards'), job('load'), job('hr.review')]) {
    const questions = people.map(({ id }) => ({ who: id, action: 'see' as const, ...thing, facets: FACETS }));
    const { decisions } = await decideAll(context, admin, { questions });
    for (const [index, facet] of FACETS.entries()) {
      const decided = decisions.flatMap((each) => {
        const judged = 'facets' in each ? each.facets[index] : undefined;
        told[judged?.isWhole === true ? 'whole' : judged?.isAllowed === true ? 'part' : 'denied'] += 1;
        return judged?.isAllowed === true && 'who' in each ? [[each.who.name, judged.isWhole]] : [];
      });
      const { who, facet: asked } = await whoCould(context, admin, { action: 'see', ...thing, facet });
      expect([asked, who.flatMap(({ kind, name, isWhole }) => (kind === 'person' ? [[name, isWhole]] : []))]).toEqual([facet, decided]);
    }
  }
  expect(Math.min(told.whole, told.part, told.denied)).toBeGreaterThan(8);

  // Groups are judged as those who are in one; of a thing whole nothing is said of that, and to administrators all is shown.
  const could = async (question: Partial<WhoCouldQuestion>) =>
    (await whoCould(context, admin, { action: 'see', ...question })).who.map(({ kind, name, isWhole }) => `${kind} ${name} ${isWhole}`);
  expect(await could({ ...dataset('wards'), facet: 'schema' })).toEqual([
    ...['person aud true', 'person eve false', 'person rea false', 'person team false', 'group wards false'],
  ]);
  expect(await could(job('hr.review'))).toEqual(['person aud null', 'person gus null']);
});

test('of a past time it is told who could see a facet by the rules of then', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenGraph(installation);
  await person(installation, 'eve', 'engineer');
  const before = (await nextInstant()).toISOString();
  await nextInstant();
  await applyPolicy(context, admin, { text: POLICY });
  await mapAll(context);
  const could = async (asOf?: string) =>
    (await whoCould(context, admin, { action: 'see', ...job('load'), facet: 'sql', asOf })).who.map(({ name, isWhole }) => [name, isWhole]);

  expect([await could(before), await could()]).toEqual([[['eve', true]], []]);
});

test('who asks who could see a facet is told what is no such question, nothing of what is hidden, and is on record where it is protected', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenGraph(installation);
  const aud = await person(installation, 'aud', 'auditor');
  const eve = await person(installation, 'eve', 'engineer');
  await applyPolicy(context, admin, { text: 'name: p\nrules: [{ effect: deny, roles: [auditor], on: { name: "hr.*" } }]' });
  await mapAll(context);
  const whyNot = (question: Partial<WhoCouldQuestion>, who = aud) =>
    refusal(whoCould(context, who, { action: 'see', facet: 'sql', ...question }));

  expect(await whyNot({ ...job('load'), facet: '' })).toMatch(
    /^BAD_REQUEST: A facet has a name; leave it out to ask about the job whole\./,
  );
  expect(await whyNot({ ...dataset('wards'), action: 'read' })).toMatch(
    /^BAD_REQUEST: Data alone is read and written; ask whether facets are/,
  );
  expect(await whyNot({ ...dataset('wards'), column: 'a' })).toMatch(/^BAD_REQUEST: Ask about columns in one question, and about facets/);
  expect(await whyNot(job('load'), eve)).toMatch(/^ACCESS_DENIED/);
  const asked = async (thing: Partial<WhoCouldQuestion>): Promise<object> => {
    const { counted, statements } = countingStatements(context);
    const told = await refusal(whoCould(counted, aud, { action: 'see', facet: 'sql', ...thing }));
    await denialsWritten(context);
    return { statements, told };
  };
  await asked(job('no_such')); // the rules are read once
  for (const [hidden, absent] of [
    [job('hr.review'), job('ab.review')],
    [dataset('hr.pay'), dataset('ab.pay')],
  ] as const) {
    const told = await asked(hidden);
    expect(told).toEqual(await asked(absent));
    expect(told).toMatchObject({ told: expect.stringMatching(/^NOT_FOUND: There is no such (?:job|dataset)/) as string });
  }

  for (const thing of [dataset('patients'), dataset('wards'), job('load')])
    await whoCould(context, aud, { action: 'see', ...thing, facet: 'sql' });
  await mapAll(context);
  const { nodes } = await auditTrail(context, admin, { who: aud.id, action: 'who could see' });
  expect(nodes.flatMap(({ decisions }) => decisions.flatMap(({ names }) => names))).toEqual(['facet sql of dataset db patients']);
});
