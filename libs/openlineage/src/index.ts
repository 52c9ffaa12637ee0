export { claimedNames, type ClaimedName } from './claimed-names.ts';
export { tooMuchIn } from './event-size.ts';
export { datasetsToLabel } from './event-naming.ts';
export { type KeepingOut, keepOutOf, type Kept, type KeptOut, type SentEvent } from './keep-out-of-event.ts';
export { oddIn } from './odd-in.ts';
export { parseEvent, type Parsed, type Problem } from './parse-event.ts';
export { type FacetPlace, isStandardFacet } from './standard-facets.ts';
export { type Warning, type WarningCode, warningCodes } from './warnings.ts';
