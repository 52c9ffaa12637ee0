import type { KeepOutRule } from '#access';
import { edited } from '#record';

import { type CarriedFacet, placesInFacet } from './value-places.ts';

/** What stands in the place of a value, in brackets. */
const MARK = 'withheld';

/**
 * The text of a facet without the values about some columns of what carries it, and without those that name no column: each is replaced in its place by a mark, as
 * docs/decisions/0041 says. Of a run or a job `isAbout` is asked of nothing but parts that name columns; what it carries may speak of any data.
 */
export function withoutValues(text: string, facet: CarriedFacet, isAbout: (column: string) => boolean): string {
  const places = placesInFacet(text, facet, { rule: { ...TAKING_OUT, isAbout }, mark: MARK });
  const marked = JSON.stringify(`[${MARK}]`);
  const edits = places.map(({ span, under }) => ({
    span,
    replacement: under === undefined ? marked : `${JSON.stringify(under)}:${marked}`,
  }));
  return edits.length === 0 ? text : edited(text, edits);
}

/** As a rule that keeps out values would take them. */
const TAKING_OUT: Omit<KeepOutRule, 'isAbout'> = {
  ...{ how: 'drop', policy: '', version: 0n, number: 1, place: 0, borne: undefined, isOfColumns: true },
  ...{ fitsName: () => true, fitsFacet: () => true },
};
