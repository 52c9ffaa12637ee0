import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Our libs as plain JavaScript, for programs that a test starts in processes of their own. */
export interface CompiledLibs {
  /** Starts a program that may import `#names`; it gets `input`, and its first message is waited for. */
  readonly start: (program: string, input: unknown, user?: { readonly uid: number; readonly gid: number }) => Promise<OtherProcess>;
}

export interface OtherProcess {
  readonly child: ChildProcess;
  /** What the program has sent first. */
  readonly message: unknown;
  /** Ends it as a power cut would, and waits until it has ended. */
  readonly kill: () => Promise<void>;
  /** Sends it a message and waits until it has ended. */
  readonly finish: () => Promise<void>;
}

/** Compiles these files and folders, relative to the top, into a directory that everybody may read. */
export async function compileLibs(directory: string, sources: readonly string[]): Promise<CompiledLibs> {
  await chmod(directory, 0o755);
  for (const source of sources) await compile(source, directory);
  const { imports } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as {
    imports: Record<string, { default: string }>;
  };
  const doors = Object.entries(imports).map(([name, { default: file }]) => [name, file.replace('./dist/', './')]);
  await writeFile(path.join(directory, 'package.json'), JSON.stringify({ type: 'module', imports: Object.fromEntries(doors) as unknown }));
  await symlink(path.join(ROOT, 'node_modules'), path.join(directory, 'node_modules'));

  let programs = 0;
  return {
    start: async (program, input, user) => {
      const file = path.join(directory, `program-${(programs += 1)}.js`);
      await writeFile(file, program);
      return startProgram(file, input, user);
    },
  };
}

async function startProgram(file: string, input: unknown, user?: { readonly uid: number; readonly gid: number }): Promise<OtherProcess> {
  const child = fork(file, [JSON.stringify(input)], { ...user, cwd: '/', execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const ended = once(child, 'exit');

  const message = await Promise.race([
    once(child, 'message').then(([first]: unknown[]) => first),
    ended.then(([code, signal]: unknown[]) => Promise.reject(new Error(`${file} ended (${String(code ?? signal)}): ${complaint}`))),
  ]);
  return {
    child,
    message,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    finish: async () => {
      child.send('finish');
      await ended;
    },
  };
}

async function compile(source: string, directory: string): Promise<void> {
  const from = path.join(ROOT, source);
  if (!source.endsWith('.ts')) {
    for (const name of await readdir(from)) await compile(path.join(source, name), directory);
    return;
  }
  if (source.endsWith('.test.ts')) return;

  const { default: ts } = await import('typescript'); // only here, because it takes a third of a second
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, rewriteRelativeImportExtensions: true };
  const { outputText } = ts.transpileModule(await readFile(from, 'utf8'), { compilerOptions });
  const to = path.join(directory, source.replace(/\.ts$/, '.js'));
  await mkdir(path.dirname(to), { recursive: true });
  await writeFile(to, outputText);
}
