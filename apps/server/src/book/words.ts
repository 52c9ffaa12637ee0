import type { Name } from './shapes.ts';

/** A namespace as people say it: `postgres://ehr-db` of `postgres://ehr-db.aldermere.example:5432`. */
export function place(namespace: string): string {
  return /^[a-z0-9]+:\/\/[^./:]+/i.exec(namespace)?.[0] ?? namespace;
}

/** `1 dataset`, `2 datasets`, `no datasets`. */
export function counted(count: number, thing: string): string {
  return `${count === 0 ? 'no' : count} ${thing}${count === 1 ? '' : 's'}`;
}

/** `1 job reads`, `2 jobs read`. */
export function doing(count: number, thing: string, verb: string): string {
  return `${counted(count, thing)} ${verb}${count === 1 ? 's' : ''}`;
}

/** `a, b and c`; nothing at all is a dash. */
export function listed(words: readonly string[]): string {
  if (words.length <= 1) return words[0] ?? '-';
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** Words for a cell of a table. */
export function cell(words: readonly string[]): string {
  return words.length === 0 ? '-' : words.join(', ');
}

/** `classification=PHI`; one that says no more than that it is there, by its key. */
export function tagSaid({ key, value }: { readonly key: string; readonly value: string | null }): string {
  return value === null || value === 'true' ? key : `${key}=${value}`;
}

/** What ends a sentence about one page of a list. */
export function more({ hasNextPage }: { readonly hasNextPage: boolean }): string {
  return hasNextPage ? '; there are more' : '';
}

/** To the second. */
export function time(instant: string | null): string {
  return instant?.replace(/\.\d+(?=Z|[+-])/, '').replace('+00:00', 'Z') ?? '-';
}

export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** What stands for a name where names are compared. */
export function keyOf({ namespace, name }: Name): string {
  return `${namespace} ${name}`;
}

export function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}
