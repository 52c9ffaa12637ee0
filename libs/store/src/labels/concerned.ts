import type { NodeId } from '#lineage';

import { type Asked, type Belief, canonicalOf, ours, question } from '../graph/asked.ts';
import { members } from '../graph/label-events.ts';
import { type Piece, sql, words } from '../graph/piece.ts';
import { numberIn } from '../map/rows.ts';

/** Nodes of one statement. */
const AT_ONCE = 2_000;

/**
 * Those of some nodes, by their canonical ones, that bear labels as far as these are kept, or into which somebody ever said that something goes that bears some:
 * what the labels of others are made of is not read. At most two statements for each two thousand; one where nothing bears a label.
 */
export async function concernedByLabels(asked: Asked, nodes: readonly NodeId[]): Promise<ReadonlySet<NodeId>> {
  const found = new Set<NodeId>();
  for (let from = 0; from < nodes.length; from += AT_ONCE) {
    const some = nodes.slice(from, from + AT_ONCE);
    if ((await ANY(asked, {})).length === 0) return found;
    for (const row of await CONCERNED(asked, { nodes: some, limit: 0 })) found.add(numberIn(row, 'node') as NodeId);
  }
  return found;
}

/** Some nodes, and all that anybody ever said something of theirs goes into, however far. A statement for each step. */
export async function allDownstream(asked: Asked, nodes: readonly NodeId[]): Promise<ReadonlySet<NodeId>> {
  const found = new Set(nodes);
  for (let frontier = nodes; frontier.length > 0;) {
    const next = new Set<NodeId>();
    for (let from = 0; from < frontier.length; from += AT_ONCE)
      for (const row of await ONWARD(asked, { nodes: frontier.slice(from, from + AT_ONCE), limit: 0 }))
        next.add(numberIn(row, 'node') as NodeId);
    frontier = [...next].filter((node) => !found.has(node));
    for (const node of frontier) found.add(node);
  }
  return found;
}

interface OfNodes {
  readonly nodes: readonly NodeId[];
  readonly limit: number;
}

const ANY = question(() => sql<Asked>`select from hot.label as kept where ${ours('kept')} limit 1`);

/** As expressions for `with`: the other ends of all that those say who say anything of some nodes at one end, as `reached (canonical, other)`. */
function reached(end: 'source' | 'target', belief: Belief): Piece<Asked & OfNodes> {
  const other = end === 'source' ? 'target' : 'source';
  return sql<Asked & OfNodes>`
    member as materialized (${members(belief)}),
    statement as materialized (
      select member.canonical, st.id from member join hot.statement as st on ${ours('st')} and st.${words(end)} = member.node
    ),
    holding as materialized (
      select distinct statement.canonical, held.id
      from statement join hot.statement_set as held on ${ours('held')} and held.members @> array[statement.id]
    ),
    speaker as materialized (
      select holding.canonical, seen.speaker from holding join hot.speaker_set as seen on ${ours('seen')} and seen.set = holding.id
      union
      select holding.canonical, o.speaker from holding join hot.observation as o on ${ours('o')} and o.declares and o.statements = holding.id
    ),
    told as materialized (
      select speaker.canonical, seen.set from speaker join hot.speaker_set as seen on ${ours('seen')} and seen.speaker = speaker.speaker
      union
      select holding.canonical, holding.id from holding
    ),
    reached as materialized (
      select distinct told.canonical, ${canonicalOf(`st.${other}`, belief)} as other
      from told join hot.statement_set as held on ${ours('held')} and held.id = told.set
      cross join unnest(held.members) as within (id)
      join hot.statement as st on ${ours('st')} and st.id = within.id
      where st.${words(other)} is not null
    )`;
}

function bears(node: string): Piece<Asked> {
  return sql<Asked>`exists (
    select from hot.label as kept where ${ours('kept')} and kept.node = ${words(node)} and kept.known_to = 9223372036854775807)`;
}

const CONCERNED = question<OfNodes>(
  (belief) => sql<Asked & OfNodes>`
    with ${reached('target', belief)}
    select asked.id as node from unnest(${({ nodes }) => nodes}::bigint[]) as asked (id) where ${bears('asked.id')}
    union
    select reached.canonical from reached where ${bears('reached.other')}`,
);

/** Datasets alone: nothing comes out of a job. */
const ONWARD = question<OfNodes>(
  (belief) => sql<Asked & OfNodes>`
    with ${reached('source', belief)}
    select distinct reached.other as node from reached
    join hot.node as dataset on ${ours('dataset')} and dataset.id = reached.other and dataset.kind = 1`,
);
