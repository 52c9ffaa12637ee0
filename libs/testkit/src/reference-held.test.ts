import { expect, test } from 'vitest';

import { formatInstant, INSTANT_MAX, INSTANT_MIN, type Instant } from '#foundation';
import type { JsonObject } from '#record';

import { copied, on, PATIENTS, SSN, visits } from './phi-flow-hospital.ts';
import { aboutDataset, change, columns, declaredJob, facet, MASKED, nameOf, run, tags, use } from './phi-flow-words.ts';
import type { HistoryStep } from './random-history.ts';
import { randomLabelledHistory } from './random-labelled-history.ts';
import { recordedHistory } from './recorded-history.ts';
import type { HistoryEntry } from './reference-fold.ts';
import { referenceHeld, type RefHeldStretch } from './reference-held.ts';
import { referenceLabels, type RefForm, type RefLabel } from './reference-labels.ts';

function entriesOf(steps: readonly (JsonObject | HistoryStep)[]): readonly HistoryEntry[] {
  const isStep = (step: JsonObject | HistoryStep): step is HistoryStep => 'kind' in step;
  return recordedHistory(steps.map((step) => (isStep(step) ? step : { kind: 'event', body: JSON.stringify(step), emitter: 'airflow' })))
    .entries;
}

/** `mart:visits#key PHI plain 2..5`: from the second of March until before the fifth; `..` alone is always. `9+` is a nanosecond after it. */
function held(steps: readonly (JsonObject | HistoryStep)[], known = Infinity): readonly string[] {
  const entries = entriesOf(steps);
  return referenceHeld(entries, { knownAt: Math.min(known, entries.length) }).map(worded);
}

function worded({ node, column, level, form, isAssumed, from, to }: RefHeldStretch): string {
  const place = `${node.namespace}:${node.name}${column === null ? '' : `#${column}`}`;
  return `${place} ${level} ${isAssumed ? 'assumed ' : ''}${form} ${dayOf(from)}..${dayOf(to)}`;
}

function dayOf(instant: Instant | null): string {
  if (instant === null) return '';
  const text = formatInstant(instant);
  const [, day = '', hour, nanosecond] = /^2026-03-0(\d)T(\d\d):00:00(\.000000001)?Z$/.exec(text) ?? [];
  return `${day}${hour === '00' ? '' : `T${hour}`}${nanosecond === undefined ? '' : '+'}`;
}

const SOURCE = 'ehr:patients#ssn PHI plain ..';

test('what is said and never cleared or taken away is held always', () => {
  expect(held([PATIENTS])).toEqual([SOURCE]);
  expect(held([])).toEqual([]);
});

test('what was copied is held from the write until a mended run has overwritten it; the job holds it on', () => {
  expect(held([PATIENTS, visits(2, 1, SSN), visits(5, 2, [SSN, MASKED])])).toEqual([
    SOURCE,
    'etl:visits PHI assumed plain 2..',
    'mart:visits#key PHI plain 2..5',
    'mart:visits#key PHI pseudonymised 5..',
  ]);
});

test('while a run overwrites, what it writes and what was there are held, and only the stronger is told', () => {
  const overwriting = (time: string, type: string) => ({ ...visits(5, 2, [SSN, MASKED]), eventTime: time, eventType: type });
  const history = [PATIENTS, visits(2, 1, SSN), overwriting(on(5), 'START'), overwriting(on(7, 3), 'COMPLETE')];

  expect(held(history)).toEqual([
    SOURCE,
    'etl:visits PHI assumed plain 2..',
    'mart:visits#key PHI plain 2..7T03',
    'mart:visits#key PHI pseudonymised 7T03..',
  ]);
});

test('a tag that comes later is held back to the last clear, and by what was copied since', () => {
  const tagged = aboutDataset(on(5), 'ehr:patients', tags({ ssn: ['PHI'] }));
  const cleared = aboutDataset(on(3), 'ehr:patients', change('TRUNCATE'));
  const copies = [copied(on(2), 'etl:early', [SSN, 'lake:early#id']), copied(on(4), 'etl:late', [SSN, 'lake:late#id'])];

  expect(held([...copies, cleared, tagged])).toEqual([
    'ehr:patients#ssn PHI plain 3..',
    'etl:late PHI assumed plain 4..',
    'lake:late#id PHI plain 4..',
  ]);
});

test('a tag that is taken away is held until then, and by the copies on', () => {
  const untagged = aboutDataset(on(3), 'ehr:patients', tags({}));
  const copies = [copied(on(2), 'etl:early', [SSN, 'lake:early#id']), copied(on(3), 'etl:late', [SSN, 'lake:late#id'])];

  expect(held([PATIENTS, ...copies, untagged])).toEqual([
    'ehr:patients#ssn PHI plain ..3',
    'etl:early PHI assumed plain 2..',
    'lake:early#id PHI plain 2..',
  ]);
});

test('times count to the nanosecond, and a clear takes nothing from what is said at its instant', () => {
  const cleared = aboutDataset(on(3), 'ehr:patients', change('TRUNCATE'));
  const untagged = aboutDataset('2026-03-03T00:00:00.000000001Z', 'ehr:patients', tags({}));

  expect(held([PATIENTS, cleared, untagged])).toEqual(['ehr:patients#ssn PHI plain ..3+']);
  expect(held([PATIENTS, untagged])).toEqual(['ehr:patients#ssn PHI plain ..3+']);
});

test('pairs of which neither is as strong as the other are told side by side, until a stronger comes', () => {
  const whole = (day: number, job: string, from: Parameters<typeof columns>[0]) =>
    run(on(day), { job, outputs: [use('lake:all', columns(from))] });
  const assumed = run(on(4), { job: 'etl:b', inputs: [use('ehr:patients')], outputs: [use('lake:all')] });

  expect(held([PATIENTS, whole(2, 'etl:a', { '': [[SSN, MASKED]] }), assumed, whole(6, 'etl:c', { '': [SSN] })])).toEqual([
    SOURCE,
    'etl:b PHI assumed plain 4..',
    'lake:all PHI plain 6..',
    'lake:all PHI assumed plain 4..6',
    'lake:all PHI pseudonymised 2..6',
  ]);
});

test('each place is told for itself: what a dataset holds whole is not told of its columns, nor the other way round', () => {
  const tagged = aboutDataset(on(1), 'ehr:staff', tags({ '': ['PII'], 'name.first': ['PII'] }));
  const onward = run(on(2), { job: 'etl:staff', outputs: [use('lake:staff', columns({ who: ['ehr:staff#name'] }))] });

  expect(held([tagged, onward])).toEqual(['ehr:staff PII plain ..', 'ehr:staff#name.first PII plain ..', 'lake:staff#who PII plain 2..']);
});

test('levels are told one by one, from the lowest up, and other tags are not', () => {
  const tagged = aboutDataset(on(1), 'ehr:staff', tags({ phone: ['PHI', 'classification=pii', 'public', 'owner=ward 3', 'gold'] }));

  expect(held([tagged])).toEqual(['ehr:staff#phone PUBLIC plain ..', 'ehr:staff#phone PII plain ..', 'ehr:staff#phone PHI plain ..']);
});

test('what is cleared and written again is held twice, with a gap; what is written again without a clear is held once', () => {
  const cleared = run(on(4), { job: 'ops:wipe', outputs: [use('lake:x', change('TRUNCATE'))] });
  const [first, second] = [copied(on(2), 'etl:a', [SSN, 'lake:x#id']), copied(on(6), 'etl:b', [SSN, 'lake:x#id'])];
  const ofCopy = (...steps: readonly JsonObject[]) => held([PATIENTS, ...steps]).filter((line) => line.startsWith('lake:x'));

  expect(ofCopy(first, cleared, second)).toEqual(['lake:x#id PHI plain 2..4', 'lake:x#id PHI plain 6..']);
  expect(ofCopy(first, second)).toEqual(['lake:x#id PHI plain 2..']);
  expect(ofCopy(second, cleared)).toEqual(['lake:x#id PHI plain 6..']);
});

test('a view is full again at once while it is declared, and holds what it held until it is cleared after', () => {
  const view = (day: number, facets: JsonObject) => aboutDataset(on(day), 'lake:view', facets);
  const declared = view(1, columns({ id: [SSN] }));
  const ended = view(4, { columnLineage: facet({ fields: {} }) });

  expect(held([PATIENTS, declared, view(3, change('TRUNCATE')), ended, view(5, change('TRUNCATE'))])).toEqual([
    SOURCE,
    'lake:view#id PHI plain 1..5',
  ]);
});

test('a declared job holds what it reads, and so does what it writes, assumed', () => {
  const declared = declaredJob(on(2), { job: 'ops:archive', inputs: [use('ehr:patients')], outputs: [use('cold:archive')] });

  expect(held([PATIENTS, declared])).toEqual(['cold:archive PHI assumed plain 2..', SOURCE, 'ops:archive PHI assumed plain 2..']);
});

test('two names are one place, under the canonical name, from the size at which they are known to be one', () => {
  const setting = { setting: 'alias', pair: [nameOf('hive:people'), nameOf('s3:people')], joined: true } as const;
  const history = [PATIENTS, copied(on(2), 'etl:land', [SSN, 's3:people#id']), { kind: 'setting', setting } as const];
  const people = (known: number) => held(history, known).filter((line) => line.includes('people'));

  expect(people(3)).toEqual(['hive:people#id PHI plain 2..']);
  expect(people(2)).toEqual(['s3:people#id PHI plain 2..']);
  expect(held(history, 1)).toEqual([SOURCE]);
  expect(held(history, 0)).toEqual([]);
});

const HISTORIES = Array.from({ length: 24 }, (_, seed) => recordedHistory(randomLabelledHistory(seed, 16)).entries);
const STRENGTH: Readonly<Record<RefForm, number>> = { plain: 2, pseudonymised: 1, inferred: 0 };

type Pair = Pick<RefLabel, 'form' | 'isAssumed'>;

function isAsStrong(one: Pair, other: Pair): boolean {
  return STRENGTH[one.form] >= STRENGTH[other.form] && (!one.isAssumed || other.isAssumed);
}

test('of random histories no stretch is empty, touches another of its pair, or lies beside a stronger one', () => {
  const isOfSame = (one: RefHeldStretch, other: RefHeldStretch): boolean =>
    JSON.stringify([one.node, one.column, one.level]) === JSON.stringify([other.node, other.column, other.level]);
  const reach = ({ from, to }: RefHeldStretch) => [from ?? INSTANT_MIN, to ?? INSTANT_MAX] as const;
  const all = HISTORIES.map((entries) => referenceHeld(entries, { knownAt: entries.length }));

  const odd = all.flatMap((stretches) =>
    stretches.filter((one) => {
      const [from, to] = reach(one);
      const beside = stretches.filter((other) => other !== one && isOfSame(one, other));
      return from >= to || beside.some((other) => isAsStrong(other, one) && reach(other)[0] < to && from < reach(other)[1]);
    }),
  );
  expect(odd).toEqual([]);
  expect(all.flat().filter(({ from, to }) => from !== null && to !== null).length).toBeGreaterThan(20);
  expect(all.flat().filter(({ node }) => node.kind === 'job').length).toBeGreaterThan(5);
});

// Goal: the last stretches are what 0016 tells at the end. Method: reading each place off them, against the labels of the other reference.
test('of random histories, what reads the stretches without an end finds the labels of the end', () => {
  for (const entries of HISTORIES) {
    const last = referenceHeld(entries, { knownAt: entries.length }).filter(({ to }) => to === null);
    const levels = new Set(['PUBLIC', 'INTERNAL', 'CONFIDENTIAL', 'PII', 'PHI']);
    const labels = referenceLabels(entries, { asOf: INSTANT_MAX, knownAt: entries.length }).filter(({ label }) => levels.has(label));

    const missing = labels.filter(
      (label) => !readOff(last, label).some((one) => one.form === label.form && one.isAssumed === label.isAssumed),
    );
    const unread = last.filter(({ node, column, level, form, isAssumed }) => {
      const told = labels.filter((one) => isAt(one, { node, column }) && one.label === level);
      return node.kind === 'dataset' && !told.some((one) => isAsStrong(one, { form, isAssumed }));
    });
    expect([missing, unread]).toEqual([[], []]);
  }
});

function isAt({ dataset, column }: RefLabel, place: Pick<RefHeldStretch, 'node' | 'column'>): boolean {
  return dataset.namespace === place.node.namespace && dataset.name === place.node.name && column === place.column;
}

/** The pairs of the label held by the place, by what is around it and by what is within it. */
function readOff(stretches: readonly RefHeldStretch[], label: RefLabel): readonly RefHeldStretch[] {
  const isRelated = (one: string | null, other: string | null): boolean =>
    one === null || other === null || one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
  return stretches.filter(
    ({ node, column, level }) =>
      node.kind === 'dataset' &&
      level === label.label &&
      isRelated(column, label.column) &&
      isAt({ ...label, column: null }, { node, column: null }),
  );
}
