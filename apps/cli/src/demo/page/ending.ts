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
  /** Whether it stays up, and so can be asked. */
  readonly staysUp: boolean;
}

/** Where to go on. The commands are not wrapped, so that they can be copied. */
export function doorPage(paper: Paper, { address, adminKey, staysUp }: Door): readonly string[] {
  if (!staysUp) {
    const text = `GraphiQL was at ${address}/graphiql. This was a demo without a terminal, so its server has ended. Run npm run demo on a terminal to look around.`;
    return section(paper, 'Look for yourself', paragraph(paper, text));
  }
  const { ink } = paper;
  return section(paper, 'Look for yourself', [
    `GraphiQL  ${ink.strong(`${address}/graphiql`)}`,
    `Key       ${ink.strong(adminKey)}`,
    '',
    ink.faint('# Find things; a slip of typing is forgiven'),
    `export KEY=${adminKey}`,
    ...curl(address, '{search(text: "sepsis scor") {nodes {matched node {name}}}}'),
    '',
    ink.faint('# Who would notice if the bedside monitors fell silent?'),
    ...curl(address, '{dataset(name: "vitals.raw") {downstream(depth: 9) {nodes {name}}}}'),
    '',
    ink.faint('# Send an event of your own'),
    `curl -s ${address}/api/v1/lineage \\`,
    `  -H "Authorization: Bearer $KEY" -d '`,
    ...OWN_EVENT.map((line, index) => `  ${line}${index === OWN_EVENT.length - 1 ? "'" : ''}`),
    '',
    ...paragraph(paper, `It stays up. ${ink.strong('Ctrl-C')} stops the server, and removes what it stored.`),
  ]);
}

/** Broken where JSON may be broken. */
const OWN_EVENT = [
  '{"eventType": "COMPLETE", "eventTime": "2026-04-02T09:00:00Z",',
  ' "run": {"runId": "01960000-0000-7000-8000-000000000001"},',
  ' "job": {"namespace": "mine", "name": "first"},',
  ' "inputs": [{"namespace": "mine", "name": "raw"}],',
  ' "outputs": [{"namespace": "mine", "name": "clean"}]}',
];

function curl(address: string, query: string): readonly string[] {
  return [
    `curl -s ${address}/graphql -H "Authorization: Bearer $KEY" \\`,
    `  -H 'Content-Type: application/json' -d '{"query":`,
    `  ${JSON.stringify(query)}}'`,
  ];
}
