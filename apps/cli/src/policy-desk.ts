import { z } from 'zod';

import type { ChangeState } from '#access';
import { formatInstant } from '#foundation';
import {
  applyPolicy,
  approvePolicy,
  draftPolicy,
  type ListedChange,
  listPolicyChanges,
  type PolicyPreview,
  previewPolicy,
  type PreviewQuestion,
  rejectPolicy,
  rollbackPolicy,
} from '#operations';
import { stringify } from 'yaml';

import { PERSON, PersonShape, spelled, wordOf } from './remote/answer-parts.ts';
import { askServer } from './remote/ask-server.ts';
import type { Login } from './remote/login-file.ts';
import type { Opened } from './with-installation.ts';
import type { Sources } from './with-source.ts';

/** A change of a policy, as it is printed. */
export interface ChangeJson extends Pick<
  ListedChange,
  'kind' | 'state' | 'isInForce' | 'isAlone' | 'why' | 'whyRejected' | 'by' | 'byName'
> {
  readonly position: string;
  readonly name: string;
  readonly yaml: string;
  readonly at: string;
  readonly base: string | null;
  readonly to: string | null;
  readonly version: string | null;
  readonly decidedBy: string | null;
  readonly decidedByName: string | null;
  readonly decidedAt: string | null;
}

/** Which changes are asked for, newest first. */
export interface ChangeWish {
  readonly states?: readonly ChangeState[];
  readonly policy?: string | undefined;
  readonly position?: string;
  readonly first: number;
}

/** What a preview tells. */
export type PreviewJson = Omit<PolicyPreview, 'header'>;

/** Where policies are changed, and what waits is seen. Positions are text. */
export interface PolicyDesk {
  readonly changes: (wish: ChangeWish) => Promise<{ readonly changes: readonly ChangeJson[]; readonly more: boolean }>;
  readonly preview: (question: Pick<PreviewQuestion, 'of' | 'days'>) => Promise<PreviewJson>;
  readonly apply: (text: string) => Promise<z.infer<typeof Applied>>;
  readonly draft: (text: string, why: string | undefined) => Promise<z.infer<typeof Drafted>>;
  readonly approve: (position: string) => Promise<z.infer<typeof Approved>>;
  readonly reject: (position: string, why: string | undefined) => Promise<z.infer<typeof Rejected>>;
  readonly rollback: (version: string, why: string | undefined) => Promise<z.infer<typeof RolledBack>>;
}

const Position = z.union([z.string(), z.bigint().transform(String)]);
const Applied = z
  .object({ name: z.string(), version: Position.nullable(), draft: Position.nullable(), isNew: z.boolean() })
  .transform(({ name, version, ...rest }) => ({ name, position: version, ...rest }));
const Drafted = z.object({ name: z.string(), draft: Position, isNew: z.boolean() });
const Approved = z.object({ name: z.string(), version: Position, isAlone: z.boolean() });
const Rejected = z.object({ name: z.string(), draft: Position });
const RolledBack = z.object({ name: z.string(), version: Position });

function within({ context, reader, actor }: Opened): PolicyDesk {
  return {
    changes: async (wish) => {
      const { nodes, pageInfo } = await listPolicyChanges(context, reader, { ...wish, alsoUnmapped: true });
      return { changes: nodes.map(changeJson), more: pageInfo.hasNextPage };
    },
    preview: async (question) => {
      const preview = await previewPolicy(context, reader, question);
      const { name, changes, idleRules, idleKeepOut, labels, looked, isCut, areLabelsCut, decisions } = preview;
      return { name, changes, idleRules, idleKeepOut, labels: [...labels], looked, isCut, areLabelsCut, decisions };
    },
    apply: async (text) => {
      const { position, ...applied } = await applyPolicy(context, await actor(), { text });
      return Applied.parse({ ...applied, version: position });
    },
    draft: async (text, why) => Drafted.parse(await draftPolicy(context, await actor(), { text, why })),
    approve: async (position) => Approved.parse(await approvePolicy(context, await actor(), { position })),
    reject: async (position, why) => Rejected.parse(await rejectPolicy(context, await actor(), { position, why })),
    rollback: async (version, why) => RolledBack.parse(await rollbackPolicy(context, await actor(), { version, why })),
  };
}

function changeJson(change: ListedChange): ChangeJson {
  const { position, policy, at, base, to, version, decided } = change;
  const { kind, state, isInForce, isAlone, why, whyRejected, by, byName } = change;
  return {
    ...{ position: position.toString(), kind, state, name: policy.name, by, byName, at: formatInstant(at), why },
    ...{ base: base?.toString() ?? null, to: to?.toString() ?? null, version: version?.position.toString() ?? null },
    ...{ isInForce, isAlone, decidedBy: decided?.by ?? null, decidedByName: decided?.byName ?? null },
    ...{ decidedAt: decided === null ? null : formatInstant(decided.at), whyRejected, yaml: stringify(policy) },
  };
}

function behind(server: Login): PolicyDesk {
  const ask = <Shape extends z.ZodType>(
    shape: Shape,
    query: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<z.infer<Shape>> => askServer(server, shape, { query, variables });
  return {
    changes: async ({ states, ...wish }) => {
      const { policyChanges } = await ask(ChangesShape, CHANGES_ASKED, { states: states?.map(spelled), ...wish });
      return { changes: policyChanges.nodes, more: policyChanges.pageInfo.hasNextPage };
    },
    preview: async ({ of, days }) => {
      const asked = 'text' in of ? { yaml: of.text } : of;
      return (await ask(PreviewShape, PREVIEW_ASKED, { of: asked, days: days ?? null })).policyPreview;
    },
    apply: async (yaml) =>
      (
        await ask(z.object({ done: Applied }), 'mutation($yaml: String!) { done: applyPolicy(yaml: $yaml) { name version draft isNew } }', {
          yaml,
        })
      ).done,
    draft: async (yaml, why) => (await ask(z.object({ done: Drafted }), DRAFT_ASKED, { yaml, why: why ?? null })).done,
    approve: async (change) =>
      (
        await ask(
          z.object({ done: Approved }),
          'mutation($change: Position!) { done: approvePolicy(change: $change) { name version isAlone } }',
          { change },
        )
      ).done,
    reject: async (draft, why) => (await ask(z.object({ done: Rejected }), REJECT_ASKED, { draft, why: why ?? null })).done,
    rollback: async (version, why) => (await ask(z.object({ done: RolledBack }), ROLLBACK_ASKED, { version, why: why ?? null })).done,
  };
}

const DRAFT_ASKED = 'mutation($yaml: String!, $why: String) { done: draftPolicy(yaml: $yaml, why: $why) { name draft isNew } }';
const REJECT_ASKED = 'mutation($draft: Position!, $why: String) { done: rejectPolicy(draft: $draft, why: $why) { name draft } }';
const ROLLBACK_ASKED =
  'mutation($version: Position!, $why: String) { done: rollbackPolicy(version: $version, why: $why) { name version } }';

const CHANGES_ASKED = `
query Changes($states: [PolicyChangeState!], $policy: String, $position: Position, $first: Int) {
  policyChanges(states: $states, policy: $policy, position: $position, first: $first) {
    nodes {
      position kind state name yaml by ${PERSON} at why base to version isInForce isAlone decidedBy ${PERSON} decidedAt whyRejected
    }
    pageInfo { hasNextPage }
  }
}`;

const Text = z.string().nullable();
const ChangeShape = z
  .object({
    ...{ position: z.string(), kind: wordOf(['draft', 'application', 'rollback']), name: z.string(), yaml: z.string(), at: z.string() },
    state: wordOf(['waiting', 'owed', 'approved', 'rejected', 'overtaken']),
    ...{ by: PersonShape, why: Text, base: Text, to: Text, version: Text, isInForce: z.boolean(), isAlone: z.boolean() },
    ...{ decidedBy: PersonShape.nullable(), decidedAt: Text, whyRejected: Text },
  })
  .transform(({ by, decidedBy, ...change }): ChangeJson => ({
    ...change,
    ...{ by: by.id, byName: by.name, decidedBy: decidedBy?.id ?? null, decidedByName: decidedBy?.name ?? null },
  }));
const ChangesShape = z.object({
  policyChanges: z.object({ nodes: z.array(ChangeShape), pageInfo: z.object({ hasNextPage: z.boolean() }) }),
});

const PREVIEW_ASKED = `
query Preview($of: PolicyPreviewInput!, $days: Int) {
  policyPreview(of: $of, days: $days) {
    name changes { role action isMore what count examples } idleRules idleKeepOut labels { place label places } looked isCut areLabelsCut
    decisions { days looked stillAllowed stillDenied wouldBeAllowed wouldBeDenied gains losses notThere isCut }
  }
}`;
const ChangedShape = z
  .object({
    ...{ role: z.string(), action: z.enum(['see', 'read', 'write', 'topology']), isMore: z.boolean(), count: z.number() },
    ...{ what: z.enum(['dataset', 'job', 'column', 'facet', 'mask']), examples: z.array(z.string()) },
  })
  .transform(({ isMore, ...rest }) => ({ ...rest, change: isMore ? ('more' as const) : ('less' as const) }));
const DecisionsShape = z.object({
  ...{ days: z.number(), looked: z.number(), stillAllowed: z.number(), stillDenied: z.number(), wouldBeAllowed: z.number() },
  ...{ wouldBeDenied: z.number(), gains: z.array(z.string()), losses: z.array(z.string()), notThere: z.number(), isCut: z.boolean() },
});
const PreviewShape = z.object({
  policyPreview: z.object({
    ...{
      name: z.string(),
      changes: z.array(ChangedShape),
      idleRules: z.array(z.number()),
      idleKeepOut: z.array(z.number()),
      labels: z.array(z.object({ place: z.number(), label: z.string(), places: z.number() })),
      looked: z.number(),
      isCut: z.boolean(),
      areLabelsCut: z.boolean(),
    },
    decisions: DecisionsShape.nullable(),
  }),
});

/** The desk, at either place. */
export const DESK: Sources<PolicyDesk> = { keys: 'or-new', within, behind };
