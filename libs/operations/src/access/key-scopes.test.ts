import { expect, test } from 'vitest';

import type { Scope } from '#access';
import { type FreshInstallation, freshInstallation, given, refusal } from '#testkit';

import type { Principal } from '../context.ts';
import { denialsRecorded } from '../denials.ts';
import { issueSignInLink } from '../sign-in/issue-sign-in-link.ts';
import { applyAccess } from './apply-access.ts';
import { applyPolicy } from './apply-policy.ts';
import { auditTrail } from './audit-trail.ts';
import { makeKey, rotateKey } from './keys.ts';
import { makeTrialKey } from './trial-key.ts';

/** Somebody with a key that has some scopes, as the doors know who sends it. */
async function holding(
  { context, admin, principals }: FreshInstallation,
  name: string,
  { by = admin, kind = 'admin', scopes }: { by?: Principal; kind?: Principal['kind']; scopes?: readonly Scope[] },
): Promise<Principal> {
  const { key } = await makeKey(context, by, { principals, kind, name, namespaces: kind === 'emitter' ? ['*'] : [], scopes });
  return given(await principals.holder(key));
}

test('a key is held with its scopes, whoever makes the next one', async () => {
  await using installation = await freshInstallation();
  const { context, admin, principals } = installation;
  const bot = await holding(installation, 'bot', { scopes: ['manage', 'ask', 'ask'] });
  const whole = await holding(installation, 'whole', {});
  const rotate = async (by: Principal, called: string): Promise<Principal> => {
    const { key } = await rotateKey(context, by, { principals, called, graceMs: 0, expiresAt: null });
    return given(await principals.holder(key));
  };
  expect([bot.scopes, whole.scopes]).toEqual([['ask', 'manage'], undefined]);

  expect((await rotate(admin, 'bot')).scopes).toEqual(['ask', 'manage']);
  expect((await rotate(bot, 'bot')).scopes).toEqual(['ask', 'manage']);
  expect(await refusal(rotate(bot, 'whole'))).toBe(
    'ACCESS_DENIED: Your key has the scopes ask and manage, and that of whole has no scopes, and so is limited by none; so would the next. Use another key.',
  );
  expect((await rotate(admin, 'whole')).scopes).toBeUndefined();
  const trial = await makeTrialKey(context, admin, { principals, roles: ['engineer'], scopes: ['ask'], forMs: 60_000 });
  expect((await principals.list()).map(({ name, scopes, isTrial }) => [name === trial.name, scopes, isTrial])).toContainEqual([
    true,
    ['ask'],
    true,
  ]);
  await expect(context.database.transaction((session) => session.send(`update control.api_key set scopes = '{see}'`))).rejects.toThrow();
});

test('a key with scopes makes none that is wider, by no way, and what it was denied is on record', async () => {
  await using installation = await freshInstallation();
  const { context, admin, principals } = installation;
  const bot = await holding(installation, 'bot', { scopes: ['manage', 'ask'] });
  const sender = await holding(installation, 'sender', { scopes: ['manage', 'send'] });
  const file = (emitter: string, isDryRun = false) => ({
    ...{ text: JSON.stringify({ teams: { heart: { owns: ['s3://heart'], emitters: { [emitter]: {} } } } }), isPruning: false, isDryRun },
    makesKeys: true,
  });
  const has = 'Your key has the scopes ask and manage';

  expect((await holding(installation, 'same', { by: bot, kind: 'person' })).scopes).toEqual(['ask', 'manage']);
  expect((await holding(installation, 'narrow', { by: bot, kind: 'person', scopes: ['ask'] })).scopes).toEqual(['ask']);
  expect(await refusal(holding(installation, 'wide', { by: bot, kind: 'person', scopes: ['ask', 'decide'] }))).toBe(
    `ACCESS_DENIED: ${has}, and so no key that it makes has another.`,
  );
  expect(await refusal(holding(installation, 'mute', { by: bot, kind: 'emitter' }))).toMatch(
    `ACCESS_DENIED: ${has}, and so makes no key that sends.`,
  );
  for (const isDryRun of [true, false])
    expect(await refusal(applyAccess(context, bot, file('x', isDryRun)))).toMatch(`ACCESS_DENIED: ${has}`);
  const { keys } = await applyAccess(context, sender, file('y'));
  expect((await principals.holder(given(keys[0]).key))?.scopes).toEqual(['send', 'manage']);
  expect(await refusal(issueSignInLink(installation, bot, 'same'))).toMatch(
    `ACCESS_DENIED: ${has}, and whoever signs in by a link is limited by none.`,
  );
  expect(await refusal(holding(installation, 'odd', { scopes: [] }))).toMatch('BAD_REQUEST: The scopes cannot be used: name a scope');

  await denialsRecorded(context); // as whoever answers waits for it
  const { nodes } = await auditTrail(context, admin, { who: 'bot', action: 'use key', outcome: 'denied', alsoUnmapped: true });
  const denied = new Set(nodes.flatMap(({ decisions }) => decisions.flatMap(({ names }) => names))); // equal ones of one minute are one entry
  expect([...denied].toSorted()).toEqual(
    ['make a key for mute', 'make a key for wide', 'make a key for x', 'make a link that signs somebody in'].toSorted(),
  );
});

test('who holds nothing but keys that do not manage, is no second person who could approve', async () => {
  await using installation = await freshInstallation();
  const { context } = installation;
  const ann = await holding(installation, 'ann', {});
  await holding(installation, 'reader', { scopes: ['ask'] });
  const text = (name: string): string => JSON.stringify({ name, rules: [] });

  expect((await applyPolicy(context, ann, { text: text('one') })).position).not.toBeNull();
  await holding(installation, 'bob', { scopes: ['manage'] });
  expect((await applyPolicy(context, ann, { text: text('two') })).position).toBeNull();
});

test('roles are given to people alone, and whoever gives them to others is told so', async () => {
  await using installation = await freshInstallation();
  const { context, admin, principals } = installation;
  for (const kind of ['emitter', 'admin'] as const)
    expect(await refusal(makeKey(context, admin, { principals, kind, name: 'x', namespaces: [], roles: ['auditor'] }))).toMatch(
      /^BAD_REQUEST: Roles are given to people/,
    );
});
