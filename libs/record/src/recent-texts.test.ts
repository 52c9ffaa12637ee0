import { expect, test } from 'vitest';

import { RecentTexts } from './recent-texts.ts';

test('what is asked for again and again is remembered, whatever else comes by', () => {
  const texts = new RecentTexts<number>(10_000);
  texts.set('often', 1);

  for (let index = 0; index < 1_000; index += 1) {
    texts.set(`once ${index}`, index);
    expect(texts.get('often')).toBe(1);
  }
});

test('what is not asked for is forgotten', () => {
  const texts = new RecentTexts<number>(10_000);
  for (let index = 0; index < 1_000; index += 1) texts.set(`once ${index}`, index);

  expect(texts.get('once 0')).toBeUndefined();
  expect(texts.get('once 999')).toBe(999);
});

test('a text that would take the room of all others is not remembered', () => {
  const texts = new RecentTexts<number>(10_000);
  texts.set('small', 1);
  texts.set('x'.repeat(4_600), 2);

  expect(texts.get('x'.repeat(4_600))).toBeUndefined();
  expect(texts.get('small')).toBe(1);
});

test('a text that is set again weighs once', () => {
  const texts = new RecentTexts<number>(10_000);
  texts.set('kept', 1);
  for (let index = 0; index < 100; index += 1) texts.set('again', index);

  expect(texts.get('kept')).toBe(1);
  expect(texts.get('again')).toBe(99);
});
