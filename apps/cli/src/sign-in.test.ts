import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import { afterEach, expect, test, vi } from 'vitest';

import { DEVICE_CLIENT, freshInstallation, SERVER_CLIENT, temporaryDirectory, TestBrowser, testProvider } from '#testkit';

import { peopleServer } from '../../server/testkit/people-server.ts';
import { type Ran, runCommand } from '../testkit/command.ts';

// Goal: a person without a key asks by the command. Method: a real provider and server over HTTP; the address that the command prints is opened in a browser.

afterEach(() => void vi.useRealTimers());

test('a person signs in by the device flow, stays so while the provider says so, and signs out', async () => {
  await using fresh = await freshInstallation();
  await using provider = await testProvider();
  await using folder = await temporaryDirectory();
  await using server = await peopleServer(fresh, {
    ...{ OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: SERVER_CLIENT.id, OIDC_CLIENT_SECRET: SERVER_CLIENT.secret },
    ...{ OIDC_DEVICE_CLIENT_ID: DEVICE_CLIENT, OIDC_AUDIENCE: provider.audience, OIDC_GROUP_ROLES: 'auditors=auditor,data-eng=engineer' },
  });
  provider.people.set('ada', { groups: ['auditors', 'data-eng'], email: 'ada@hospital.example' });
  provider.letIn('ada');
  const command = (...args: readonly string[]): Promise<Ran> => runCommand({ environment: { XDG_CONFIG_HOME: folder.path }, heard }, args);
  const opened: Promise<unknown>[] = [];
  const heard = (text: string): void => {
    const address = /Open (http\S+)/.exec(text)?.[1];
    if (address !== undefined) opened.push(new TestBrowser().visit(address));
  };
  const file = path.join(folder.path, 'headgate', 'login.json');

  const login = await command('login', '--remote', server.address);
  await Promise.all(opened);
  const kept = readFileSync(file, 'utf8');
  const who = await command('whoami', '--json');

  expect({ code: login.code, out: login.out }).toEqual({
    code: 0,
    out: expect.stringMatching(
      /name +ada@hospital\.example\n[\s\S]*holds +auditor, by group:auditors\nholds +engineer, by group:data-eng\nuntil +2/,
    ) as unknown,
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(JSON.parse(who.out)).toMatchObject({
    ...{ name: 'ada@hospital.example', kind: 'person', roles: ['auditor', 'engineer'] },
    rolesBy: [
      { role: 'auditor', group: 'auditors' },
      { role: 'engineer', group: 'data-eng' },
    ],
  });

  provider.people.set('ada', { groups: ['data-eng'], email: 'ada@hospital.example' });
  later(5);
  const [fewer, again] = await Promise.all([command('whoami', '--json'), command('whoami', '--json')]); // one asks the provider
  expect([JSON.parse(fewer.out), JSON.parse(again.out)]).toMatchObject([{ roles: ['engineer'] }, { roles: ['engineer'] }]);
  expect(readFileSync(file, 'utf8')).not.toBe(kept);

  provider.people.delete('ada');
  later(5);
  const over = await command('whoami');
  expect(over).toEqual({
    code: 1,
    out: '',
    err: `headgate whoami: Your sign-in is over; run \`headgate login --remote ${server.address}\`.\n`,
  });
  expect((await command('logout')).out).toBe(`${file} is gone; you are signed out here.\n`);
  expect((await command('whoami')).code).toBe(2);
});

test('a server without a provider, and a line that asks for both ways, say what to do', async () => {
  await using fresh = await freshInstallation();
  await using server = await peopleServer(fresh, {});
  await using folder = await temporaryDirectory();
  const command = (...args: readonly string[]): Promise<Ran> => runCommand({ environment: { XDG_CONFIG_HOME: folder.path } }, args);

  const none = await command('login', '--remote', server.address);
  const both = await command('login', '--remote', server.address, '--key', 'hg_x');

  expect([none.code, none.err]).toEqual([1, expect.stringContaining('This server knows no provider that people sign in at; use a key')]);
  expect([both.code, both.err]).toEqual([2, expect.stringContaining('goes with neither --url nor --key')]);
});

function later(minutes: number): void {
  const at = Date.now() + minutes * 60_000;
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(at);
}
