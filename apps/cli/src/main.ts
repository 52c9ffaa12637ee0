import { type Command, type CommandContext, usageOf } from './command.ts';
import { demoCommand } from './demo/demo.ts';
import { serveCommand } from './serve.ts';

const COMMANDS: readonly Command[] = [serveCommand, demoCommand];

/** Runs one command line and gives its exit code: 0 done, 1 it did not come true, 2 the command line is wrong. */
export async function run(
  args: readonly string[],
  context: CommandContext = { stdout: process.stdout, stderr: process.stderr },
): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    context.stdout.write(usageOf(COMMANDS));
    return name === undefined ? 2 : 0;
  }
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) {
    context.stderr.write(`headgate knows no command ${name}; headgate --help names them\n`);
    return 2;
  }
  return command.run(rest, context);
}
