import type { RowRules } from '#access';
import type { Instant } from '#foundation';

/** What is hidden from an asker, and which instant is present: names and tags count as they are at the asked times, and as they are now. */
export interface Hiding {
  readonly rules: RowRules;
  readonly present: Instant;
}

/** Of whom nothing is asked but which instant is present. */
export const NO_RULES: RowRules = {
  isOpen: false,
  allow: { whole: [], facets: [], jobs: [] },
  deny: { whole: [], columns: [], facets: [], jobs: [] },
};

/** Whether a statement shows all, or leaves out what is hidden from the asker. */
export type Scope = 'whole' | 'scoped';
