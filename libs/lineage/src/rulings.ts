import type { Name, NodeName } from './names.ts';

/** Takes claims out of the graph, or puts them back. Section 3 of the fold. Instants are RFC 3339 text. */
export type Retraction =
  | { readonly retraction: string; readonly events: readonly string[]; readonly why: string }
  | { readonly retraction: string; readonly run: { readonly job: Name; readonly runId: string }; readonly why: string }
  | { readonly retraction: string; readonly emitter: string; readonly from: string | null; readonly to: string | null; readonly why: string }
  | { readonly reinstate: string; readonly why: string };

/** What an operator decides about the graph. Section 9 of the fold: each holds for all event time from its position on. */
export type Setting =
  | { readonly setting: 'lineage-window'; readonly job: Name | null; readonly days: number }
  | { readonly setting: 'alias'; readonly pair: readonly [Name, Name]; readonly joined: boolean }
  | { readonly setting: 'retired'; readonly node: NodeName; readonly at: string | null };
