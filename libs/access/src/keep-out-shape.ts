import { z } from 'zod';

import { FormNamed, LevelNamed, TagNamed } from './classified.ts';
import { Pattern, Patterns } from './pattern.ts';

/** What of events is never stored: docs/decisions/0024. What is absent asks nothing, but for facets, which are always said. */
export const KeepOutShape = z.strictObject({
  how: z.enum(['drop', 'hash'], { error: 'how is drop or hash' }),
  on: z
    .strictObject({
      namespace: Pattern.optional(),
      name: Pattern.optional(),
      tag: TagNamed.optional(),
      classification: LevelNamed.optional(),
      form: FormNamed.optional(),
      columns: Patterns.optional(),
      facets: z.array(Pattern, { error: 'say of which facets; "*" stands for all' }).pipe(Patterns),
    })
    .refine(({ classification, tag }) => classification === undefined || tag === undefined, 'tag and classification need a rule each')
    .refine(({ classification, form }) => form === undefined || classification !== undefined, 'form says of which classification: add it'),
});

export type KeepOutWritten = z.infer<typeof KeepOutShape>;
