import { Readable } from 'node:stream';

import { run } from '../src/main.ts';

/** What a command came to. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** How a command is given: its settings, and none of this process; what stands on stdin; who hears what it prints while it runs. */
export interface Given {
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin?: string | undefined;
  readonly heard?: (text: string) => void;
}

/** Runs the command as a shell would. */
export async function runCommand({ environment, stdin, heard = () => undefined }: Given, args: readonly string[]): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []];
  const into = (list: string[]) => ({ write: (text: string) => (heard(text), list.push(text)) });
  const read = stdin === undefined ? {} : { stdin: Readable.from([stdin]) };
  const code = await run(args, { stdout: into(out), stderr: into(err), environment, ...read });
  return { code, out: out.join(''), err: err.join('') };
}
