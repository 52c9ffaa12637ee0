import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

import type { FastifyInstance } from 'fastify';

import { guarded, HTML } from '../page-answers.ts';
import { tabChapters } from './tabs.ts';

const require = createRequire(import.meta.url);
const beside = (manifest: string, file: string): string => path.join(path.dirname(manifest), file);
const ours = (file: string): string => path.join(import.meta.dirname, 'page', file);

const SCRIPT = 'text/javascript; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';

/** Everything that the page loads: from this server, from what npm installed, from nowhere else. */
const FILES: Readonly<Record<string, { readonly file: string; readonly type: string }>> = {
  '/graphiql': { file: ours('index.html'), type: HTML },
  '/signin': { file: ours('sign-in.html'), type: HTML },
  '/graphiql/sign-in.js': { file: ours('sign-in.js'), type: SCRIPT },
  '/graphiql/page.js': { file: ours('page.js'), type: SCRIPT },
  '/graphiql/questions.js': { file: ours('questions.js'), type: SCRIPT },
  '/graphiql/page.css': { file: ours('page.css'), type: STYLE },
  '/graphiql/react.js': { file: beside(require.resolve('react/package.json'), 'umd/react.production.min.js'), type: SCRIPT },
  '/graphiql/react-dom.js': { file: beside(require.resolve('react-dom/package.json'), 'umd/react-dom.production.min.js'), type: SCRIPT },
  '/graphiql/graphiql.js': { file: beside(require.resolve('graphiql/package.json'), 'graphiql.min.js'), type: SCRIPT },
  '/graphiql/graphiql.css': { file: beside(require.resolve('graphiql/package.json'), 'graphiql.min.css'), type: STYLE },
};

/**
 * The page on which people ask, `/graphiql`, and the one that a link opens, `/signin`. They show no data by themselves: what they ask carries the
 * session, or the asker's key.
 */
export async function graphiqlRoutes(scope: FastifyInstance): Promise<void> {
  for (const [url, { file, type }] of Object.entries(FILES)) {
    scope.get(url, async (_request, reply) => guarded(reply, type).send(await readFile(file)));
  }
  scope.get('/graphiql/book.json', (_request, reply) =>
    guarded(reply, 'application/json; charset=utf-8').send(JSON.stringify(tabChapters)),
  );
  await Promise.resolve();
}
