import { type Command, EXIT_CODES } from './command.ts';

export interface ListedCommand {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Its code, loaded when it is called for: who asks a question does not wait for the server's. */
  readonly load: () => Promise<{ readonly command: Command }>;
}

/** In the order of `--help`: what starts it, what asks it, what checks, what rules, what keeps it running. */
export const COMMANDS: readonly ListedCommand[] = [
  { name: 'serve', summary: 'start the server', load: () => import('./serve.ts') },
  { name: 'demo', summary: 'show Headgate at work on the events of a hospital', load: () => import('./demo/demo.ts') },
  { name: 'login', summary: 'keep the address of a server and your key', load: () => import('./remote/login.ts') },
  { name: 'whoami', summary: 'say who you are to the server', load: () => import('./remote/whoami.ts') },
  { name: 'search', summary: 'find datasets and jobs by any of their words', load: () => import('./remote/search.ts') },
  { name: 'show', summary: 'show a dataset or a job on a page', load: () => import('./remote/show.ts') },
  { name: 'lineage', summary: 'show where data came from, or where it went', load: () => import('./remote/lineage.ts') },
  { name: 'ask', summary: 'ask a question of the book', load: () => import('./ask.ts') },
  { name: 'lint', summary: 'say what would become of events in a file', load: () => import('./lint.ts') },
  { name: 'events', summary: 'show events as they arrive', load: () => import('./events.ts') },
  { name: 'contract', summary: 'put contracts into force, list and show them with their verdicts', load: () => import('./contract.ts') },
  { name: 'alerts', summary: 'list, show and acknowledge broken promises', load: () => import('./alerts.ts') },
  { name: 'report', summary: 'write a signed report for an auditor', load: () => import('./report.ts') },
  { name: 'verify', summary: 'check a signed report, without server or database', load: () => import('./verify.ts') },
  { name: 'policy', summary: 'decide what roles may see: apply, list and show policies', load: () => import('./policy.ts') },
  { name: 'trail', summary: 'who did what, and what was denied to whom', load: () => import('./trail.ts') },
  { name: 'keys', summary: 'make, list, widen and end keys', load: () => import('./keys.ts') },
  { name: 'login-link', summary: 'a link that opens GraphiQL signed in, once', load: () => import('./login-link.ts') },
  { name: 'signing-key', summary: 'print the public key that reports are signed with', load: () => import('./signing-key.ts') },
  { name: 'quarantine', summary: 'list, show and redrive what could not be used', load: () => import('./quarantine.ts') },
  { name: 'retract', summary: 'take claims out of the graph', load: () => import('./retract.ts') },
  { name: 'reinstate', summary: 'take a retraction back', load: () => import('./reinstate.ts') },
  { name: 'retractions', summary: 'list what was taken out of the graph, and why', load: () => import('./retractions.ts') },
  { name: 'retire', summary: 'close a dataset or a job that is gone', load: () => import('./retire.ts') },
  { name: 'settings', summary: 'decide about the graph: lineage windows, aliases', load: () => import('./settings.ts') },
  { name: 'doctor', summary: 'say what is wrong with this installation, and how to mend it', load: () => import('./doctor.ts') },
  { name: 'migrate', summary: 'bring the database up to date', load: () => import('./migrate.ts') },
  { name: 'replay', summary: 'build the graph anew from the ledger, compare, switch', load: () => import('./replay.ts') },
  { name: 'digest', summary: 'print the digest of the graph', load: () => import('./digest.ts') },
  { name: 'version', summary: 'say which Headgate this is', load: () => import('./version.ts') },
];

/** What `headgate --help` prints. */
export function usageOf(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const lines = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `headgate: the lineage store an auditor can verify and a pipeline cannot corrupt

Usage: headgate <command> [--json] [--help]

${lines.join('\n')}

Settings are environment variables; docs/configuration.md lists them. With --json every command but serve and events prints one JSON
value on stdout: what it found or did, or {"failure": {"code", "message"}}.
${EXIT_CODES}
`;
}
