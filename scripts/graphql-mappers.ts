/**
 * Our own type behind each GraphQL type, so that a resolver is handed what an operation gave and no table row.
 * `\\#operations#DatasetView` is the type DatasetView from the door #operations (the backslash keeps the door's own #).
 * A type that is not named here is handed over as GraphQL describes it.
 */
export const mappers: Readonly<Record<string, string>> = {};

/** What every resolver is handed as its context, seen from apps/server/src/graphql. */
export const contextType = './request-context.ts#RequestContext';

/** How each scalar of the schema arrives in a resolver, and what a resolver gives for it. A scalar without a line here is refused. */
export const scalars: Readonly<Record<string, { readonly input: string; readonly output: string }>> = {};
