import { z } from 'zod';

import { parseInstant } from '#foundation';
import { isStorable } from '#record';

import { FormNamed, LevelNamed, TagNamed } from './classified.ts';
import { LogicalName } from './logical.ts';
import { MaskNamed, MASKS } from './mask.ts';
import { KeepOutShape } from './keep-out-shape.ts';
import { LabelShape } from './labels-shape.ts';
import { Pattern, PATTERN_LENGTH_MAX, Patterns, PATTERNS_MAX } from './pattern.ts';
import { readYaml, type Unusable } from './read-yaml.ts';
import { RoleNamed } from './roles.ts';

/** `see`: a thing in Headgate. `read` and `write`: the data itself, as a gateway asks. `topology`: that a hidden thing is there, on walks (docs/decisions/0031). */
const ACTIONS = ['see', 'read', 'write', 'topology'] as const;
export type Action = (typeof ACTIONS)[number];
/** What can be asked about: topology is known to walks alone. */
export type AskedAction = Exclude<Action, 'topology'>;

/** What a rule does, in the order in which rules are told. */
export const EFFECTS = ['allow', 'deny', 'mask'] as const;

const RULES_MAX = 200;
/** Of a rule, and of all rules of a policy: a preview judges each thing for each of them. */
const ROLES_MAX = 100;
const ACTIONS_NAMED = { error: 'an action is see, read, write or topology, or a list of them' };
const ActionNamed = z.enum(ACTIONS, ACTIONS_NAMED);
const Time = z
  .string()
  .refine((text) => text.includes(':') && parseInstant(text) !== undefined, 'a time is RFC 3339, such as 2026-01-31T06:30:00Z');

/** What a rule about jobs does not say: docs/decisions/0025. */
const NOT_OF_JOBS = ['name', 'logical', 'tag', 'classification', 'columns', 'facets'] as const;

/** Whom a rule is for, and what it speaks of: docs/decisions/0013. Absent patterns mean all. */
const RuleShape = z
  .strictObject({
    effect: z.enum(EFFECTS, { error: 'an effect is allow, deny or mask' }),
    how: MaskNamed.optional(),
    roles: z.array(RoleNamed).min(1, 'name at least one role').max(ROLES_MAX, `a rule may name ${ROLES_MAX} roles`),
    action: z.union([ActionNamed, z.array(ActionNamed).min(1, 'name at least one action')], ACTIONS_NAMED).optional(),
    on: z
      .strictObject({
        namespace: Pattern.optional(),
        name: Pattern.optional(),
        logical: LogicalName.optional(),
        tag: TagNamed.optional(),
        classification: LevelNamed.optional(),
        form: FormNamed.optional(),
        columns: Patterns.optional(),
        facets: Patterns.optional(),
        jobs: Patterns.optional(),
        owner: z.string().min(1).max(PATTERN_LENGTH_MAX).refine(isStorable, 'no name holds NUL or half a surrogate pair').optional(),
      })
      .refine(
        (on) => Object.keys(on).length > 0,
        'say what the rule is about: namespace, name, logical, tag, classification, owner, columns, facets or jobs',
      )
      .refine(
        (on) => on.jobs === undefined || NOT_OF_JOBS.every((word) => on[word] === undefined),
        'jobs are named by jobs: leave name, logical, tag, classification, columns and facets out',
      )
      .refine(({ columns, facets }) => columns === undefined || facets === undefined, 'columns and facets need a rule each')
      .refine(({ tag, facets }) => tag === undefined || facets === undefined, 'facets are named, not tagged: leave tag out')
      .refine(
        ({ classification, tag, facets }) => classification === undefined || (tag === undefined && facets === undefined),
        'classification stands neither beside tag nor beside facets: make a rule of each',
      )
      .refine(
        ({ classification, form }) => form === undefined || classification !== undefined,
        'form says of which classification: add it',
      ),
    purpose: z
      .array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'a purpose is a word, such as treatment'))
      .min(1, 'name at least one purpose')
      .max(PATTERNS_MAX)
      .optional(),
    from: Time.optional(),
    until: Time.optional(),
  })
  .refine(
    ({ effect, on }) => effect !== 'allow' || on.classification === undefined,
    'a rule that allows cannot ask for a classification: what nobody labelled is not known to be harmless',
  )
  .refine(
    ({ on, action = 'see' }) => on.jobs === undefined || [action].flat().every((each) => each === 'see' || each === 'topology'),
    'a job is seen, and only data are read and written: leave action out of a rule about jobs',
  )
  .refine(
    ({ on, action = 'see' }) => (on.columns === undefined && on.facets === undefined) || ![action].flat().includes('topology'),
    'topology is of datasets and jobs whole: leave columns and facets out, or make a rule of each action',
  )
  .refine(({ effect, how }) => effect !== 'mask' || how !== undefined, `a rule that masks says how: add how, one of ${MASKS.join(', ')}`)
  .refine(({ effect, how }) => effect === 'mask' || how === undefined, 'how is said of a mask: leave it out, or say effect: mask')
  .refine(
    ({ effect, on }) => effect !== 'mask' || on.columns !== undefined,
    'columns are masked, and nothing else: name them under on, or all of them by columns: ["*"]',
  )
  .refine(
    ({ effect, action = 'read' }) => effect !== 'mask' || [action].flat().every((each) => each === 'read'),
    'what is masked is what is read: leave action out of a rule that masks',
  )
  .transform(({ effect, how, roles, action, ...rest }) => ({
    effect,
    ...(how === undefined ? {} : { how }),
    roles,
    action: effect === 'mask' ? ('read' as const) : (action ?? ('see' as const)),
    ...rest,
  }));

/** A policy as it is written. */
export const PolicyShape = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'a name has 1 to 100 letters, digits, dots, dashes and underscores'),
  description: z.string().max(PATTERN_LENGTH_MAX).refine(isStorable, 'text without NUL and halves of surrogate pairs').optional(),
  rules: z
    .array(RuleShape)
    .max(RULES_MAX)
    .refine(
      (rules) => new Set(rules.flatMap(({ roles }) => roles)).size <= ROLES_MAX,
      `a policy may speak of ${ROLES_MAX} roles: make several policies`,
    ),
  keep_out: z.array(KeepOutShape).min(1, 'say what is kept out, or leave keep_out away').max(RULES_MAX).optional(),
  labels: z.array(LabelShape).min(1, 'say what data are, or leave labels away').max(RULES_MAX).optional(),
});

export type Policy = z.infer<typeof PolicyShape>;
export type Rule = Policy['rules'][number];

/** A policy out of YAML (and so out of JSON), or everything that is wrong with it. */
export function readPolicy(text: string): { readonly kind: 'policy'; readonly policy: Policy } | Unusable {
  const read = readYaml(text, PolicyShape);
  return read.kind === 'unusable' ? read : { kind: 'policy', policy: read.value };
}
