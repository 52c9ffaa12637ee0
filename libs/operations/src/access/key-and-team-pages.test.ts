import { expect, test } from 'vitest';

import { freshInstallation, mapAll, person, refusal } from '#testkit';

import type { Connection, Page } from '../ask/page.ts';
import { applyAccess } from './apply-access.ts';
import { listKeys, makeKey } from './keys.ts';
import { listStandings } from './list-standings.ts';
import { readKeys } from './read-keys.ts';

async function pagesOf<Node>(read: (page: Page) => Promise<Connection<Node>>, first: number): Promise<readonly (readonly Node[])[]> {
  const pages: (readonly Node[])[] = [];
  for (let after: string | null = null, isMore = true; isMore;) {
    const { nodes, edges, pageInfo }: Connection<Node> = await read({ first, after });
    expect(edges.map(({ node }) => node)).toEqual(nodes);
    pages.push(nodes);
    ({ hasNextPage: isMore, endCursor: after } = pageInfo);
  }
  return pages;
}

test('keys come page by page, the oldest first, each once, also those that were made at one time', async () => {
  await using installation = await freshInstallation();
  const { context, admin, principals } = installation;
  const clockAt = (index: number) => ({ now: () => new Date(Date.UTC(2026, 2, 1) + Math.max(3, index)) });
  const made: string[] = [];
  for (let index = 0; index < 6; index += 1) {
    const wanted = { principals, kind: 'emitter', name: `spark-${index}`, namespaces: ['*'] } as const;
    const { prefix } = await makeKey({ ...context, clock: clockAt(index) }, admin, wanted);
    made.push(prefix);
  }
  const read = (page: Page, filter = {}) => readKeys(context, admin, { principals, ...filter, ...page });

  const pages = await pagesOf(read, 4);
  expect(pages.map(({ length }) => length)).toEqual([4, 2]);
  expect(pages.flat().map(({ prefix }) => prefix)).toEqual([...made.slice(0, 4).toSorted(), ...made.slice(4)]);
  const all = await listKeys(context, admin, { principals });
  expect(new Map(pages.flat().map((key) => [key.prefix, key]))).toEqual(new Map(all.map((key) => [key.prefix, key])));

  const { endCursor: after } = (await read({ first: 1 })).pageInfo;
  expect(await refusal(read({ after }, { unusedMs: 1 }))).toMatch(/^BAD_REQUEST: That cursor is of another list/);
  expect(await refusal(read({ first: 501 }))).toMatch(/^LIMIT_EXCEEDED/);
});

test('teams come page by page, by name, as they stood at the first page, and to a steward his alone; beside them all that is in force', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const names = ['heart', 'Heart', 'lung', 'liver', 'eye'];
  const apply = async (...teams: readonly string[]): Promise<void> => {
    const all = Object.fromEntries(
      teams.map((team) => [team, { owns: [`s3://${team}`], members: team === 'eye' ? { steward: ['sam'] } : {} }]),
    );
    await applyAccess(context, admin, { text: JSON.stringify({ teams: all }), isPruning: false, isDryRun: false });
    await mapAll(context);
  };
  await apply(...names);
  const sam = await person(installation, 'sam');

  const first = await listStandings(context, admin, { first: 2 });
  expect([first.nodes.map(({ team }) => team), first.teams.length, first.pageInfo.hasNextPage]).toEqual([['Heart', 'eye'], 5, true]);
  await apply('kidney');
  const next = await listStandings(context, admin, { first: 9, after: first.pageInfo.endCursor });
  expect([next.nodes.map(({ team }) => team), next.pageInfo.hasNextPage]).toEqual([['heart', 'liver', 'lung'], false]);
  expect((await pagesOf((page) => listStandings(context, admin, page), 3)).map((page) => page.map(({ team }) => team))).toEqual([
    ['Heart', 'eye', 'heart'],
    ['kidney', 'liver', 'lung'],
  ]);
  expect((await pagesOf((page) => listStandings(context, sam, page), 3)).flat().map(({ team }) => team)).toEqual(['eye']);
});
