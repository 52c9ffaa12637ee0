import { expect, test } from 'vitest';

import { printLines } from './output.ts';

test('a terminal obeys nothing in a line but colours', () => {
  let out = '';
  printLines({ stdout: { write: (text) => (out += text) }, stderr: { write: () => undefined } }, [
    'id \u001b]0;title\u0007\u001b[2J\u009b2J\rover\u0000',
    '\u001b[31mred\u001b[0m\ttwo\nlines',
  ]);

  expect(out).toBe('id \ufffd]0;title\ufffd\ufffd[2J\ufffd2J\ufffdover\ufffd\n\u001b[31mred\u001b[0m\ttwo\nlines\n');
});
