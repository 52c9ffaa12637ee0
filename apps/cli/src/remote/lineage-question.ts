import { z } from 'zod';

import { HEADER, HeaderShape } from './answer-header.ts';
import { NameShape, TagShape } from './page-parts.ts';

export const LineageShape = z.object({
  lineage: z.object({
    header: HeaderShape,
    nodes: z.array(
      z.object({
        ...{ id: z.string(), kind: z.enum(['DATASET', 'JOB', 'COLUMN', 'RUN']), ...NameShape.shape, column: z.string().nullable() },
        ...{ depth: z.int(), direction: z.enum(['ROOT', 'UPSTREAM', 'DOWNSTREAM']) },
        dataset: z.object({ tags: z.array(TagShape) }).nullable(),
      }),
    ),
    edges: z.array(
      z.object({
        ...{
          id: z.string(),
          source: z.string(),
          target: z.string(),
          via: NameShape.nullable(),
          kind: z.enum(['OBSERVED', 'DECLARED', 'INFERRED']),
        },
        transformations: z.array(z.object({ type: z.string(), subtype: z.string().nullable(), masking: z.boolean() })),
      }),
    ),
    namelessNodes: z.array(z.object({ id: z.string(), kind: z.enum(['DATASET', 'JOB']), depth: z.int() })),
    namelessEdges: z.array(z.object({ source: z.string(), target: z.string() })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

/** A walk, as the server answers it. */
export type LineageRow = z.infer<typeof LineageShape>['lineage'];

export const LINEAGE = `
query Lineage($root: LineageRootInput!, $direction: Direction!, $depth: Int!, $granularity: Granularity!, $column: String,
              $transformations: TransformationKinds!, $asOf: String, $knownAt: String) {
  lineage(root: $root, direction: $direction, depth: $depth, granularity: $granularity, column: $column,
          transformations: $transformations, asOf: $asOf, knownAt: $knownAt) {
    ${HEADER}
    nodes { id kind namespace name column depth direction dataset { tags { key value field } } }
    edges { id source target via { namespace name } kind transformations { type subtype masking } }
    namelessNodes { id kind depth }
    namelessEdges { source target }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** What of a walk was asked for. */
export interface LineageAsked {
  readonly direction: 'UPSTREAM' | 'DOWNSTREAM' | 'BOTH';
  readonly depth: number;
  readonly isByColumn: boolean;
  readonly isIndirect: boolean;
}

/** What the query takes. */
export interface LineageVariables extends Readonly<Record<string, unknown>> {
  readonly root: { readonly dataset?: NodeVariables; readonly job?: NodeVariables };
  readonly direction: LineageAsked['direction'];
  readonly depth: number;
  readonly granularity: 'DATASET' | 'COLUMN';
  readonly column: string | null;
  readonly transformations: 'ALL' | 'DIRECT';
  readonly asOf: string | null;
  readonly knownAt: string | null;
}

type NodeVariables = { readonly id: string } | { readonly name: string; readonly namespace: string | null };
