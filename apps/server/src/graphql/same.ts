/**
 * Resolvers of fields that are on the parent by the same name and in the same form. Each is checked against the schema like one that is
 * written out: a member that is missing, or of another type, does not compile.
 */
export function same<Key extends string>(
  ...keys: readonly Key[]
): { readonly [Name in Key]: <Value>(parent: { readonly [Each in Name]: Value }) => Value } {
  const resolvers = keys.map((key) => [key, (parent: Readonly<Record<string, unknown>>) => parent[key]]);
  return Object.fromEntries(resolvers) as ReturnType<typeof same<Key>>; // one function for each key, as the type says
}
