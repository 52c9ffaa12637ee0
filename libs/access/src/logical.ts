import { z } from 'zod';

import { isStorable } from '#record';

const BODIES_MAX = 100;
const TEXT_MAX = 1_000;

/** What rules call a logical dataset by. */
export const LogicalName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'a logical dataset has a name of 1 to 100 letters, digits, dots, dashes and underscores');
const Text = z.string().min(1).max(TEXT_MAX).refine(isStorable, 'text without NUL and halves of surrogate pairs');

/** The datasets that are one to rules, each by a name of it, letter by letter. */
export const BodiesShape = z
  .array(z.strictObject({ namespace: Text, name: Text }))
  .min(1, 'name at least one dataset')
  .max(BODIES_MAX);
