import { type LabelRule, ruleKey, type SaidLabel } from '#labels';
import type { NodeId } from '#lineage';

import { type Asked, ours, question } from '../graph/asked.ts';
import { sql } from '../graph/piece.ts';
import { nodesRuled, ruledLabels } from '../graph/ruled-labels.ts';
import { numberIn } from '../map/rows.ts';
import type { Since } from './tagged-since.ts';
import { canonicals, eventsSince } from './touched.ts';

/** What policies and contracts say at two sizes of the ledger. */
export interface RulesMoved {
  readonly then: readonly LabelRule[];
  readonly now: readonly LabelRule[];
}

/** Datasets of which rules say otherwise. `isOdd`: they may have said something else in between. */
export interface RuledOtherwise {
  readonly nodes: readonly NodeId[];
  readonly isOdd: boolean;
}

/** More datasets than one graph has. */
const ALL = 2 ** 31 - 1;

/**
 * Datasets of which policies and contracts say otherwise than they did at an earlier size, `since`: because they were changed, which looks for all names that
 * these speak of, or because a name or a column was told of for the first time, or is no longer, which is looked for among what was said since, and among `renamed`, what is or was one with another. No statement without rules.
 */
export async function ruledOtherwise(
  asked: Asked,
  since: bigint,
  { then, now, renamed }: RulesMoved & { readonly renamed: readonly NodeId[] },
): Promise<RuledOtherwise> {
  if (then.length === 0 && now.length === 0) return { nodes: [], isOdd: false };
  const changed = then === now ? [] : [...unlike(then, now), ...unlike(now, then)];
  const news = await NEWS(asked, { since });
  const told = [...news.map((row) => numberIn(row, 'node') as NodeId), ...renamed];
  const isOdd = news.some((row) => row['odd'] === true);
  const candidates = [...new Set([...(await canonicals(asked, told)).values(), ...renamed, ...(await nodesRuled(asked, changed, ALL))])];
  if (candidates.length === 0) return { nodes: [], isOdd };

  const was = wordsByNode(await ruledLabels({ ...asked, knownAt: since }, then, candidates));
  const is = wordsByNode(await ruledLabels(asked, now, candidates));
  return { nodes: candidates.filter((node) => was.get(node) !== is.get(node)), isOdd };
}

/** Those of some that none of others says as well. */
function unlike(some: readonly LabelRule[], others: readonly LabelRule[]): readonly LabelRule[] {
  const known = new Set(others.map(ruleKey));
  return some.filter((rule) => !known.has(ruleKey(rule)));
}

function wordsByNode(said: readonly SaidLabel[]): ReadonlyMap<NodeId, string> {
  const words = new Map<NodeId, Set<string>>();
  for (const { node, column, label } of said) words.set(node, (words.get(node) ?? new Set()).add(JSON.stringify([column, label])));
  return new Map([...words].map(([node, all]) => [node, [...all].sort().join(' ')]));
}

/**
 * Nodes of which something was told that was not known, or is told no longer: those that events name for the first time, in mentions or in statements, those
 * whose columns are said anew (also by one of two events of one instant, of which the other is believed), and all that events name which count no longer, or again.
 */
const NEWS = question<Since>(
  () => sql<Asked & Since>`
    with event as materialized (${eventsSince('o.position, o.speaker, o.statements')}), mentioned as materialized (
      select m.node, bool_or(event.odd or exists (
          select from hot.mention as other
          where ${ours('other')} and other.node = m.node and other.time = m.time and other.time_ns = m.time_ns and other.position <> m.position)) as odd
      from event join hot.mention as m on ${ours('m')} and m.position = event.position group by m.node
    ), shown as materialized (
      select distinct event.statements from event
      where event.statements is not null and (event.odd or not exists (
        select from hot.observation as earlier
        where ${ours('earlier')} and earlier.speaker = event.speaker and earlier.statements = event.statements
          and earlier.known_from <= ${({ since }) => since}::bigint and earlier.known_to > ${({ since }) => since}::bigint))
    )
    select mentioned.node, mentioned.odd from mentioned
    where mentioned.odd
      or not exists (
        select from hot.mention as earlier
        where ${ours('earlier')} and earlier.node = mentioned.node
          and earlier.known_from <= ${({ since }) => since}::bigint and earlier.known_to > ${({ since }) => since}::bigint)
      or exists (
        select from hot.facet as facet
        where ${ours('facet')} and facet.node = mentioned.node and facet.name in ('schema', 'tags')
          and (facet.known_from > ${({ since }) => since}::bigint and facet.known_from <= ${({ knownAt }) => knownAt}::bigint
            or facet.known_to > ${({ since }) => since}::bigint and facet.known_to <= ${({ knownAt }) => knownAt}::bigint))
    union
    select ends.node, false from shown
    join hot.statement_set as held on ${ours('held')} and held.id = shown.statements
    cross join unnest(held.members) as within (id)
    join hot.statement as st on ${ours('st')} and st.id = within.id
    cross join lateral unnest(array[st.source, st.target]) as ends (node)
    where ends.node is not null`,
);
