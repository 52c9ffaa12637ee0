import type { Transformation } from '#lineage';

/** How much of the data came along, the most first. */
export const FORMS = ['plain', 'pseudonymised', 'inferred'] as const;
export type Form = (typeof FORMS)[number];

/** In which form a label is at a place, and whether a step on the way was only assumed. */
export interface Strength {
  readonly form: Form;
  readonly isAssumed: boolean;
}

/** Every strength that there is. */
export const STRENGTHS: readonly Strength[] = FORMS.flatMap((form) => [false, true].map((isAssumed) => ({ form, isAssumed })));

/** Whether one is at least as strong as another, in both. */
export function isAtLeast(one: Strength, other: Strength): boolean {
  return FORMS.indexOf(one.form) <= FORMS.indexOf(other.form) && (!one.isAssumed || other.isAssumed);
}

/** What becomes of it on a way. A mask lowers what is plain, and no further: a hash is no de-identification. */
export function changedBy(
  { form, isAssumed }: Strength,
  way: { readonly transformation: Transformation | null; readonly isAssumed: boolean },
): Strength {
  return { form: changedForm(form, way.transformation), isAssumed: isAssumed || way.isAssumed };
}

function changedForm(form: Form, transformation: Transformation | null): Form {
  if (transformation?.type === 'INDIRECT') return 'inferred';
  return form === 'plain' && transformation?.masking === true ? 'pseudonymised' : form;
}
