import { fastify, type FastifyInstance } from 'fastify';
import { expect, test } from 'vitest';

import { book, questions } from '../book/book.ts';
import { graphiqlRoutes } from './graphiql-routes.ts';
import type { tabChapters } from './tabs.ts';

async function page(): Promise<FastifyInstance> {
  const server = fastify();
  await server.register(graphiqlRoutes);
  return server;
}

test('the page loads everything from this server, and lets nothing else in', async () => {
  const server = await page();
  const html = await server.inject({ url: '/graphiql' });
  const loaded = [...html.body.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map(([, url]) => url ?? '');

  const modules = ['/graphiql/questions.js', '/graphiql/sign-in.js', '/signin', '/graphiql/book.json'];
  const answers = await Promise.all([...loaded, ...modules].map((url) => server.inject({ url })));

  expect(loaded.filter((url) => !url.startsWith('/graphiql/'))).toEqual([]);
  expect(answers.map(({ statusCode }) => statusCode)).toEqual(answers.map(() => 200));
  for (const { headers } of [html, ...answers]) {
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self';");
    expect(headers['x-content-type-options']).toBe('nosniff');
  }
  await server.close();
});

test('nothing below the page but its own files is served', async () => {
  const server = await page();

  const answers = await Promise.all(
    ['/graphiql/../config.ts', '/graphiql/page/../../config.ts', '/graphiql/index.html'].map((url) => server.inject({ url })),
  );

  expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404]);
  await server.close();
});

test('each question of the book is a tab, named by its operation, with its variables filled in', async () => {
  const server = await page();
  const answer = await server.inject({ url: '/graphiql/book.json' });
  const chapters = JSON.parse(answer.body) as typeof tabChapters;
  const tabs = chapters.flatMap((chapter) => chapter.tabs);

  expect(chapters.map(({ title }) => title)).toEqual(book.map(({ title }) => title));
  expect(tabs.map(({ number }) => number)).toEqual(questions.map((_, index) => index + 1));
  expect(tabs.map(({ variables }) => JSON.parse(variables) as unknown)).toEqual(questions.map(({ variables }) => variables));
  for (const [index, { query, question }] of tabs.entries()) {
    expect(query.startsWith(`# ${question}\n# `)).toBe(true);
    expect(query.endsWith(`\n${questions[index]?.operation ?? ''}\n`)).toBe(true);
    expect(query.split('\n').filter((line) => line.startsWith('#') && line.length > 80)).toEqual([]);
  }
  await server.close();
});
