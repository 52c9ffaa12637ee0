// One pattern in two languages: `*` stands for any text, all else for itself. Both compare letter by letter, capitals apart.

/** As JavaScript compares. */
export function regexOf(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

/** As Postgres compares with `like`. */
export function likeOf(pattern: string): string {
  const parts = pattern.split('*').map((part) => part.replace(/[\\%_]/g, '\\$&'));
  return parts.join('%');
}
