import { timeSaid } from '#foundation';
import { z } from 'zod';

const Header = z.object({
  asOf: z.string(),
  knownAt: z.string(),
  completeness: z.string(),
  reasons: z.array(z.object({ code: z.string(), message: z.string() })),
});
type Header = z.infer<typeof Header>;

/** How far an answer may be believed, in lines: its two times, and what is missing. Each once, however many root fields were asked; `now` is when it was asked. */
export function wholeness(data: unknown, now: Date): readonly string[] {
  const headers = headersOf(data);
  const times = headers.map(({ asOf, knownAt }) => `As of ${timeSaid(asOf, now)}, from ${knownAt} entries.`);
  const reasons = headers.flatMap((header) => header.reasons.map(({ message }) => message));
  return [
    ...new Set([
      ...times,
      ...(reasons.length === 0 ? ['Nothing is known to be missing.'] : []),
      ...reasons.map((reason) => `Not whole: ${reason}`),
    ]),
  ];
}

/** Whether an answer is of what its asker may see, and so says nothing of what else there may be. */
export function isScoped(data: unknown): boolean {
  return headersOf(data).some(({ reasons }) => reasons.some(({ code }) => code === 'ACCESS_SCOPED'));
}

/** Of each root field that found something. */
function headersOf(data: unknown): readonly Header[] {
  const roots = z.record(z.string(), z.looseObject({ header: Header }).nullable()).parse(data);
  return Object.values(roots).flatMap((root) => root?.header ?? []);
}
