/** A column of the graph's tables: how to change it, or why it is no fact. */
export interface Column {
  readonly table: string;
  readonly name: string;
  /** SQL for another value. Undefined: it is no fact. */
  readonly change?: string;
  /** Rows in which the value says something; the others are passed over. */
  readonly where?: string;
  /** Why it is no fact. */
  readonly because?: string;
}

interface Table {
  /** SQL: rows that are shown now. */
  readonly where: (tenant: number) => string;
  /** Whether rows belong to a generation; absent: they do. */
  readonly generation?: false;
}

const OPEN = '9223372036854775807';
const BELIEVED = `row.known_to = ${OPEN}`;

const believed: Table = { where: () => BELIEVED };

/** The rows of `table` that something else shows. */
function usedBy(uses: string): Table {
  return { where: () => `exists (select from ${uses})` };
}

/** Every table of the graph, and which of its rows are shown. */
export const TABLES: ReadonlyMap<string, Table> = new Map<string, Table>([
  ['presence', believed],
  ['facet', believed],
  ['edge', believed],
  ['identity', believed],
  ['observation', believed],
  ['mention', believed],
  ['run_belief', believed],
  ['alias', believed],
  [
    'node',
    usedBy(`hot.presence as p where p.tenant = row.tenant and p.generation = row.generation and p.node = row.id and p.known_to = ${OPEN}`),
  ],
  [
    'statement',
    usedBy(`hot.edge as e where e.tenant = row.tenant and e.generation = row.generation and e.statement = row.id and e.known_to = ${OPEN}`),
  ],
  [
    'statement_set',
    usedBy(
      `hot.observation as o where o.tenant = row.tenant and o.generation = row.generation and o.statements = row.id and o.known_to = ${OPEN}`,
    ),
  ],
  [
    'facet_set',
    usedBy(`hot.mention as m where m.tenant = row.tenant and m.generation = row.generation and m.facets = row.id and m.known_to = ${OPEN}`),
  ],
  [
    'run',
    usedBy(
      `hot.observation as o where o.tenant = row.tenant and o.generation = row.generation and o.run = row.id and o.known_to = ${OPEN}`,
    ),
  ],
  [
    'facet_content',
    { ...usedBy(`hot.facet as f where f.tenant = row.tenant and f.content = row.hash and f.known_to = ${OPEN}`), generation: false },
  ],
  ['speaker_set', { where: () => 'true' }],
  ['map_set_aside', { where: () => 'true' }],
  ['setting', { where: () => 'true' }],
  ['retired', { where: () => 'true' }],
  ['retraction', { where: () => 'true' }],
]);

/** The other tables of the schema, with why the digest of the graph does not tell what they hold. */
export const NO_GRAPH: Readonly<Record<string, readonly string[]>> = {
  'the record itself, of which the graph is made': [
    ...['ledger_head', 'ledger_batch', 'ledger_entry', 'ledger_identity', 'ledger_sighting', 'event_secret'],
    ...['quarantine', 'refused_claim', 'refusal'],
  ],
  'finds entries of the record': ['ledger_act', 'ledger_deed', 'act_without_deed', 'reading'],
  'proves the record: a tree with a digest of its own': ['log_head', 'log_tile', 'log_cosigned'],
  'how far the map is, and which graph is live': ['map_head'],
  'made of facts of the graph, to find them by words': ['facet_word'],
  'follows from the graph and from what policies say, and is made anew from them': ['label', 'label_head'],
  'follows from the graph and from contracts, and is made anew from them': ['verdict'],
  'what is told to people, and to whom': [
    'alert_address',
    'bell_head',
    'claim_held',
    'notice',
    'notice_beyond',
    'notice_head',
    'notice_route',
  ],
  'how the doors are used, and what gateways report of themselves': ['enforcement', 'quota_use'],
};

const INTERNAL = 'internal: whose rows, or an id that the applier gave';
const POSITION = 'a ledger position: order of recording is no fact';
const LOOKUP = 'finds a row again; made of its other columns';
const SENDER = 'which of several emitters came first is no fact';
const FOLD_ONLY = 'what the fold remembers to work on, made of events; no answer shows it';
const RULING = 'a copy of a ledger entry, for the fold alone';

const otherNode = (column: string): string =>
  `(select other.id from hot.node as other where other.tenant = row.tenant and other.generation = row.generation and other.id <> row.${column} order by other.id limit 1)`;
const otherId = (table: string, column: string): string => otherNode(column).replaceAll('hot.node', `hot.${table}`);
const LATER = "(row.%::timestamp + interval '1 microsecond')::timestamptz";
const later = (column: string): string => LATER.replace('%', column);
const flipped = (column: string): string => `set_byte(row.${column}, 0, get_byte(row.${column}, 0) # 1)`;
const longer = (column: string): string => `row.${column} || 'x'`;
const nextOf = (column: string, max: number): string => `row.${column} % ${max} + 1`;
const nanosecond = (column: string): string => `(row.${column} + 1) % 1000`;

/** `known_from` and `known_to` say since when and until when a row is believed: moved past the size that is asked for, or before it, it is not shown. */
const known = { known_from: '2000000', known_to: 'row.known_from + 1' };
const hidden: Readonly<Record<string, string | Partial<Column>>> = {
  known_from: { change: known.known_from },
  known_to: { change: known.known_to },
};
const valid: Readonly<Record<string, string | Partial<Column>>> = {
  valid_from: { change: later('valid_from'), where: 'isfinite(row.valid_from)' },
  valid_from_ns: { change: nanosecond('valid_from_ns'), where: 'isfinite(row.valid_from)' },
  valid_to: { change: later('valid_to'), where: 'isfinite(row.valid_to)' },
  valid_to_ns: { change: nanosecond('valid_to_ns'), where: 'isfinite(row.valid_to)' },
};
const key = { tenant: INTERNAL, generation: INTERNAL };

/** Every column of every table. A text is the reason why it is no fact. */
const LISTED: Readonly<Record<string, Readonly<Record<string, string | Partial<Column>>>>> = {
  presence: { ...key, row: INTERNAL, node: { change: otherNode('node') }, ...valid, ...hidden },
  facet: {
    ...key,
    row: INTERNAL,
    node: { change: otherNode('node') },
    name: { change: longer('name') },
    content: {
      change:
        '(select other.hash from hot.facet_content as other where other.tenant = row.tenant and other.hash <> row.content order by other.hash limit 1)',
    },
    ...valid,
    ...hidden,
  },
  facet_content: { tenant: INTERNAL, hash: { change: flipped('hash') }, body: { change: longer('body') } },
  edge: {
    ...key,
    row: INTERNAL,
    statement: { change: otherId('statement', 'statement') },
    mode: { change: nextOf('mode', 2) },
    speaker: { change: otherNode('speaker') },
    kind: { change: nextOf('kind', 4) },
    origin: { change: nextOf('origin', 2) },
    source: { change: otherNode('source') },
    target: { change: otherNode('target') },
    via: { change: otherNode('via') },
    ...valid,
    ...hidden,
  },
  statement: {
    ...key,
    id: INTERNAL,
    hash: LOOKUP,
    kind: { change: nextOf('kind', 4) },
    origin: { change: nextOf('origin', 2) },
    source: { change: otherNode('source') },
    source_field: { change: longer('source_field') },
    target: { change: otherNode('target') },
    target_field: { change: longer('target_field') },
    via: { change: otherNode('via') },
    type: { change: longer('type') },
    subtype: { change: longer('subtype') },
    description: { change: longer('description') },
    masking: { change: 'not row.masking' },
  },
  statement_set: {
    ...key,
    id: INTERNAL,
    hash: { change: flipped('hash') },
    members: { change: 'row.members[2:]' },
  },
  node: {
    ...key,
    id: INTERNAL,
    kind: { change: nextOf('kind', 2) },
    namespace: { change: longer('namespace') },
    name: { change: longer('name') },
    name_hash: LOOKUP,
  },
  identity: {
    ...key,
    row: INTERNAL,
    node: { change: otherNode('node') },
    canonical: { change: otherNode('canonical') },
    ...valid,
    ...hidden,
  },
  observation: {
    ...key,
    position: POSITION,
    kind: { change: nextOf('kind', 3) },
    speaker: { change: otherNode('speaker') },
    run: { change: otherId('run', 'run') },
    type: { change: nextOf('type', 7) },
    time: { change: later('time') },
    time_ns: { change: nanosecond('time_ns') },
    digest: { change: flipped('digest') },
    statements: { change: otherId('statement_set', 'statements') },
    declares: { change: 'not row.declares' },
    snapshot_from: { change: later('snapshot_from'), where: 'isfinite(row.snapshot_from)' },
    snapshot_from_ns: { change: nanosecond('snapshot_from_ns'), where: 'isfinite(row.snapshot_from)' },
    by: SENDER,
    extraction_errors: { change: 'not row.extraction_errors' },
    ...hidden,
  },
  mention: {
    ...key,
    node: { change: otherNode('node') },
    time: { change: later('time') },
    time_ns: { change: nanosecond('time_ns') },
    digest: { change: flipped('digest') },
    position: POSITION,
    role: { change: '(row.role # 1)' },
    facets: { change: otherId('facet_set', 'facets') },
    change: { change: nextOf('change', 3) },
    renamed_from: { change: otherNode('renamed_from') },
    ...hidden,
  },
  facet_set: {
    ...key,
    id: INTERNAL,
    hash: { change: flipped('hash') },
    names: { change: "array_append(row.names, 'x')" },
    contents: { change: 'array_append(row.contents, null)' },
  },
  run: { ...key, id: INTERNAL, job: { change: otherNode('job') }, run_id: { change: longer('run_id') } },
  run_belief: {
    ...key,
    row: INTERNAL,
    run: { change: otherId('run', 'run') },
    job: { change: otherNode('job') },
    began: { change: later('began') },
    began_ns: { change: nanosecond('began_ns') },
    active_from: { change: later('active_from') },
    active_from_ns: { change: nanosecond('active_from_ns') },
    ended: { change: later('ended') },
    ended_ns: { change: nanosecond('ended_ns') },
    end_digest: { change: flipped('end_digest') },
    end_type: { change: '(row.end_type - 2) % 3 + 3' },
    ...hidden,
  },
  alias: { ...key, row: INTERNAL, ...fromAlias() },
  speaker_set: { ...key, speaker: FOLD_ONLY, set: FOLD_ONLY, ended: FOLD_ONLY, ended_ns: FOLD_ONLY },
  map_set_aside: { ...key, position: POSITION, reason: 'why an entry is not in the graph; the entry is in the ledger' },
  setting: { ...key, position: POSITION, body: RULING },
  retired: { ...key, node: RULING, at: RULING, at_ns: RULING },
  retraction: { ...key, position: POSITION, id: RULING, body: RULING },
};

function fromAlias(): Readonly<Record<string, string>> {
  const because = 'a pair that names were joined by; what they were joined to is in identity';
  const columns = ['kind', 'left_node', 'right_node', ...Object.keys(valid), ...Object.keys(hidden)];
  return Object.fromEntries(columns.map((column) => [column, because]));
}

export const COLUMNS: readonly Column[] = Object.entries(LISTED).flatMap(([table, columns]) =>
  Object.entries(columns).map(([name, how]): Column => (typeof how === 'string' ? { table, name, because: how } : { table, name, ...how })),
);
