import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

import { house } from './scripts/eslint-rules.js';
import { domainLibs } from './scripts/libs.js';

const GENERATED = ['libs/store/src/control/client/**', 'apps/server/src/graphql/generated.ts'];
const TESTS = ['**/*.test.ts', 'e2e/**'];
const CONFIG_FILES = ['*.config.{js,ts}', '.dependency-cruiser.js'];

// A later block replaces the options of a rule, it does not add to them: so each list below names the ones it widens.

const SYNTAX = [
  { selector: 'TSEnumDeclaration', message: 'A union of literals, or an object `as const`, instead of an enum.' },
  { selector: 'ExportAllDeclaration', message: 'Name what you export.' },
];
const NO_DEFAULT_EXPORT = [
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only: one thing has one name.' },
  { selector: 'ExportSpecifier[exported.name="default"]', message: 'Named exports only: one thing has one name.' },
];
const NO_ASYNC = [':function[async=true]', 'AwaitExpression', 'ForOfStatement[await=true]'].map((selector) => ({
  selector,
  message: 'Domain libs are plain functions from data to data: leave waiting to operations.',
}));
const NO_LOGIC = [
  {
    selector: 'Program > :not(ExportNamedDeclaration, ImportDeclaration), ExportNamedDeclaration[declaration!=null]',
    message: 'A door only names what the lib exports; what it does stands in a file of its own.',
  },
];
const TEST_TITLES = [
  {
    selector: 'CallExpression[callee.name=/^(test|it|describe)$/] > Literal:first-child[value=/\\b(should|works?)\\b/i]',
    message: 'Name the fact, in the present: "a walk stops at its depth".',
  },
];

const ENVIRONMENT = { object: 'process', property: 'env', message: 'Only config.ts reads the environment; take the value as a parameter.' };
const ENVIRONMENT_IMPORTS = ['process', 'node:process'].map((name) => ({ name, importNames: ['env'], message: ENVIRONMENT.message }));
const RANDOM = { object: 'Math', property: 'random', message: 'Randomness is passed in.' };
const RANDOM_IMPORTS = ['crypto', 'node:crypto'].map((name) => ({
  name,
  importNames: ['randomBytes', 'randomFill', 'randomFillSync', 'randomInt', 'randomUUID', 'webcrypto', 'getRandomValues'],
  message: RANDOM.message,
}));
const UNRECORDED = {
  importNames: ['answer'],
  message: 'What is asked under an engagement is recorded: ask by answerRecorded, answerTo or read, of ask/ask.ts.',
};
const OUTSIDE_WORLD = [
  'Date',
  'performance',
  'process',
  'crypto',
  'fetch',
  'console',
  'globalThis',
  'setTimeout',
  'setInterval',
  'setImmediate',
];

const restrictions = (syntax) => ['error', ...SYNTAX, ...NO_DEFAULT_EXPORT, ...syntax];

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'scripts/breaches/', ...GENERATED]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { house },
    rules: {
      'house/disable-needs-reason': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60 }],
      'no-restricted-syntax': restrictions([]),
      'no-restricted-properties': ['error', ENVIRONMENT],
      'no-restricted-imports': ['error', { paths: ENVIRONMENT_IMPORTS }],
      '@typescript-eslint/max-params': ['error', { max: 3 }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { allowDefaultCaseForExhaustiveSwitch: false }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Nest's modules are classes with nothing but a decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'only-allowed-literals' }],
    },
  },
  {
    name: 'house/domain',
    files: [`libs/{${domainLibs.join(',')}}/src/**/*.ts`],
    ignores: TESTS,
    rules: {
      'no-restricted-syntax': restrictions(NO_ASYNC),
      'no-restricted-globals': ['error', ...OUTSIDE_WORLD],
      'no-restricted-properties': ['error', ENVIRONMENT, RANDOM],
      'no-restricted-imports': ['error', { paths: [...ENVIRONMENT_IMPORTS, ...RANDOM_IMPORTS] }],
    },
  },
  {
    name: 'house/recorded',
    files: ['libs/operations/src/**/*.ts'],
    ignores: [...TESTS, 'libs/operations/src/ask/ask.ts'],
    rules: {
      'no-restricted-imports': ['error', { paths: ENVIRONMENT_IMPORTS, patterns: [{ regex: '(^|/)answer\\.ts$', ...UNRECORDED }] }],
    },
  },
  { name: 'house/doors', files: ['libs/*/src/index.ts'], rules: { 'no-restricted-syntax': restrictions(NO_LOGIC) } },
  {
    name: 'house/tests',
    files: TESTS,
    rules: { 'max-lines': 'off', 'max-lines-per-function': 'off', 'no-restricted-syntax': restrictions(TEST_TITLES) },
  },
  { name: 'house/config', files: ['**/config.ts'], rules: { 'no-restricted-properties': 'off', 'no-restricted-imports': 'off' } },
  { name: 'house/scripts', files: ['scripts/**', 'bench/**'], rules: { 'no-console': 'off' } },
  { name: 'house/config-files', files: CONFIG_FILES, rules: { 'no-restricted-syntax': ['error', ...SYNTAX] } },
  { name: 'house/plain-js', files: ['**/*.js'], extends: [tseslint.configs.disableTypeChecked] },
);
