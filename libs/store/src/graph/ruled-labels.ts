import { likeOf } from '#access';
import { columnsOfSchema, type LabelledName, type LabelRule, labelsSaid, type SaidLabel } from '#labels';
import { BEGINNING, END, type NodeId } from '#lineage';
import type { JsonValue } from '#record';

import { NODE_KIND, STATEMENT_KIND } from '../map/codes.ts';
import { numberIn } from '../map/rows.ts';
import { type Asked, type Belief, believed, canonicalOf, ours, question } from './asked.ts';
import { members } from './label-events.ts';
import { identitiesNamed } from './node-reader.ts';
import { type Piece, sql, words } from './piece.ts';

/** Datasets whose columns are read at once: schemas of that many are some megabytes. */
const KNOWN_AT_ONCE = 1_000;

/**
 * What rules say of some datasets, by their canonical nodes, under all names that they have at the asked times: of what is told of them at the asked size,
 * whenever it was. No rules: no statement; else one, and where they are about any of the datasets one more for each thousand of these.
 */
export async function ruledLabels(asked: Asked, rules: readonly LabelRule[], nodes: readonly NodeId[]): Promise<readonly SaidLabel[]> {
  const covering = await rulesCovering(asked, rules, nodes);
  const covered = [...covering.keys()];
  const said: SaidLabel[] = [];
  for (let from = 0; from < covered.length; from += KNOWN_AT_ONCE) {
    const some = covered.slice(from, from + KNOWN_AT_ONCE);
    for (const [node, columns] of await columnsKnown(asked, some, covering))
      said.push(...(covering.get(node) ?? []).flatMap((rule) => saidBy(rule, node, columns)));
  }
  return said;
}

function saidBy({ label, by, about }: LabelRule, node: NodeId, known: ReadonlySet<string>): readonly SaidLabel[] {
  const of = (column: string | null): SaidLabel => ({ node, column, label, by, from: BEGINNING, to: END });
  switch (about.kind) {
    case 'whole':
      return [of(null)];
    case 'column':
      return [of(about.path)];
    case 'fitting':
      return [...known].filter(about.fits).map(of);
  }
}

/** Datasets, by their canonical nodes, that rules are about by name; whether they have a column that is meant is not looked at. At most `limit`; two statements. */
export async function nodesRuled(asked: Asked, rules: readonly LabelRule[], limit: number): Promise<readonly NodeId[]> {
  const { exact, patterns } = namesOf(rules);
  const identities = await identitiesNamed(
    asked,
    exact.map(({ namespace, name }) => ({ kind: 'dataset', namespace, name })),
  );
  const rows = patterns.length === 0 ? [] : await FITTING(asked, { ...listsOf(patterns), limit });
  return [
    ...new Set([...identities.flatMap((each) => each?.canonical.node ?? []), ...rows.map((row) => numberIn(row, 'canonical') as NodeId)]),
  ];
}

type RulesByNode = ReadonlyMap<NodeId, readonly LabelRule[]>;

/** A name that rules speak of, and which. */
interface RuledName {
  readonly namespace: string;
  readonly name: string;
  readonly rules: Set<LabelRule>;
}

async function rulesCovering(asked: Asked, rules: readonly LabelRule[], nodes: readonly NodeId[]): Promise<RulesByNode> {
  const { exact, patterns } = namesOf(rules);
  if (nodes.length === 0 || exact.length + patterns.length === 0) return new Map();
  const [same, like] = [listsOf(exact), listsOf(patterns)];
  const rows = await COVERED(asked, {
    ...{ nodes, limit: 0, namespaces: same.namespaces, names: same.names },
    ...{ likeNamespaces: like.namespaces, likeNames: like.names },
  });
  const covering = new Map<NodeId, Set<LabelRule>>();
  for (const row of rows) {
    const node = numberIn(row, 'canonical') as NodeId;
    const known = covering.get(node) ?? new Set();
    covering.set(node, known);
    const names = row['is_pattern'] === true ? patterns : exact;
    for (const rule of names[numberIn(row, 'number') - 1]?.rules ?? []) known.add(rule);
  }
  return new Map([...covering].map(([node, those]) => [node, [...those]]));
}

interface RuledNames {
  readonly exact: readonly RuledName[];
  readonly patterns: readonly RuledName[];
}

/** Of lists that stay while the same versions are in force: contracts may say thousands of labels. */
const knownNames = new WeakMap<readonly LabelRule[], RuledNames>();

function namesOf(rules: readonly LabelRule[]): RuledNames {
  const names = knownNames.get(rules) ?? distinctNames(rules);
  knownNames.set(rules, names);
  return names;
}

/** Each name once, however many rules speak of it. */
function distinctNames(rules: readonly LabelRule[]): RuledNames {
  const [exact, patterns] = [new Map<string, RuledName>(), new Map<string, RuledName>()];
  const take = (rule: LabelRule, { namespace, name, isPattern }: LabelledName): void => {
    const names = isPattern ? patterns : exact;
    const key = JSON.stringify([namespace, name]);
    const known = names.get(key) ?? { namespace, name, rules: new Set() };
    names.set(key, known);
    known.rules.add(rule);
  };
  for (const rule of rules) for (const name of rule.names) take(rule, name);
  return { exact: [...exact.values()], patterns: [...patterns.values()] };
}

function listsOf(names: readonly RuledName[]): { readonly namespaces: readonly string[]; readonly names: readonly string[] } {
  return { namespaces: names.map(({ namespace }) => namespace), names: names.map(({ name }) => name) };
}

/** Of those of some datasets of which anything is told at the asked size: the columns that are known, if any rule about them asks for such as fit. One statement. */
async function columnsKnown(
  asked: Asked,
  nodes: readonly NodeId[],
  covering: RulesByNode,
): Promise<ReadonlyMap<NodeId, ReadonlySet<string>>> {
  const patternsFor = (node: NodeId): readonly string[] =>
    (covering.get(node) ?? []).flatMap(({ about }) => (about.kind === 'fitting' ? about.patterns : []));
  const ofColumns = nodes.filter((node) => patternsFor(node).length > 0);
  const patterns = [...new Set(ofColumns.flatMap(patternsFor))];
  const known = new Map<NodeId, Set<string>>();
  const rows = await KNOWN(asked, {
    nodes,
    limit: 0,
    ofColumns,
    likes: patterns.flatMap((pattern) => [likeOf(pattern), `${likeOf(pattern)}.%`]), // a column is known by one within it, too
    within: [...new Set(patterns.map(inTextOf))],
  });
  for (const row of rows) {
    const node = numberIn(row, 'canonical') as NodeId;
    const columns = known.get(node) ?? new Set();
    known.set(node, columns);
    for (const column of columnsIn(row['what'] as What, row['text'] as string)) for (const path of pathsAround(column)) columns.add(path);
  }
  return known;
}

/** What a row tells: that anything is told of a dataset, a facet of it, or a column by its path. */
type What = 'told' | 'schema' | 'tags' | 'column';

function columnsIn(what: What, text: string): readonly string[] {
  switch (what) {
    case 'told':
      return [];
    case 'schema':
      return columnsOfSchema(JSON.parse(text) as JsonValue); // recorded as JSON
    case 'tags':
      return labelsSaid(JSON.parse(text) as JsonValue).flatMap(({ column }) => column ?? []);
    case 'column':
      return [text];
  }
}

/** A column is known when one within it is. */
function pathsAround(path: string): readonly string[] {
  const fields = path.split('.');
  return fields.map((_, index) => fields.slice(0, index + 1).join('.'));
}

/** What stands in each JSON text that names a column which fits a pattern, as Postgres compares: a part of one name, as it is written there. */
function inTextOf(pattern: string): string {
  const parts = pattern.split(/[*.]/).filter((part) => !/["\\\p{Cc}]/u.test(part));
  return likeOf(`*${parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '')}*`);
}

interface OfNodes {
  readonly nodes: readonly NodeId[];
  readonly limit: number;
}

interface Names {
  readonly namespaces: readonly string[];
  readonly names: readonly string[];
}

const COVERED = question<OfNodes & Names & { readonly likeNamespaces: readonly string[]; readonly likeNames: readonly string[] }>(
  (belief) => sql`
    with member as (${members(belief)}),
    called as materialized (
      select member.canonical, node.namespace, node.name from member
      join hot.node as node on ${ours('node')} and node.id = member.node and node.kind = ${() => NODE_KIND.dataset}::smallint
    )
    select distinct called.canonical, false as is_pattern, given.number
    from called join unnest(${({ namespaces }) => namespaces}::text[], ${({ names }) => names}::text[]) with ordinality as given (namespace, name, number)
      on given.namespace = called.namespace and given.name = called.name
    union all
    select distinct called.canonical, true, given.number
    from called join unnest(${({ likeNamespaces }) => likeNamespaces}::text[], ${({ likeNames }) => likeNames}::text[]) with ordinality as given (namespace, name, number)
      on called.namespace like given.namespace and called.name like given.name`,
);

const FITTING = question<Names & { readonly limit: number }>(
  (belief) => sql`
    select distinct ${canonicalOf('node.id', belief)} as canonical
    from hot.node as node
    where ${ours('node')} and node.kind = ${() => NODE_KIND.dataset}::smallint and exists (
      select from unnest(${({ namespaces }) => namespaces}::text[], ${({ names }) => names}::text[]) as given (namespace, name)
      where node.namespace like given.namespace and node.name like given.name)
    limit ${({ limit }) => limit}::int`,
);

interface Knowing extends OfNodes {
  readonly ofColumns: readonly NodeId[];
  readonly likes: readonly string[];
  readonly within: readonly string[];
}

/** Whether an event that counts shows one of some statements. */
function isShown(statements: Piece<Asked & Knowing>, belief: Belief): Piece<Asked & Knowing> {
  return sql<Asked & Knowing>`exists (
    select from hot.statement_set as held
    where ${ours('held')} and held.members && ${statements} and (
      exists (
        select from hot.speaker_set as seen
        join hot.observation as o on ${ours('o')} and ${believed('o', belief)} and o.speaker = seen.speaker and o.statements = seen.set
        where ${ours('seen')} and seen.set = held.id)
      or exists (select from hot.observation as o where ${ours('o')} and ${believed('o', belief)} and o.declares and o.statements = held.id)))`;
}

const KNOWN = question<Knowing>((belief) => {
  const of = (alias: string): Piece<Asked & Knowing> =>
    sql<Asked & Knowing>`${words(alias)}.canonical = any (${({ ofColumns }) => ofColumns}::bigint[])`;
  return sql<Asked & Knowing>`
    with member as materialized (${members(belief)}),
    ended as materialized (
      select member.canonical, st.id, st.kind, st.target_field as field from member join hot.statement as st on ${ours('st')} and st.target = member.node
      union all
      select member.canonical, st.id, st.kind, st.source_field from member join hot.statement as st on ${ours('st')} and st.source = member.node
    )
    select distinct member.canonical, 'told' as what, null::text as text from member
    where exists (select from hot.mention as m where ${ours('m')} and ${believed('m', belief)} and m.node = member.node)
    union all
    select named.canonical, 'told', null from (
      select ended.canonical, array_agg(ended.id) as statements from ended
      where not exists (
        select from member join hot.mention as m on ${ours('m')} and ${believed('m', belief)} and m.node = member.node
        where member.canonical = ended.canonical)
      group by ended.canonical
    ) as named where ${isShown(sql`named.statements`, belief)}
    union all
    select distinct carried.canonical, facet.name, content.body
    from (
      select distinct member.canonical, m.facets from member join hot.mention as m on ${ours('m')} and ${believed('m', belief)} and m.node = member.node
      where ${of('member')} and m.facets is not null
    ) as carried
    join hot.facet_set as held on ${ours('held')} and held.id = carried.facets
    cross join unnest(held.names, held.contents) as facet (name, content)
    join hot.facet_content as content on content.tenant = held.tenant and content.hash = facet.content
    where facet.name in ('schema', 'tags') and content.body like any (${({ within }) => within}::text[])
    union all
    select named.canonical, 'column', named.field from (
      select ended.canonical, ended.field, array_agg(ended.id) as statements from ended
      where ${of('ended')} and ended.kind = ${() => STATEMENT_KIND.column}::smallint and ended.field like any (${({ likes }) => likes}::text[])
      group by ended.canonical, ended.field
    ) as named where ${isShown(sql`named.statements`, belief)}`;
});
