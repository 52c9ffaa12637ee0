import { z } from 'zod';

import { FORMS, LEVELS } from '#labels';

export const TagNamed = z.string().regex(/^[\x21-\x7e]{1,200}$/, 'a tag is a key, or key=value, such as classification=PHI');

/** A level as a rule names it: ASCII capitals aside. */
export const LevelNamed = z
  .string()
  .transform((word) => word.toUpperCase())
  .pipe(z.enum(LEVELS, { error: `a classification is one of ${LEVELS.join(', ')}` }));
export const FormNamed = z.enum(FORMS, { error: `a form is one of ${FORMS.join(', ')}` });

/** What a rule asks data to bear. */
export interface Classified {
  readonly classification?: z.infer<typeof LevelNamed> | undefined;
  readonly form?: z.infer<typeof FormNamed> | undefined;
}

/** A label that data bear, in one word, as rules are compared with it. */
export function heldWord(level: (typeof LEVELS)[number], form: (typeof FORMS)[number]): string {
  return `${level} ${form}`;
}

/** Every label that meets what a rule asks for: its level and those above, in its form and such as more came along in. */
export function heldWords({ classification, form = 'pseudonymised' }: Classified): readonly string[] {
  if (classification === undefined) return [];
  const levels = LEVELS.slice(LEVELS.indexOf(classification));
  const forms = FORMS.slice(0, FORMS.indexOf(form) + 1);
  return levels.flatMap((level) => forms.map((each) => heldWord(level, each)));
}
