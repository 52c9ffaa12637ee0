/** How two spellings of a type compare. `unknown`: at least one of them is a spelling that we do not know for sure. */
export type TypeComparison = 'same' | 'different' | 'unknown';

type Kind =
  | 'tinyint'
  | 'smallint'
  | 'int'
  | 'bigint'
  | 'decimal'
  | 'float'
  | 'double'
  | 'text'
  | 'boolean'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'timestamptz'
  | 'binary'
  | 'uuid'
  | 'json'
  | 'struct'
  | 'array'
  | 'map';

/**
 * Spellings that mean one thing wherever they are written. What means different things in different systems is left out on purpose: `int8` (64 bits in
 * Postgres, 8 in Arrow), `float` (64 bits in Postgres, 32 in Spark), `number` (Oracle's and Snowflake's decimal, JSON's anything).
 */
const SPELLINGS: Readonly<Record<Kind, readonly string[]>> = {
  tinyint: ['tinyint', 'byte'],
  smallint: ['smallint', 'int2', 'int16', 'short'],
  int: ['int', 'integer', 'int4', 'int32', 'serial'],
  bigint: ['bigint', 'int64', 'long', 'bigserial'],
  decimal: ['decimal', 'numeric', 'dec'],
  float: ['real', 'float4', 'float32'],
  double: ['double', 'double precision', 'float8', 'float64'],
  text: [
    'text',
    'string',
    'varchar',
    'character varying',
    'nvarchar',
    'char',
    'character',
    'bpchar',
    'nchar',
    'utf8',
    'large_string',
    'clob',
  ],
  boolean: ['boolean', 'bool'],
  date: ['date', 'date32'],
  time: ['time', 'time without time zone'],
  timestamp: ['timestamp', 'timestamp without time zone', 'timestamp_ntz', 'datetime', 'datetime2'],
  timestamptz: ['timestamptz', 'timestamp with time zone', 'timestamp_tz', 'timestamp_ltz', 'datetimeoffset'],
  binary: ['binary', 'varbinary', 'bytea', 'bytes', 'blob'],
  uuid: ['uuid', 'uniqueidentifier'],
  json: ['json', 'jsonb', 'variant'],
  struct: ['struct', 'record', 'row', 'object'],
  array: ['array', 'list', 'repeated'],
  map: ['map'],
};
const KINDS = new Map<string, Kind>(
  Object.entries(SPELLINGS).flatMap(([kind, spellings]) => spellings.map((spelling): [string, Kind] => [spelling, kind as Kind])), // the record's own keys
);

const INTEGERS: readonly Kind[] = ['tinyint', 'smallint', 'int', 'bigint'];
/** What may stand behind each logical type of ODCS. */
const LOGICAL: Readonly<Record<string, readonly Kind[]>> = {
  string: ['text', 'uuid'],
  date: ['date'],
  time: ['time'],
  timestamp: ['timestamp', 'timestamptz'],
  integer: INTEGERS,
  number: [...INTEGERS, 'decimal', 'float', 'double'],
  boolean: ['boolean'],
  object: ['struct', 'map'],
  array: ['array'],
};

/** Compares a promised physical type with what an event spelled: the same text always is the same; lengths and scales count where both give them. */
export function comparePhysical(promised: string, found: string): TypeComparison {
  const [left, right] = [partsOf(promised), partsOf(found)];
  if (left.text === right.text) return 'same';
  if (left.kind === undefined || right.kind === undefined) return 'unknown';
  if (left.kind !== right.kind) return 'different';
  return left.sizes === undefined || right.sizes === undefined || left.sizes === right.sizes ? 'same' : 'different';
}

/** Compares a promised logical type with what an event spelled. A plain `timestamp` may stand for either kind of timestamp, for many do not tell them apart. */
export function compareLogical(promised: string, found: string): TypeComparison {
  const { kind, text } = partsOf(found);
  const spelled = promised.trim().toLowerCase();
  const allowed = LOGICAL[spelled];
  if (allowed === undefined) return 'unknown';
  if (text === spelled) return 'same';
  if (kind === undefined || kind === 'json') return 'unknown'; // a JSON value may be any of them
  return allowed.includes(kind) ? 'same' : 'different';
}

interface Parts {
  readonly text: string;
  readonly kind: Kind | undefined;
  /** `10,2` of `decimal(10, 2)`. */
  readonly sizes: string | undefined;
}

/** `VARCHAR( 20 )` is text of size 20; of `array<int>` and `struct<…>` only what they are counts, for what is in them has columns of its own. */
function partsOf(spelled: string): Parts {
  const text = spelled.trim().toLowerCase().replace(/\s+/g, ' ');
  const [, word = '', sizes, rest = ''] = /^([a-z_][a-z0-9_ ]*?)\s*(?:\(([^()]*)\))?(\s[a-z ]+|<.*>|\[\])?$/.exec(text) ?? [];
  if (rest === '[]') return { text, kind: 'array', sizes: undefined };
  const base = rest.startsWith('<') ? word : `${word}${rest}`;
  return { text, kind: KINDS.get(base), sizes: sizes?.replaceAll(' ', '') };
}
