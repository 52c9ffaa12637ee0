import { ApolloArmor } from '@escape.tech/graphql-armor';
import { GraphQLError, type ValidationRule } from 'graphql';

import { type FailureCode, MIB } from '#foundation';

/** The HTTP body of one operation. The questions that people and programs ask are a thousandth of it. */
export const BODY_BYTES_MAX = 1 * MIB;
/** Fields inside fields, fragments counted in place. The deepest example in GraphiQL has 9. */
export const DEPTH_MAX = 16;
/** Twice what a page full of tiles needs; a thousand aliases of one root field would be a thousand questions in one. */
export const ALIASES_MAX = 40;
export const DIRECTIVES_MAX = 40;
/** Words of the query text, before it is even parsed. GraphiQL's introspection has about 400. */
export const TOKENS_MAX = 4_000;

const ADVICE: Readonly<Record<'depth' | 'aliases' | 'directives', string>> = {
  depth: `An operation may nest ${DEPTH_MAX} fields; ask in two operations.`,
  aliases: `An operation may have ${ALIASES_MAX} aliases; ask in several operations.`,
  directives: `An operation may have ${DIRECTIVES_MAX} directives; leave some out.`,
};

/** What graphql-js says when a text is more than it reads, and what we say instead. */
const OTHERS_LIMITS: readonly (readonly [RegExp, string])[] = [
  [/Document contains more tha[nt] \d+ tokens/, `An operation may have ${TOKENS_MAX} words; ask in several operations.`],
  [/^Maximum call stack size exceeded/, 'The text nests too deeply to be read; ask in several operations.'],
  [/^Validation aborted/, 'The operation asks for fields too often to be checked; ask for each field once, or in several operations.'],
];

const none = { enabled: false } as const;

/** Rules that refuse an operation by its shape, before anything runs. Each refusal is a LIMIT_EXCEEDED with a sentence. */
export function shapeRules(): ValidationRule[] {
  const { validationRules } = new ApolloArmor({
    maxDepth: { n: DEPTH_MAX, flattenFragments: true, ...refusing('depth') },
    maxAliases: { n: ALIASES_MAX, ...refusing('aliases') },
    maxDirectives: { n: DIRECTIVES_MAX, ...refusing('directives') },
    costLimit: none, // operation-cost.ts knows the sizes of our pages, also in variables
    maxTokens: none, // graphql-js counts them itself, while it parses
    blockFieldSuggestion: none,
  }).protect();
  return validationRules;
}

/** Reports instead of throwing: what is thrown out of a rule would be a 500. */
function refusing(what: keyof typeof ADVICE) {
  return {
    propagateOnRejection: false,
    onReject: [(context: { reportError(error: GraphQLError): void } | null) => context?.reportError(limitExceeded(ADVICE[what]))],
  };
}

function limitExceeded(message: string): GraphQLError {
  const code: FailureCode = 'LIMIT_EXCEEDED';
  return new GraphQLError(message, { extensions: { code } });
}

/** Our sentence for a text that graphql-js could not read to its end; nothing for any other message. */
export function limitAdvice(message: string): string | undefined {
  return OTHERS_LIMITS.find(([says]) => says.test(message))?.[1];
}
