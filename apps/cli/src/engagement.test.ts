import { expect, test } from 'vitest';

import { DAY_MS, MINUTE_MS } from '#foundation';
import { type FreshInstallation, freshInstallation } from '#testkit';

import { type Ran, runCommand } from '../testkit/command.ts';

function command({ connectionString, dataDir }: FreshInstallation, key: string | undefined, ...args: readonly string[]): Promise<Ran> {
  const environment = { DATABASE_URL: connectionString, HEADGATE_DATA_DIR: dataDir, HTTP_PORT: '0' };
  return runCommand({ environment: { ...environment, ...(key === undefined ? {} : { HEADGATE_KEY: key }) } }, args);
}

test('an engagement is opened, its readings are taken away as lines of JSON and as CSV by either side, and it is ended', async () => {
  await using installation = await freshInstallation();
  const { principals } = installation;
  const run = (...args: readonly string[]) => command(installation, undefined, ...args);
  const { key } = await principals.create({ kind: 'person', name: '=olga', namespaces: [] }, new Date());
  const until = new Date(Date.now() + DAY_MS).toISOString();
  const wish = ['--for', '=olga', '--scope', '=c*', '--purpose', 'soc2', '--why', 'the yearly audit', '--until', until];

  const opened = await run('engagement', 'open', 'soc2', ...wish);
  const own = await command(installation, key, 'engagement', 'list');
  const lines = await run('engagement', 'readings', 'soc2', '--json');
  const csv = await run('engagement', 'readings', 'soc2', '--csv');
  const theirs = await command(installation, key, 'engagement', 'readings', 'soc2');
  const theirLines = await command(installation, key, 'engagement', 'readings', 'soc2', '--json');
  const theirCsv = await command(installation, key, 'engagement', 'readings', 'soc2', '--csv');
  const ended = await run('engagement', 'end', 'soc2', '--why', 'done early');
  const wrong = await run('engagement', 'open', 'other', '--for', 'x', '--until', until);

  expect([opened.code, opened.out]).toEqual([0, expect.stringMatching(/^soc2 is open until \S+Z\. What is asked under it/)]);
  expect(own.out).toMatch(/^soc2 {2}in force {2}until \S+ {2}=c\* {2}=olga\n$/);
  expect(JSON.parse(lines.out)).toMatchObject({
    ...{ byName: '=olga', count: 1, policy: null, isWithin: true },
    asked: [{ operation: 'engagements', shown: 1, failed: null }],
  });
  expect(csv.out.split('\r\n')).toEqual([
    'position,at,by,name,operation,arguments,shown,failed,count,policy,within scope',
    expect.stringMatching(/^\d+,[^,]+Z,[0-9a-f-]{36},'=olga,engagements,"\{.*\}",1,,1,,true$/),
    '',
  ]);
  const [header = '', entry = ''] = csv.out.split('\r\n');
  expect(theirLines.out.trimEnd().split('\n').at(-1)).toBe(lines.out.trimEnd()); // the newest first: that they read the list stands in it
  expect(theirCsv.out.split('\r\n')).toEqual([header, expect.stringContaining('readings'), expect.stringContaining('readings'), entry, '']);
  expect(theirs.out).toMatch(/Z {2}=olga {2}engagements .*, 1 thing shown\n$/);
  expect(ended.out).toMatch(/^soc2 is over since /);
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('--scope is missing')]);
});

test('a key for trying things ends by itself, is marked, and no key comes after it', async () => {
  await using installation = await freshInstallation();
  const run = (...args: readonly string[]) => command(installation, undefined, ...args);

  const made = await run('keys', 'try', '--role', 'engineer', '--for', '30m');
  const [key = '', said = ''] = made.out.split('\n');
  const list = await run('keys', 'list');
  const [stored] = await installation.principals.list();
  const rotated = await run('keys', 'rotate', key.slice(0, 11));
  const refused = [await run('keys', 'try', '--role', 'engineer', '--for', '25h'), await run('keys', 'try')];

  expect(said).toMatch(
    /^It is shown this once\. It is the key of try-engineer-[0-9a-f]{8}, to try what engineer may, and ends by itself at \S+Z\.$/,
  );
  expect(await installation.principals.holder(key)).toMatchObject({ kind: 'person', roles: ['engineer'] });
  expect(list.out).toMatch(/^hg_\S+ {2}engineer {2}in force {2}until \S+ {2}never used {2}try-engineer-\S+ {2}for trying things\n$/);
  const lastsMs = (stored?.expiresAt?.getTime() ?? 0) - (stored?.createdAt.getTime() ?? 0);
  expect([stored?.isTrial, Math.round(lastsMs / MINUTE_MS)]).toEqual([true, 30]);
  expect([rotated.code, rotated.err]).toEqual([2, expect.stringContaining('no key comes after it')]);
  expect(refused.map(({ code, err }) => [code, err])).toEqual([
    [2, expect.stringContaining('is good for a minute to a day')],
    [2, expect.stringContaining('--role is missing')],
  ]);
});
