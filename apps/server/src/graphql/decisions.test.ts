import { expect, test } from 'vitest';

import { DAY_MS, Failure } from '#foundation';
import { type Principal, receiveEvent } from '#operations';
import { Recorder } from '#store';
import { freshInstallation, mapAll } from '#testkit';

import { windowApp } from '../../testkit/window-app.ts';

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };

test('an operation that shows protected data is one record, with the address it came from, and without a record there is no answer', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const keyEnds = new Date(context.clock.now().getTime() + 2 * DAY_MS);
  const auditor: Principal = { ...admin, kind: 'person', name: 'auditor', roles: ['auditor'], keyEnds };
  for (const name of ['patients', 'visits', 'prices']) {
    const facets = name === 'prices' ? {} : { tags: { ...FACET, tags: [{ key: 'classification', value: 'PHI' }] } };
    const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: { namespace: 'db', name, facets } };
    await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  }
  await mapAll(context);
  const recorder = Object.assign(Object.create(Recorder.prototype) as Recorder, {
    record: () => Promise.reject(new Failure('STORE_UNAVAILABLE', 'The database is away.')),
  });
  const open = (of: typeof context) =>
    windowApp({ context: of, authenticate: () => Promise.resolve(auditor), introspection: true, log: () => undefined });
  const [app, away] = [await open(context), await open({ ...context, recorder })];
  const ask = async (to: typeof app, query: string) => {
    const { statusCode, headers, payload } = await to.inject({
      method: 'POST',
      url: '/graphql',
      payload: { query },
      remoteAddress: '192.0.2.7',
    });
    return { statusCode, headers, json: JSON.parse(payload) as { readonly data?: unknown } };
  };
  const asked =
    '{ a: dataset(namespace: "db", name: "patients") { name } b: datasets { nodes { name description } } c: search(text: "visits") { nodes { matched } } }';

  try {
    const refused = await ask(away, asked);
    expect(refused).toMatchObject({
      ...{ statusCode: 503, headers: { 'retry-after': '1' } },
      json: { errors: [{ message: 'The database is away.', extensions: { code: 'STORE_UNAVAILABLE' } }] },
    });
    expect(refused.json.data).toBeUndefined();
    expect((await ask(away, '{ dataset(namespace: "db", name: "prices") { name } }')).json.data).toEqual({ dataset: { name: 'prices' } });

    expect(await ask(app, asked)).toMatchObject({ statusCode: 200, headers: { 'headgate-key-expires': keyEnds.toISOString() } });
    await ask(app, asked);
    await mapAll(context);
    const trail = await ask(
      app,
      '{ auditTrail(outcome: ALLOWED) { nodes { what from { door address } decisions { action things names } } } whoami { keyExpiresAt } }',
    );
    expect(trail.json.data).toEqual({
      auditTrail: {
        nodes: [
          {
            what: 'dataset db patients, dataset db visits',
            from: { door: 'GRAPHQL', address: '192.0.2.7' },
            decisions: [{ action: 'see', things: 2, names: ['dataset db patients', 'dataset db visits'] }],
          },
        ],
      },
      whoami: { keyExpiresAt: keyEnds.toISOString() },
    });
  } finally {
    await app.close();
    await away.close();
  }
});
