import { expect, test } from 'vitest';

import { DAY_MS, Failure } from '#foundation';
import { type Context, listReadings, makeKey, type Principal, receiveEvent } from '#operations';
import { freshInstallation, given, mapAll } from '#testkit';

import { windowApp } from '../../testkit/window-app.ts';

const EVENT = {
  ...{ eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p' },
  dataset: { namespace: 's3://heart', name: 'beats' },
};

interface Said {
  readonly status: number;
  readonly said: unknown;
}

/** A window that takes everybody for whom they say they are. */
async function windowTo(context: Context, ...people: readonly Principal[]) {
  const authenticate = ({ headers }: { readonly headers: { readonly authorization?: string | undefined } }) =>
    Promise.resolve(given(people.find(({ id }) => headers.authorization === id)));
  const app = await windowApp({ context, authenticate, introspection: true, log: () => undefined });
  const ask = async ({ id }: Principal, query: string): Promise<Said> => {
    const headers = { 'content-type': 'application/json', authorization: id };
    const { statusCode, payload } = await app.inject({ method: 'POST', url: '/graphql', headers, payload: { query } });
    return { status: statusCode, said: JSON.parse(payload) };
  };
  return { ask, [Symbol.asyncDispose]: () => app.close() };
}

test('one operation of GraphQL is one reading, read by both sides, and without it there is no answer', async () => {
  await using installation = await freshInstallation();
  const { admin, principals } = installation;
  const now = new Date();
  const context: Context = { ...installation.context, clock: { now: () => now } }; // all within one minute, by which equal askings are counted
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(EVENT)));
  const { id } = await makeKey(context, admin, { principals, kind: 'person', name: 'olga', namespaces: [], roles: [] });
  const olga: Principal = { id, kind: 'person', name: 'olga', namespaces: [], roles: [] };
  await using window = await windowTo(context, admin, olga);
  const asked = window.ask;
  const until = new Date(Date.now() + DAY_MS).toISOString();
  const opened = await asked(
    admin,
    `mutation { openEngagement(engagement: { name: "soc2", who: ["olga"], scope: ["s3://*"], purpose: "soc2", why: "w", until: "${until}" }) { name } }`,
  );
  await mapAll(context);

  const query = '{ datasets(first: 1) { nodes { name facets { name } upstream { nodes { name } } } } jobs { nodes { name } } }';
  const seen = await asked(olga, query);
  await asked(olga, query);

  expect(opened.said).toEqual({ data: { openEngagement: { name: 'soc2' } } });
  expect(seen.said).toMatchObject({ data: { datasets: { nodes: [{ name: 'beats' }] }, jobs: { nodes: [] } } });
  const readings = await listReadings(context, admin, { name: 'soc2', alsoUnmapped: true });
  const [reading] = readings.nodes;
  expect(readings.nodes.length).toBe(1);
  expect(reading?.count).toBe(2);
  expect(reading?.asked.map(({ operation, shown }) => `${operation} ${String(shown)}`).toSorted()).toEqual([
    ...['datasets 1', 'datasets by id 1', 'jobs 0', 'lineage 1'],
  ]);
  await mapAll(context);
  const list = `{ engagement(name: "soc2") { state readings { nodes { by { name } asked { operation arguments shown } count isWithin } } } }`;
  const [house, outside] = [await asked(admin, list), await asked(olga, list)];
  expect(outside.said).toEqual(house.said);
  expect(house.said).toMatchObject({
    data: { engagement: { state: 'IN_FORCE', readings: { nodes: [{ by: { name: 'olga' }, count: 2, isWithin: true }] } } },
  });

  const away = Object.assign(Object.create(context.database) as Context['database'], {
    transactionClosedByWork: () => Promise.reject(new Failure('STORE_UNAVAILABLE', 'The database did not answer.')),
  });
  await using unrecording = await windowTo({ ...context, database: away }, olga);
  const unanswered = await unrecording.ask(olga, '{ datasets { nodes { name } } }');
  expect(unanswered.status).toBe(503);
  expect(unanswered.said).toEqual({
    errors: [
      {
        message: 'What you asked could not be recorded, so it is not answered. The database did not answer.',
        extensions: { code: 'STORE_UNAVAILABLE', retryAfterSeconds: 1 },
      },
    ],
  });
  const ended = await asked(admin, 'mutation { endEngagement(name: "soc2", why: "done") { name } }');
  expect(ended.said).toEqual({ data: { endEngagement: { name: 'soc2' } } });
  expect((await asked(olga, '{ datasets { nodes { name } } }')).said).toMatchObject({
    errors: [{ extensions: { code: 'ACCESS_DENIED' } }],
  });
});
