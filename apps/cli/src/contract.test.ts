import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { readContract } from '#contracts';
import { receiveEvent } from '#operations';
import { freshInstallation } from '#testkit';

import { command as contract } from './contract.ts';
import { run } from './main.ts';

/** The contract that the usage shows, without its indentation. */
const EXAMPLE = contract.usage
  .split('\n\n')
  .filter((part) => part.startsWith('  apiVersion:'))
  .join('\n');

const EVENT = JSON.stringify({ eventTime: '2026-03-01T00:00:00Z', dataset: { namespace: 'db', name: 'orders' } });

test('the contract that the usage shows is read without a remark, and promises columns of the dataset that is named beside it', () => {
  const read = readContract(EXAMPLE);

  expect(read).toMatchObject({
    kind: 'contract',
    contract: { promises: [{ dataset: { namespace: 'postgres://db.example.com:5432', name: 'shop.public.orders' }, columns: [{}, {}] }] },
  });
  expect(read.kind === 'contract' ? read.remarks() : undefined).toEqual([]);
});

test('a contract with a key that the standard does not have is put into force, and the key is remarked', async () => {
  await using installation = await freshInstallation();
  await receiveEvent(installation.context, installation.admin, Buffer.from(EVENT));
  const out: string[] = [];
  const file = path.join(installation.dataDir, 'contract.yaml');
  writeFileSync(file, EXAMPLE.replace('physicalType', 'phisicalType'));
  const apply = (...options: readonly string[]): Promise<number> =>
    run(['contract', 'apply', file, ...options], {
      ...{ stdout: { write: (text) => out.push(text) }, stderr: { write: (text) => out.push(text) } },
      environment: { DATABASE_URL: installation.connectionString, HEADGATE_DATA_DIR: installation.dataDir, HTTP_PORT: '0' },
    });

  const remark =
    'remark   /schema/0/properties/0/phisicalType phisicalType is no key of the standard here, and promises nothing; did you mean physicalType?\n';
  expect(await apply('--dry-run')).toBe(1);
  expect(out.splice(0).join('')).toContain(remark);
  expect(await apply()).toBe(0);
  expect(out.join('')).toContain('In force from position 1 on.\n');
  expect(out.join('')).toContain(remark);
});
