import type { Identity } from '../demo-server.ts';
import type { Verdict } from '../verdicts.ts';
import { item, type Paper, paragraph, section } from './paper.ts';

export interface Secret {
  /** How many events carried it. */
  readonly events: number;
  readonly pointer: string;
  /** What stands there now. */
  readonly stored: string;
}

export function secretPage(paper: Paper, { events, pointer, stored }: Secret): readonly string[] {
  const text = `Debezium sends its whole configuration with each of its ${events} events, the database password with it. It was taken out before anything was stored; all else stayed to the letter. What stands there now:`;
  return section(paper, 'A secret that was not kept', [...paragraph(paper, text), '', pointer, paper.ink.strong(stored)]);
}

/** Lines of a difference that are shown. */
const LINES_MAX = 6;

/** Whether it all came true, claim by claim. */
export function verdictPage(paper: Paper, verdicts: readonly Verdict[]): readonly string[] {
  const { ink } = paper;
  const failed = verdicts.filter(({ holds }) => !holds).length;
  const lines = verdicts.flatMap(({ claim, holds, missing, unforeseen }) => [
    ...item(paper, holds ? ink.good('✓') : ink.bad('✗'), claim),
    ...difference(paper, 'expected', missing),
    ...difference(paper, 'found', unforeseen),
  ]);
  const sum = failed === 0 ? `All ${verdicts.length} came true.` : ink.bad(`${failed} of ${verdicts.length} did not come true.`);
  const text = 'What must be true now was written down by hand from the story. Asked through GraphQL:';
  return section(paper, 'Did it come true?', [...paragraph(paper, text), '', ...lines, '', sum]);
}

function difference(paper: Paper, word: string, lines: readonly string[]): readonly string[] {
  const more = lines.length > LINES_MAX ? [`... and ${lines.length - LINES_MAX} more`] : [];
  return [...lines.slice(0, LINES_MAX), ...more].flatMap((line) => item(paper, `   ${word.padEnd(8)}`, line));
}

export interface Door {
  readonly address: string;
  readonly adminKey: string;
  /** One for each identity, while it stays up and so can be asked. */
  readonly links: Readonly<Record<Identity, string>> | undefined;
}

/** Where to go on. Links and commands are not wrapped, so that they can be copied. */
export function doorPage(paper: Paper, { address, adminKey, links }: Door): readonly string[] {
  if (links === undefined) {
    const text = `GraphiQL was at ${address}/graphiql. This was a demo without a terminal, so its server has ended. Run npm run demo on a terminal to look around.`;
    return section(paper, 'Look for yourself', paragraph(paper, text));
  }
  const { ink } = paper;
  return section(paper, 'Look for yourself', [
    ...paragraph(paper, 'GraphiQL, signed in, with a book of questions in its tabs. Each link is good once, for ten minutes:'),
    '',
    `auditor   ${ink.strong(links.auditor)}`,
    `engineer  ${ink.strong(links.engineer)}`,
    `admin     ${ink.strong(links.admin)}`,
    '',
    ...paragraph(paper, 'Or from another terminal, in this folder, as the administrator:'),
    '',
    `export HEADGATE_URL=${address} HEADGATE_KEY=${adminKey}`,
    'alias headgate="node $PWD/apps/cli/bin/headgate.js"',
    '',
    ...TRY.map(([command, what]) => `${command.padEnd(TRY_WIDTH)}  ${ink.faint(what)}`),
    '',
    ink.faint('# Send an event of your own'),
    `curl -s ${address}/api/v1/lineage \\`,
    `  -H "Authorization: Bearer $HEADGATE_KEY" -d '`,
    ...OWN_EVENT.map((line, index) => `  ${line}${index === OWN_EVENT.length - 1 ? "'" : ''}`),
    '',
    ...paragraph(paper, `It stays up. ${ink.strong('Ctrl-C')} stops the server, and removes what it stored.`),
  ]);
}

const TRY: readonly (readonly [command: string, what: string])[] = [
  ['headgate search "sepsis scor"', 'a slip of typing is forgiven'],
  ['headgate show fct_sepsis_alerts', 'a dataset on one page'],
  ['headgate lineage vitals.raw --down', 'who would notice if the monitors fell silent'],
  ['headgate ask', 'the book of questions'],
  ['headgate alerts --remote', 'what is broken now'],
];
const TRY_WIDTH = 36;

/** Broken where JSON may be broken. */
const OWN_EVENT = [
  '{"eventType": "COMPLETE", "eventTime": "2026-04-02T09:00:00Z",',
  ' "run": {"runId": "01960000-0000-7000-8000-000000000001"},',
  ' "job": {"namespace": "mine", "name": "first"},',
  ' "inputs": [{"namespace": "mine", "name": "raw"}],',
  ' "outputs": [{"namespace": "mine", "name": "clean"}]}',
];
