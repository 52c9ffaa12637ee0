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

test('what a setting must be is said in words, of every one that is wrong', () => {
  const wrong = {
    DATABASE_URL: 'mysql://host/name',
    HTTP_PORT: 'x',
    MAP_HELPERS: '1.5',
    DATABASE_CONNECTIONS: '1',
    EVENT_BYTES_MAX: '0',
    HEADGATE_URL: 'headgate',
    GRAPHQL_INTROSPECTION: 'perhaps',
    OIDC_CLOCK_SKEW_SECONDS: '301',
    OIDC_ISSUER: 'provider',
  };

  const problems = Object.keys(wrong).map((name) => refusalOf({ [name]: wrong[name as keyof typeof wrong] }));

  expect(problems).toEqual([
    'DATABASE_URL: must be the address of a Postgres, such as postgres://user:password@host:5432/database',
    'HTTP_PORT: must be a number',
    'MAP_HELPERS: must be a whole number',
    'DATABASE_CONNECTIONS: must be at least 2',
    'EVENT_BYTES_MAX: must be more than 0',
    'HEADGATE_URL: must be an address, such as https://headgate.example.org',
    'GRAPHQL_INTROSPECTION: must be true or false',
    'OIDC_CLOCK_SKEW_SECONDS: must be at most 300',
    'OIDC_ISSUER: must be an address, such as https://login.example.org',
  ]);
  expect(refusalOf(wrong)).toContain('must be a number\n  ');
});

/** The first problem that is told, and all after it. */
function refusalOf(environment: Readonly<Record<string, string>>): string {
  try {
    readConfig(environment);
    return 'it is taken';
  } catch (error) {
    return String(error).split('\n  ').slice(1).join('\n  ');
  }
}
