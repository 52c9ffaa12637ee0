import { changes } from './chapters/changes.ts';
import { destinations } from './chapters/destinations.ts';
import { governance } from './chapters/governance.ts';
import { origins } from './chapters/origins.ts';
import { protectedData } from './chapters/protected-data.ts';
import { record } from './chapters/record.ts';
import { runs } from './chapters/runs.ts';
import { things } from './chapters/things.ts';
import type { Chapter, Question } from './question.ts';

/**
 * The book of questions, in the order in which it is read. Tabs of GraphiQL, `headgate ask` and docs/questions.md are made from it.
 * A new question is a constant in a chapter, and its line in the chapter's list; a new chapter is a file, and its name here.
 */
export const book: readonly Chapter[] = [origins, destinations, protectedData, changes, runs, things, governance, record];

/** All questions, in the order of the book. They are numbered from 1. */
export const questions: readonly Question[] = book.flatMap((chapter) => chapter.questions);

/**
 * The questions that are meant by a number, an id, or words: those in which the words stand next to each other as given, or, when there is none, those that
 * have them all.
 */
export function questionsMeant(text: string): readonly Question[] {
  if (/^\d+$/.test(text.trim())) return questions.filter((_, index) => index + 1 === Number(text));
  const words = wordsOf(text);
  if (words.length === 0) return [];
  const whole = questions.filter(({ id, question }) => id === text.trim() || wordsOf(question).join(' ') === words.join(' '));
  if (whole.length > 0) return whole;
  const phrase = questions.filter(({ question }) => ` ${wordsOf(question).join(' ')} `.includes(` ${words.join(' ')} `));
  return phrase.length > 0
    ? phrase
    : questions.filter(({ id, question }) => hasAll(new Set([...wordsOf(question), ...id.split('-')]), words));
}

function hasAll(known: ReadonlySet<string>, words: readonly string[]): boolean {
  return words.every((word) => known.has(word));
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
