import { expect, test } from 'vitest';

import { csvLine } from './csv.ts';

test('a cell of CSV is quoted where it must be, and runs in no spreadsheet', () => {
  expect(csvLine(['a', null, 3, true, 'b,c', 'say "no"', 'two\nlines'])).toBe('a,,3,true,"b,c","say ""no""","two\nlines"\r\n');
  expect(csvLine(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '＝1', '=HYPERLINK("http://x","y")', 'a=1'])).toBe(
    `'=1+1,'+1,'-1,'@SUM(A1),'\tx,"'\rx",'＝1,"'=HYPERLINK(""http://x"",""y"")",a=1\r\n`,
  );
});
