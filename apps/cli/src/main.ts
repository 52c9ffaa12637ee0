import { Failure, nearest } from '#foundation';
import { hideSecrets } from '#record';

import { type CommandContext, EXIT } from './command.ts';
import { COMMANDS, usageOf } from './commands.ts';

/** Runs one command line and gives its exit code: one of `EXIT`, whatever the command. */
export async function run(
  args: readonly string[],
  context: CommandContext = { stdout: process.stdout, stderr: process.stderr, stdin: process.stdin },
): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    context.stdout.write(usageOf());
    return name === undefined ? EXIT.wrong : EXIT.done;
  }
  const isJson = args.includes('--json');
  const [, , load] = COMMANDS.find(([each]) => each === name) ?? [];
  if (load === undefined) {
    return tellFailure(unknownCommand(name), { prefix: '', isJson, context });
  }
  try {
    const command = await load();
    if (!rest.includes('--help') && !rest.includes('-h')) return await command.run(rest, context);
    context.stdout.write(command.usage);
    return EXIT.done;
  } catch (error) {
    return tellFailure(error, { prefix: `headgate ${name}: `, isJson, context });
  }
}

function unknownCommand(name: string): Failure {
  const near = nearest(
    name,
    COMMANDS.map(([each]) => each),
  );
  const hint = near === undefined ? 'headgate --help names them' : `did you mean ${near}? headgate --help names them all`;
  return new Failure('BAD_REQUEST', `headgate knows no command ${name}; ${hint}`);
}

/** A failure is a sentence, and never a stack. */
function tellFailure(error: unknown, { prefix, isJson, context }: { prefix: string; isJson: boolean; context: CommandContext }): number {
  const message = hideSecrets(error instanceof Error ? error.message : String(error)); // of a key that was given in the wrong place, too
  const code = error instanceof Failure ? error.code : 'INTERNAL';
  const details = error instanceof Failure ? error.details : {};
  if (isJson) context.stdout.write(`${JSON.stringify({ failure: { code, message, ...details } })}\n`);
  else context.stderr.write(`${prefix}${message}\n`);
  return code === 'BAD_REQUEST' ? EXIT.wrong : EXIT.failed;
}
