import { z } from 'zod';

import type { Name, NodeName } from './names.ts';

/** Takes claims out of the graph, or puts them back. Section 3 of the fold. Instants are RFC 3339 text. */
export type Retraction =
  | { readonly retraction: string; readonly events: readonly string[]; readonly why: string }
  | { readonly retraction: string; readonly run: { readonly job: Name; readonly runId: string }; readonly why: string }
  | {
      readonly retraction: string;
      readonly emitter: string;
      readonly from: string | null;
      readonly to: string | null;
      readonly why: string;
    }
  | { readonly reinstate: string; readonly why: string };

/** What an operator decides about the graph. Section 9 of the fold: each holds for all event time from its position on. */
export type Setting =
  | { readonly setting: 'lineage-window'; readonly job: Name | null; readonly days: number }
  | { readonly setting: 'alias'; readonly pair: readonly [Name, Name]; readonly joined: boolean }
  | { readonly setting: 'retired'; readonly node: NodeName; readonly at: string | null };

const NameShape = z.object({ namespace: z.string().min(1), name: z.string().min(1) });
const time = z.string().nullable();

const RetractionShape: z.ZodType<Retraction> = z.union([
  z.object({ retraction: z.string(), events: z.array(z.string().regex(/^[0-9a-f]{64}$/)), why: z.string() }),
  z.object({ retraction: z.string(), run: z.object({ job: NameShape, runId: z.string() }), why: z.string() }),
  z.object({ retraction: z.string(), emitter: z.string(), from: time, to: time, why: z.string() }),
  z.object({ reinstate: z.string(), why: z.string() }),
]);

const SettingShape: z.ZodType<Setting> = z.union([
  z.object({ setting: z.literal('lineage-window'), job: NameShape.nullable(), days: z.number().positive() }),
  z.object({ setting: z.literal('alias'), pair: z.tuple([NameShape, NameShape]), joined: z.boolean() }),
  z.object({ setting: z.literal('retired'), node: NameShape.extend({ kind: z.enum(['dataset', 'job']) }), at: time }),
]);

/** A retraction out of its recorded JSON. Throws on anything else: we wrote it. */
export function readRetraction(text: string): Retraction {
  return RetractionShape.parse(JSON.parse(text));
}

/** A setting out of its recorded JSON. Throws on anything else: we wrote it. */
export function readSetting(text: string): Setting {
  return SettingShape.parse(JSON.parse(text));
}
