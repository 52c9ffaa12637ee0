import { expect, test } from 'vitest';

import { type FacetPlace, STANDARD_FACETS } from './standard-facets.ts';
import { VALUE_FORMS } from './value-forms.ts';

/** What producers put into a place where the standard does not have it, or did once. */
const ALSO_THERE = [
  ...['input icebergCommitReport', 'input outputStatistics', 'output dataQualityAssertions', 'output dataQualityMetrics'],
  ...['output icebergScanReport', 'output inputStatistics', 'run parentRun'],
];

test('of each facet of the standard it is known which of its members are values, and of no other', () => {
  const places = Object.keys(STANDARD_FACETS) as FacetPlace[];
  const standard = places.flatMap((place) => [...STANDARD_FACETS[place]].map((name) => `${place} ${name}`));
  const known = places.flatMap((place) => Object.keys(VALUE_FORMS[place]).map((name) => `${place} ${name}`));

  expect(known.toSorted()).toEqual([...standard, ...ALSO_THERE].toSorted());
});
