export interface CommandContext {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  /** Absent: nothing can be read. */
  readonly stdin?: NodeJS.ReadableStream;
  /** Settings; absent: those of the process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** One word of the `headgate` command. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly usage: string;
  /** Gives the exit code. May throw a `Failure`, which is told in its own sentence. */
  readonly run: (args: string[], context: CommandContext) => Promise<number>;
}

/** What a process ends with, the same for every command: done; it did not come true; the command line or a setting is wrong. */
export const EXIT = { done: 0, failed: 1, wrong: 2 } as const;

/** The last lines of every usage. */
export const EXIT_CODES = 'Exit codes: 0 done; 1 it did not come true; 2 the command line or a setting is wrong.';

export function usageOf(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `headgate: the lineage store an auditor can verify and a pipeline cannot corrupt

Usage: headgate <command> [--json] [--help]

${lines.join('\n')}

Settings are environment variables; docs/configuration.md lists them. With --json every command but serve and events prints one JSON
value on stdout: what it found or did, or {"failure": {"code", "message"}}.
${EXIT_CODES}
`;
}
