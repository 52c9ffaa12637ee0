import { z } from 'zod';

// Parts of answers that several commands read, as this program writes them.

/** A word of the schema, such as COLUMN_MISSING, as one of ours. */
export function wordOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z
    .string()
    .transform((word) => word.toLowerCase().replaceAll('_', '-'))
    .pipe(z.enum(words));
}

/** As `wordOf`, of all words of a type: one that comes to it later does not compile until it stands here. */
export function wordIn<Word extends string>(words: Readonly<Record<Word, true>>) {
  const [first, ...others] = Object.keys(words) as [Word, ...Word[]]; // those of the type, and no others
  return wordOf([first, ...others]);
}

/** One of ours as the schema spells it. */
export function spelled(word: string): string {
  return word.toUpperCase().replaceAll('-', '_');
}

/** Of the type Principal. */
export const PERSON = '{ id name }';
export const PersonShape = z.object({ id: z.string(), name: z.string().nullable() });

export const NameShape = z.object({ namespace: z.string(), name: z.string() });

export const EVIDENCE = `evidence { commitment position sender ${PERSON} }`;
export const EvidenceShape = z.array(
  z
    .object({ commitment: z.string(), position: z.string(), sender: PersonShape })
    .transform(({ commitment, position, sender }) => ({ commitment, by: sender.id, byName: sender.name, position })),
);

/** Of a list that is gone through whole. */
export const PAGE_INFO = 'pageInfo { hasNextPage endCursor }';
export const PageInfoShape = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });
