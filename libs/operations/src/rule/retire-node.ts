import { Failure, parseInstant } from '#foundation';
import type { NodeName, Setting } from '#lineage';

import { requireAdmin } from '../admin.ts';
import type { Context, Principal } from '../context.ts';
import { readRulings } from '../map/live-graph.ts';
import { previewRulings, type RulingPreview } from './preview-rulings.ts';
import { recordRuling } from './record-ruling.ts';

/** A dataset or job that is gone since an instant (RFC 3339); null takes its retirement back. */
export interface Retirement {
  readonly node: NodeName;
  readonly at: string | null;
}

/** What a retirement would end. Nothing is changed. Throws NOT_FOUND when the graph knows no such dataset or job. */
export async function previewRetirement(context: Context, principal: Principal, retirement: Retirement): Promise<RulingPreview> {
  return previewRulings(context, principal, [await settingFor(context, principal, retirement)]);
}

/** Closes a dataset or job that is gone: its edges end at that instant, its history stays. What speaks of it later opens it again. */
export async function retireNode(context: Context, principal: Principal, retirement: Retirement): Promise<{ readonly position: bigint }> {
  const { position } = await recordRuling(context, principal, await settingFor(context, principal, retirement));
  return { position };
}

async function settingFor(context: Context, principal: Principal, { node, at }: Retirement): Promise<Setting> {
  requireAdmin(context, principal, 'retire a dataset or a job');
  if (at !== null && parseInstant(at) === undefined)
    throw new Failure('BAD_REQUEST', 'at must be an RFC 3339 time, such as 2026-01-31T06:30:00Z.');
  if (!(await readRulings(context, (reader) => reader.knows(node))))
    throw new Failure('NOT_FOUND', `The graph knows no ${node.kind} ${node.namespace} / ${node.name}.`);
  return { setting: 'retired', node, at };
}
