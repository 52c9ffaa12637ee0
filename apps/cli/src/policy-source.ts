import { z } from 'zod';

import { EFFECTS, MASKS } from '#access';
import { formatInstant } from '#foundation';
import { FORMS, LEVELS } from '#labels';
import { type ListedPolicy, listPolicies } from '#operations';

import { PERSON, PersonShape, wordOf } from './remote/answer-parts.ts';
import { askServer } from './remote/ask-server.ts';
import type { Login } from './remote/login-file.ts';
import type { Opened } from './with-installation.ts';
import type { Sources } from './with-source.ts';

/** A policy in force, as it is printed. */
export interface PolicyJson {
  readonly policy: ListedPolicy['policy'];
  readonly position: string;
  readonly by: string;
  readonly byName: string | null;
  readonly recordedAt: string;
  readonly isAlone: boolean;
  readonly isOwed: boolean;
}

/** The policies in force, by name. */
type PolicySource = () => Promise<readonly PolicyJson[]>;

function within({ context, reader }: Opened): PolicySource {
  return async () => {
    const { policies } = await listPolicies(context, reader, { alsoUnmapped: true });
    return policies.map(({ position, recordedAt, ...listed }) => ({
      ...listed,
      position: position.toString(),
      recordedAt: formatInstant(recordedAt),
    }));
  };
}

function behind(server: Login): PolicySource {
  return async () => (await askServer(server, PoliciesShape, { query: POLICIES_ASKED })).policies.nodes;
}

const POLICIES_ASKED = `
query Policies {
  policies {
    nodes {
      name description version appliedAt appliedBy ${PERSON} isAlone isOwed
      rules { effect how roles actions namespace name logical tag classification form columns facets jobs owner purpose from until }
      keepOut { how namespace name tag classification form columns facets }
      labels { label namespace name logical columns }
    }
  }
}`;

const Text = z.string().nullable();
const Texts = z.array(z.string()).nullable();
const RuleShape = z
  .object({
    effect: wordOf(EFFECTS),
    how: wordOf(MASKS).nullable(),
    roles: z.array(z.string()),
    actions: z.array(z.enum(['see', 'read', 'write', 'topology'])),
    ...{
      namespace: Text,
      name: Text,
      logical: Text,
      tag: Text,
      classification: z.enum(LEVELS).nullable(),
      form: z.enum(FORMS).nullable(),
      columns: Texts,
      facets: Texts,
      jobs: Texts,
      owner: Text,
      purpose: Texts,
      from: Text,
      until: Text,
    },
  })
  .transform(({ effect, how, roles, actions, purpose, from, until, ...on }): PolicyJson['policy']['rules'][number] => {
    const [first = 'see', ...more] = actions;
    return {
      effect,
      ...given({ how }),
      roles,
      action: more.length === 0 ? first : actions,
      on: given(on),
      ...given({ purpose, from, until }),
    };
  });
const KeepOutShape = z
  .object({
    ...{ how: wordOf(['drop', 'hash']), namespace: Text, name: Text, tag: Text, columns: Texts, facets: z.array(z.string()) },
    ...{ classification: z.enum(LEVELS).nullable(), form: z.enum(FORMS).nullable() },
  })
  .transform(({ how, columns, facets, ...on }): NonNullable<PolicyJson['policy']['keep_out']>[number] => {
    const { namespace, name, tag, classification, form } = on;
    return { how, on: { ...given({ namespace, name, tag, classification, form, columns }), facets } }; // in the order in which a policy is written
  });
const LabelShape = z
  .object({ label: z.string(), namespace: Text, name: Text, logical: Text, columns: Texts })
  .transform(({ label, ...on }): NonNullable<PolicyJson['policy']['labels']>[number] => ({ label, on: given(on) }));
const ListedShape = z
  .object({
    name: z.string(),
    description: Text,
    version: z.string(),
    appliedAt: z.string(),
    appliedBy: PersonShape,
    ...{ isAlone: z.boolean(), isOwed: z.boolean() },
    rules: z.array(RuleShape),
    keepOut: z.array(KeepOutShape),
    labels: z.array(LabelShape),
  })
  .transform(({ name, description, rules, keepOut, labels, version, appliedAt, appliedBy, isAlone, isOwed }): PolicyJson => ({
    policy: {
      name,
      ...given({ description }),
      rules,
      ...(keepOut.length === 0 ? {} : { keep_out: keepOut }),
      ...(labels.length === 0 ? {} : { labels }),
    },
    ...{ by: appliedBy.id, byName: appliedBy.name, position: version, recordedAt: appliedAt, isAlone, isOwed },
  }));
const PoliciesShape = z.object({ policies: z.object({ nodes: z.array(ListedShape) }) });

/** What is null in an answer is not there in a policy. */
function given<Fields extends object>(fields: Fields): { readonly [Field in keyof Fields]?: NonNullable<Fields[Field]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as ReturnType<typeof given<Fields>>; // the same fields
}

/** Policies, from either place. */
export const POLICIES: Sources<PolicySource> = { keys: 'or-new', within, behind };
