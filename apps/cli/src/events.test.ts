import { expect, test } from 'vitest';

import { freshInstallation, widened } from '#testkit';

import { doorAlone } from '../../server/src/ingest/door-alone.ts';
import { type Ran, runCommand } from '../testkit/command.ts';

/** Runs the command as a shell would. `heard` is told what it prints while it runs. */
function command(environment: Readonly<Record<string, string>>, words: string, heard?: (text: string) => void): Promise<Ran> {
  return runCommand({ environment, ...(heard === undefined ? {} : { heard }) }, words.split(' '));
}

const eventOf = (namespace: string, more: object = {}): string =>
  JSON.stringify({
    ...{ eventType: 'COMPLETE', eventTime: '2026-03-01T05:00:00Z', producer: 'https://example.org/p', schemaURL: 'https://example.org/s' },
    ...{ run: { runId: '0195527c-8e80-7000-8000-000000000001' }, job: { namespace, name: 'load' }, ...more },
  });

const PATIENTLY = { timeout: 20_000 }; // machines are busy

test('an emitter sees its events arrive while it watches, and mends what is in quarantine from where it is', async () => {
  await using installation = await freshInstallation();
  await using door = await doorAlone(installation);
  const { context, principals } = installation;
  const { key } = await principals.create({ kind: 'emitter', name: 'spark', namespaces: ['etl'] }, context.clock.now());
  const other = await principals.create({ kind: 'emitter', name: 'flink', namespaces: ['*'] }, context.clock.now());
  const here = { HEADGATE_URL: `${door.address}/`, HEADGATE_KEY: key, HEADGATE_DATA_DIR: '/nowhere' };
  const send = async (body: string, as = key): Promise<unknown> =>
    (await fetch(`${door.address}/api/v1/lineage`, { method: 'POST', headers: { authorization: `Bearer ${as}` }, body })).json();

  const heard: string[] = [];
  const tail = command(here, 'events tail --mine --limit 2', (text) => heard.push(text));
  await expect.poll(() => heard, PATIENTLY).toHaveLength(1); // it waits
  await send(eventOf('etl', { job: { namespace: 'etl', name: 'of another' } }), other.key);
  await send(eventOf('etl', { inputs: [{ namespace: 'db', name: 'raw' }], outputs: [{ namespace: 'db', name: 'clean' }], producer: 'me' }));
  await expect.poll(() => heard, PATIENTLY).toHaveLength(2);
  const { quarantine } = (await send(eventOf('other'))) as { quarantine: string };
  const shown = await tail;

  const first = `1: accepted  run COMPLETE of etl / load at 2026-03-01T05:00:00Z, from spark
  in       db / raw
  out      db / clean
  warning  /producer producer is not a URI
`;
  const second = `2: quarantined (refused)  run COMPLETE of other / load at 2026-03-01T05:00:00Z, from spark
  problem  /job/namespace spark may not speak for the namespace other; an administrator can grant it
  kept     headgate quarantine show ${quarantine} --remote
`;
  expect(shown).toEqual({ code: 0, out: first + second, err: `Waiting for what spark sends to ${door.address}; Ctrl-C ends.\n` });
  expect(await command(here, 'events tail --once')).toEqual({ code: 0, out: first + second, err: '' });
  const again = command(here, 'events tail --limit 1', (text) => heard.push(text)); // begins with what was there, and waits for one more
  await expect.poll(() => heard, PATIENTLY).toHaveLength(6);
  await send('{');
  expect((await again).out).toMatch(/^1: accepted .*\n2: quarantined \(refused\) .*\n3: quarantined \(unreadable\)  nothing/s);
  expect(await command(here, 'events tail --once --since 2 --limit 1')).toEqual({ code: 0, out: second, err: '' });
  const { out } = await command({ ...here, HEADGATE_KEY: other.key }, 'events tail --once --json');
  expect(
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toMatchObject([{ position: '0', outcome: 'accepted', sender: { name: 'flink' } }]);

  const failed = { id: quarantine, outcome: 'refused', problems: [{ pointer: '/job/namespace' }] };
  expect((await command(here, 'quarantine list --remote --open --because refused')).out).toMatch(
    new RegExp(`^${quarantine}  \\S+Z  refused  spark  open  /job/namespace `),
  );
  expect((await command(here, `quarantine show ${quarantine} --remote`)).out).toContain(`\n\n${eventOf('other')}\n`);
  expect(JSON.parse((await command(here, `quarantine redrive ${quarantine} --remote --json`)).out)).toMatchObject({ outcomes: [failed] });
  await widened(installation, key.slice(0, 11), 'other');
  expect(await command(here, 'quarantine redrive --all --because refused --remote')).toEqual({
    code: 0,
    out: `${quarantine}  recorded  at position 5\n`,
    err: '',
  });
  expect(await command(here, 'quarantine redrive --all --because refused --remote')).toMatchObject({
    code: 0,
    out: 'Nothing is open in quarantine.\n',
  });
  expect((await command(here, 'events tail --once --since 5')).out).toContain(`  redrive  of ${quarantine}\n`);
  const hidden = await command({ ...here, HEADGATE_KEY: other.key }, `quarantine redrive ${quarantine} --remote`);
  expect(hidden).toMatchObject({ code: 1, err: expect.stringContaining('There is nothing in quarantine as') as string });
});

test('what is wrong with the server, the key or the words is said in one sentence', async () => {
  const none = { HEADGATE_URL: 'http://127.0.0.1:1', HEADGATE_KEY: 'hg' };
  const sentences: readonly (readonly [object, string, number, string])[] = [
    [
      { XDG_CONFIG_HOME: '/nowhere' },
      'events tail',
      2,
      'There is no key for http://127.0.0.1:4000; run `headgate login --url http://127.0.0.1:4000`, or set HEADGATE_KEY.',
    ],
    [
      none,
      'events tail',
      1,
      'No Headgate answers at http://127.0.0.1:1; start one with `headgate serve`, or say where it is with HEADGATE_URL or `headgate login`.',
    ],
    [none, 'events tail --once --follow', 2, '--once and --follow exclude each other; --help shows how.'],
    [none, 'events tail --since dawn', 2, '--since is a position of the ledger, not dawn; --help shows how.'],
    [none, 'events list', 2, 'what to do is one of tail, not list; --help shows how.'],
  ];

  for (const [environment, words, code, sentence] of sentences)
    expect(await command({ ...environment }, words)).toEqual({ code, out: '', err: `headgate events: ${sentence}\n` });
});
