import { expect, test } from 'vitest';

import { drawTable } from './table.ts';

test('columns are as wide as what stands in them, and numbers stand below each other', () => {
  const drawn = drawTable(
    {
      columns: [{ title: 'engine' }, { title: 'events', align: 'right' }],
      rows: [
        ['Debezium', '19'],
        ['dbt', '5'],
      ],
      footer: ['', '24'],
    },
    80,
  );

  expect(drawn).toEqual([
    'engine     events', //
    '─────────────────',
    'Debezium       19',
    'dbt             5',
    '─────────────────',
    '               24',
  ]);
});

test('the last column is wrapped', () => {
  const drawn = drawTable(
    {
      columns: [{ title: 'id' }, { title: 'why' }],
      rows: [
        ['424a', 'a run event needs run.runId'],
        ['7451', 'short'],
      ],
    },
    24,
  );

  expect(drawn).toEqual([
    'id    why', //
    '────────────────────────',
    '424a  a run event needs',
    '      run.runId',
    '7451  short',
  ]);
});
