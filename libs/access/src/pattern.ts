// One pattern in two languages: `*` stands for any text, all else for itself. Both compare letter by letter, capitals apart.

/** As JavaScript compares. With `within`, patterns of which one must fit too. */
export function regexOf(pattern: string, within?: readonly string[]): RegExp {
  const ahead = within === undefined ? '' : `(?=${anyOf(within)}$)`;
  return new RegExp(`^${ahead}${source(pattern)}$`, 's');
}

/** What one of some patterns fits; without any, nothing. */
export function regexOfAny(patterns: readonly string[]): RegExp {
  return new RegExp(`^${anyOf(patterns)}$`, 's');
}

/** As Postgres compares with `like`. */
export function likeOf(pattern: string): string {
  const parts = pattern.split('*').map((part) => part.replace(/[\\%_]/g, '\\$&'));
  return parts.join('%');
}

function anyOf(patterns: readonly string[]): string {
  return patterns.length === 0 ? '(?!)' : `(?:${patterns.map(source).join('|')})`;
}

function source(pattern: string): string {
  return pattern
    .split('*')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join('.*');
}
