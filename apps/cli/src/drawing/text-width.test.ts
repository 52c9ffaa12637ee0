import { expect, test } from 'vitest';

import { colouredInk } from './ink.ts';
import { padEnd, padStart, shortened, shortenedName, widthOf, wrapped } from './text-width.ts';

test('colour takes no room', () => {
  const text = `a ${colouredInk.good('✓')} b`;

  expect([widthOf(text), widthOf(padEnd(text, 8)), widthOf(padStart(text, 8))]).toEqual([5, 8, 8]);
});

test('text is broken at its spaces', () => {
  expect(wrapped('where does the sepsis score come from', 12)).toEqual(['where does', 'the sepsis', 'score come', 'from']);
});

test('a word that is longer than a line is broken where it must', () => {
  expect(wrapped('see /run/facets/debezium_config', 10)).toEqual(['see', '/run/facet', 's/debezium', '_config']);
});

test('nothing is one empty line', () => {
  expect(wrapped('', 10)).toEqual(['']);
});

test('colour goes on over a break, and does not run out of the line', () => {
  const faint = '\u001b[2m';

  expect(wrapped(colouredInk.faint('one two three'), 7)).toEqual([`${faint}one two\u001b[0m`, `${faint}three\u001b[22m`]);
});

test('what is too long loses its middle', () => {
  expect(shortened('load_alerts.execute_save_into_data_source_command', 20)).toBe('load_aler…ce_command');
  expect(shortened('load_alerts', 11)).toBe('load_alerts');
  expect(shortened('load_alerts', 1)).toBe('…');
});

test('a dotted name keeps its first part and its last', () => {
  const name = 'warehouse.clinical.aldermere_clinical.fct_sepsis_alerts';

  expect([60, 50, 40, 20].map((width) => shortenedName(name, width))).toEqual([
    name,
    'warehouse.….aldermere_clinical.fct_sepsis_alerts',
    'warehouse.….fct_sepsis_alerts',
    'warehouse…sis_alerts',
  ]);
});
