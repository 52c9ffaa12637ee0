import { createHmac } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#foundation';
import {
  applyAccess,
  breakGlass,
  type Context,
  examine,
  gatherNotices,
  listRoutes,
  type NoticePosted,
  NoticeSender,
  routeSecret,
} from '#operations';
import { addNotices, KeyStore } from '#store';
import { type FreshInstallation, freshInstallation, given, person, temporaryDirectory } from '#testkit';

import { postingNotices } from './post-notice.ts';

// Goal: what waits for a route arrives at least once, under one id, however the receiver and this process behave, and no route keeps another waiting.
// Method: real receivers on this machine, a clock that is moved by hand, and turns that are taken one by one.

interface Received {
  readonly id: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Answers a request; undefined: never. */
type Behaviour = (received: Received, count: number) => number | undefined;

async function receiver(
  behaviour: Behaviour = () => 204,
): Promise<{ readonly url: string; readonly received: Received[] } & AsyncDisposable> {
  const received: Received[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { id: String(request.headers['webhook-id']), headers: request.headers, body: Buffer.concat(chunks).toString() };
      received.push(one);
      const status = behaviour(one, received.length);
      if (status === undefined) return;
      response.writeHead(status, { location: '/elsewhere' });
      response.end('a secret of the receiver');
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/kX9zQw7Lm2`,
    received,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Telling {
  readonly context: Context;
  readonly pass: (ms: number) => void;
  /** Puts notices among those that wait for a route. */
  readonly wait: (route: string, ...onces: readonly string[]) => Promise<void>;
  /** One turn, and what it began. */
  readonly turn: (sender?: NoticeSender) => Promise<void>;
  readonly sender: NoticeSender;
}

const POST = postingNotices({ hosts: ['127.0.0.1'], withinMs: 0.2 * SECOND_MS });
const SETTINGS = { administrators: false, keyDays: [14], address: undefined };
type Post = (...post: Parameters<typeof POST>) => Promise<NoticePosted>;

function telling({ context: own }: FreshInstallation, post: Post = POST, administrators?: string): Telling {
  let time = new Date('2026-12-01T12:00:00Z');
  const context: Context = { ...own, clock: { now: () => time } };
  const sender = new NoticeSender(context, { post, administrators });
  return {
    context,
    sender,
    pass: (ms) => void (time = new Date(time.getTime() + ms)),
    wait: (route, ...onces) =>
      context.database.transaction((session) =>
        addNotices(session, context.tenant, {
          now: time,
          beyond: 'counted',
          notices: onces.map((once) => ({
            id: context.randomness.uuid(),
            route,
            once,
            type: 'claim.refused',
            body: JSON.stringify({ once }),
          })),
        }),
      ),
    turn: async (by = sender) => {
      await by.turn();
      await by.settled();
    },
  };
}

async function routesTo(installation: FreshInstallation, urls: Readonly<Record<string, string>>): Promise<void> {
  const teams = Object.entries(urls).map(([team, url]) => `${team}: { owns: [${team}], alerts: { url: "${url}" } }`);
  await applyAccess(installation.context, installation.admin, { text: `teams: { ${teams.join(', ')} }`, isPruning: true, isDryRun: false });
}

const said = (received: readonly Received[]): readonly string[] => received.map(({ body }) => (JSON.parse(body) as { once: string }).once);
const routeOf = async ({ admin }: FreshInstallation, context: Context, of: string | null = 'heart') =>
  given((await listRoutes(context, admin, { administrators: 'https://admins.example' })).find(({ team }) => team === of));

test('a notice is sent once, signed as Standard Webhooks has it with the secret of its route', async () => {
  await using installation = await freshInstallation();
  await using heart = await receiver();
  await routesTo(installation, { heart: heart.url });
  const { context, wait, turn } = telling(installation);
  await wait('team:heart', 'a');

  await turn();
  await turn();

  const [{ headers, body, id }] = heart.received as [Received];
  expect(heart.received).toHaveLength(1);
  expect(headers).toMatchObject({ 'content-type': 'application/json', 'webhook-timestamp': '1796126400' });
  const secret = await routeSecret(context, installation.admin, { team: 'heart' });
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = createHmac('sha256', key)
    .update(`${id}.${String(headers['webhook-timestamp'])}.${body}`)
    .digest('base64');
  expect(headers['webhook-signature']).toBe(`v1,${signed}`);
  expect(await routeOf(installation, context)).toMatchObject({ waiting: 0, failingSince: null });
});

test('a flaky receiver is tried again later and later, with the same body under the same id, and doctor names it until it takes something', async () => {
  await using installation = await freshInstallation();
  await using heart = await receiver((_, count) => (count <= 2 ? 500 : 200));
  await routesTo(installation, { heart: heart.url });
  const { context, wait, turn, pass } = telling(installation);
  await wait('team:heart', 'a');

  await turn();
  const ailing = async () => (await examine(context, installation.admin)).ailingRoutes;
  expect(await ailing()).toMatchObject([{ team: 'heart', lastError: 'it answered 500', waiting: 1 }]);
  await turn();
  pass(10 * SECOND_MS - 1);
  await turn();
  expect(heart.received).toHaveLength(1);
  pass(1);
  await turn();
  expect(heart.received).toHaveLength(2);
  pass(19 * SECOND_MS);
  await turn();
  expect(heart.received).toHaveLength(2);
  pass(1 * SECOND_MS);
  await turn();

  expect(heart.received).toHaveLength(3);
  expect(new Set(heart.received.map(({ id, body }) => `${id} ${body}`)).size).toBe(1);
  expect(await ailing()).toEqual([]);
});

test('after a crash between sending and marking the same is sent again under the same id, and another process sends it', async () => {
  await using installation = await freshInstallation();
  await using heart = await receiver();
  await routesTo(installation, { heart: heart.url });
  const { context, wait, pass, turn } = telling(installation, async (post) => {
    await POST(post);
    throw new Error('the process is gone');
  });
  await wait('team:heart', 'a');
  await turn();
  const other = new NoticeSender(context, { post: POST, administrators: undefined });
  await turn(other);
  expect(heart.received).toHaveLength(1); // the lease

  pass(MINUTE_MS);
  await turn(other);
  pass(HOUR_MS);
  await turn(other);

  expect(heart.received).toHaveLength(2);
  expect(new Set(heart.received.map(({ id, body }) => `${id} ${body}`)).size).toBe(1);
});

test('routes that are slow, dead, or lead elsewhere keep no other waiting, and of each the last error is told without its address', async () => {
  await using installation = await freshInstallation();
  await using well = await receiver();
  await using slow = await receiver(() => undefined);
  await using redirecting = await receiver(() => 307);
  const gone = await receiver();
  await gone[Symbol.asyncDispose]();
  await routesTo(installation, { slow: slow.url, redirecting: redirecting.url, dead: gone.url, well: well.url });
  let answerSlow: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (answerSlow = resolve));
  const { context, wait, sender } = telling(installation, async (post) => {
    if (post.url === slow.url) await held;
    return POST(post);
  });
  for (const team of ['slow', 'redirecting', 'dead', 'well']) await wait(`team:${team}`, 'a', 'b');

  await sender.turn();
  await expect.poll(() => said(well.received)).toEqual(['a', 'b']); // while the slow one has not answered
  expect(slow.received).toHaveLength(0);
  answerSlow();
  await sender.settled();

  const errors = await Promise.all(
    ['slow', 'redirecting', 'dead', 'well'].map(async (team) => (await routeOf(installation, context, team)).lastError),
  );
  expect(errors).toEqual([
    'it gave no answer within 0.2 s',
    'it answered 307, and no redirect is followed',
    'it cannot be reached (ECONNREFUSED)',
    null,
  ]);
  expect(redirecting.received.every(({ headers }) => headers['webhook-id'] !== undefined)).toBe(true);
  expect(said(redirecting.received)).toEqual(['a']);
  const states = await context.database.snapshot((session) => session.rows`select route::text from hot.notice_route as route`);
  expect(JSON.stringify(states)).not.toMatch(/kX9zQw7Lm2|a secret of the receiver/);
});

test('a notice that a receiver never takes does not keep the others of its route, and is given up after three days', async () => {
  await using installation = await freshInstallation();
  await using heart = await receiver(({ body }) => (body.includes('bad') ? 400 : 200));
  await routesTo(installation, { heart: heart.url });
  const { context, wait, turn, pass } = telling(installation);
  await wait('team:heart', 'bad');
  await wait('team:heart', 'a', 'b');

  await turn();
  pass(10 * SECOND_MS);
  await turn();
  await turn();
  expect(new Set(said(heart.received))).toEqual(new Set(['bad', 'a', 'b']));
  expect(await routeOf(installation, context)).toMatchObject({ waiting: 1 });

  pass(3 * DAY_MS - MINUTE_MS);
  await gatherNotices(context, SETTINGS);
  expect(await routeOf(installation, context)).toMatchObject({ waiting: 1 });
  pass(MINUTE_MS);
  await gatherNotices(context, SETTINGS);
  const before = heart.received.length;
  await turn();
  expect(heart.received).toHaveLength(before);
  expect(await routeOf(installation, context)).toMatchObject({ waiting: 0, givenUp: 1 });
  expect((await examine(context, installation.admin)).ailingRoutes).toMatchObject([{ team: 'heart', givenUp: 1 }]);
});

test('a thousand wait for a route, and of what is beyond nothing but the number is kept, for a week; what waits for a route that is gone is given up, too', async () => {
  await using installation = await freshInstallation();
  await using heart = await receiver();
  await routesTo(installation, { heart: heart.url });
  const { context, wait, turn, pass } = telling(installation);
  await wait('team:heart', ...Array.from({ length: 999 }, (_, index) => `first ${index}`));
  await wait('team:heart', ...Array.from({ length: 7 }, (_, index) => `then ${index}`));
  expect(await routeOf(installation, context)).toMatchObject({ waiting: 1_000, givenUp: 6 });
  await wait('team:gone', 'a');

  await turn();

  const states = await context.database.snapshot(
    (session) => session.rows`select route, state, why, count(*)::int from hot.notice group by route, state, why order by route, state`,
  );
  expect(states).toEqual([
    { route: 'team:gone', state: 'given up', why: 'the route is gone', count: 1 },
    { route: 'team:heart', state: 'sent', why: null, count: 5 },
    { route: 'team:heart', state: 'waiting', why: null, count: 995 },
  ]);
  const counted = () => context.database.snapshot((session) => session.rows`select route, count from hot.notice_beyond`);
  await wait('team:heart', ...Array.from({ length: 8 }, (_, index) => `last ${index}`));
  expect(await counted()).toEqual([{ route: 'team:heart', count: 9n }]);

  pass(7 * DAY_MS);
  expect(await routeOf(installation, context)).toMatchObject({ givenUp: 9 });
  pass(DAY_MS);
  await gatherNotices(context, SETTINGS);
  expect(await counted()).toEqual([]);
});

test('where a team says another address, what waits goes there at once', async () => {
  await using installation = await freshInstallation();
  await using old = await receiver(() => 500);
  await using next = await receiver();
  await routesTo(installation, { heart: old.url });
  const { context, wait, turn } = telling(installation);
  await wait('team:heart', 'a');
  await turn();

  await routesTo({ ...installation, context }, { heart: next.url });
  await turn();

  expect(said(next.received)).toEqual(['a']);
  expect(await routeOf(installation, context)).toMatchObject({ waiting: 0, failingSince: null });
});

test('a route whose address was sealed with another key file fails and says what to do, before anything waits for it, until the whole address is applied again or the key file is back', async () => {
  await using installation = await freshInstallation();
  await using directory = await temporaryDirectory();
  await using heart = await receiver();
  await routesTo(installation, { heart: heart.url });
  const lines = (await readFile(join(installation.dataDir, 'keys.jsonl'), 'utf8')).split('\n');
  const path = join(directory.path, 'keys.jsonl');
  await writeFile(path, lines.filter((line) => !line.includes('"identity"')).join('\n'), { mode: 0o600 });
  const keys = new KeyStore(path, installation.context.randomness);
  const before = telling(installation);
  const { context, wait, turn, pass, sender } = telling({ ...installation, context: { ...installation.context, keys } });
  const health = async () => {
    const { waiting, failingSince, lastError } = await routeOf(installation, context);
    return { waiting, isFailing: failingSince !== null, lastError };
  };
  const lastError = 'its address was sealed with another key file; apply the access file with the whole address again';

  await gatherNotices(context, SETTINGS);
  expect(await health()).toEqual({ waiting: 0, isFailing: true, lastError });
  expect((await examine(context, installation.admin)).ailingRoutes).toMatchObject([{ team: 'heart', lastError }]);
  await gatherNotices(before.context, SETTINGS);
  expect(await health()).toMatchObject({ isFailing: true }); // it was looked at less than a minute ago
  await context.database.transaction((session) => session.rows`update hot.notice_head set swept_at = null`);
  await gatherNotices(before.context, SETTINGS);
  expect(await health()).toEqual({ waiting: 0, isFailing: false, lastError: null });

  await wait('team:heart', 'a');
  const turns = async (): Promise<unknown> => {
    await turn();
    await sender.turn(); // throws what failed of the one before
    await sender.settled();
    return context.database.snapshot(
      (session) => session.rows`
        select failures, leased_until is null as "isFree", next_at > ${context.clock.now().toISOString()}::timestamptz as "isPutOff" from hot.notice_route`,
    );
  };
  expect(await turns()).toEqual([{ failures: 1, isFree: true, isPutOff: true }]);
  expect(await health()).toEqual({ waiting: 1, isFailing: true, lastError });
  pass(10 * SECOND_MS);
  expect(await turns()).toEqual([{ failures: 2, isFree: true, isPutOff: true }]);

  await routesTo({ ...installation, context }, { heart: heart.url });
  await turn();
  expect(heart.received).toHaveLength(1);
  expect(await health()).toEqual({ waiting: 0, isFailing: false, lastError: null });
});

test('of a route that failed and is there no more nobody is told', async () => {
  await using installation = await freshInstallation();
  await using heart = await receiver(() => 500);
  await routesTo(installation, { heart: heart.url });
  const { context, wait, turn } = telling(installation);
  await wait('team:heart', 'a');
  await turn();
  const ailing = async () =>
    (await examine(context, installation.admin)).ailingRoutes.map(({ team, failingSince }) => [team, failingSince !== null]);
  expect(await ailing()).toEqual([['heart', true]]);

  await applyAccess(context, installation.admin, { text: 'teams: { heart: { owns: [heart] } }', isPruning: false, isDryRun: false });
  await gatherNotices(context, SETTINGS);

  expect(await ailing()).toEqual([]);
});

test('a broken glass reaches the administrators over their route', async () => {
  await using installation = await freshInstallation();
  await using admins = await receiver();
  await person(installation, 'oncall', 'engineer');
  const { context, turn } = telling(installation, POST, admins.url);
  await breakGlass(context, installation.admin, { reason: 'ward 4 is down', hours: 2, who: 'oncall' });

  await gatherNotices(context, { administrators: true, keyDays: [14], address: undefined });
  await turn();

  expect(admins.received.map(({ body }) => JSON.parse(body) as object)).toMatchObject([
    { id: given(admins.received[0]).id, type: 'glass.broken', severity: 'critical', team: null, link: null },
  ]);
});
