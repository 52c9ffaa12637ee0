import { inspect } from 'node:util';

import { expect, test } from 'vitest';

import { freshInstallation, mapAll } from '#testkit';

import { makeKey, revokeKey } from '../access/keys.ts';
import { listEvents } from '../ask/list-events.ts';
import type { Principal } from '../context.ts';
import { issueSignInLink } from './issue-sign-in-link.ts';
import { signIn } from './sign-in.ts';
import { signedIn } from './signed-in.ts';

test('only administrators make links; who asked for one, and for whom, is recorded, and its token nowhere', async () => {
  await using installation = await freshInstallation();
  const { context, principals, admin } = installation;
  const now = context.clock.now();
  const { id } = await principals.create({ kind: 'emitter', name: 'loads', namespaces: ['etl'] }, now);
  const binding = { outputs: ['*'], inputs: ['*'], producers: [] };
  const emitter: Principal = { id, kind: 'emitter', name: 'loads', namespaces: ['etl'], roles: [], binding };

  const { token, principal, until } = await issueSignInLink(installation, admin, 'loads');
  await mapAll(context);
  const { nodes } = await listEvents(context, admin, {});
  const session = await signedIn(installation, (await signIn(installation, token)).secret);
  const dumped = await context.database.transaction((each) => each.send('select * from control.sign_in_link, control.session'));

  expect(principal).toEqual(emitter);
  expect(nodes.map(({ kind, by, body }) => ({ kind, by, body: JSON.parse(body ?? '') as unknown }))).toEqual([
    { kind: 'key', by: admin.id, body: { did: 'sign-in link made', name: 'loads', prefix: '', principal: id, until: until.toISOString() } },
  ]);
  expect(session?.principal).toEqual(emitter);
  expect(inspect(dumped, { depth: null })).not.toContain(token);
  await expect(issueSignInLink(installation, emitter, 'loads')).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  await expect(issueSignInLink(installation, admin, 'nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a link that is opened while the last key of its holder is revoked begins no session that lasts', async () => {
  await using installation = await freshInstallation();
  const { context, principals, admin } = installation;
  const names = Array.from({ length: 10 }, (_, index) => `ann ${index}`);

  const left = await Promise.all(
    names.map(async (name) => {
      const { prefix } = await makeKey(context, admin, { principals, kind: 'person', name, namespaces: [], roles: ['auditor'] });
      const { token } = await issueSignInLink(installation, admin, name);
      const [begun] = await Promise.all([
        signIn(installation, token).catch(() => undefined),
        revokeKey(context, admin, { principals, prefix }),
      ]);
      return begun === undefined ? undefined : signedIn(installation, begun.secret);
    }),
  );

  expect(left).toEqual(names.map(() => undefined));
});
