import { expect, test } from 'vitest';

import { plainInk } from '../../drawing/ink.ts';
import type { Answer } from '../send-story.ts';
import { intakePage, quarantinePage } from './intake.ts';

const paper = { width: 80, ink: plainInk };

function answer(producer: string, given: Partial<Answer> = {}): Answer {
  const delivery = { emitter: 'streams', body: `{"producer":"${producer}"}`, about: 'An event.', expect: 'recorded' } as const;
  return { delivery, status: 201, outcome: 'recorded', position: 0n, warnings: [], quarantine: undefined, problems: [], ...given };
}

const DEBEZIUM = 'https://github.com/debezium/debezium/v3.2.1.Final';

const answers: readonly Answer[] = [
  answer(DEBEZIUM, { warnings: [{ code: 'REDACTED', pointer: '' }] }),
  answer(DEBEZIUM, { outcome: 'duplicate', warnings: [{ code: 'REDACTED', pointer: '' }] }),
  answer('https://example.org/integration/flink', { warnings: [{ code: 'SCHEMA_URL_MISSING', pointer: '/schemaURL' }] }),
  answer('https://example.org', {
    status: 422,
    outcome: 'quarantined',
    position: undefined,
    quarantine: '424aaad6-6beb-4733-9528-e1232f3e4716',
    problems: [
      { pointer: '/run/runId', message: 'a run event needs run.runId' },
      { pointer: '', message: 'there is more' },
    ],
  }),
];

test('what came in is counted by who sent it; a remark about a duplicate is not told again', () => {
  expect(intakePage(paper, { answers, sendingSeconds: 0.5, mappingSeconds: 0.25 })).toEqual([
    '',
    `── What came in ${'─'.repeat(64)}`,
    '',
    '             events   recorded   twice   quarantined   not JSON   remarks',
    `  ${'─'.repeat(71)}`,
    '  Debezium        2          1       1             ·          ·         1',
    '  Flink           1          1       ·             ·          ·         1',
    '  others          1          ·       ·             1          ·         ·',
    `  ${'─'.repeat(71)}`,
    '                  4          2       1             1          ·         2',
    '',
    '  4 events from one sender, one by one over HTTP, in 0.5 s (8 a second). Each',
    '  was answered once it was safe on disk; 250 ms after the last answer all were',
    '  in the graph.',
    '',
    '  Taken as they are, with a remark:',
    '     1  secrets were replaced before storage',
    '     1  no schemaURL; the kind of event was told from its structure',
  ]);
});

test('what is in quarantine is told with every reason', () => {
  expect(quarantinePage(paper, answers).slice(3)).toEqual([
    '  424aaad6  An event.',
    '            /run/runId: a run event needs run.runId',
    '            the whole body: there is more',
    '',
    '  Bytes, sender and reasons are kept, nothing of it is in the graph, and each',
    '  can be sent through the gate again once it is mended.',
  ]);
});
