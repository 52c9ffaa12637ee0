import { spawn } from 'node:child_process';
import { PROGRAM_ENVIRONMENT } from './binaries.ts';
import type { UnixUser } from './server-user.ts';

/** How and where a Postgres program runs. */
export interface ProgramPlace {
  readonly cwd: string;
  readonly user: UnixUser | undefined;
}

/** How a program ended: null when it was killed. */
export interface Ran {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Past this the beginning of what a program said is dropped. */
const OUTPUT_CHARACTERS_MAX = 20_000;

/** Runs a program to its end. Says that it cannot be started by throwing, and nothing else. */
export async function runProgram(program: string, programArguments: readonly string[], { cwd, user }: ProgramPlace): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, programArguments, {
      ...user,
      cwd,
      env: PROGRAM_ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });

    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-OUTPUT_CHARACTERS_MAX);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (cause) => reject(new Error(`${program} cannot be started: ${cause.message}`, { cause })));
    child.once('close', (exitCode) => resolve({ exitCode, output }));
  });
}
