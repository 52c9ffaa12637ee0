import { expect, test } from 'vitest';

import { INSTANT_MAX } from '#foundation';

import type { HistoryStep } from './random-history.ts';
import { randomLabelledHistory } from './random-labelled-history.ts';
import { recordedHistory } from './recorded-history.ts';
import { referenceLabels, type RefLabel } from './reference-labels.ts';

const SIZE = 16;
const HISTORIES = Array.from({ length: 48 }, (_, seed) => randomLabelledHistory(seed, SIZE));

function labelsOf(history: readonly HistoryStep[]): readonly RefLabel[] {
  const { entries } = recordedHistory(history);
  return referenceLabels(entries, { asOf: INSTANT_MAX, knownAt: entries.length });
}

const LABELS = HISTORIES.map(labelsOf);

function told(labels: readonly RefLabel[]): string {
  return JSON.stringify(
    labels.map(({ dataset, column, label, form, isAssumed, isDeclared }) => [dataset, column, label, form, isAssumed, isDeclared]),
  );
}

test('the same seed gives the same history of the size asked for, and another seed another', () => {
  expect(randomLabelledHistory(7, SIZE)).toEqual(HISTORIES[7]);
  expect(randomLabelledHistory(8, SIZE)).not.toEqual(HISTORIES[7]);
  expect(HISTORIES.filter((history) => history.length !== SIZE)).toEqual([]);
});

test('every kind of label comes in a good share of histories', () => {
  const share = (isSuch: (label: RefLabel, beside: readonly RefLabel[]) => boolean) =>
    LABELS.filter((labels) => labels.some((label) => isSuch(label, labels))).length / LABELS.length;
  const isOfSame = (one: RefLabel, other: RefLabel) =>
    one !== other && told([{ ...one, form: 'plain', isAssumed: false }]) === told([{ ...other, form: 'plain', isAssumed: false }]);

  expect(share(({ isDeclared }) => isDeclared)).toBeGreaterThan(0.7);
  expect(share(({ isDeclared, isAssumed }) => !isDeclared && !isAssumed)).toBeGreaterThan(0.4);
  expect(share(({ isAssumed }) => isAssumed)).toBeGreaterThan(0.4);
  expect(share(({ form }) => form === 'pseudonymised')).toBeGreaterThan(0.15);
  expect(share(({ form }) => form === 'inferred')).toBeGreaterThan(0.15);
  expect(share(({ steps }) => steps > 1)).toBeGreaterThan(0.3);
  expect(share(({ steps }) => steps > 2)).toBeGreaterThan(0.05);
  expect(share((one, beside) => beside.some((other) => isOfSame(one, other)))).toBeGreaterThan(0.1);
});

// Goal: each rule of the page decides something. Method: without what it is about, some histories have other labels.
test.each<[string, (history: readonly HistoryStep[]) => readonly HistoryStep[]]>([
  ['masking', reworded('"masking":true', '"masking":false')],
  ['INDIRECT', reworded('"INDIRECT"', '"DIRECT"')],
  ['OVERWRITE', reworded('"OVERWRITE"', '"ALTER"')],
  ['TRUNCATE', reworded('"TRUNCATE"', '"ALTER"')],
  ['DROP', reworded('"DROP"', '"ALTER"')],
  ['subset', reworded('"subset"', '"another"')],
  ['a run that failed', reworded('"FAIL"', '"COMPLETE"')],
  ['a run that goes on', (history) => reworded('"RUNNING"', '"COMPLETE"')(reworded('"START"', '"COMPLETE"')(history))],
  [
    'more than one run of a job',
    (history) => ['b"', 'c"', 'd"', 'e"'].reduce((left, end) => reworded(`00000${end}`, '00000a"')(left), history),
  ],
  ['lineage', reworded('"lineage"', '"another"')],
  ['columnLineage', reworded('"columnLineage"', '"another"')],
  ['columns that influence every row', reworded('"dataset":[', '"another":[')],
  ['a job as a source', reworded('"type":"JOB"', '"type":"ANOTHER"')],
  ['a column within another', reworded('name.first', 'name_first')],
  ['a nanosecond', reworded('.000000001', '')],
  ['symlinks', reworded('"symlinks"', '"another"')],
  ['RENAME', reworded('"RENAME"', '"ALTER"')],
  ['a tag that is taken away', (history) => history.filter((step) => step.kind !== 'event' || !/"tags":\[\]/.test(step.body))],
  ['an alias', (history) => history.filter((step) => step.kind !== 'setting' || step.setting.setting !== 'alias')],
  ['a retraction', (history) => history.filter((step) => step.kind !== 'retraction' && step.kind !== 'retract-events')],
])('%s decides labels of some histories', (_, without) => {
  expect(HISTORIES.some((history, index) => told(labelsOf(without(history))) !== told(LABELS[index] ?? []))).toBe(true);
});

function reworded(words: string, others: string) {
  return (history: readonly HistoryStep[]) =>
    history.map((step) => (step.kind === 'event' ? { ...step, body: step.body.replaceAll(words, others) } : step));
}

const SAID = Array.from({ length: 48 }, (_, seed) => randomLabelledHistory(seed, 24, { withSaid: true }));
const SAID_LABELS = SAID.map(labelsOf);

test('with what policies and contracts say, the same seed gives the same history of the size asked for', () => {
  expect(randomLabelledHistory(7, 24, { withSaid: true })).toEqual(SAID[7]);
  expect(SAID.filter((history) => history.length !== 24)).toEqual([]);
  const spoken = (steps: readonly HistoryStep[]) => steps.filter(({ kind }) => ['policy', 'contract', 'bodies'].includes(kind));
  expect(HISTORIES.flatMap(spoken)).toEqual([]);
  expect(SAID.flatMap(spoken).length).toBeGreaterThan(200);
});

// Goal: each rule of the page decides something. Method: without what it is about, some histories have other labels.
test.each<[string, (history: readonly HistoryStep[]) => readonly HistoryStep[]]>([
  ['a policy', (history) => history.filter(({ kind }) => kind !== 'policy')],
  ['a contract', (history) => history.filter(({ kind }) => kind !== 'contract')],
  ['a logical dataset', (history) => history.filter(({ kind }) => kind !== 'bodies')],
  ['a later version of a policy', (history) => withoutLater(history, 'policy')],
  ['a later version of a contract', (history) => withoutLater(history, 'contract')],
  ['a schema', reworded('"schema":', '"another":')],
  ['columns of a policy', respoken(/,"columns":\[[^\]]*\]/g, '')],
  ['the namespace of a policy', respoken(/"namespace":"[^"]*",/g, '')],
  ['a level that a policy says', respoken(/"label":"[^"]*"/g, '"label":"gold"')],
  ['a classification', respoken(/"classification":"[^"]*",?/g, '')],
  ['tags of a contract', respoken(/"tags":\[[^\]]*\],?/g, '"tags":[],')],
  ['an array', respoken('"items"', '"another"')],
  ['a clear', reworded('"OVERWRITE"', '"ALTER"')],
  ['symlinks', reworded('"symlinks"', '"another"')],
])('%s decides labels of some histories in which policies and contracts speak', (_, without) => {
  expect(SAID.some((history, index) => told(labelsOf(without(history))) !== told(SAID_LABELS[index] ?? []))).toBe(true);
});

test('some labels that policies or contracts say come along to places of which nobody says them', () => {
  const came = SAID.filter((history, index) => {
    const silent = labelsOf(history.filter(({ kind }) => kind !== 'policy' && kind !== 'contract'));
    const before = new Set(silent.map(({ dataset, column, label }) => JSON.stringify([dataset, column, label])));
    const labels = SAID_LABELS[index] ?? [];
    return labels.some(({ dataset, column, label, isDeclared }) => !isDeclared && !before.has(JSON.stringify([dataset, column, label])));
  });

  expect(came.length).toBeGreaterThan(20);
});

/** Texts of policies and contracts in other words; a comma too many is taken out. */
function respoken(words: string | RegExp, others: string) {
  return (history: readonly HistoryStep[]) =>
    history.map((step) =>
      step.kind === 'policy' || step.kind === 'contract'
        ? { ...step, text: step.text.replaceAll(words, others).replace(/,(?=[}\]])/g, '') }
        : step,
    );
}

/** Only the first version of each. */
function withoutLater(history: readonly HistoryStep[], kind: 'policy' | 'contract'): readonly HistoryStep[] {
  const subject = (text: string): unknown => {
    const { id, name } = JSON.parse(text) as { readonly id?: string; readonly name?: string };
    return id ?? name;
  };
  const seen = new Set<unknown>();
  return history.filter((step) => {
    if (step.kind !== kind) return true;
    const isLater = seen.has(subject(step.text));
    seen.add(subject(step.text));
    return !isLater;
  });
}
