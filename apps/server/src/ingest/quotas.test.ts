import { expect, test } from 'vitest';

import { applyAccess, quarantineUnread, readStatus } from '#operations';
import { freshInstallation } from '#testkit';

import { doorAlone } from './door-alone.ts';

let events = 0;
const event = (): string =>
  JSON.stringify({
    ...{ eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', producer: 'https://example.org/p', schemaURL: 'x' },
    ...{ run: { runId: `0198c3a0-0000-7000-8000-${String((events += 1)).padStart(12, '0')}` }, job: { namespace: 'etl', name: 'load' } },
  });
const batch = (size: number): string => `[${Array.from({ length: size }, event).join()}]`;

test('past its quota a key is answered 503 with the second to come again, and nobody else is; a batch counts what it holds, and is never too large', async () => {
  await using installation = await freshInstallation();
  const { principals, admin } = installation;
  const clock = { time: new Date('2026-03-01T12:00:00Z'), now: () => clock.time };
  const later = (ms: number): void => void (clock.time = new Date(clock.time.getTime() + ms));
  const context = { ...installation.context, clock };
  await using door = await doorAlone({ context, principals });
  const sender = async (name: string) => {
    const { key, id } = await principals.create({ kind: 'emitter', name, namespaces: ['etl'] }, clock.time);
    const send = async (body: string, path = '/api/v1/lineage'): Promise<readonly [number, string | null, unknown]> => {
      const response = await fetch(`${door.address}${path}`, { method: 'POST', headers: { authorization: `Bearer ${key}` }, body });
      return [response.status, response.headers.get('retry-after'), await response.json()];
    };
    const status = async (body: string, path?: string): Promise<number> => (await send(body, path))[0];
    return { id, name, send, status };
  };
  const [spark, flink, dbt, other] = [await sender('spark'), await sender('flink'), await sender('dbt'), await sender('other')];
  const text = `
teams: { heart: { owns: [], emitters: [flink, ${dbt.id}], quotas: { events_per_second: 4 } } }
quotas: { spark: { events_per_second: 2 } }`;
  await applyAccess(context, admin, { text, isPruning: false, isDryRun: false });
  const MANY = '/api/v1/lineage/batch';
  const DRY = '/api/v1/lineage?dryRun=true';

  expect([await spark.status(event()), await spark.status(event(), DRY)]).toEqual([201, 200]);
  const [status, retryAfter, json] = await spark.send(event());
  expect([status, retryAfter, json]).toEqual([
    503,
    '1',
    {
      code: 'BUSY',
      message:
        'spark may send 2 events a second, and sent more; nothing of this was recorded. Send it again in 1 s; an administrator raises events_per_second in the access file.',
      quota: { quota: 'events_per_second', limit: 2, of: 'key', name: 'spark', fitsAt: '2026-03-01T12:00:00.500Z' },
    },
  ]);
  expect([await spark.status('not JSON'), await spark.status(event(), DRY), await spark.status(batch(2), MANY)]).toEqual([503, 503, 503]);
  await expect(
    quarantineUnread(context, { ...spark, kind: 'emitter', namespaces: [], roles: [] }, { bytes: Buffer.alloc(1), message: 'x' }),
  ).rejects.toThrow(/2 events a second/);
  expect(await other.status(batch(100), MANY)).toBe(200);

  expect([await flink.status(batch(3), MANY), await dbt.status(event()), await dbt.status(event())]).toEqual([200, 201, 503]);
  later(1_000);
  expect([await spark.status(batch(22), MANY), await spark.status(event())]).toEqual([200, 503]);
  later(10_000);
  expect((await spark.send(event())).slice(0, 2)).toEqual([503, '1']);
  later(500);
  expect(await spark.status(event())).toBe(201);

  const acts = 2n;
  expect((await readStatus(context, admin)).recorded).toBe(acts + 1n + 100n + 4n + 22n + 1n);
});

test('bytes of a day are taken at the door, of an event, a batch and what cannot be read, and past them nothing more is taken until the day is over', async () => {
  await using installation = await freshInstallation();
  const { principals, admin } = installation;
  const clock = { time: new Date('2026-03-01T12:00:00Z'), now: () => clock.time };
  const context = { ...installation.context, clock };
  await using door = await doorAlone({ context, principals });
  const statuses = async (name: string, first: string, path: string): Promise<readonly (number | string | null)[]> => {
    const { key } = await principals.create({ kind: 'emitter', name, namespaces: ['etl'] }, clock.time);
    await applyAccess(context, admin, { text: `quotas: { ${name}: { bytes_per_day: 1 } }`, isPruning: false, isDryRun: false });
    const send = (body: string, to: string) =>
      fetch(`${door.address}${to}`, { method: 'POST', headers: { authorization: `Bearer ${key}` }, body });
    const [letIn, refused] = [await send(first, path), await send(event(), '/api/v1/lineage')];
    return [letIn.status, refused.status, refused.headers.get('retry-after'), ((await refused.json()) as { code: string }).code];
  };

  expect(await statuses('spark', event(), '/api/v1/lineage')).toEqual([201, 503, '60', 'BUSY']);
  expect(await statuses('flink', batch(2), '/api/v1/lineage/batch')).toEqual([200, 503, '60', 'BUSY']);
  expect(await statuses('dbt', 'not JSON', '/api/v1/lineage')).toEqual([400, 503, '60', 'BUSY']);
});
