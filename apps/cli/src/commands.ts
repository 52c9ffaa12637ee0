import { type Command, EXIT_CODES } from './command.ts';

/** What a command is called, what it does in one line, and its code, loaded when it is called for: who asks a question does not wait for the server's. */
export type ListedCommand = readonly [name: string, summary: string, load: () => Promise<Command>];

/** In the order of `--help`: what starts it, what asks it, what checks, what rules, what keeps it running. */
export const COMMANDS: readonly ListedCommand[] = [
  ['serve', 'start the server', async () => (await import('./serve.ts')).command],
  ['demo', 'show Headgate at work on the events of a hospital', async () => (await import('./demo/demo.ts')).command],
  ['login', 'sign in, or keep the address of a server and your key', async () => (await import('./remote/login.ts')).command],
  ['logout', 'forget what login kept', async () => (await import('./remote/logout.ts')).command],
  ['whoami', 'say who you are to the server', async () => (await import('./remote/whoami.ts')).command],
  ['search', 'find datasets and jobs by any of their words', async () => (await import('./remote/search.ts')).command],
  ['show', 'show a dataset or a job on a page', async () => (await import('./remote/show.ts')).command],
  ['lineage', 'show where data came from, or where it went', async () => (await import('./remote/lineage.ts')).command],
  ['labels', 'show which labels data bear, and how they came', async () => (await import('./remote/labels.ts')).command],
  [
    'explain',
    'say whether somebody may see, read or write something, and by which rules',
    async () => (await import('./remote/explain.ts')).command,
  ],
  ['could', 'say who could do something with a thing, and what somebody could', async () => (await import('./remote/could.ts')).command],
  ['ask', 'ask a question of the book', async () => (await import('./ask.ts')).command],
  ['lint', 'say what would become of events in a file', async () => (await import('./lint.ts')).command],
  ['events', 'show events as they arrive', async () => (await import('./events.ts')).command],
  ['contract', 'put contracts into force, list and show them with their verdicts', async () => (await import('./contract.ts')).command],
  ['alerts', 'list, show and acknowledge broken promises', async () => (await import('./alerts.ts')).command],
  ['report', 'write a signed report for an auditor', async () => (await import('./report.ts')).command],
  ['proof', 'prove that an entry stands in the log', async () => (await import('./proof.ts')).command],
  ['verify', 'check a signed report or a proof, without server or database', async () => (await import('./verify.ts')).command],
  [
    'witness',
    'see the log of a Headgate from elsewhere, and sign what was seen',
    async () => (await import('./witness/witness.ts')).command,
  ],
  ['policy', 'decide what roles may see: draft, approve, apply and list policies', async () => (await import('./policy.ts')).command],
  ['break-glass', 'show everything to a person for some hours, and review that', async () => (await import('./break-glass.ts')).command],
  [
    'engagement',
    'let outside auditors see a scope until an end, and list what they asked',
    async () => (await import('./engagement.ts')).command,
  ],
  ['apply', 'put teams and roles into force, from a file', async () => (await import('./apply.ts')).command],
  ['teams', 'print the teams and roles in force', async () => (await import('./teams.ts')).command],
  ['routes', 'say where teams are told of what happens, and how it goes', async () => (await import('./routes.ts')).command],
  ['trail', 'who did what, and what was denied to whom', async () => (await import('./trail.ts')).command],
  ['keys', 'make, list, widen and end keys', async () => (await import('./keys.ts')).command],
  ['login-link', 'a link that opens GraphiQL signed in, once', async () => (await import('./login-link.ts')).command],
  ['signing-key', 'print the public key that reports are signed with', async () => (await import('./signing-key.ts')).command],
  ['log-key', 'print the public key that the log is signed with', async () => (await import('./log-key.ts')).command],
  ['restored', 'declare that an older copy of the database goes on', async () => (await import('./restored.ts')).command],
  ['quarantine', 'list, show and redrive what could not be used', async () => (await import('./quarantine.ts')).command],
  ['retract', 'take claims out of the graph', async () => (await import('./retract.ts')).command],
  ['reinstate', 'take a retraction back', async () => (await import('./reinstate.ts')).command],
  ['retractions', 'list what was taken out of the graph, and why', async () => (await import('./retractions.ts')).command],
  ['retire', 'close a dataset or a job that is gone', async () => (await import('./retire.ts')).command],
  ['settings', 'decide about the graph: lineage windows, aliases', async () => (await import('./settings.ts')).command],
  ['doctor', 'say what is wrong with this installation, and how to mend it', async () => (await import('./doctor.ts')).command],
  ['migrate', 'bring the database up to date', async () => (await import('./migrate.ts')).command],
  ['replay', 'build the graph anew from the ledger, compare, switch', async () => (await import('./replay.ts')).command],
  ['digest', 'print the digest of the graph', async () => (await import('./digest.ts')).command],
  ['version', 'say which Headgate this is', async () => (await import('./version.ts')).command],
];

/** What `headgate --help` prints. */
export function usageOf(): string {
  const width = Math.max(...COMMANDS.map(([name]) => name.length));
  const lines = COMMANDS.map(([name, summary]) => `  ${name.padEnd(width)}  ${summary}`);
  return `headgate: the lineage store an auditor can verify and a pipeline cannot corrupt

Usage: headgate <command> [--json] [--help]

${lines.join('\n')}

Settings are environment variables; docs/configuration.md lists them. With --json every command but serve and events (and
engagement readings, a line each) prints one JSON value on stdout: what it found or did, or {"failure": {"code", "message"}}.
${EXIT_CODES}
`;
}
