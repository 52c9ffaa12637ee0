import type { Name, NodeKind } from '#lineage';
import { presentNodes } from '#store';

import type { Context, Principal } from '../context.ts';
import type { Question } from './answer.ts';
import { type CursorKey, readPage } from './ask.ts';
import type { Connection, Page } from './page.ts';
import { nodeRef, type NodeRef } from './public-id.ts';

export interface NodeFilter {
  readonly namespace?: string | null | undefined;
  readonly namePrefix?: string | null | undefined;
}

/** The datasets that are there, each once under its canonical name, by namespace and name. */
export async function listDatasets(
  context: Context,
  principal: Principal,
  input: NodeFilter & Page & Question,
): Promise<Connection<NodeRef>> {
  return listNodes(context, principal, { ...input, kind: 'dataset' });
}

/** The jobs that are there, by namespace and name. */
export async function listJobs(context: Context, principal: Principal, input: NodeFilter & Page & Question): Promise<Connection<NodeRef>> {
  return listNodes(context, principal, { ...input, kind: 'job' });
}

async function listNodes(
  context: Context,
  principal: Principal,
  input: NodeFilter & Page & Question & { readonly kind: NodeKind },
): Promise<Connection<NodeRef>> {
  const { kind } = input;
  const [namespace, namePrefix] = [input.namespace ?? undefined, input.namePrefix ?? ''];
  return readPage(context, principal, {
    input,
    listing: {
      of: [`${kind}s`, namespace ?? null, namePrefix],
      items: ({ asked }, { after, limit }) => presentNodes(asked, { kind, namespace, namePrefix, after: placeIn(after), limit }),
      keyOf: (node) => [node.namespace, node.name],
      show: ({ sight }, nodes) => {
        if (kind === 'dataset') sight.noteShown(nodes);
        return nodes.map(nodeRef);
      },
    },
  });
}

function placeIn(key: CursorKey | undefined): Name | undefined {
  const [namespace, name] = key ?? [];
  return namespace == null || name == null ? undefined : { namespace, name };
}
