import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import { SECOND_MS } from '#foundation';

/** A key in the shape that HEADGATE_ADMIN_KEY asks for. */
export const ADMIN_KEY = `hg_proofkey_${'k'.repeat(43)}`;

const READY_MS_MAX = 60 * SECOND_MS;

/** `headgate serve` in a process of its own, over its embedded Postgres. */
export interface HeadgateProcess {
  readonly address: string;
  readonly pid: number;
  /** From its start to its ready line. */
  readonly readySeconds: number;
  readonly kill: (signal: NodeJS.Signals) => Promise<void>;
  /** Asks it to end and waits until it has. */
  readonly stop: () => Promise<void>;
  /** What it wrote on stderr. */
  readonly complaint: () => string;
  /** What it wrote on stdout. */
  readonly output: () => string;
}

export interface Start {
  /** Where the program was built. */
  readonly checkout: string;
  readonly dataDir: string;
  /** 0: any that is free. */
  readonly port?: number;
  readonly settings?: Readonly<Record<string, string>>;
}

/** Starts the program and waits for its ready line. */
export async function startHeadgate({ checkout, dataDir, port = 0, settings = {} }: Start): Promise<HeadgateProcess> {
  const start = performance.now();
  const child = spawn(process.execPath, [path.join(checkout, 'apps/cli/bin/headgate.js'), 'serve'], {
    cwd: checkout,
    env: { HOME: dataDir, HEADGATE_DATA_DIR: dataDir, HEADGATE_ADMIN_KEY: ADMIN_KEY, HTTP_PORT: String(port), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const endChild = (): void => void child.kill('SIGKILL'); // when this process ends first
  process.once('exit', endChild);
  const ended = once(child, 'exit').then(() => process.off('exit', endChild));

  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));

  const address = await readyAddress(child, () => complaint);
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  return {
    address,
    pid: child.pid ?? 0,
    readySeconds: (performance.now() - start) / SECOND_MS,
    kill,
    stop: () => kill('SIGTERM'),
    complaint: () => complaint,
    output: () => output,
  };
}

function readyAddress(child: ChildProcess, complaint: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const giveUp = setTimeout(() => reject(new Error(`the server was not ready in time: ${complaint()}`)), READY_MS_MAX);
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (!output.includes('\n')) return;
      clearTimeout(giveUp);
      resolve((JSON.parse(output.slice(0, output.indexOf('\n'))) as { readonly address: string }).address); // what serve promises
    });
    child.once('exit', (code, signal) => {
      clearTimeout(giveUp);
      reject(new Error(`the server ended (${String(code ?? signal)}): ${complaint()}`));
    });
  });
}
