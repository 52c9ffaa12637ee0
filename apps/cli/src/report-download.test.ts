import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { receiveEvent } from '#operations';
import { freshInstallation, mapAll, temporaryDirectory, unzipped } from '#testkit';

import { peopleServer } from '../../server/testkit/people-server.ts';
import { type Ran, runCommand } from '../testkit/command.ts';

const FACET = { _producer: 'https://example.test', _schemaURL: 'https://example.test/facet.json' };
const EVENT = {
  ...{ eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.test' },
  dataset: { namespace: 'db', name: 'a', facets: { tags: { ...FACET, tags: [{ key: 'phi', value: 'true', field: 'x' }] } } },
};

// Goal: what is saved from the server is what the command writes. Method: the same question both ways, byte by byte, then checked by `headgate verify` without settings.
test('a report that is saved from the server holds the files that the command writes, and headgate verify checks it', async () => {
  await using fresh = await freshInstallation();
  await using server = await peopleServer(fresh, {});
  await using home = await temporaryDirectory();
  const { context, admin, principals } = fresh;
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(EVENT)));
  await mapAll(context);
  const { key } = await principals.create({ kind: 'person', name: 'audrey', namespaces: [], roles: ['auditor'] }, context.clock.now());
  const [written, saved] = [path.join(home.path, 'written'), path.join(home.path, 'saved')];
  const command = (...args: readonly string[]): Promise<Ran> =>
    runCommand({ environment: { HEADGATE_URL: server.address, HEADGATE_KEY: key } }, args);

  const times = ['--as-of', '2026-04-01T00:00:00Z', '--known-at', '1'];
  expect(await command('report', 'HIPAA_EPHI_MAP', ...times, '--out', written, '--remote')).toMatchObject({ code: 0 });
  const address = `${server.address}/api/v1/reports/HIPAA_EPHI_MAP?asOf=2026-04-01T00:00:00Z&knownAt=1`;
  const answer = await fetch(address, { method: 'POST', headers: { authorization: `Bearer ${key}` } });
  mkdirSync(saved);
  for (const [name, bytes] of unzipped(Buffer.from(await answer.arrayBuffer())))
    writeFileSync(path.join(saved, path.basename(name)), bytes);

  expect(readdirSync(saved)).toEqual(readdirSync(written));
  for (const file of readdirSync(written)) expect(readFileSync(path.join(saved, file))).toEqual(readFileSync(path.join(written, file)));
  const told = JSON.parse((await runCommand({ environment: {} }, ['verify', saved, '--json'])).out) as {
    readonly signer: { readonly fingerprint: string };
  };
  const verified = await runCommand({ environment: {} }, ['verify', saved, '--key', told.signer.fingerprint]);
  expect(verified).toMatchObject({ code: 0, out: expect.stringMatching(/whole {6}yes[^]*TRUSTED/) as string });
});
