import { expect, test } from 'vitest';

import { signedIn, signIn } from '#operations';
import { freshInstallation } from '#testkit';

import { run } from './main.ts';

test('a login link leads to HEADGATE_URL with its token behind #, and signs in whom it names', async () => {
  await using installation = await freshInstallation();
  const { connectionString, dataDir, principals, context } = installation;
  const { id } = await principals.create({ kind: 'admin', name: 'Ada', namespaces: [] }, context.clock.now());
  context.keys.identityKey(context.tenant); // as a server makes it, with its first event
  const environment = { DATABASE_URL: connectionString, HEADGATE_DATA_DIR: dataDir, HEADGATE_URL: 'https://lineage.example' };
  const out: string[] = [];
  const stdout = { write: (text: string) => out.push(text) };

  const code = await run(['login-link', '--name', 'Ada', '--json'], { stdout, stderr: stdout, environment });
  const made = JSON.parse(out.join('')) as { readonly url: string };
  const token = /^https:\/\/lineage\.example\/signin#([\w-]{43})$/.exec(made.url)?.[1] ?? '';
  const { secret } = await signIn(installation, token);

  expect({ code, made }).toMatchObject({ code: 0, made: { principal: { id, name: 'Ada', kind: 'admin' } } });
  expect((await signedIn(installation, secret))?.principal.id).toBe(id);
});
