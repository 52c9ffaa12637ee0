import { expect, test } from 'vitest';

import { previewLines } from './preview-lines.ts';

const NOTHING = { name: 'phi', changes: [], idleRules: [], idleKeepOut: [], labels: [], looked: 2, isCut: false, decisions: null };

test('a preview that did not follow what its labels come to says so, and not that all stays as it is', () => {
  const stays = 'With phi everybody would see, read and write what they do now.';
  expect(previewLines({ ...NOTHING, areLabelsCut: false })).toContain(stays);

  const cut = previewLines({ ...NOTHING, areLabelsCut: true });
  expect(cut).not.toContain(stays);
  expect(cut.slice(0, 2)).toEqual([
    'Nothing of what was counted would change.',
    expect.stringMatching(/^Not counted is what comes of its labels by lineage/),
  ]);
});

test('what a preview tells of reading and writing is said to be what other systems are told, and what it tells of seeing is not', () => {
  const change = { role: 'engineer', change: 'less', what: 'dataset', count: 1, examples: ['db a'] } as const;
  const told = (...actions: readonly ('see' | 'read' | 'write')[]): readonly string[] =>
    previewLines({ ...NOTHING, areLabelsCut: false, changes: actions.map((action) => ({ ...change, action })) }).filter((line) =>
      line.includes('it is not known whether it holds'),
    );

  expect([told('see'), told('read'), told('see', 'write')].map(({ length }) => length)).toEqual([0, 1, 1]);
});

test('a role that is told of as it is held is named with its teams, and how that is meant is said once', () => {
  const lines = (...roles: readonly string[]): readonly string[] => {
    const change = { action: 'see', change: 'less', what: 'dataset', count: 1, examples: ['db a'] } as const;
    return previewLines({ ...NOTHING, areLabelsCut: false, changes: roles.map((role) => ({ ...change, role })) });
  };
  const said = (told: readonly string[]): number => told.filter((line) => line.includes('as somebody holds it')).length;

  const held = lines('engineer', 'engineer of heart', 'engineer (also of heart)');
  expect(held).toContain('engineer of heart would see 1 dataset less:');
  expect(held).toContain('engineer (also of heart) would see 1 dataset less:');
  expect([said(held), said(lines('engineer'))]).toEqual([1, 0]);
});
