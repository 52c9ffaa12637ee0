import { parseDocument } from 'yaml';
import { z } from 'zod';

import { below, isStorable } from '#record';

/** What people are, and with it what they see without any policy: all of them everything. */
export const ROLES = ['auditor', 'engineer', 'admin'] as const;
export type Role = (typeof ROLES)[number];

const TEXT_LENGTH_MAX = 200_000;
const RULES_MAX = 200;
const PATTERNS_MAX = 100;
const PATTERN_LENGTH_MAX = 1_000;
/** Stars in a pattern: with many a long name takes long to compare. */
const STARS_MAX = 5;

const Pattern = z
  .string()
  .min(1, 'a pattern has at least one character; * stands for any text')
  .max(PATTERN_LENGTH_MAX)
  .refine(isStorable, 'no name holds NUL or half a surrogate pair')
  .refine((text) => text.split('*').length <= STARS_MAX + 1, `a pattern may have ${STARS_MAX} stars`);
const Patterns = z.array(Pattern).min(1, 'name at least one').max(PATTERNS_MAX);
const Tag = z.string().regex(/^[\x21-\x7e]{1,200}$/, 'a tag is a key, or key=value, such as classification=PHI');
const HIDEABLE = ['auditor', 'engineer'] as const;
const RoleNamed = z.enum(HIDEABLE, { error: 'a rule is for auditor or engineer; from an admin, who could lift it, nothing is hidden' });

/** Whom a rule is for, and what it speaks of. Absent patterns mean all. */
const RuleShape = z.strictObject({
  effect: z.enum(['allow', 'deny']),
  roles: z.array(RoleNamed).min(1, 'name at least one role'),
  action: z.literal('see').default('see'),
  on: z
    .strictObject({
      namespace: Pattern.optional(),
      name: Pattern.optional(),
      tag: Tag.optional(),
      columns: Patterns.optional(),
      facets: Patterns.optional(),
    })
    .refine((on) => Object.keys(on).length > 0, 'say what the rule is about: namespace, name, tag, columns or facets')
    .refine(({ columns, facets }) => columns === undefined || facets === undefined, 'columns and facets need a rule each')
    .refine(({ tag, facets }) => tag === undefined || facets === undefined, 'facets are named, not tagged: leave tag out'),
});
const PolicyShape = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'a name has 1 to 100 letters, digits, dots, dashes and underscores'),
  description: z.string().max(PATTERN_LENGTH_MAX).refine(isStorable, 'text without NUL and halves of surrogate pairs').optional(),
  rules: z.array(RuleShape).max(RULES_MAX),
});

export type Policy = z.infer<typeof PolicyShape>;
export type Rule = Policy['rules'][number];

/** What is wrong with a policy's text, and where: a JSON pointer. */
export interface PolicyProblem {
  readonly pointer: string;
  readonly message: string;
}

/** A policy out of YAML (and so out of JSON), or everything that is wrong with it. */
export function readPolicy(
  text: string,
): { readonly kind: 'policy'; readonly policy: Policy } | { readonly kind: 'unusable'; readonly problems: readonly PolicyProblem[] } {
  if (text.length > TEXT_LENGTH_MAX) return unusable(`a policy may have ${TEXT_LENGTH_MAX} characters`);
  const document = parseDocument(text, { logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) return unusable(error.message.split('\n')[0] ?? '');
  const parsed = PolicyShape.safeParse(plainOf(document));
  if (parsed.success) return { kind: 'policy', policy: parsed.data };
  return {
    kind: 'unusable',
    problems: parsed.error.issues.map(({ path, message }) => ({
      pointer: path.reduce<string>((pointer, key) => below(pointer, typeof key === 'symbol' ? '' : key), ''),
      message,
    })),
  };
}

/** An alias may grow without bounds; whoever writes a policy writes it out. */
function plainOf(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    return undefined; // the only failure there is: an alias
  }
}

function unusable(message: string): { readonly kind: 'unusable'; readonly problems: readonly PolicyProblem[] } {
  return { kind: 'unusable', problems: [{ pointer: '', message }] };
}
