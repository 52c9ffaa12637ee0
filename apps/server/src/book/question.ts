import type { z } from 'zod';

import { isScoped } from './wholeness.ts';

/** What is answered, for people: a sentence or two, and what was found as a table where there is more than fits a sentence. */
export interface Answer {
  readonly says: string;
  readonly table?: Table;
}

export interface Table {
  readonly titles: readonly string[];
  /** As many cells each as there are titles. */
  readonly rows: readonly (readonly string[])[];
}

/** One question of the book, in the words of people and in those of GraphQL. */
export interface Question {
  /** Small letters and hyphens, for ever: what docs link to. */
  readonly id: string;
  /** As somebody would ask it. */
  readonly question: string;
  /** What its answer shows, in a sentence. */
  readonly shows: string;
  /** One operation, with a name that no other has. */
  readonly operation: string;
  /** Filled in for the hospital of the demo. Null: not said, and so the default. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Of the `data` of an answer without errors. Throws when it has another form. */
  readonly answer: (data: unknown) => Answer;
}

export interface Chapter {
  readonly title: string;
  readonly questions: readonly Question[];
}

/** Ends the sentence that answers somebody from whom something may be hidden: nothing found is not nothing there. */
export const AS_SEEN = ', as far as your roles may see.';

/** A question whose answer is read by `shape` before it is told. */
export function question<Shape extends z.ZodType>({
  shape,
  answer,
  ...written
}: Omit<Question, 'answer'> & { readonly shape: Shape; readonly answer: (data: z.infer<Shape>) => Answer }): Question {
  return {
    ...written,
    answer: (data) => {
      const { says, ...found } = answer(shape.parse(data));
      return { says: isScoped(data) ? says.replace(/\.?$/, AS_SEEN) : says, ...found };
    },
  };
}
