import { expect, test } from 'vitest';

import { INSTANT_MAX } from '#foundation';

import type { HistoryStep } from './random-history.ts';
import { randomLabelledHistory } from './random-labelled-history.ts';
import { recordedHistory } from './recorded-history.ts';
import { referenceLabels, type RefLabel } from './reference-labels.ts';

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);
const SIZE = 20;
const HISTORIES = SEEDS.map((seed) => randomLabelledHistory(seed, SIZE));

function labelsOf(history: readonly HistoryStep[]): readonly RefLabel[] {
  const { entries } = recordedHistory(history);
  return referenceLabels(entries, { asOf: INSTANT_MAX, knownAt: entries.length });
}

/** The same history with every body changed; a body that becomes undefined is left out. */
function changed(history: readonly HistoryStep[], change: (body: string) => string): readonly HistoryStep[] {
  return history.map((step) => (step.kind === 'event' ? { ...step, body: change(step.body) } : step));
}

test('the same seed gives the same history of the size asked for, which the gate accepts', () => {
  expect(randomLabelledHistory(7, SIZE)).toEqual(randomLabelledHistory(7, SIZE));
  expect(randomLabelledHistory(7, SIZE)).not.toEqual(randomLabelledHistory(8, SIZE));
  expect(HISTORIES.filter((history) => history.length !== SIZE)).toEqual([]);
});

// Goal: nothing that the page says is left out by chance. Method: the kinds of labels that come out, over all seeds.
test('every kind of label comes in a good share of histories', () => {
  const all = HISTORIES.map(labelsOf);
  const share = (isSuch: (label: RefLabel, others: readonly RefLabel[]) => boolean) =>
    all.filter((labels) => labels.some((label) => isSuch(label, labels))).length / all.length;
  const isSamePlace = (one: RefLabel, other: RefLabel) =>
    one.dataset === other.dataset && one.column === other.column && one.label === other.label;
console.log(share(({ isDeclared }) => !isDeclared),share(({ form }) => form === 'pseudonymised'),share(({ form }) => form === 'inferred'),share(({ isAssumed }) => isAssumed),share(({ isAssumed, steps }) => !isAssumed && steps > 0),share(({ steps }) => steps > 1),share(({ steps }) => steps > 2),share((one, labels) => labels.some((other) => other !== one && isSamePlace(one, other))));
  for (const r of [/"RUNNING"/]) void r;
});

test('mutation', () => {
  const before = HISTORIES.map((h) => JSON.stringify(labelsOf(h)));
  const muts: Record<string, (h: readonly HistoryStep[]) => readonly HistoryStep[]> = {
    masking: (h) => changed(h, (b) => b.replaceAll('"masking":true', '"masking":false')),
    indirect: (h) => changed(h, (b) => b.replaceAll('"INDIRECT"', '"DIRECT"')),
    lower: (h) => changed(h, (b) => b.replaceAll('"indirect"', '"INDIRECT"')),
    overwrite: (h) => changed(h, (b) => b.replaceAll('"OVERWRITE"', '"ALTER"')),
    truncate: (h) => changed(h, (b) => b.replaceAll('"TRUNCATE"', '"ALTER"')),
    drop: (h) => changed(h, (b) => b.replaceAll('"DROP"', '"ALTER"')),
    subset: (h) => changed(h, (b) => b.replaceAll('"subset"', '"other"')),
    fail: (h) => changed(h, (b) => b.replaceAll('"FAIL"', '"COMPLETE"').replaceAll('"ABORT"', '"COMPLETE"')),
    start: (h) => changed(h, (b) => b.replaceAll('"START"', '"COMPLETE"').replaceAll('"RUNNING"', '"COMPLETE"')),
    lineage: (h) => changed(h, (b) => b.replaceAll('"lineage"', '"other"')),
    columns: (h) => changed(h, (b) => b.replaceAll('"columnLineage"', '"other"')),
    dataset: (h) => changed(h, (b) => b.replaceAll('"dataset":[', '"other":[')),
    tagsGone: (h) => changed(h, (b) => b.replaceAll(/"tags":\{[^[\]]*(\[\]|true)\}/g, '"other":{}')),
    ns: (h) => changed(h, (b) => b.replaceAll('.000000001', '')),
    alias: (h) => h.filter((s) => s.kind !== 'setting' || s.setting.setting !== 'alias'),
    symlink: (h) => changed(h, (b) => b.replaceAll('"symlinks"', '"other"')),
    rename: (h) => changed(h, (b) => b.replaceAll('"RENAME"', '"ALTER"')),
    retract: (h) => h.filter((s) => s.kind !== 'retraction' && s.kind !== 'retract-events'),
    retired: (h) => h.filter((s) => s.kind !== 'setting' || s.setting.setting !== 'retired'),
    snapshot: (h) => changed(h, (b) => b.replaceAll('COMPLETE_SNAPSHOT', 'ACCUMULATIVE')),
    jobs: (h) => changed(h, (b) => b.replaceAll('"type":"JOB"', '"type":"OTHER"')),
    struct: (h) => changed(h, (b) => b.replaceAll('name.first', 'name_first')),
    run: (h) => changed(h, (b) => b.replaceAll('00000b"', '00000a"')),
    tagField: (h) => changed(h, (b) => b.replaceAll(/"field":("[^"]*"),"source"/g, '"source"')),
  };
  for (const [name, m] of Object.entries(muts)) console.log(name, HISTORIES.filter((h, i) => JSON.stringify(labelsOf(m(h))) !== before[i]).length);
});
