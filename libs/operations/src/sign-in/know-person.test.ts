import { expect, test } from 'vitest';

import { type FreshInstallation, freshInstallation, given, mapAll, refusal } from '#testkit';

import { auditTrail } from '../access/audit-trail.ts';
import { listEvents } from '../ask/list-events.ts';
import { denialsWritten } from '../denials.ts';
import { knowPerson } from './know-person.ts';

const provider = { groupRoles: [{ group: 'auditors', role: 'auditor' }] };
const said = { issuer: 'https://id.example', subject: 'u-1', name: 'ada' };

/** What stands in the ledger of people who came in by the provider, oldest first. */
async function recorded({ context, admin }: FreshInstallation) {
  await mapAll(context);
  const { nodes } = await auditTrail(context, admin, { first: 100 });
  const met = nodes.filter(({ action }) => action.includes('by sign-in')).toReversed();
  const { nodes: entries } = await listEvents(context, admin, { first: 100 });
  return met.map(({ position, action }) => {
    const { groups, roles } = JSON.parse(given(entries.find((entry) => entry.position === position)?.body)) as Record<string, unknown>;
    return { action, groups, roles };
  });
}

test('whoever is new, and every change of groups, is recorded once; the same said again is not', async () => {
  await using installation = await freshInstallation();
  const { context, signIns, people } = installation;
  const know = async (groups: readonly string[], at: number) =>
    knowPerson({ context, signIns, people }, provider, { ...said, groups, toldAt: new Date(Date.now() + at) });

  await know(['auditors', 'choir'], -5_000);
  await know(['choir', 'auditors'], -4_000);
  await know(['auditors', 'heart'], -3_000);
  await know(['auditors'], -4_500); // said before what is known

  expect(await recorded(installation)).toEqual([
    { action: 'key holder met by sign-in', groups: ['auditors', 'choir'], roles: ['auditor'] },
    { action: 'key holder given groups by sign-in', groups: ['auditors', 'heart'], roles: ['auditor'] },
  ]);
});

test('somebody whose coming in could not be recorded is not known, nor given what was said, until it can', async () => {
  await using installation = await freshInstallation();
  const { context, signIns, people } = installation;
  const isOut = { is: true };
  const recorder = new Proxy(context.recorder, {
    get: (target, key) => {
      if (isOut.is && key === 'recordIn') return () => Promise.reject(new Error('the ledger cannot be written'));
      const value = Reflect.get(target, key) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  const know = async (groups: readonly string[], at: number) =>
    knowPerson({ context: { ...context, recorder }, signIns, people }, provider, {
      ...{ ...said, groups, toldAt: new Date(Date.now() + at) },
    });
  const named = async () => (await people.heardBefore({ ...said, groups: [], roles: [], toldAt: new Date(0) }))?.groups;

  await expect(know(['auditors'], -5_000)).rejects.toThrow('the ledger cannot be written');
  expect(await named()).toBeUndefined();
  isOut.is = false;
  await know(['auditors'], -5_000);
  isOut.is = true;
  await expect(know(['auditors', 'heart'], -4_000)).rejects.toThrow('the ledger cannot be written');
  expect(await named()).toEqual(['auditors']);
  isOut.is = false;
  expect(await refusal(know(['choir'], -3_000))).toMatch(/^ACCESS_DENIED/);
  expect(await named()).toEqual(['choir']);
  expect((await recorded(installation)).map(({ groups }) => groups)).toEqual([['auditors'], ['choir']]);
});

test('whoever the provider vouches for and has no role here is refused on record, each minute', async () => {
  await using installation = await freshInstallation();
  const { context, admin, signIns, people } = installation;
  const know = () => knowPerson({ context, signIns, people }, provider, { ...said, groups: ['choir'], toldAt: new Date() });

  for (let times = 0; times < 3; times += 1) expect(await refusal(know())).toMatch(/^ACCESS_DENIED: None of your groups has a role here/);

  await denialsWritten(context);
  const { nodes } = await auditTrail(context, admin, { action: 'ask', alsoUnmapped: true });
  const denied = nodes.flatMap(({ decisions, count }) => decisions.map(({ outcome, names }) => [outcome, names, count]));
  expect(denied.toSorted()).toEqual([
    ['denied', ['to come in'], 1],
    ['denied', ['to come in'], 2],
  ]);
});
