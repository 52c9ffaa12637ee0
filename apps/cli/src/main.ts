import { Failure } from '#foundation';

import { askCommand } from './ask.ts';
import { alertsCommand } from './alerts.ts';
import { type Command, type CommandContext, EXIT, usageOf } from './command.ts';
import { contractCommand } from './contract.ts';
import { demoCommand } from './demo/demo.ts';
import { digestCommand } from './digest.ts';
import { doctorCommand } from './doctor.ts';
import { eventsCommand } from './events.ts';
import { keysCommand } from './keys.ts';
import { lintCommand } from './lint.ts';
import { loginLinkCommand } from './login-link.ts';
import { migrateCommand } from './migrate.ts';
import { policyCommand } from './policy.ts';
import { quarantineCommand } from './quarantine.ts';
import { reinstateCommand } from './reinstate.ts';
import { lineageCommand } from './remote/lineage.ts';
import { loginCommand } from './remote/login.ts';
import { searchCommand } from './remote/search.ts';
import { showCommand } from './remote/show.ts';
import { whoamiCommand } from './remote/whoami.ts';
import { replayCommand } from './replay.ts';
import { reportCommand } from './report.ts';
import { retireCommand } from './retire.ts';
import { retractCommand } from './retract.ts';
import { retractionsCommand } from './retractions.ts';
import { serveCommand } from './serve.ts';
import { settingsCommand } from './settings.ts';
import { trailCommand } from './trail.ts';
import { signingKeyCommand } from './signing-key.ts';
import { verifyCommand } from './verify.ts';
import { versionCommand } from './version.ts';

/** In the order of `--help`: what starts it, what asks it, what checks, what rules, what keeps it running. */
const COMMANDS: readonly Command[] = [
  serveCommand,
  demoCommand,
  loginCommand,
  whoamiCommand,
  searchCommand,
  showCommand,
  lineageCommand,
  askCommand,
  lintCommand,
  eventsCommand,
  contractCommand,
  alertsCommand,
  reportCommand,
  verifyCommand,
  policyCommand,
  trailCommand,
  keysCommand,
  loginLinkCommand,
  signingKeyCommand,
  quarantineCommand,
  retractCommand,
  reinstateCommand,
  retractionsCommand,
  retireCommand,
  settingsCommand,
  doctorCommand,
  migrateCommand,
  replayCommand,
  digestCommand,
  versionCommand,
];

/** Runs one command line and gives its exit code: one of `EXIT`, whatever the command. */
export async function run(
  args: readonly string[],
  context: CommandContext = { stdout: process.stdout, stderr: process.stderr, stdin: process.stdin },
): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    context.stdout.write(usageOf(COMMANDS));
    return name === undefined ? EXIT.wrong : EXIT.done;
  }
  const isJson = args.includes('--json');
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) {
    const unknown = new Failure('BAD_REQUEST', `headgate knows no command ${name}; headgate --help names them`);
    return tellFailure(unknown, { prefix: '', isJson, context });
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    context.stdout.write(command.usage);
    return EXIT.done;
  }
  try {
    return await command.run(rest, context);
  } catch (error) {
    return tellFailure(error, { prefix: `headgate ${name}: `, isJson, context });
  }
}

/** A failure is a sentence, and never a stack. */
function tellFailure(error: unknown, { prefix, isJson, context }: { prefix: string; isJson: boolean; context: CommandContext }): number {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Failure ? error.code : 'INTERNAL';
  const details = error instanceof Failure ? error.details : {};
  if (isJson) context.stdout.write(`${JSON.stringify({ failure: { code, message, ...details } })}\n`);
  else context.stderr.write(`${prefix}${message}\n`);
  return code === 'BAD_REQUEST' ? EXIT.wrong : EXIT.failed;
}
