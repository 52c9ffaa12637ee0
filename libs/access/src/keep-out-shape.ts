import { z } from 'zod';

import { Pattern, Patterns } from './pattern.ts';

/** What of events is never stored: docs/decisions/0024. Absent patterns mean all, but for facets, which are always said. */
export const KeepOutShape = z.strictObject({
  how: z.enum(['drop', 'hash'], { error: 'how is drop or hash' }),
  on: z.strictObject({
    namespace: Pattern.optional(),
    name: Pattern.optional(),
    columns: Patterns.optional(),
    facets: z.array(Pattern, { error: 'say of which facets; "*" stands for all' }).pipe(Patterns),
  }),
});

export type KeepOutWritten = z.infer<typeof KeepOutShape>;
