import { z } from 'zod';

import { labelSpelt } from '#labels';
import { isStorable } from '#record';

import { LogicalName } from './logical.ts';
import { Pattern, Patterns } from './pattern.ts';

const LABEL_LENGTH_MAX = 200;

/** A level, or a tag as `key` or `key=value`: kept as it is written, and read as a tag of an event is. */
const LabelNamed = z
  .string({ error: 'say the label: a level, such as PHI, or a tag, as key or key=value' })
  .max(LABEL_LENGTH_MAX, `a label may have ${LABEL_LENGTH_MAX} characters`)
  .refine(isStorable, 'no label holds NUL or half a surrogate pair')
  .refine(
    (text) => text === text.trim() && labelSpelt(text) !== '' && !text.startsWith('='),
    'a label is a level, such as PHI, or a tag, as key or key=value, without spaces around it',
  );

/** What data are, as a policy says: docs/decisions/0028. */
export const LabelShape = z.strictObject({
  label: LabelNamed,
  on: z
    .strictObject({
      namespace: Pattern.optional(),
      name: Pattern.optional(),
      logical: LogicalName.optional(),
      columns: Patterns.optional(),
    })
    .refine(
      ({ namespace, name, logical }) => namespace !== undefined || name !== undefined || logical !== undefined,
      'say which datasets bear it: namespace, name or logical; "*" stands for any text',
    ),
});

export type LabelWritten = z.infer<typeof LabelShape>;
