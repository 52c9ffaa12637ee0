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
  /** What `--help` prints. */
  readonly usage: string;
  /** Gives the exit code. May throw a `Failure`, which is told in its own sentence. */
  readonly run: (args: string[], context: CommandContext) => Promise<number>;
}

/** What a process ends with, the same for every command: done; it did not come true; the command line or a setting is wrong. */
export const EXIT = { done: 0, failed: 1, wrong: 2 } as const;

/** The last lines of every usage. */
export const EXIT_CODES = 'Exit codes: 0 done; 1 it did not come true; 2 the command line or a setting is wrong.';
