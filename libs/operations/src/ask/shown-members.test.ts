import { expect, test } from 'vitest';

import type { JsonObject, JsonValue } from '#record';
import { type MemberKind, PLAIN_MEMBERS, standardFacet, type StandardMember, standardMembers } from '#testkit';

import { type FacetCarrier, plainFacetSeen } from './plain-facets.ts';
import { datasetFacetSeen } from './seen-facets.ts';

// Goal: of each member of each facet of the standard it is decided whether somebody is shown it from whom something is hidden. Method: a facet with all members of
// the standard, of which one holds what is looked for; who asks sees each name in it, but some column may be hidden. What is shown is on one list, each with its
// reason. That the others hold words which the leak test looks for is tested beside it (scripts/prove/leaks/hidden-story.test.ts).

const CARRIERS: Readonly<Record<StandardMember['place'], FacetCarrier>> = {
  ...{ dataset: 'dataset', job: 'job', run: 'run' },
  ...{ input: 'use', output: 'use' },
};
const EACH_NAME = { seesColumn: () => true, seesDataset: () => true, seesEveryColumn: () => false };
const SOUGHT = { text: 'zqsought', number: 987_654_321_234_567, time: '1987-06-05T04:03:02Z' };

function shownOf({ place, facet }: StandardMember, given: (path: string, kind: MemberKind) => JsonValue): string {
  const said = { name: facet, content: JSON.stringify(standardFacet({ place, facet }, given)) };
  return (place === 'dataset' ? datasetFacetSeen(said, EACH_NAME) : plainFacetSeen(CARRIERS[place], said)) ?? '';
}

function filled(kind: MemberKind, isSought: boolean): JsonValue {
  switch (kind) {
    case 'number':
      return isSought ? SOUGHT.number : 1;
    case 'flag':
      return true;
    case 'time':
      return isSought ? SOUGHT.time : '2026-03-01T00:00:00Z';
    case 'facets':
      return isSought ? { anything: { of: SOUGHT.text } } : {};
    case 'text':
    case 'value':
      return isSought ? SOUGHT.text : 'x';
  }
}

test('to whom something is hidden of facets of the standard those members are shown that are on the list of plain ones', () => {
  const isShown = (member: StandardMember): boolean => {
    const shown = shownOf(member, (path, kind) => filled(kind, path === member.path));
    return Object.values(SOUGHT).some((sought) => shown.includes(String(sought)));
  };
  const members = standardMembers().filter(({ kind }) => kind !== 'flag'); // yes and no are no values

  expect(members.length).toBeGreaterThan(400);
  expect(
    members
      .filter(isShown)
      .map(({ path }) => path)
      .toSorted(),
  ).toEqual([...PLAIN_MEMBERS].toSorted());
});

test('where the standard has a number, a time, or yes and no, nothing else is shown', () => {
  const shown = standardMembers()
    .filter(({ kind }) => kind === 'number' || kind === 'time' || kind === 'flag')
    .filter(({ path }) => !path.endsWith('._deleted')) // a facet with it is none: it ends the one before
    .filter((member) => shownOf(member, (path, kind) => (path === member.path ? SOUGHT.text : filled(kind, false))).includes(SOUGHT.text));

  expect(shown).toEqual([]);
});

test('an address is shown as far as it names a place', () => {
  const shownOfSource = (uri: string): unknown => {
    const content = datasetFacetSeen({ name: 'dataSource', content: JSON.stringify({ name: uri, uri }) }, EACH_NAME) ?? '{}';
    const { name, uri: shown } = JSON.parse(content) as JsonObject;
    expect(name).toBe(shown);
    return shown;
  };

  expect(
    [
      ...['postgres://ehr:5432/main', 'https://h/x?mrn=7', 's3://lake/mrn=7/part-0', 's3://lake/a/mrn=7?b#c', 'https://h/a#mrn-7'],
      ...['jdbc:sqlserver://h;user=x;password=y', 'mrn=7', 'file'],
    ].map(shownOfSource),
  ).toEqual([
    ...['postgres://ehr:5432/main', 'https://h/x', 's3://lake', 's3://lake/a', 'https://h/a'],
    ...['jdbc:sqlserver://h', '', 'file'],
  ]);
});

test('the description of a dataset is for those who see each of its columns', () => {
  const facet = {
    name: 'documentation',
    content: JSON.stringify({ description: 'Of 078-05-1120.', contentType: 'text/plain', sample: 'x' }),
  };

  expect(datasetFacetSeen(facet, EACH_NAME)).toBeUndefined();
  expect(datasetFacetSeen(facet, { ...EACH_NAME, seesEveryColumn: () => true })).toBe(
    '{"contentType":"text/plain","description":"Of 078-05-1120."}',
  );
});
