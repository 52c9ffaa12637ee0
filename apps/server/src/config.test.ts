import { expect, test } from 'vitest';

import { readConfig } from './config.ts';

test('an intake that the largest event would never fit into is refused at the start', () => {
  const problem =
    'INTAKE_BYTES_MAX: must be at least 2 times EVENT_BYTES_MAX, or the largest events would be told to come again for ever; raise it, or lower EVENT_BYTES_MAX';

  expect(readConfig({ EVENT_BYTES_MAX: '1000', INTAKE_BYTES_MAX: '2000' })).toMatchObject({
    EVENT_BYTES_MAX: 1000,
    INTAKE_BYTES_MAX: 2000,
  });
  expect(() => readConfig({ EVENT_BYTES_MAX: '1000', INTAKE_BYTES_MAX: '1999' })).toThrow(problem);
  expect(() => readConfig({ EVENT_BYTES_MAX: '200000000' })).toThrow(problem);
});

test('the schema can be asked for unless a setting says otherwise', () => {
  expect(readConfig({}).GRAPHQL_INTROSPECTION).toBe(true);
  expect(readConfig({ GRAPHQL_INTROSPECTION: 'false' }).GRAPHQL_INTROSPECTION).toBe(false);
});
