import { z } from 'zod';

import { isStorable } from '#record';

/** As long as names of principals are. */
const WORD_LENGTH_MAX = 200;

/** Whoever holds a key: its name, its id, or the prefix of a key. */
export const HolderNamed = z.string().min(1).max(WORD_LENGTH_MAX).refine(isStorable, 'text without NUL and halves of surrogate pairs');
