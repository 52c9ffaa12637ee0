import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

import type { FastifyInstance, FastifyReply } from 'fastify';

import { examples } from './examples.ts';

const require = createRequire(import.meta.url);
const beside = (manifest: string, file: string): string => path.join(path.dirname(manifest), file);
const ours = (file: string): string => path.join(import.meta.dirname, 'page', file);

const SCRIPT = 'text/javascript; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';

/** Everything that the page loads: from this server, from what npm installed, from nowhere else. */
const FILES: Readonly<Record<string, { readonly file: string; readonly type: string }>> = {
  '/graphiql': { file: ours('index.html'), type: 'text/html; charset=utf-8' },
  '/graphiql/page.js': { file: ours('page.js'), type: SCRIPT },
  '/graphiql/page.css': { file: ours('page.css'), type: STYLE },
  '/graphiql/react.js': { file: beside(require.resolve('react/package.json'), 'umd/react.production.min.js'), type: SCRIPT },
  '/graphiql/react-dom.js': { file: beside(require.resolve('react-dom/package.json'), 'umd/react-dom.production.min.js'), type: SCRIPT },
  '/graphiql/graphiql.js': { file: beside(require.resolve('graphiql/package.json'), 'graphiql.min.js'), type: SCRIPT },
  '/graphiql/graphiql.css': { file: beside(require.resolve('graphiql/package.json'), 'graphiql.min.css'), type: STYLE },
};

/** GraphiQL's editor sets styles on its elements and brings its fonts inside its style sheet; nothing else is let in. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page on which people ask: `/graphiql`. It shows no data by itself; what it asks carries the asker's key. */
export async function graphiqlRoutes(scope: FastifyInstance): Promise<void> {
  for (const [url, { file, type }] of Object.entries(FILES)) {
    scope.get(url, async (_request, reply) => guarded(reply, type).send(await readFile(file)));
  }
  scope.get('/graphiql/examples.json', (_request, reply) =>
    guarded(reply, 'application/json; charset=utf-8').send(JSON.stringify(examples)),
  );
  await Promise.resolve();
}

function guarded(reply: FastifyReply, type: string): FastifyReply {
  return reply.headers({
    'content-type': type,
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  });
}
