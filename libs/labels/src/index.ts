export type { Clear, KeptLabel, LabelFacts, Onward, Place, SaidLabel, Writer } from './facts.ts';
export { type Held, HeldLabels, originOf, strongest } from './held.ts';
export { type Moved, movedOn, type StoredLabel } from './kept.ts';
export {
  columnsOfSchema,
  type LabelledColumns,
  type LabelledName,
  type LabelRule,
  ruleKey,
  type RuleSayer,
  type Sayer,
} from './label-rule.ts';
export { isLevel, isProtected, labelOfTag, labelsSaid, labelSpelt, type Level, LEVELS } from './label.ts';
export { type Form, FORMS } from './strength.ts';
export { type ShownStatement, type Way, waysShown } from './ways.ts';
