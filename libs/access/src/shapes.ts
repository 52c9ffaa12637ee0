import { z } from 'zod';

import { isStorable } from '#record';

// What policies and access files have in common.

export const PATTERN_LENGTH_MAX = 1_000;
/** Stars in a pattern: with many a long name takes long to compare. */
const STARS_MAX = 5;

export const Pattern = z
  .string()
  .min(1, 'a pattern has at least one character; * stands for any text')
  .max(PATTERN_LENGTH_MAX)
  .refine(isStorable, 'no name holds NUL or half a surrogate pair')
  .refine((text) => text.split('*').length <= STARS_MAX + 1, `a pattern may have ${STARS_MAX} stars`);

export const RoleNamed = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,49}$/, 'a role is a word of small letters, digits and dashes, such as engineer')
  .refine(
    (role) => role !== 'admin',
    'admin is no role for rules and teams: from who could lift a rule nothing is hidden; keys make administrators',
  )
  .refine((role) => role !== 'emitter', 'emitter is no role for rules and teams: what an emitter may claim is said with its key');
