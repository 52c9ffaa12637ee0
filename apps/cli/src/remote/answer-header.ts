import { timeSaid } from '#foundation';
import { z } from 'zod';

import { padEnd, wrapped } from '../drawing/text-width.ts';
import { oneLine } from '../output.ts';
import type { Screen } from './screen.ts';

/** As every answer carries it. */
export const HeaderShape = z.object({
  asOf: z.string(),
  knownAt: z.string(),
  completeness: z.enum(['COMPLETE', 'PARTIAL']),
  reasons: z.array(z.object({ code: z.string(), message: z.string() })),
});
export type AnswerHeader = z.infer<typeof HeaderShape>;

export const HEADER = 'header { asOf knownAt completeness reasons { code message } }';

/** The options of both times, for every command that asks. */
export const TIMES = { 'as-of': { type: 'string' }, 'known-at': { type: 'string' } } as const;

/** The last lines of a usage. */
export const TIMES_USAGE = `  --as-of <time>    what was true in the world then, RFC 3339; unset: now
  --known-at <at>   from what Headgate had recorded: a ledger size or an RFC 3339 time; unset: all`;

/** As variables `$asOf` and `$knownAt`. */
export function timesIn(values: { readonly 'as-of'?: string | undefined; readonly 'known-at'?: string | undefined }): {
  readonly asOf: string | null;
  readonly knownAt: string | null;
} {
  return { asOf: values['as-of'] ?? null, knownAt: values['known-at'] ?? null };
}

/** Of which times the answer is and whether it is whole; each reason why not, in its sentence. */
export function headerLines({ asOf, knownAt, completeness, reasons }: AnswerHeader, { width, ink }: Screen): readonly string[] {
  const whole = completeness === 'COMPLETE' ? ink.good('COMPLETE') : ink.mark('PARTIAL');
  const codes = Math.max(0, ...reasons.map(({ code }) => code.length));
  const indent = '  ';
  const lines = reasons.flatMap(({ code, message }) => {
    const beside = width - indent.length - codes - 2;
    const isNarrow = beside < 40;
    const [first = '', ...others] = wrapped(oneLine(message, 2_000), isNarrow ? width - 2 * indent.length : beside);
    const at = ' '.repeat(isNarrow ? 2 * indent.length : indent.length + codes + 2);
    if (isNarrow) return [`${indent}${code}`, ...[first, ...others].map((line) => at + line)];
    return [`${indent}${padEnd(code, codes)}  ${first}`, ...others.map((line) => at + line)];
  });
  return [`As of ${oneLine(timeSaid(asOf, new Date()), 40)}, from ${knownAt} ${knownAt === '1' ? 'entry' : 'entries'}: ${whole}`, ...lines];
}
