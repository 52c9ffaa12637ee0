/** A text that is longer, of more words, or of which a word has more parts is taken to name every column: nobody calls a column so. */
const TEXT_LENGTH_MAX = 1_000;
const WORDS_MAX = 16;
const PARTS_MAX = 8;
/** Texts that are kept in mind, and how long they may be. */
const TEXTS_MAX = 1_000;
const TEXT_LENGTH_KEPT = 100;
/** Letters, digits, and what else stands in names of columns; all other characters stand between names. */
const BETWEEN_WORDS = /[^\p{L}\p{N}_$.-]+/u;

/**
 * Whether a text names a column whose path fits: by its path, by that of a field around it, and by each word of a text such as `lower(p.ssn)`, with what stands
 * before its dots and without.
 */
export function namesAny(fits: (path: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    if (text.length > TEXT_LENGTH_MAX) return true;
    const before = known.get(text);
    if (before !== undefined) return before;
    const isNamed = fits(text) || hasFitting(text, fits);
    if (text.length > TEXT_LENGTH_KEPT) return isNamed;
    if (known.size >= TEXTS_MAX) known.clear();
    known.set(text, isNamed);
    return isNamed;
  };
}

function hasFitting(text: string, fits: (path: string) => boolean): boolean {
  const words = [text, ...text.split(BETWEEN_WORDS)].map((word) => word.split('.'));
  return words.length > WORDS_MAX || words.some((parts) => parts.length > PARTS_MAX || pathsIn(parts).some(fits));
}

/** `a`, `b`: `a`, `a.b`, `b`. */
function pathsIn(parts: readonly string[]): readonly string[] {
  return parts.flatMap((_, start) => parts.slice(start).map((__, index) => parts.slice(start, start + index + 1).join('.')));
}
