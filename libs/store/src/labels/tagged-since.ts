import { isLevel, labelsSaid } from '#labels';
import type { NodeId } from '#lineage';
import type { JsonValue } from '#record';

import { type Asked, canonicalOf, ours, question } from '../graph/asked.ts';
import { sql } from '../graph/piece.ts';
import { instantIn, numberIn, textIn } from '../map/rows.ts';

export interface Since {
  readonly since: bigint;
}

/** Datasets of which tags say other levels than they did, or said in between. */
export async function taggedSince(asked: Asked, since: bigint): Promise<readonly NodeId[]> {
  const said = new Map<NodeId, { readonly was: string[]; readonly is: string[]; readonly meanwhile: string[] }>();
  for (const row of await TAGGED(asked, { since })) {
    const node = numberIn(row, 'canonical') as NodeId;
    const known = said.get(node) ?? { was: [], is: [], meanwhile: [] };
    said.set(node, known);
    const times = `${instantIn(row, 'valid_from')} ${instantIn(row, 'valid_to')}`;
    const labels = labelsSaid(JSON.parse(textIn(row, 'body')) as JsonValue); // recorded as JSON
    const words = labels.flatMap(({ column, label }) => (isLevel(label) ? [JSON.stringify([column, label, times])] : []));
    if (row['was'] === true) known.was.push(...words);
    if (row['is'] === true) known.is.push(...words);
    if (row['was'] !== true && row['is'] !== true) known.meanwhile.push(...words);
  }
  const print = (words: readonly string[]): string => [...new Set(words)].sort().join(' ');
  const isSame = ({ was, is, meanwhile }: { readonly was: string[]; readonly is: string[]; readonly meanwhile: string[] }): boolean =>
    print(was) === print(is) && meanwhile.every((word) => is.includes(word));
  return [...said].flatMap(([node, words]) => (isSame(words) ? [] : [node]));
}

/** All tags of datasets some of whose tags changed, as they were believed and as they are. */
const TAGGED = question<Since>(
  (belief) => sql<Asked & Since>`
    with changed as (
      select facet.node from hot.facet as facet
      where ${ours('facet')} and facet.name = 'tags' and facet.known_from > ${({ since }) => since}::bigint and facet.known_from <= ${({ knownAt }) => knownAt}::bigint
      union
      select facet.node from hot.facet as facet
      where ${ours('facet')} and facet.name = 'tags' and facet.known_to <> 9223372036854775807
        and facet.known_to > ${({ since }) => since}::bigint and facet.known_to <= ${({ knownAt }) => knownAt}::bigint
    )
    select ${canonicalOf('changed.node', belief)} as canonical, facet.valid_from, facet.valid_from_ns, facet.valid_to, facet.valid_to_ns, content.body,
      facet.known_from <= ${({ since }) => since}::bigint and facet.known_to > ${({ since }) => since}::bigint as was,
      facet.known_from <= ${({ knownAt }) => knownAt}::bigint and facet.known_to > ${({ knownAt }) => knownAt}::bigint as is
    from changed
    join hot.node as node on ${ours('node')} and node.id = changed.node and node.kind = 1
    join hot.facet as facet on facet.node = changed.node and facet.name = 'tags' and ${ours('facet')}
      and facet.known_from <= ${({ knownAt }) => knownAt}::bigint and facet.known_to > ${({ since }) => since}::bigint
    join hot.facet_content as content on content.tenant = facet.tenant and content.hash = facet.content`,
);
