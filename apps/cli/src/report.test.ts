import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { type Principal, receiveEvent } from '#operations';
import { freshInstallation } from '#testkit';

import { type Ran, runCommand } from '../testkit/command.ts';

function command(environment: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ran> {
  return runCommand({ environment }, args);
}

const EMITTER: Principal = {
  id: '00000000-0000-4000-8000-00000000000e',
  kind: 'emitter',
  name: 'a pipeline',
  namespaces: ['*'],
  roles: [],
};
const FACET = { _producer: 'https://example.test', _schemaURL: 'https://example.test/facet.json' };
const EVENT = {
  ...{ eventType: 'COMPLETE', eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.test' },
  schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
  run: { runId: '0198c3a0-0000-7000-8000-00000000000a' },
  job: { namespace: 'etl', name: 'copy' },
  inputs: [{ namespace: 'db', name: 'a', facets: { tags: { ...FACET, tags: [{ key: 'phi', value: 'true', field: 'x' }] } } }],
  outputs: [{ namespace: 'db', name: 'b' }],
};

// Goal: what an auditor is handed can be checked by somebody who has nothing else. Method: one folder, written once, then checked without settings.
test('an evidence folder is written, signed and verified; what was changed in it is named', async () => {
  await using installation = await freshInstallation();
  const settings = { DATABASE_URL: installation.connectionString, HEADGATE_DATA_DIR: installation.dataDir, HTTP_PORT: '0' };
  await receiveEvent(installation.context, EMITTER, Buffer.from(JSON.stringify(EVENT)));
  const folder = path.join(installation.dataDir, 'evidence');
  const words = ['report', 'HIPAA_EPHI_MAP', '--as-of', '2026-04-01T00:00:00Z', '--known-at', '1', '--out'];

  expect(await command(settings, 'report', 'HIPAA_EPHI_MAP', '--as-of', '2026-04-01T00:00:00Z', '--out', folder)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^HIPAA_EPHI_MAP [0-9a-f]{32}\nas of 2026-04-01T00:00:00Z, known from 1 entries\n/) as string,
  });
  expect(readdirSync(folder)).toEqual(['index.html', 'key.pub', 'report.json', 'signature.dsse.json']);
  expect(statSync(path.join(installation.dataDir, 'signing-key.pem')).mode & 0o777).toBe(0o600);
  expect(await command(settings, ...words, folder)).toMatchObject({
    code: 2,
    err: expect.stringContaining('is not an empty folder') as string,
  });
  const again = await command(settings, ...words, `${folder}-again`, '--json');
  expect(again).toMatchObject({ code: 0 });
  for (const file of readdirSync(folder)) {
    expect(readFileSync(path.join(`${folder}-again`, file))).toEqual(readFileSync(path.join(folder, file)));
  }

  const key = await command(settings, 'signing-key');
  const { fingerprint } = JSON.parse(again.out) as { fingerprint: string };
  const keyFile = path.join(installation.dataDir, 'auditor.key');
  writeFileSync(keyFile, key.out);
  expect(key.out).toMatch(new RegExp(`^Ed25519 ${fingerprint}\n-----BEGIN PUBLIC KEY-----\n`));
  expect((await command({}, 'verify', folder)).out).toContain(`SIGNED BY UNKNOWN KEY ${fingerprint}`);
  for (const trusted of [keyFile, fingerprint]) {
    const verified = await command({}, 'verify', folder, '--key', trusted);
    expect(verified).toMatchObject({ code: 0, out: expect.stringMatching(/whole {6}yes[^]*TRUSTED[^]*witnessed {2}not told/) as string });
  }
  expect(await command({}, 'verify', folder, '--key', 'f'.repeat(64))).toMatchObject({ code: 1 });

  writeFileSync(path.join(folder, 'report.json'), `${readFileSync(path.join(folder, 'report.json'), 'utf8')} `);
  writeFileSync(path.join(folder, 'notes.txt'), '');
  const changed = await command({}, 'verify', folder, '--key', fingerprint, '--json');
  expect({ code: changed.code, value: JSON.parse(changed.out) as unknown }).toMatchObject({
    code: 1,
    value: { whole: false, flaws: [{ file: 'notes.txt' }, { file: 'report.json' }], signer: { state: 'TRUSTED', fingerprint } },
  });
});

test('a wrong command line of report and verify is said in one sentence', async () => {
  expect(await command({}, 'report', 'TAXES', '--out', 'x')).toEqual({
    code: 2,
    out: '',
    err: 'headgate report: what to report is one of HIPAA_EPHI_MAP, not TAXES; --help shows how.\n',
  });
  expect(await command({}, 'report', 'HIPAA_EPHI_MAP')).toMatchObject({
    code: 2,
    err: 'headgate report: --out is missing; --help shows how.\n',
  });
  expect(await command({}, 'verify', '/nowhere')).toMatchObject({
    code: 2,
    err: 'headgate verify: /nowhere is no folder that can be read; --help shows how.\n',
  });
  expect(await command({}, 'verify', '.', '--key', 'abc')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--key names no file') as string,
  });
});
