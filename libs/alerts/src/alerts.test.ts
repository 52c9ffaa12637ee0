import { describe, expect, test } from 'vitest';

import type { Finding } from '#contracts';

import { type AlertEvent, alertState } from './alert-life.ts';
import { alertSteps, type KnownAlert } from './alert-steps.ts';
import { alertId, alertPrefix, type Fingerprint } from './fingerprint.ts';

test.each<[string, readonly AlertEvent[]]>([
  ['open', ['found']],
  ['open', ['found', 'found']],
  ['acknowledged', ['found', 'acknowledged']],
  ['acknowledged', ['found', 'acknowledged', 'found', 'acknowledged']],
  ['resolved', ['found', 'mended']],
  ['resolved', ['found', 'acknowledged', 'mended']],
  ['resolved', ['found', 'mended', 'acknowledged']],
  ['open', ['found', 'acknowledged', 'mended', 'found']],
])('an alert is %s after %j', (state, events) => {
  expect(alertState(events)).toBe(state);
});

const promise = { contract: 'c', dataset: { namespace: 'db', name: 'visits' } };
const fingerprint = (column: string, kind: Fingerprint['kind'] = 'column-missing'): Fingerprint => ({ ...promise, column, kind });
const finding = (kind: Finding['kind'], column: string | null): Finding => ({ kind, column, expected: null, found: null });
const known = (column: string, state: KnownAlert['state'], size = 5n): KnownAlert => ({
  ...{ id: alertId(fingerprint(column)), fingerprint: fingerprint(column) },
  ...{ state, size },
});

test('the id of an alert follows from its fingerprint, and begins as those of its promise do', () => {
  const ids = [fingerprint('a'), fingerprint('b'), fingerprint('a', 'type-changed'), { ...fingerprint('a'), contract: 'd' }].map(alertId);

  expect(new Set(ids).size).toBe(4);
  expect(ids.map((id) => id.startsWith(alertPrefix(promise)))).toEqual([true, true, true, false]);
  expect(ids[0]).toBe('3f5bca57a972cb4d7c068727c02ec7fa');
});

describe('a verdict', () => {
  const missing = finding('column-missing', 'a');

  test.each<[string, readonly Finding[] | undefined, readonly KnownAlert[], readonly string[]]>([
    ['opens an alert for what is found', [missing], [], ['found a']],
    ['opens none for what is not known', [finding('schema-unknown', 'a'), finding('schema-unknown', null)], [], []],
    ['says nothing of an alert that is open', [missing], [known('a', 'open')], []],
    ['says nothing of an alert that is acknowledged', [missing], [known('a', 'acknowledged')], []],
    ['opens a resolved alert again', [missing], [known('a', 'resolved')], ['found a']],
    ['resolves what is mended', [], [known('a', 'open'), known('b', 'acknowledged'), known('c', 'resolved')], ['mended a', 'mended b']],
    ['resolves what is promised no more', undefined, [known('a', 'open')], ['mended a']],
    ['leaves open what is not known', [finding('schema-unknown', 'a')], [known('a', 'open')], []],
    ['leaves open all of a dataset that is not known', [finding('schema-unknown', null)], [known('a', 'open')], []],
    ['leaves open what is part of something missing', [missing], [known('a', 'open'), known('a.b', 'open')], []],
    [
      'resolves a missing column that is back with another type',
      [finding('type-changed', 'a')],
      [known('a', 'open')],
      ['found a', 'mended a'],
    ],
    ['moves no alert that a later verdict has moved', [missing], [known('a', 'resolved', 10n)], []],
    ['moves no alert that it has moved itself', [], [known('a', 'open', 10n)], []],
  ])('%s', (...[, findings, alerts, expected]) => {
    const steps = alertSteps({ promise, size: 10n, findings }, alerts);

    expect(steps.map(({ event, fingerprint: { column } }) => `${event} ${column}`).toSorted()).toEqual(expected);
  });
});
