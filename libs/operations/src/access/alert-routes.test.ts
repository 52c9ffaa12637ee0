import { expect, test } from 'vitest';

import { writeAccess } from '#access';
import { DAY_MS } from '#foundation';
import { everyRow, freshInstallation, type FreshInstallation, given, person, refusal, spellingsOf } from '#testkit';

import type { Principal } from '../context.ts';
import { listRoutes, routeSecret } from '../notice/list-routes.ts';
import { applyAccess } from './apply-access.ts';
import { listReadings } from './list-readings.ts';
import { openEngagement } from './open-engagement.ts';
import { auditTrail } from './audit-trail.ts';
import { listStandings } from './list-standings.ts';

const SECRET = 'kX9zQw7Lm2';
const URL_WITH_SECRET = `https://hooks.example.org:8443/T01/${SECRET}?also=${SECRET}`;
const file = (url = URL_WITH_SECRET): string =>
  `teams: { heart: { owns: [db], members: { steward: [sam], engineer: [] }, alerts: { url: "${url}", on: [claim] } } }`;

type Flags = { readonly isPruning?: boolean; readonly isDryRun?: boolean };

const apply = ({ context, admin }: FreshInstallation, text: string, { who = admin, ...flags }: Flags & { readonly who?: Principal } = {}) =>
  applyAccess(context, who, { text, isPruning: false, isDryRun: false, ...flags });
const exported = async ({ context, admin }: FreshInstallation): Promise<string> =>
  writeAccess(await listStandings(context, admin, { alsoUnmapped: true }));
const addressOf = async ({ context, admin }: FreshInstallation, of = 'heart'): Promise<string> =>
  given((await listRoutes(context, admin, {})).find(({ team }) => team === of)).address;

test('of an address scheme and host are shown alone, everywhere; a file applied twice, and one exported and applied, change nothing and lose nothing', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;

  const applied = await apply(installation, file());
  const text = await exported(installation);

  expect(text).toMatch(/url: https:\/\/hooks\.example\.org:8443\/#hidden-[0-9a-f]{32}\n/);
  expect((await apply(installation, file())).changes).toEqual([{ what: 'team', name: 'heart', change: 'same' }]);
  for (const isPruning of [false, true])
    expect((await apply(installation, text, { isPruning })).changes).toEqual([{ what: 'team', name: 'heart', change: 'same' }]);
  const dry = await apply(installation, file(`${URL_WITH_SECRET}2`), { isDryRun: true });
  expect(dry.changes).toEqual([{ what: 'team', name: 'heart', change: 'changed' }]);
  const trail = await auditTrail(context, admin, { alsoUnmapped: true });
  const routes = await listRoutes(context, admin, { administrators: URL_WITH_SECRET });
  const told = JSON.stringify([applied, dry, text, trail, routes], (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  expect(told).not.toContain(SECRET);
  expect(routes).toHaveLength(2);
  const rows = await context.database.snapshot(everyRow);
  expect(rows.filter(({ text: row }) => spellingsOf(SECRET).some((spelling) => row.includes(spelling)))).toEqual([]);
});

test('the hidden form stands for an address that the same team had: for no other, and for none that nobody said', async () => {
  await using installation = await freshInstallation();
  await apply(installation, file());
  const first = await addressOf(installation);
  await apply(installation, file('https://elsewhere.example/x'));
  const second = await addressOf(installation);
  expect(second).not.toBe(first);

  expect((await apply(installation, file(first))).changes).toMatchObject([{ change: 'changed' }]);
  expect(await addressOf(installation)).toBe(first);
  const brain = `teams: { brain: { owns: [x], alerts: { url: "${first}" } } }`;
  expect(await refusal(apply(installation, brain))).toBe(
    "BAD_REQUEST: The access file says the address of brain's alerts in its hidden form, and brain never had that address here; say the whole address, or leave alerts out.",
  );
  const unknown = `https://hooks.example.org/#hidden-${'0'.repeat(32)}`;
  expect(await refusal(apply(installation, file(unknown)))).toMatch('BAD_REQUEST: The access file says the address of heart');
  await apply(installation, brain.replace(first, URL_WITH_SECRET));
  expect(await addressOf(installation, 'brain')).not.toBe(first); // it leads to the same place
});

test.each([
  ['ftp://hooks.example.org/x', 'begins with https://'],
  ['http://hooks.example.org/x', 'http:// is for this machine alone'],
  ['hooks.example.org', 'begins with https://'],
  ['https://ann:pass@hooks.example.org/x', 'no user and no password'],
  ['https:hooks.example.org/T01/x', 'begins with https://'],
  ['https:///hooks.example.org/x', 'begins with https://'],
  ['https:\\\\hooks.example.org\\\\x', 'no spaces, quotes, backslashes or control characters'],
  ["https://hooks.example.org/T'01/x", 'no spaces, quotes, backslashes or control characters'],
  ['https://hooks.example.org/ x', 'no spaces, quotes, backslashes or control characters'],
  ['https://hooks.example.org/x#y', 'has no #'],
  ['https://hooks.example.org/x#hidden-00000000000000000000000000000000', 'has no #'],
])('the address %s is refused, and what it is stands in no answer', async (url, why) => {
  await using installation = await freshInstallation();

  const refused = await refusal(apply(installation, file(url)));

  expect(refused).toMatch('BAD_REQUEST: The access file cannot be used');
  expect(refused).toContain(why);
  expect(refused).not.toContain('hooks.example.org');
});

test('of a dry run under an engagement no text is recorded, however it spells an address', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const sam = await person(installation, 'sam');
  await apply(installation, file('https://hooks.example.org/x'));
  const until = new Date(Date.now() + DAY_MS).toISOString();
  await openEngagement(context, admin, { name: 'soc2', who: ['sam'], scope: ['*'], purpose: 'soc2', why: 'w', until });
  for (const url of [`https:hooks.example.org/${SECRET}`, `https:\\/\\/hooks.example.org\\/${SECRET}`, URL_WITH_SECRET])
    await apply(installation, file(url), { who: sam, isDryRun: true }).catch((error: unknown) =>
      expect(String(error)).not.toContain(SECRET),
    );

  const { nodes } = await listReadings(context, admin, { name: 'soc2', alsoUnmapped: true });
  const asked = nodes.flatMap((each) => each.asked);
  expect(asked.map(({ operation }) => operation)).toEqual(['access file', 'access file', 'access file']);
  for (const { arguments: told } of asked) expect(told).toMatch(/"text":"sha256 [0-9a-f]{64}"/);
  expect(JSON.stringify(asked)).not.toContain(SECRET);
});

test('a steward says where his team is told, reads its routes and secrets, and those of no other; that a secret was told is in the trail', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await apply(
    installation,
    `${file()}\n`.replace('teams: {', 'teams: { brain: { owns: [x], alerts: { url: "https://brain.example/x" } },'),
  );
  const sam = await person(installation, 'sam');
  const eve = await person(installation, 'eve', 'engineer');

  expect((await apply(installation, file('https://mine.example/x'), { who: sam })).changes).toMatchObject([{ change: 'changed' }]);
  const secret = await routeSecret(context, sam, { team: 'heart' });

  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(await routeSecret(context, admin, { team: 'heart' })).toBe(secret);
  expect(await routeSecret(context, admin, { team: 'brain' })).not.toBe(secret);
  await apply(installation, file('https://other.example/x'));
  expect(await routeSecret(context, sam, { team: 'heart' })).not.toBe(secret);
  expect((await listRoutes(context, sam, { administrators: 'https://admins.example' })).map(({ team }) => team)).toEqual(['heart']);
  for (const team of ['brain', 'absent', null])
    expect(await refusal(routeSecret(context, sam, { team, administrators: 'https://admins.example' }))).toBe(
      'ACCESS_DENIED: A steward reads what notices of his own teams are signed with.',
    );
  expect(await refusal(routeSecret(context, eve, { team: 'heart' }))).toMatch('ACCESS_DENIED');
  expect(await refusal(routeSecret(context, admin, { team: 'absent' }))).toMatch('NOT_FOUND');
  const trail = JSON.stringify(
    (await auditTrail(context, admin, { alsoUnmapped: true })).nodes.map(({ action, what }) => `${action}: ${what}`),
  );
  expect(trail).toContain('key of notices told: heart');
  expect(trail).not.toContain(secret);
});
