export type { Clear, LabelFacts, Place, SaidLabel, Writer } from './facts.ts';
export { type Held, HeldLabels, strongest } from './held.ts';
export { isProtected, labelOfTag, labelsSaid, labelSpelt } from './label.ts';
export type { Form } from './strength.ts';
export { type ShownStatement, type Way, waysShown } from './ways.ts';
