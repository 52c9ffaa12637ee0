/** What lies at the root of the repository. Whatever else turns up there was left by a program, and may hold what nobody should read. */
const ROOT: ReadonlySet<string> = new Set([
  ...[
    '.ci',
    '.dependency-cruiser.js',
    '.gitignore',
    '.npmrc',
    '.prettierignore',
    '.prettierrc',
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    'LICENSE',
    'README.md',
  ],
  ...[
    'apps',
    'bench',
    'docs',
    'e2e',
    'eslint.config.js',
    'knip.json',
    'libs',
    'nest-cli.json',
    'package-lock.json',
    'package.json',
    'prisma',
    'scripts',
  ],
  ...['tsconfig.build.json', 'tsconfig.json', 'vitest.config.ts'],
]);

/** Of the files of the repository, by their paths from its root: what is not known there, each once. */
export function strangersAt(files: readonly string[]): readonly string[] {
  return [...new Set(files.map((file) => file.split('/')[0] ?? file))].filter((name) => !ROOT.has(name)).sort();
}
