import { expect, test } from 'vitest';

import { plainFacetSeen } from './plain-facets.ts';

const seen = (carrier: Parameters<typeof plainFacetSeen>[0], name: string, value: object): unknown => {
  const content = plainFacetSeen(carrier, { name, content: JSON.stringify(value) });
  return content === undefined ? undefined : JSON.parse(content);
};

test('of a plain facet the members of the standard are shown, and nothing that somebody wrote beside them', () => {
  expect(
    seen('dataset', 'ownership', {
      _producer: 'p',
      owners: [{ name: 'Ada', type: 'STEWARD', ssn: '078-05-1120' }, 'Bob'],
      sample: ['078-05-1120'],
    }),
  ).toEqual({ _producer: 'p', owners: [{ name: 'Ada', type: 'STEWARD' }] });
  expect(seen('dataset', 'storage', { storageLayer: { of: 'x' }, fileFormat: 'parquet' })).toEqual({ fileFormat: 'parquet' });
  expect(seen('use', 'inputStatistics', { rowCount: 3, size: 9, top: 'x' })).toEqual({ rowCount: 3, size: 9 });
  expect(
    seen('run', 'parent', { run: { runId: 'r', of: 'x' }, job: { namespace: 'n', name: 'j' }, root: { run: { runId: 'q' } } }),
  ).toEqual({
    run: { runId: 'r' },
    job: { namespace: 'n', name: 'j' },
    root: { run: { runId: 'q' } },
  });
});

test('a facet of which no place is known is none of them, whatever it is called', () => {
  expect(seen('dataset', 'acme', { name: 'x' })).toBeUndefined();
  expect(seen('run', 'constructor', { name: 'x' })).toBeUndefined();
  expect(seen('job', 'version', { datasetVersion: '1' })).toBeUndefined();
});
