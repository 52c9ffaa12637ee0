import type { SaidLabel } from '#labels';
import type { Name } from '#lineage';
import type { FactRuled } from '#reports';
import { eventNames, identitiesNamed, ruledLabels } from '#store';

import type { Reading } from '../ask/ask.ts';
import { labelRulesAt } from '../ask/label-rules-at.ts';
import type { Context } from '../context.ts';

/**
 * What policies and contracts say of some datasets, by their canonical names, as of the size that is asked about: of each dataset in their order, of what the asker
 * sees of it. One small statement where they say nothing.
 */
export async function ruledFacts(
  context: Context,
  { asked, sight }: Reading,
  datasets: readonly Name[],
): Promise<readonly (readonly FactRuled[])[]> {
  const { rules } = await labelRulesAt(context, asked.session, asked.knownAt);
  if (rules.length === 0) return datasets.map(() => []);
  const identities = await identitiesNamed(
    asked,
    datasets.map(({ namespace, name }) => ({ kind: 'dataset', namespace, name })),
  );
  const nodes = identities.map((identity) => identity?.canonical.node);
  const known = nodes.flatMap((node) => node ?? []);
  await sight.look(known);
  const said = (await ruledLabels(asked, rules, known)).filter(({ node, column }) => column === null || sight.seesColumn(node, column));
  const versions = said.flatMap(({ by }) => (by.kind === 'tag' ? [] : [by.version]));
  const entries = await eventNames(asked, [...new Set(versions)]);
  const toldBy = (version: bigint): string | null => entries.get(version)?.commitment ?? null;
  return nodes.map((node) => said.filter((each) => each.node === node).flatMap((each) => factRuled(each, toldBy)));
}

function factRuled({ label, column, by }: SaidLabel, toldBy: (version: bigint) => string | null): readonly FactRuled[] {
  if (by.kind === 'tag') return []; // rules alone were asked about
  const version = String(by.version);
  const who =
    by.kind === 'policy'
      ? { kind: by.kind, policy: by.policy, version, place: by.place }
      : { kind: by.kind, contract: by.contract, version };
  return [{ label, field: column, by: who, toldBy: toldBy(by.version) }];
}
