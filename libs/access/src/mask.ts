import { z } from 'zod';

/** How a column is masked, from the least to the most strict: docs/decisions/0027. */
export const MASKS = ['partial', 'hash', 'redact'] as const;
export type Mask = (typeof MASKS)[number];
export const MaskNamed = z.enum(MASKS, { error: `a mask is one of ${MASKS.join(', ')}` });

/** Of some masks the least strict that is at least as strict as `how`. Undefined: none is. */
export function maskTaken(how: Mask, masks: readonly Mask[]): Mask | undefined {
  return MASKS.slice(MASKS.indexOf(how)).find((mask) => masks.includes(mask));
}

/** Whether one mask leaves less of a value than another. */
export function isStricter(one: Mask, other: Mask): boolean {
  return MASKS.indexOf(one) > MASKS.indexOf(other);
}
