import { z } from 'zod';

// Parts that answers to many questions have, in the words of the schema (apps/server/src/graphql).

export const NAME = z.object({ namespace: z.string(), name: z.string() });
export type Name = z.infer<typeof NAME>;

/** What every root field is asked beside its own, so that each answer says how far it may be believed. */
export const HEADER = 'header { asOf knownAt completeness reasons { code message } }';

export const OWNERS = z.array(z.object({ name: z.string() }));
export const TAGS = z.array(z.object({ key: z.string(), value: z.string().nullable(), field: z.string().nullable() }));

/** Null: one end of the edge is the job itself, or a dataset said so of itself. */
const VIA = z.object({ name: z.string() }).nullable();

/** A walk by datasets, or by jobs. */
export const WALK = z.object({
  nodes: z.array(NAME.extend({ id: z.string(), kind: z.string(), depth: z.int() })),
  edges: z.array(z.object({ source: z.string(), target: z.string(), via: VIA })),
});
export type Walk = z.infer<typeof WALK>;

/** A walk by columns. */
export const COLUMN_WALK = z.object({
  nodes: z.array(
    NAME.extend({ id: z.string(), depth: z.int(), column: z.string().nullable(), dataset: z.object({ tags: TAGS }).nullable() }),
  ),
  edges: z.array(
    z.object({
      source: z.string(),
      target: z.string(),
      via: VIA,
      transformations: z.array(z.object({ type: z.string(), subtype: z.string().nullable(), masking: z.boolean() })),
    }),
  ),
});
export type ColumnWalk = z.infer<typeof COLUMN_WALK>;
export type ColumnNode = ColumnWalk['nodes'][number];

/** What is asked of a walk by datasets. */
export const WALK_PARTS = `${HEADER}
    nodes { id kind depth namespace name }
    edges { source target via { name } }`;

/** What is asked of a walk by columns. */
export const COLUMN_PARTS = `${HEADER}
    nodes {
      id depth namespace name column
      dataset { tags { key value field } }
    }
    edges {
      source target via { name }
      transformations { type subtype masking }
    }`;
