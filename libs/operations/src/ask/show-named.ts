import { type Name, nameKey } from '#lineage';
import { identitiesNamed } from '#store';

import { RECORDED_AS_ONE } from '../asked-operation.ts';
import type { Context, Principal } from '../context.ts';
import { read } from './ask.ts';
import type { Sighted } from './sight.ts';

/** Notes that an answer names some datasets to somebody from whom none of them is hidden. What the graph does not know is passed over. One statement. */
export async function showNamed({ asked, sight }: Sighted, names: readonly Name[]): Promise<void> {
  const identities = await identitiesNamed(
    asked,
    [...new Map(names.map((each) => [nameKey(each), each])).values()].map(({ namespace, name }) => ({ kind: 'dataset', namespace, name })),
  );
  sight.noteShown(identities.flatMap((identity) => (identity === undefined ? [] : [identity.canonical])));
}

/** As `showNamed`, of what was not read by a question about the graph: by one of its own, as it stands now, and on record when this settles. */
export async function recordNamed(
  context: Context,
  principal: Principal,
  { operation, names }: { readonly operation: string; readonly names: readonly Name[] },
): Promise<void> {
  if (names.length === 0) return;
  const asOne = { ...context, readings: RECORDED_AS_ONE };
  await read(asOne, principal, { question: {}, as: { operation }, work: (reading) => showNamed(reading, names) });
}
