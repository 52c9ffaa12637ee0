/** The kinds of operation that a key may be limited to, in the order in which they are told. What its holder may do with which things, they do not say. */
export const SCOPES = ['send', 'ask', 'decide', 'manage'] as const;

export type Scope = (typeof SCOPES)[number];

/** Those of some words that are scopes, each once, in the order of `SCOPES`. */
export function scopesAmong(words: readonly string[]): readonly Scope[] {
  return SCOPES.filter((scope) => words.includes(scope));
}

/** What is wrong with the scopes that somebody wants for a key. Undefined: nothing. Without any it is good for all that its holder may, so none is no list. */
export function scopesProblem(words: readonly string[]): string | undefined {
  const odd = words.find((word) => !scopesAmong([word]).includes(word as Scope));
  if (odd !== undefined) return `${odd === '' ? 'an empty word' : odd} is no scope; there are ${SCOPES.join(', ')}`;
  if (words.length === 0) return 'name a scope, or leave scopes out: without them a key is good for all that its holder may';
  return undefined;
}

/** Whether a key with some scopes may be used for an operation of a kind. Absent: for all. */
export function isInScope(scopes: readonly Scope[] | undefined, needed: Scope): boolean {
  return scopes === undefined || scopes.includes(needed);
}

/** Whether a key with some scopes may be used for nothing that another may not. Absent: for all. */
export function isNoWider(scopes: readonly Scope[] | undefined, than: readonly Scope[] | undefined): boolean {
  return than === undefined || (scopes !== undefined && scopes.every((scope) => than.includes(scope)));
}

/** As a sentence names them: `the scopes send and ask`. */
export function scopesSaid(scopes: readonly Scope[]): string {
  return `the ${scopes.length === 1 ? 'scope' : 'scopes'} ${scopes.join(' and ')}`;
}
