import { expect, test } from 'vitest';

import { MINUTE_MS } from '#foundation';
import { type FreshInstallation, freshInstallation, mapAll } from '#testkit';

import { applyPolicy } from './access/apply-policy.ts';
import { auditTrail, type TrailFilter } from './access/audit-trail.ts';
import { breakGlass } from './access/break-glass.ts';
import { decideAll } from './access/decide.ts';
import { makeKey } from './access/keys.ts';
import { findDataset } from './ask/find-dataset.ts';
import type { Context, Principal } from './context.ts';
import { recordDecisions } from './decision-book.ts';
import { denialsWritten } from './denials.ts';
import { receiveEvent } from './receive/receive-event.ts';

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };
const ANN: Principal = {
  kind: 'person',
  namespaces: [],
  id: '00000000-0000-4000-8000-000000000002',
  name: 'ann',
  roles: ['analyst', 'break-glass'],
};
const PAY = { dataset: { namespace: 'db', name: 'pay' } };

/** `pay`, which is CONFIDENTIAL, and a clock that goes on by a millisecond whenever it is read. */
async function givenPay(installation: FreshInstallation) {
  const { admin } = installation;
  const clock = { time: new Date(), now: () => (clock.time = new Date(clock.time.getTime() + 1)) };
  const context: Context = { ...installation.context, clock };
  const facets = { tags: { ...FACET, tags: [{ key: 'classification', value: 'confidential' }] } };
  const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: { ...PAY.dataset, facets } };
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  await mapAll(context);
  const trail = async (filter: TrailFilter) =>
    (await auditTrail(context, admin, { kinds: ['decision'], alsoUnmapped: true, first: 500, ...filter })).nodes.toReversed();
  return { context, clock, trail };
}

test('what is decided alike on other grounds within a minute, or for another purpose, is recorded by itself; the moment of asking is no other ground', async () => {
  await using installation = await freshInstallation();
  const { context, clock, trail } = await givenPay(installation);
  const { admin, principals } = installation;
  await applyPolicy(context, admin, { text: policyOf(1) });
  const { id } = await makeKey(context, admin, {
    principals,
    kind: 'person',
    name: 'ann',
    namespaces: [],
    roles: ['analyst', 'break-glass'],
  });
  const ann: Principal = { ...ANN, id };
  clock.time = new Date(Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS);
  const see = () => findDataset(context, ann, PAY);
  const ask = (purpose?: string) => decideAll(context, ann, { questions: [{ action: 'see', ...PAY, purpose }] });
  const twice = async (work: () => Promise<unknown>): Promise<void> => {
    await work();
    await work();
  };

  await twice(see);
  await twice(ask);
  await twice(() => ask('treatment'));
  await applyPolicy(context, admin, { text: policyOf(2) });
  await twice(see);
  await breakGlass(context, ann, { reason: 'ward 4 is down', hours: 1 });
  await twice(see);
  await findDataset(context, { ...ann, roles: ['analyst'] }, PAY);
  await denialsWritten(context);

  const entries = (await trail({ who: 'ann' })).filter(({ by, decisions }) => by === id && decisions.length > 0);
  const decided = entries.flatMap(({ roles, decisions }) =>
    decisions.map(({ action, why, purpose, first, count }) => [
      action,
      purpose,
      why?.replace(/at .*Z/, 'now'),
      roles.length,
      first === null,
      count,
    ]),
  );
  const [byRule1, byRule2] = [1, 2].map((rule) => `Rule ${rule} of the policy p allows it.`);
  const byGlass = 'Nothing is hidden from the role analyst, break-glass, see:everything.';
  const now = 'The rules in force now allow to see it.';
  const firsts = [
    ['see', null, byRule1, 2, true, 1],
    ['decide see', null, now, 2, true, 1],
    ['decide see', 'treatment', now, 2, true, 1],
    ['see', null, byRule2, 2, true, 1],
    ['see', null, byGlass, 2, true, 1],
    ['see', null, byGlass.replace(', break-glass', ''), 1, true, 1],
  ];
  const again = firsts.slice(0, 5).map(([action, purpose, why, roles]) => [action, purpose, why, roles, false, 1]);
  expect(decided).toEqual([...firsts, ...again]);
});

/** By its first or its second rule analysts see `pay`. */
function policyOf(rule: 1 | 2): string {
  const rules = [{ effect: 'allow', roles: [rule === 1 ? 'analyst' : 'nobody'], on: { name: 'pay' } }];
  return JSON.stringify({
    name: 'p',
    rules: rule === 1 ? rules : [...rules, { effect: 'allow', roles: ['analyst'], on: { name: 'pay' } }],
  });
}

test('of a flood of purposes and past times so many are told apart', async () => {
  await using installation = await freshInstallation();
  const { context, trail } = await givenPay(installation);
  const denied = { action: 'decide read', outcome: 'denied', about: null, why: null, policy: null, rule: null, under: null } as const;
  const things = ['dataset db pay'];

  for (let index = 0; index < 60; index += 1) {
    await recordDecisions(context, ANN, [{ ...denied, things, purpose: `purpose ${index}` }]);
    const why = `No rule in force at 2025-01-01T00:00:${String(index).padStart(2, '0')}Z allows to read it.`;
    await recordDecisions(context, ANN, [{ ...denied, things, why }]);
  }

  const flood = await trail({ who: ANN.id, outcome: 'denied' });
  expect(flood).toHaveLength(101);
  expect(flood.at(-1)?.decisions).toMatchObject([{ names: ['(others)'], why: null, purpose: null }]);
});
