import { changes } from './chapters/changes.ts';
import { destinations } from './chapters/destinations.ts';
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
export const book: readonly Chapter[] = [origins, destinations, protectedData, changes, runs, things, record];

/** All questions, in the order of the book. They are numbered from 1. */
export const questions: readonly Question[] = book.flatMap((chapter) => chapter.questions);

/** The questions that are meant by a number, an id, or words that all stand in the question, in any order. */
export function questionsMeant(text: string): readonly Question[] {
  const words = wordsOf(text);
  if (/^\d+$/.test(text.trim())) return questions.slice(Number(text) - 1, Number(text)).filter(() => Number(text) > 0);
  const exact = questions.filter(({ id, question }) => id === text.trim() || wordsOf(question).join(' ') === words.join(' '));
  if (exact.length > 0 || words.length === 0) return exact;
  return questions.filter(({ id, question }) => {
    const known = new Set([...wordsOf(question), ...id.split('-')]);
    return words.every((word) => known.has(word));
  });
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
