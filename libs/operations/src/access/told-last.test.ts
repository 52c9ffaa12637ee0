import { expect, test } from 'vitest';

import { DAY_MS } from '#foundation';
import { freshInstallation, type FreshInstallation, given, mapAll, person, providerSaid } from '#testkit';

import { receiveEvent } from '../receive/receive-event.ts';
import { applyAccess } from './apply-access.ts';
import { applyPolicy } from './apply-policy.ts';
import { decideAccess } from './decide.ts';
import { whoCould } from './who-could.ts';

// Goal: what a provider told of somebody counts for 30 days, to the instant, whoever asks about them, and whichever way it gave a role; and somebody who is
// dismissed can be denied at once. Method: pairs of people, told of an instant apart, asked about at one instant.

const PATIENTS = { dataset: { namespace: 'db', name: 'patients' } };
/** As docs/decisions/0014 promises it. */
const TOLD_FOR = 30 * DAY_MS;

const POLICY = `
name: p
rules:
  - { effect: allow, roles: [gateway], on: { name: "*" } }
  - { effect: allow, roles: [analyst], on: { name: "*" } }
  - { effect: allow, roles: [analyst], action: read, on: { name: "*" } }
  - { effect: deny, roles: [dismissed], action: read, on: { name: "*" } }
  - { effect: deny, roles: [dismissed], action: write, on: { name: "*" } }
  - { effect: deny, roles: [dismissed], on: { name: "*" } }`;

async function givenRules({ context, admin }: FreshInstallation): Promise<void> {
  const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: { ...PATIENTS.dataset, facets: {} } };
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  await mapAll(context);
  await applyAccess(context, admin, { text: 'roles: { analyst: ["group:cardio"] }', isPruning: false, isDryRun: false });
  await applyPolicy(context, admin, { text: POLICY });
}

/** Somebody of whom the provider told at an instant: in a group that an access file gives a role, or with roles by OIDC_GROUP_ROLES. */
async function told(
  installation: FreshInstallation,
  at: Date,
  { subject, roles = [] }: { readonly subject: string; readonly roles?: readonly string[] },
) {
  const groups = roles.length === 0 ? ['cardio'] : ['oncology'];
  const said = { issuer: 'https://id.example', subject, name: `${subject}@example`, groups, roles, toldAt: at };
  return providerSaid(installation, said, at);
}

test('what a provider told of somebody counts for 30 days, for groups and for the roles that they give everywhere', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenRules(installation);
  const gateway = await person(installation, 'trino', 'gateway');
  const asOf = new Date(context.clock.now().getTime() + 5);
  const [old, young] = [new Date(asOf.getTime() - TOLD_FOR), new Date(asOf.getTime() - TOLD_FOR + 1)];
  for (const [at, name] of [
    [old, 'old'],
    [young, 'young'],
  ] as const) {
    await told(installation, at, { subject: `${name}-group` });
    await told(installation, at, { subject: `${name}-role`, roles: ['analyst'] });
    await told(installation, at, { subject: `${name}-admin`, roles: ['admin'] });
  }
  const then = { asOf: asOf.toISOString(), ...PATIENTS };
  const about = async (subject: string) =>
    (await decideAccess(context, gateway, { who: `subject:${subject}`, action: 'read', ...then })).isAllowed;
  const could = async (action: 'see' | 'read') =>
    (await whoCould(context, admin, { action, ...then })).who.flatMap(({ kind, name }) =>
      name.endsWith('@example') ? [`${kind} ${name}`] : [],
    );

  const decided = await Promise.all(['group', 'role'].flatMap((by) => [about(`old-${by}`), about(`young-${by}`)]));

  expect(decided).toEqual([false, true, false, true]);
  expect(await could('read')).toEqual(['person young-group@example', 'person young-role@example']);
  expect(await could('see')).toEqual(['admin young-admin@example', 'person young-group@example', 'person young-role@example']);
});

test('somebody who is dismissed is denied at once by a role that is denied everything, and nobody else is', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenRules(installation);
  const gateway = await person(installation, 'trino', 'gateway');
  const now = context.clock.now();
  const { principalId } = await told(installation, now, { subject: 'gone' });
  await told(installation, now, { subject: 'stays' });
  const about = async (subject: string) =>
    given(await decideAccess(context, gateway, { who: `subject:${subject}`, action: 'read', ...PATIENTS })).isAllowed;

  const before = [await about('gone'), await about('stays')];
  const text = `roles: { dismissed: ["${principalId}"] }`;
  await applyAccess(context, admin, { text, isPruning: false, isDryRun: false });

  expect(before).toEqual([true, true]);
  expect([await about('gone'), await about('stays')]).toEqual([false, true]);
});
