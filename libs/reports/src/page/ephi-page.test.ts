import { expect, test } from 'vitest';

import { makeEphiMap } from '../ephi/make-ephi-map.ts';
import type { FactEdge } from '../ephi/facts.ts';
import { ephiPage } from './ephi-page.ts';

const NASTY = '<script>alert("1")</script>&\u202e\u0007';
const COMMITMENT = 'ab'.repeat(32);

function page(name: string): string {
  const place = (column: string) => ({ kind: 'column', namespace: name, name, column }) as const;
  const edge: FactEdge = {
    ...{
      source: place('x'),
      target: place(name),
      via: { namespace: name, name },
      kind: 'declared',
      origin: 'column',
      since: '2026-03-01T00:00:00Z',
    },
    ...{ transformations: [{ type: 'DIRECT', subtype: name, description: name, masking: true }], isUntold: false },
    evidence: { firstSeen: '2026-03-01T00:00:00Z', lastSeen: '2026-03-02T00:00:00Z', count: 1_000, first: COMMITMENT, last: COMMITMENT },
  };
  const dataset = {
    ...{ namespace: name, name, otherNames: [{ namespace: name, name }], columns: ['x'] },
    tags: [{ key: 'phi', value: name, field: 'x', toldBy: COMMITMENT }],
    ruled: [
      { label: 'PHI', field: 'x', by: { kind: 'policy', policy: name, version: '1', place: 1 }, toldBy: COMMITMENT },
      { label: 'PHI', field: 'x', by: { kind: 'contract', contract: name, version: '2' }, toldBy: null },
    ] as const,
    owners: [{ name, type: name, toldBy: COMMITMENT }],
  };
  return ephiPage(
    makeEphiMap({
      ...{
        asOf: '2026-04-01T00:00:00Z',
        knownAt: '3',
        askedAs: ['auditor'],
        foldVersion: 1,
        datasets: [dataset],
        walks: [{ root: place('x'), edges: [edge] }],
      },
      ...{ flows: [], unknown: [{ code: name, message: name, about: [name] }] },
    }),
  );
}

test('text from outside is text on the page, whatever it holds', () => {
  const text = page(NASTY);

  expect(text).not.toMatch(/<script|\u202e|\u0007/);
  expect(text).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;\\u202e\\u0007');
});

test('the page needs nothing from outside', () => {
  expect(page('plain')).not.toMatch(/<(script|link|img|iframe|object|embed|form)\b|@import|url\(|\son\w+=/);
});

test('headings go down one level at a time, ids are unique, links within the page lead somewhere', () => {
  const text = page('plain');
  const levels = [...text.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
  const ids = [...text.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id ?? '');
  const links = [...text.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id ?? '');

  expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
  expect(levels.filter((level) => level === 1)).toHaveLength(1);
  expect(new Set(ids).size).toBe(ids.length);
  expect(links.filter((id) => !ids.includes(id))).toEqual([]);
  expect(text).toMatch(/<html lang="en">[^]*<header>[^]*<nav aria-label="Contents">[^]*<main>[^]*<footer>/);
});

test('every head of a table says what it heads', () => {
  const text = page('plain');
  const heads = [...text.matchAll(/<th\b[^>]*>/g)].map(([head]) => head);

  expect(heads.length).toBeGreaterThan(10);
  expect(heads.filter((head) => !/scope="(row|col)"/.test(head))).toEqual([]);
  expect((text.match(/<table/g) ?? []).length).toBe((text.match(/<caption/g) ?? []).length);
});
