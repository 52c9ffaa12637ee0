import { expect, test } from 'vitest';

import { formatInstant, HOUR_MS } from '#foundation';
import { freshInstallation, given, mapAll, person, providerSaid, refusal } from '#testkit';

import { listDatasets } from '../ask/list-nodes.ts';
import { whoAmI } from '../ask/who-am-i.ts';
import type { Context, Principal } from '../context.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { examine } from '../examine.ts';
import { applyAccess } from './apply-access.ts';
import { applyPolicy } from './apply-policy.ts';
import { auditTrail } from './audit-trail.ts';
import { personNow } from '../sign-in/know-person.ts';
import { breakGlass } from './break-glass.ts';
import { listBrokenGlasses, reviewGlass } from './broken-glasses.ts';
import { decideAccess } from './decide.ts';
import { endGlass } from './end-glass.ts';
import { makeKey } from './keys.ts';
import { listPolicyChanges } from './list-policy-changes.ts';

const HIDING = 'name: hr\nrules: [{ effect: deny, roles: [engineer, oncall], on: { name: "hr.*" } }]';

test('a broken glass hides nothing from one person until it is over, for a reason, and owes a review by somebody else', async () => {
  await using installation = await freshInstallation();
  const { admin } = installation;
  let time = new Date(); // the ledger's clock is Postgres'
  const context: Context = { ...installation.context, clock: { now: () => time } };
  const events = ['hr.salaries', 'beds'].map((name) => ({
    ...{ eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p' },
    dataset: { namespace: 'db', name },
  }));
  for (const event of events) await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  await applyPolicy(context, admin, { text: HIDING });
  await mapAll(context);
  const oncall = await person(installation, 'oncall', 'engineer', 'break-glass');
  const engineer = await person(installation, 'eve', 'engineer');
  const auditor = await person(installation, 'aud', 'auditor');
  const names = async (who: Principal) => (await listDatasets(context, who, {})).nodes.map(({ name }) => name);
  const wish = { reason: 'ward 4 is down', hours: 2 };

  expect(await names(oncall)).toEqual(['beds']);
  expect(await refusal(breakGlass(context, engineer, wish))).toMatch(
    'ACCESS_DENIED: Only whoever has the role break-glass may break the glass',
  );
  expect(await refusal(breakGlass(context, engineer, { ...wish, who: 'oncall' }))).toMatch('ACCESS_DENIED: Only an administrator');
  expect(await refusal(breakGlass(context, admin, wish))).toMatch('From administrators nothing is hidden');
  expect(await refusal(breakGlass(context, oncall, { ...wish, reason: '  ' }))).toMatch('Say why');
  for (const hours of [0, 25, 1.5]) expect(await refusal(breakGlass(context, oncall, { ...wish, hours }))).toMatch('lasts 1 to 24 hours');

  const { position, until } = await breakGlass(context, oncall, wish);
  expect([await names(oncall), await names(engineer)]).toEqual([['beds', 'hr.salaries'], ['beds']]);
  expect((await whoAmI(context, oncall)).grants.at(-1)).toMatchObject({ role: 'see:everything', team: null, until, by: 'break-glass' });
  await mapAll(context);
  const salaries = { dataset: { namespace: 'db', name: 'hr.salaries' } };
  const decided = async (action: 'see' | 'read') => (await decideAccess(context, oncall, { ...salaries, action })).isAllowed;
  expect([await decided('see'), await decided('read')]).toEqual([true, false]);
  for (const act of [listPolicyChanges, auditTrail, listBrokenGlasses])
    expect(await refusal(act(context, oncall, {}))).toMatch('ACCESS_DENIED');
  const owed = async () => (await listBrokenGlasses(context, auditor, { isOwed: true, alsoUnmapped: true })).nodes;
  expect(await owed()).toMatchObject([{ name: 'oncall', by: oncall.id, ...wish, isInForce: true, review: null }]);
  expect((await examine(context, admin)).glassesOwed).toMatchObject([{ position, name: 'oncall' }]);
  const review = { position: String(position), note: 'looked at one dataset' };
  expect(await refusal(reviewGlass(context, auditor, review))).toMatch(`is in force until ${formatInstant(until)}; end it`);

  time = new Date(time.getTime() + 2 * HOUR_MS);
  expect(await names(oncall)).toEqual(['beds']);
  expect((await whoAmI(context, oncall)).grants.map(({ role }) => role)).toEqual(['engineer', 'break-glass']);
  const second = await breakGlass(context, admin, { ...wish, who: 'eve' });
  expect(second.name).toBe('eve');
  expect(await names(engineer)).toEqual(['beds', 'hr.salaries']);

  expect(await refusal(reviewGlass(context, oncall, review))).toMatch('ACCESS_DENIED: Only an auditor');
  expect(await refusal(reviewGlass(context, admin, review))).toMatch("reviewed with a key of one's own");
  expect(await refusal(reviewGlass(context, auditor, { ...review, note: '' }))).toMatch('Say what you found');
  expect(await reviewGlass(context, auditor, review)).toEqual({ position, name: 'oncall' });
  expect(await refusal(reviewGlass(context, auditor, review))).toMatch('was reviewed already');
  expect((await owed()).map(({ name, by }) => [name, by])).toEqual([['eve', admin.id]]);
  await mapAll(context);
  expect((await listBrokenGlasses(context, auditor, { knownAt: String(position + 1n) })).nodes).toMatchObject([
    { name: 'oncall', review: null },
  ]);
  expect((await listBrokenGlasses(context, auditor, {})).nodes.at(-1)?.review).toMatchObject({ byName: 'aud', note: review.note });
  const trail = await auditTrail(context, auditor, { kinds: ['policy'], first: 3 });
  expect(trail.nodes.map(({ action, what, why }) => [action, what, why])).toEqual([
    ['review broken glass', 'oncall', 'looked at one dataset'],
    ['break glass', 'eve', `Until ${formatInstant(second.until)}. ward 4 is down`],
    ['break glass', 'oncall', `Until ${formatInstant(until)}. ward 4 is down`],
  ]);
});

test('who breaks the glass and audits, too, does not review it himself, and no access file gives what a glass gives', async () => {
  await using installation = await freshInstallation();
  const { context, admin, principals } = installation;
  const both = await person(installation, 'both', 'auditor', 'break-glass');
  const { position } = await breakGlass(context, both, { reason: 'why not', hours: 1 });
  const review = { position: String(position), note: 'fine' };
  expect(await refusal(reviewGlass(context, both, review))).toMatch('reviewed by somebody else');
  const told = { issuer: 'https://id.example', subject: 'u-1', name: 'eve', groups: [], roles: [], toldAt: context.clock.now() };
  await providerSaid(installation, told);
  expect(await refusal(breakGlass(context, admin, { who: 'eve', reason: 'why not', hours: 1 }))).toMatch(
    /people may choose it there; say the id/,
  );
  await expect(
    makeKey(context, admin, { principals, kind: 'person', name: 'x', namespaces: [], roles: ['see:everything'] }),
  ).rejects.toThrow();
  const file = { text: 'roles: { "see:everything": [both] }', isPruning: false, isDryRun: false };
  expect(await refusal(applyAccess(context, admin, file))).toMatch('a role is a word of small letters');
});

test('a broken glass lets nobody in who has nothing else', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const gone = await person(installation, 'gone');
  await breakGlass(context, admin, { who: 'gone', reason: 'ward 4 is down', hours: 2 });

  const now = await personNow(context, { principalId: gone.id, groups: [] });

  expect(given(now).hasRole).toBe(false);
  expect((await whoAmI(context, gone)).grants).toMatchObject([{ role: 'see:everything' }]);
});

test('a broken glass is ended before its time by an administrator or who sees by it, with all others of that person, and owes its review still', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const oncall = await person(installation, 'oncall', 'break-glass');
  const [other, auditor] = [await person(installation, 'eve', 'engineer'), await person(installation, 'aud', 'auditor')];
  const wish = { reason: 'ward 4 is down', hours: 2 };
  const first = await breakGlass(context, oncall, wish);
  const second = await breakGlass(context, oncall, { ...wish, hours: 3 });
  const position = String(second.position);

  for (const who of [other, auditor])
    expect(await refusal(endGlass(context, who, { position }))).toMatch('ACCESS_DENIED: Only an administrator');
  expect(await refusal(endGlass(context, admin, { position: '99' }))).toMatch('NOT_FOUND');
  const { until } = await endGlass(context, oncall, { position });

  expect(await refusal(endGlass(context, admin, { position }))).toMatch(`was over at ${formatInstant(until)}`);
  expect((await whoAmI(context, oncall)).grants.map(({ role }) => role)).toEqual(['break-glass']);
  const glasses = await listBrokenGlasses(context, auditor, { isOwed: true, alsoUnmapped: true });
  expect(glasses.nodes.map(({ position: at, until: end, isInForce }) => [at, end, isInForce])).toEqual([
    [second.position, until, false],
    [first.position, until, false],
  ]);
  expect(await reviewGlass(context, auditor, { position, note: 'fine' })).toMatchObject({ name: 'oncall' });
});
