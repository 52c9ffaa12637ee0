import { expect, test } from 'vitest';

import { applyAccess, type Principal } from '#operations';
import { freshInstallation } from '#testkit';

import { windowApp } from '../../testkit/window-app.ts';

test('who has asked for more than a minute holds is answered 503 with the second to ask again, before the question is read; others are answered', async () => {
  await using installation = await freshInstallation();
  const { admin } = installation;
  const clock = { time: new Date('2026-03-01T12:00:00Z'), now: () => clock.time };
  const context = { ...installation.context, clock };
  const person = (name: string): Principal => ({
    ...{ id: `00000000-0000-4000-8000-${name.padStart(12, '0')}`, kind: 'person', name, namespaces: [], roles: ['engineer'] },
  });
  const people = new Map(['1', '2'].map((name) => [name, person(name)]));
  const authenticate = ({ headers }: { readonly headers: { readonly authorization?: string | undefined } }): Promise<Principal> =>
    Promise.resolve(people.get(headers.authorization ?? '') ?? admin);
  const app = await windowApp({ context, authenticate, introspection: true, log: () => undefined });
  const ask = async (authorization: string, query: string) => {
    const payload = { query };
    const response = await app.inject({ method: 'POST', url: '/graphql', headers: { authorization }, payload });
    const { data, errors = [] } = JSON.parse(response.payload) as { readonly data?: unknown; readonly errors?: readonly object[] };
    return { status: response.statusCode, after: response.headers['retry-after'], isAnswered: data != null, errors };
  };
  const cheap = '{ whoami { name } }';
  const dear = '{ datasets(first: 300) { nodes { id name } } }';
  await applyAccess(context, admin, { text: 'quotas: { "1": { query_cost_per_minute: 60 } }', isPruning: false, isDryRun: false });

  try {
    expect(await ask('1', dear)).toMatchObject({ status: 200, isAnswered: true, errors: [] });
    const refused = {
      ...{ status: 503, after: '60', isAnswered: false },
      errors: [
        {
          message: expect.stringMatching(/^1 may ask for 60 fields a minute, and asked for more\. Ask again in \d+ s; /) as string,
          extensions: {
            ...{ code: 'BUSY', retryAfterSeconds: 60 },
            quota: {
              quota: 'query_cost_per_minute',
              limit: 60,
              of: 'key',
              name: '1',
              fitsAt: expect.stringMatching(/^2026-03-01T12:/) as string,
            },
          },
        },
      ],
    };
    expect(await ask('1', cheap)).toEqual(refused);
    expect(await ask('1', 'not a question')).toEqual(refused);
    expect((await ask('2', dear)).status).toBe(200);
    expect((await ask('nobody', dear)).status).toBe(200);
    clock.time = new Date('2026-03-01T13:00:00Z');
    const many = await Promise.all(Array.from({ length: 40 }, () => ask('1', cheap)));
    expect(new Set(many.map(({ status }) => status))).toEqual(new Set([200, 503]));
    expect(many.find(({ status }) => status === 503)).toMatchObject({
      after: '1',
      errors: [{ extensions: { code: 'BUSY', retryAfterSeconds: 1 } }],
    });
  } finally {
    await app.close();
  }
});
