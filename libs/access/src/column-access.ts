import { type Mask, maskTaken } from './mask.ts';
import type { AskedColumn, Labels } from './things.ts';
import type { Denied, Masked, View } from './view.ts';

/** What is asked of a column. Who reads or writes it does so to all `within` it; of what is seen nothing lies within. */
export interface ColumnQuestion extends AskedColumn {
  readonly within: readonly string[];
  /** More may lie within it than is known, so any column may. Absent: nothing more does. */
  readonly mayHoldMore?: boolean;
  /** Those that who asks can apply. */
  readonly masks: readonly Mask[];
}

/**
 * What becomes of a column: it is denied, plain, or masked, which takes one of the masks that can be applied. `taken` is the least strict that is strict enough;
 * undefined: none is, so it is denied. `isOfInner`: because of a column that lies within it.
 */
export type ColumnAccess =
  | { readonly kind: 'denied'; readonly denied: Denied; readonly isOfInner: boolean }
  | { readonly kind: 'plain' }
  | { readonly kind: 'masked'; readonly masked: Masked; readonly taken: Mask | undefined; readonly isOfInner: boolean };

/** Whoever has a column has what lies within it: it is denied with any of that, and masked as strictly as any. What is not allowed is not, whatever masks it. */
export function columnAccess(
  view: View,
  labels: Labels,
  { path, isUnknown, within, mayHoldMore = false, masks }: ColumnQuestion,
): ColumnAccess {
  const inner = [...within.map((each) => ({ path: each, isUnknown: false })), ...(mayHoldMore ? [{ path, isUnknown: true }] : [])];
  const own = view.column(labels, path, isUnknown);
  const denied = own ?? inner.map((each) => view.column(labels, each.path, each.isUnknown)).find((each) => each !== undefined);
  if (denied !== undefined) return { kind: 'denied', denied, isOfInner: own === undefined };

  const column = { path, isUnknown };
  const masked = view.mask(labels, [column, ...inner]);
  if (masked === undefined) return { kind: 'plain' };
  const ofItself = view.mask(labels, [column]);
  const isOfInner = masked.policy !== ofItself?.policy || masked.rule !== ofItself.rule;
  return { kind: 'masked', masked, taken: maskTaken(masked.how, masks), isOfInner };
}
