import { expect, test } from 'vitest';

import { boundEmitters, isClaimWithin, isWithin, unclaimed } from './emitters.ts';
import { readAccess } from './access-file.ts';
import type { TeamStanding } from './standings.ts';
import { boundsProblems, stewardProblems, teamBySteward } from './stewardship.ts';

const HEART = `
  heart:
    owns: ["s3://heart*", "nightly"]
    reads: ["s3://lab*"]
    members: { engineer: [ann], steward: [sam], ml-reader: [] }
    emitters: { spark: { namespaces: [nightly], outputs: ["*"] }, hg_ab12cd34: }
    quotas: { events_per_second: 5 }`;

function teamIn(text: string): TeamStanding {
  const read = readAccess(`teams:${text}`);
  if (read.kind === 'unusable') throw new Error(JSON.stringify(read.problems));
  const [team] = read.standings.teams;
  if (team === undefined) throw new Error('the text names no team');
  return team;
}

const before = teamIn(HEART);
const problems = (after: string, ...others: readonly string[]): readonly string[] =>
  stewardProblems(before, teamBySteward(before, teamIn(after)), others.map(teamIn));
/** The team with some of its text replaced. */
const said = (...[from, to]: readonly [string, string]): string => HEART.replace(from, to);

test('a steward changes who is in the roles that his team has, and emitters that are called after it, within what it owns', () => {
  expect(problems(HEART)).toEqual([]);
  expect(problems(said('[ann]', '[zoe, "group:heart"]'))).toEqual([]);
  expect(problems(said('[sam]', '[sue]'))).toEqual([]);
  expect(problems(said(', ml-reader: []', ''))).toEqual([]);
  expect(teamBySteward(before, teamIn(said(', ml-reader: []', ''))).members).toEqual(before.members);
  expect(
    problems(said('outputs: ["*"] }', 'outputs: ["s3://heart-icu*"] }, heart/new: { inputs: ["s3://lab-2"], outputs: ["s3://heart/x"] }')),
  ).toEqual([]);
});

test('what a team owns, reads and may send, its roles and its last steward are for administrators', () => {
  expect(problems(said('"nightly"]', '"nightly", "s3://*"]'))).toContain('what heart owns');
  expect(problems(said('"s3://lab*"', '"*"'))).toEqual(['what heart reads']);
  expect(problems(said('second: 5', 'second: 50'))).toEqual(['the quotas of heart']);
  expect(problems(said('ml-reader: []', 'auditor: [sam]'))).toEqual(['whether heart has the role auditor']);
  expect(problems(said('[sam]', '[]'))).toEqual(['whether heart is left without a steward']);
  expect(problems(said('steward: [sam], ', ''))).toEqual(['whether heart is left without a steward']);
});

test('an emitter is neither taken from elsewhere, nor out of its quotas, nor let claim more than the team owns', () => {
  const added = (emitter: string) => problems(said('hg_ab12cd34:', `hg_ab12cd34: , ${emitter}`));

  expect(added('brain/spark: {}')).toEqual(['about an emitter that is not called heart/…, such as brain/spark']);
  expect(added('heart/: {}')).toHaveLength(1);
  expect(added('heart/new:')).toEqual(['about heart/new without what it may claim']);
  expect(added('heart/new: { namespaces: ["*"] }')).toEqual(['whether heart/new may claim *, which heart does not own']);
  expect(added('heart/new: { outputs: ["s3://hear*"] }')).toEqual(['whether heart/new may claim s3://hear*, which heart does not own']);
  expect(added('heart/new: { inputs: ["s3://brain"] }')).toEqual([
    'whether heart/new may take from s3://brain, which heart neither owns nor reads',
  ]);
  expect(problems(said('[nightly]', '["night*"]'))).toEqual(['whether spark may claim night*, which heart does not own']);
  expect(problems(said(', hg_ab12cd34:', ''))).toEqual(['whether the quotas of heart count hg_ab12cd34']);
  expect(problems(said('hg_ab12cd34:', 'brain/spark: {}, hg_ab12cd34:'), '\n  brain: { emitters: { brain/spark: {} } }')).toEqual([]);
});

test('whoever speaks as some producers alone is not let speak as any', () => {
  const bound = { namespaces: ['nightly'], outputs: [], inputs: [], producers: ['https://airflow/*'] };
  const freed = (producers: readonly string[]) => boundsProblems(before, { name: 'spark', before: bound, after: { ...bound, producers } });

  expect(freed(['https://airflow/2'])).toEqual([]);
  expect(freed([])).toEqual(['as which producers spark may speak']);
  expect(freed(['https://*'])).toEqual(['as which producers spark may speak']);
});

test('what an emitter may claim follows from its team, but for what is said of it', () => {
  const text =
    '\n  heart: { owns: ["s3://heart*", "s3://*-ward"], reads: [lab], emitters: { a: {}, b: { namespaces: [nightly] }, c: { outputs: [], inputs: [] }, d: } }';

  expect(boundEmitters([teamIn(text)]).map(({ name, bounds }) => [name, bounds.namespaces, bounds.outputs, bounds.inputs])).toEqual([
    ['a', ['s3://heart*'], [], ['lab']],
    ['b', ['nightly'], ['s3://heart*'], ['lab']],
    ['c', ['s3://heart*'], [], []],
  ]);
});

test('of a team what it owns and no emitter can claim by default is told', () => {
  const team = (emitters: string): TeamStanding => teamIn(`\n  mid: { owns: ["s3://*-mid", nightly], emitters: ${emitters} }`);

  expect(unclaimed(team('{ mid/x: {}, mid/y: { outputs: [] }, mid/z: { namespaces: [nightly] } }'))).toEqual(
    ['mid/x', 'mid/y', 'mid/z'].map((name) => ({ name, patterns: ['s3://*-mid'] })),
  );
  expect(unclaimed(team('{ mid/x: { namespaces: [nightly], outputs: ["s3://a-mid"] }, mid/counted: }'))).toEqual([]);
  expect(unclaimed(teamIn('\n  mid: { owns: ["s3://mid*"], emitters: { mid/x: {} } }'))).toEqual([]);
});

// Goal: that a pattern lies within others is told exactly. Method: every pattern of two letters and stars up to a length, beside all texts that could tell.
test('a pattern lies within others when every text that it fits, one of them fits', () => {
  const texts = words(['a', 'b', 'c'], 4);
  const patterns = words(['a', '*'], 3).filter((pattern) => pattern !== '');
  const fits = (pattern: string, text: string): boolean => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text);

  for (const one of patterns)
    for (const other of patterns) {
      const isSo = texts.filter((text) => fits(one, text)).every((text) => fits(other, text));
      expect([one, other, isWithin(one, [other])]).toEqual([one, other, isSo]);
      if (!one.slice(0, -1).includes('*')) expect([one, other, isClaimWithin(one, [other])]).toEqual([one, other, isSo]);
    }
  expect(isWithin('a*', [])).toBe(false);
  expect(isClaimWithin('a*b', ['a*b'])).toBe(true);
});

function words(letters: readonly string[], length: number): readonly string[] {
  return length === 0 ? [''] : ['', ...letters.flatMap((letter) => words(letters, length - 1).map((rest) => letter + rest))];
}

test('a form that is no list of emitters is told where it goes wrong', () => {
  const problemsOf = (emitters: string): unknown => {
    const read = readAccess(`teams: { heart: { emitters: ${emitters} } }`);
    return read.kind === 'unusable' ? read.problems : 'usable';
  };

  expect(problemsOf('{ a: { outputs: ["a*b"] } }')).toEqual([
    { pointer: '/teams/heart/emitters/a/outputs/0', message: 'of what an emitter may claim a * stands at the end alone' },
  ]);
  expect(problemsOf('["", 1]')).toMatchObject([{ message: expect.stringMatching(/^0: /) as string }]);
  expect(problemsOf('spark')).toMatchObject([{ message: expect.stringContaining('such as { spark-icu: {} }') as string }]);
  expect(problemsOf('{ hg_ab12cd34: {} }')).toMatchObject([{ message: expect.stringContaining('not of an id') as string }]);
  expect(problemsOf('[a, hg_ab12cd34]')).toBe('usable');
});
