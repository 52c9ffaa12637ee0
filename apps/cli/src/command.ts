export interface CommandContext {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** One word of the `headgate` command. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly usage: string;
  readonly run: (args: string[], context: CommandContext) => Promise<number>;
}

export function usageOf(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `headgate: the lineage store an auditor can verify and a pipeline cannot corrupt\n\nUsage: headgate <command> [--json] [--help]\n\n${lines.join('\n')}\n`;
}
