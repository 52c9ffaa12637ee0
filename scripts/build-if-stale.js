// Before `npm start` and `npm run demo`: builds dist when it is missing or older than any source; with --always, in any case.
// Plain JavaScript, for it runs before any build.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';

const SOURCES = ['apps', 'libs', 'prisma'];
const SETTINGS = ['package.json', 'tsconfig.json', 'tsconfig.build.json'];
/** Its time is that of the sources that dist was built from. */
const STAMP = 'dist/.built';
const SIGN_OF_LIFE_MS = 2_000;

process.chdir(join(import.meta.dirname, '..'));

/** Every file and folder below the sources, but tests. A folder's own time tells of files that are gone. */
function* sources() {
  for (const source of SOURCES.filter((path) => existsSync(path))) {
    yield source;
    for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
      if (!entry.name.endsWith('.test.ts')) yield join(entry.parentPath, entry.name);
    }
  }
}

function isStale() {
  if (!existsSync(STAMP)) return true;
  const built = statSync(STAMP).mtimeMs;
  return [...SETTINGS, ...sources()].some((path) => statSync(path).mtimeMs > built);
}

/** Beside the compiled files: what they read at run time and the compiler leaves behind, such as .graphql and .html. */
function copyAssets() {
  for (const path of sources()) {
    if (extname(path) === '.ts' || statSync(path).isDirectory()) continue;
    mkdirSync(dirname(join('dist', path)), { recursive: true });
    cpSync(path, join('dist', path));
  }
}

async function compile() {
  const compiler = spawn(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
  const dots = setInterval(() => process.stdout.write('.\n'), SIGN_OF_LIFE_MS);
  const code = await new Promise((resolve) => compiler.on('exit', resolve));
  clearInterval(dots);
  if (code !== 0) process.exit(1);
}

if (process.argv.includes('--always') || isStale()) {
  const start = new Date();
  process.stdout.write('Building: dist is older than its sources, or missing …\n');
  rmSync('dist', { recursive: true, force: true }); // a file whose source is gone must not live on
  await compile();
  copyAssets();
  writeFileSync(STAMP, '');
  utimesSync(STAMP, start, start); // what changed while we built is built next time
  process.stdout.write(`Built in ${((Date.now() - start.getTime()) / 1_000).toFixed(1)} s.\n`);
}
