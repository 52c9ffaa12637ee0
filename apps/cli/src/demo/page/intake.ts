import { SECOND_MS } from '#foundation';
import { type WarningCode, warningCodes } from '#openlineage';

import { drawTable } from '../../drawing/table.ts';
import { ENGINE_NAMES, engineOf } from '../engines.ts';
import type { Answer, Outcome } from '../send-story.ts';
import { item, type Paper, paragraph, room, section } from './paper.ts';

export interface Intake {
  readonly answers: readonly Answer[];
  readonly sendingSeconds: number;
  readonly mappingSeconds: number;
}

const OUTCOMES: readonly Outcome[] = ['recorded', 'duplicate', 'quarantined', 'rejected'];

/** What came to the door, by who sent it, and what was odd about it. */
export function intakePage(paper: Paper, { answers, sendingSeconds, mappingSeconds }: Intake): readonly string[] {
  const rate = Math.round(answers.length / sendingSeconds);
  const senders = new Set(answers.map(({ delivery }) => delivery.emitter)).size;
  const text = `${answers.length} events from ${senders === 1 ? 'one sender' : `${senders} senders`}, one by one over HTTP, in ${sendingSeconds.toFixed(1)} s (${rate} a second). Each was answered once it was safe on disk; ${Math.round(mappingSeconds * SECOND_MS)} ms after the last answer all were in the graph.`;
  return section(paper, 'What came in', [
    ...table(paper, answers),
    '',
    ...paragraph(paper, text),
    '',
    ...paragraph(paper, 'Taken as they are, with a remark:'),
    ...warnings(paper, answers),
  ]);
}

function table(paper: Paper, answers: readonly Answer[]): readonly string[] {
  const numbers = (some: readonly Answer[]): readonly string[] =>
    [some.length, ...OUTCOMES.map((each) => some.filter(({ outcome }) => outcome === each).length), some.filter(hasWarnings).length].map(
      shown,
    );
  const rows = [...ENGINE_NAMES, 'others']
    .map((engine) => ({ engine, sent: answers.filter(({ delivery }) => engineOf(delivery) === engine) }))
    .filter(({ sent }) => sent.length > 0)
    .map(({ engine, sent }) => [engine, ...numbers(sent)]);
  const columns = ['events', 'recorded', 'twice', 'quarantined', 'not JSON', 'remarks'].map((title) => ({
    title,
    align: 'right' as const,
  }));
  return drawTable({ columns: [{ title: '' }, ...columns], rows, footer: ['', ...numbers(answers)] }, room(paper));
}

function hasWarnings({ warnings: found, outcome }: Answer): boolean {
  return outcome === 'recorded' && found.length > 0;
}

function shown(count: number): string {
  return count === 0 ? '·' : String(count);
}

function warnings(paper: Paper, answers: readonly Answer[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { warnings: found } of answers.filter(hasWarnings)) {
    for (const code of new Set(found.map((warning) => warning.code))) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([leftCode, left], [rightCode, right]) => right - left || (leftCode < rightCode ? -1 : 1));
  return sorted.flatMap(([code, count]) => item(paper, String(count).padStart(4), meaning(code)));
}

function meaning(code: string): string {
  return code in warningCodes ? warningCodes[code as WarningCode] : code; // `in` says that it is one
}

/** What could not be used: each with a sentence, the place, and the beginning of its id. */
export function quarantinePage(paper: Paper, answers: readonly Answer[]): readonly string[] {
  const kept = answers.filter(({ quarantine }) => quarantine !== undefined);
  const lines = kept.flatMap(({ delivery, quarantine, problems }) => [
    ...item(paper, paper.ink.mark(quarantine?.slice(0, 8) ?? ''), delivery.about),
    ...problems.flatMap(({ pointer, message }) =>
      item(paper, ' '.repeat(8), paper.ink.faint(`${pointer === '' ? 'the whole body' : pointer}: ${message}`)),
    ),
  ]);
  const text =
    'Bytes, sender and reasons are kept, nothing of it is in the graph, and each can be sent through the gate again once it is mended.';
  return section(paper, 'What could not be used', [...lines, '', ...paragraph(paper, text)]);
}
