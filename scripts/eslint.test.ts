import { join } from 'node:path';

import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, test } from 'vitest';

import { repository } from './temporary-repository.ts';

/** The house's own configuration; without types, so that a text may claim any path. */
const untyped = new ESLint({ cwd: repository, overrideConfig: [tseslint.configs.disableTypeChecked] });

async function brokenRules(path: string, text: string): Promise<readonly (string | null)[]> {
  const [result] = await untyped.lintText(text, { filePath: join(repository, path) });
  return [...new Set(result?.messages.map(({ ruleId }) => ruleId))];
}

const DOMAIN = 'libs/contracts/src/breach.ts';
const OPERATION = 'libs/operations/src/breach.ts';
const lines = (count: number) => 'f();\n'.repeat(count);

describe('everywhere', () => {
  test.each([
    ['an enum', 'no-restricted-syntax', 'export enum Light { Red }'],
    ['a default export', 'no-restricted-syntax', 'export default 1;'],
    ['a default export by another name', 'no-restricted-syntax', 'const a = 1;\nexport { a as default };'],
    ['export *', 'no-restricted-syntax', `export * from './inner.ts';`],
    ['process.env', 'no-restricted-properties', 'export const port = process.env.PORT;'],
    ['env taken out of process', 'no-restricted-properties', 'export const { env } = process;'],
    ['env imported', 'no-restricted-imports', `import { env } from 'node:process';\nenv.a = '';`],
    ['four parameters', '@typescript-eslint/max-params', 'export function f(a: 1, b: 2, c: 3, d: 4) { return [a, b, c, d]; }'],
    ['a function of 61 lines', 'max-lines-per-function', `export function f() {\n${lines(59)}}`],
    ['a file of 301 lines', 'max-lines', lines(301)],
    ['any', '@typescript-eslint/no-explicit-any', 'export const a = JSON.parse("1") as any;'],
    ['an import of a type as a value', '@typescript-eslint/consistent-type-imports', `import { A } from './a.ts';\nexport const a: A = 1;`],
    ['a rule disabled without a reason', 'house/disable-needs-reason', '// eslint-disable-next-line no-console\nconsole.log(1);'],
    ['a dash that no reason follows', 'house/disable-needs-reason', 'console.log(1); // eslint-disable-line no-console -- '],
    ['all rules disabled', 'house/disable-needs-reason', '/* eslint-disable -- noisy */\nconsole.log(1);'],
    ['a rule configured away', 'house/disable-needs-reason', '/* eslint no-console: 0 */\nconsole.log(1);'],
    ['a disable comment that is not needed', null, '// eslint-disable-next-line no-console -- left over\nf();'],
  ])('%s is refused', async (_what, rule, text) => {
    expect(await brokenRules(OPERATION, text)).toEqual([rule]);
  });

  test.each([
    ['async and a clock outside the domain', 'export async function f() { await g(Date.now(), Math.random()); }'],
    ['a rule disabled for a reason', '// eslint-disable-next-line no-console -- the one line an operator waits for\nconsole.log(1);'],
    ['a function of 60 lines', `export function f() {\n${lines(58)}}`],
  ])('%s is allowed', async (_what, text) => {
    expect(await brokenRules(OPERATION, text)).toEqual([]);
  });

  test.each([
    ['an operation', 'libs/operations/src/access/breach.ts', `import { answer } from '../ask/answer.ts';\nanswer();`],
    ['a question of the same room', 'libs/operations/src/ask/breach.ts', `import { answer } from './answer.ts';\nanswer();`],
    ['who hands it on', 'libs/operations/src/index.ts', `export { answer } from './ask/answer.ts';`],
  ])('%s that answers without a record of it is refused', async (_what, path, text) => {
    expect(await brokenRules(path, text)).toEqual(['no-restricted-imports']);
  });

  test('what answers is asked for by the one file that records', async () => {
    expect(await brokenRules('libs/operations/src/ask/ask.ts', `import { answer } from './answer.ts';\nanswer();`)).toEqual([]);
  });

  test('config.ts reads the environment', async () => {
    expect(await brokenRules('apps/server/src/config.ts', 'export const port = process.env.PORT;')).toEqual([]);
  });

  test('a test may be long', async () => {
    expect(await brokenRules('libs/record/src/a.test.ts', `export function f() {\n${lines(400)}}`)).toEqual([]);
  });

  test('a test that is named for a wish is refused', async () => {
    expect(await brokenRules('libs/record/src/a.test.ts', `test('it should stop', f);`)).toEqual(['no-restricted-syntax']);
  });

  test('a door that computes is refused', async () => {
    expect(await brokenRules('libs/operations/src/index.ts', 'export const a = 1;')).toEqual(['no-restricted-syntax']);
  });
});

describe('in domain libs', () => {
  test.each([
    ['async', 'no-restricted-syntax', 'export async function f() { g(); }'],
    ['an async arrow', 'no-restricted-syntax', 'export const f = async () => 1;'],
    ['await', 'no-restricted-syntax', 'await f();'],
    ['Date', 'no-restricted-globals', 'export const now = new Date();'],
    ['Date.now', 'no-restricted-globals', 'export const now = Date.now();'],
    ['a way around Date', 'no-restricted-globals', 'export const now = globalThis.Date.now();'],
    ['performance', 'no-restricted-globals', 'export const now = performance.now();'],
    ['Math.random', 'no-restricted-properties', 'export const dice = Math.random();'],
    ['random bytes', 'no-restricted-imports', `import { randomUUID } from 'node:crypto';\nrandomUUID();`],
    ['process', 'no-restricted-globals', 'export const here = process.cwd();'],
    ['a timer', 'no-restricted-globals', 'setTimeout(f, 1);'],
  ])('%s is refused', async (_what, rule, text) => {
    expect(await brokenRules(DOMAIN, text)).toEqual([rule]);
  });

  test.each(['record', 'lineage', 'labels', 'contracts', 'drift', 'alerts', 'access', 'reports'])('%s is such a lib', async (lib) => {
    expect(await brokenRules(`libs/${lib}/src/breach.ts`, 'export const now = Date.now();')).toEqual(['no-restricted-globals']);
  });

  test('a test may wait', async () => {
    expect(await brokenRules('libs/record/src/a.test.ts', `test('it stops', async () => { await f(Date.now()); });`)).toEqual([]);
  });
});

test('what only the types give away is refused', async () => {
  const typed = new ESLint({ cwd: repository, ignore: false });

  const [result] = await typed.lintFiles('scripts/breaches/types.ts');

  expect(result?.messages.map(({ ruleId }) => ruleId)).toEqual([
    '@typescript-eslint/no-floating-promises',
    '@typescript-eslint/switch-exhaustiveness-check',
    '@typescript-eslint/no-base-to-string',
    '@typescript-eslint/restrict-template-expressions',
    '@typescript-eslint/no-explicit-any',
    '@typescript-eslint/no-unsafe-return',
  ]);
}, 30_000);
