import { expect, test } from 'vitest';

import { sideBySide } from './side-by-side.ts';

const left = ['then', '└─ by hand'];
const right = ['now', '└─ by stream', '   └─ vitals'];

test('blocks that fit stand next to each other', () => {
  expect(sideBySide([left, right], 40)).toEqual(['then            now', '└─ by hand      └─ by stream', '                   └─ vitals']);
});

test('blocks that do not fit stand below each other', () => {
  expect(sideBySide([left, right], 20)).toEqual(['then', '└─ by hand', '', 'now', '└─ by stream', '   └─ vitals']);
});
