import type { Session } from '#store';
import type { Dice } from '#testkit';

/** A batch of the ledger that is changed. */
export interface ChangedBatch {
  readonly first: number;
  readonly entries: number;
}

/** Where something is changed. */
export interface Place {
  readonly tenant: number;
  /** Every batch, by position. */
  readonly batches: readonly ChangedBatch[];
  /** Positions by the kind of their entries, as the database codes it. */
  readonly byKind: ReadonlyMap<number, readonly number[]>;
  /** How many entries there are, all of them in the log. */
  readonly size: number;
}

/** What must be found: the first wrong position, or that there is none to be told. */
export interface Expected {
  readonly position: number | null;
  /** What the first flaw says at least. */
  readonly says?: string;
}

/** What somebody does who may write everything in the database. Returns what must be found. */
export type Change = (session: Session, place: Place, dice: Dice) => Promise<Expected>;

const EVENT = 1;
const POLICY = 5;
const DECISION = 7;

/** Everything that is done to one row, and to be found without a checkpoint of before. */
export const CHANGES: Readonly<Record<string, Change>> = {
  'a byte of a body': atAny(({ tenant }, position, dice) => flipped('ledger_entry', 'body', { tenant, position, byte: dice.below(17) })),
  'a byte of the body of a policy version': atKind(POLICY, ({ tenant }, position) =>
    flipped('ledger_entry', 'body', { tenant, position, byte: 9 }),
  ),
  'a byte of the body of an audit record': atKind(DECISION, ({ tenant }, position) =>
    flipped('ledger_entry', 'body', { tenant, position, byte: 9 }),
  ),
  'the random bytes of a body': atAny(({ tenant }, position, dice) =>
    flipped('event_secret', 'secret', { tenant, position, byte: dice.below(32) }),
  ),
  'a byte of a commitment': atAny(({ tenant }, position, dice) =>
    flipped('ledger_entry', 'commitment', { tenant, position, byte: dice.below(32) }),
  ),
  'the kind of an entry': atAny((place, position) => updated(place, position, 'kind = case entry.kind when 4 then 6 else 4 end')),
  'who recorded an entry': atAny((place, position) => updated(place, position, 'by = gen_random_uuid()')),
  'what the gate said': atAny((place, position) => updated(place, position, `admission = '{"gate":99,"outcome":"accepted","codes":[]}'`)),
  'the key of a body': atAny((place, position) => updated(place, position, 'period_key = entry.period_key + 1')),
  'a body that is taken away': atAny((place, position) => updated(place, position, 'body = null')),
  'the random bytes that are taken away': atAny(
    ({ tenant }, position) => `delete from hot.event_secret as entry using hot.ledger_batch as batch where ${standsAt(tenant, position)}`,
  ),
  'an entry that is deleted': atAny(
    ({ tenant }, position) => `delete from hot.ledger_entry as entry using hot.ledger_batch as batch where ${standsAt(tenant, position)}`,
  ),
  'when a batch was recorded': atBatch(
    ({ tenant }, { first }) =>
      `update hot.ledger_batch set recorded_at = recorded_at + interval '1 microsecond' where ${isFirst(tenant, first)}`,
  ),
  'a batch that is deleted': atBatch(({ tenant }, { first }) => `delete from hot.ledger_batch where ${isFirst(tenant, first)}`),
  'a batch that is told to be shorter': async (session, place, dice) => {
    const { first, entries } = dice.pick(inner(place));
    await session.send(`update hot.ledger_batch set entries = entries - 1 where ${isFirst(place.tenant, first)}`);
    return { position: first + entries - 1 };
  },
  'a batch that is put in': async (session, place, dice) => {
    const { first } = dice.pick(inner(place));
    await session.send(
      `insert into hot.ledger_batch select tenant, first + 1, 1, day, -1, recorded_at from hot.ledger_batch where ${isFirst(place.tenant, first)}`,
    );
    return { position: first + 1 };
  },
  'an entry that is put in': async (session, place, dice) => {
    const { first, entries } = dice.pick(place.batches);
    const columns = 'kind, by, period_key, admission, remarks, commitment, body';
    await session.send(`insert into hot.ledger_entry (tenant, day, batch, index, ${columns}) select entry.tenant, entry.day, entry.batch, ${entries}, ${columns}
      from hot.ledger_entry as entry join hot.ledger_batch as batch on ${standsAt(place.tenant, first)}`);
    return { position: null, says: 'stand in no batch' };
  },
  'two entries that are swapped': swapped('ledger_entry', 'event_secret'),
  'the bodies of two namespaces that are swapped': async (session, place, dice) => {
    const [left, right] = two(place, dice);
    await session.send(`
      with places as (select entry.*, secret.secret, batch.first + entry.index as position from hot.ledger_entry as entry
        join hot.ledger_batch as batch on batch.tenant = ${place.tenant} and entry.tenant = batch.tenant and entry.batch = batch.batch and batch.first + entry.index in (${left}, ${right})
        join hot.event_secret as secret on (secret.tenant, secret.day, secret.batch, secret.index) = (entry.tenant, entry.day, entry.batch, entry.index)),
      pairs as (select mine.tenant, mine.day, mine.batch, mine.index, other.body, other.period_key, other.secret from places as mine join places as other on other.position <> mine.position),
      bodies as (update hot.ledger_entry as entry set body = pairs.body, period_key = pairs.period_key from pairs
        where (entry.tenant, entry.day, entry.batch, entry.index) = (pairs.tenant, pairs.day, pairs.batch, pairs.index))
      update hot.event_secret as secret set secret = pairs.secret from pairs
        where (secret.tenant, secret.day, secret.batch, secret.index) = (pairs.tenant, pairs.day, pairs.batch, pairs.index)`);
    return { position: Math.min(left, right), says: 'its body is not the one that was recorded' };
  },
  'two batches in each other’s place': async (session, place, dice) => {
    const { entries } = dice.pick(inner(place));
    const alike = inner(place).filter((each) => each.entries === entries);
    const [left, right] = dice.some(alike, { least: 2, most: 2 }).map(({ first }) => first) as [number, number];
    const move = (from: number, to: number): string => `update hot.ledger_batch set first = ${to} where ${isFirst(place.tenant, from)}`;
    await session.send([move(left, -1), move(right, left), move(-1, right)].join('; '));
    return { position: Math.min(left, right) };
  },
  'the tail of the ledger that is cut': async (session, place, dice) => {
    const { first } = dice.pick(place.batches);
    await session.send(
      `delete from hot.ledger_batch where tenant = ${place.tenant} and first >= ${first}; update hot.ledger_head set next = ${first} where tenant = ${place.tenant}`,
    );
    return { position: first };
  },
  'a row that finds a policy version': atKind(POLICY, (place, position) => unfound('ledger_act', place, position)),
  'under which name a policy version is found': atKind(
    POLICY,
    ({ tenant }, position) =>
      `update hot.ledger_act as entry set subject = entry.subject || '-of-old' from hot.ledger_batch as batch where ${standsAt(tenant, position)}`,
  ),
  'what the trail finds an audit record by': atKind(
    DECISION,
    ({ tenant }, position) =>
      `update hot.ledger_deed as entry set outcome = 'allowed' from hot.ledger_batch as batch where ${standsAt(tenant, position)}`,
  ),
  'the rows by which the trail finds an audit record': atKind(DECISION, (place, position) => unfound('ledger_deed', place, position)),
  'an event that is found as a policy': async (session, place, dice) => {
    const position = dice.pick(place.byKind.get(EVENT) ?? []);
    await session.send(`insert into hot.ledger_act select entry.tenant, ${POLICY}, 'policy-1', entry.batch, entry.index
      from hot.ledger_entry as entry join hot.ledger_batch as batch on ${standsAt(place.tenant, position)}`);
    return { position };
  },
  'a row that finds no entry': tampered(
    (tenant) => `insert into hot.ledger_deed values (${tenant}, -1, 0, 0, 'see', 'allowed', null, 'nothing')`,
    'find what is no entry',
  ),
  'how long the ledger is': tampered((tenant) => `update hot.ledger_head set next = next + 1 where tenant = ${tenant}`, 'the ledger says'),
  'a byte of a tile of leaves': tampered((tenant, dice) => flippedTile(tenant, 0, dice), 'of the log was changed'),
  'a byte of a tile above': tampered((tenant, dice) => flippedTile(tenant, 1, dice), 'of the log was changed'),
  'a tile that is deleted': tampered(
    (tenant, dice) => `delete from hot.log_tile where tenant = ${tenant} and level = 0 and index = ${dice.below(4)}`,
    'of the log was changed',
  ),
  'a tile that is longer': tampered(
    (tenant) =>
      `update hot.log_tile set hashes = hashes || substring(hashes from 1 for 32) where tenant = ${tenant} and octet_length(hashes) < 8192`,
    'is longer than the log',
  ),
  'the text of a checkpoint': tampered(
    (tenant) =>
      `update hot.log_head set note = regexp_replace(note, E'\\n[^\\n]{44}\\n', E'\\n${'A'.repeat(43)}=\\n') where tenant = ${tenant}`,
    'not signed by the key',
  ),
  'the signature of a checkpoint': tampered(
    (tenant) => `update hot.log_head set note = left(note, -8) || 'AAAAAA=' || E'\\n' where tenant = ${tenant}`,
    'the newest checkpoint is',
  ),
  'a checkpoint that is deleted': tampered(
    (tenant) => `update hot.log_head set note = null where tenant = ${tenant}`,
    'the newest checkpoint is none',
  ),
  'how long the log is': async (session, { tenant, size }, dice) => {
    const told = size - 1 - dice.below(50);
    await session.send(`update hot.log_head set size = ${told} where tenant = ${tenant}`);
    return { position: told, says: 'the log ends before it' };
  },
};

function atAny(change: (place: Place, position: number, dice: Dice) => string): Change {
  return async (session, place, dice) => {
    const position = dice.below(place.size);
    await session.send(change(place, position, dice));
    return { position };
  };
}

function atKind(kind: number, change: (place: Place, position: number) => string): Change {
  return async (session, place, dice) => {
    const position = dice.pick(place.byKind.get(kind) ?? []);
    await session.send(change(place, position));
    return { position };
  };
}

function atBatch(change: (place: Place, batch: ChangedBatch) => string): Change {
  return async (session, place, dice) => {
    const batch = dice.pick(place.batches.slice(0, -1));
    await session.send(change(place, batch));
    return { position: batch.first };
  };
}

function tampered(change: (tenant: number, dice: Dice) => string, says: string): Change {
  return async (session, { tenant }, dice) => {
    await session.send(change(tenant, dice));
    return { position: null, says };
  };
}

/** Rows of two entries of one batch, in each other's place. */
function swapped(...tables: readonly string[]): Change {
  return async (session, place, dice) => {
    const { first, entries } = dice.pick(inner(place));
    const [left, right] = dice.some(
      Array.from({ length: entries }, (_, index) => index),
      { least: 2, most: 2 },
    ) as [number, number];
    const move = (
      table: string,
      from: number,
      to: number,
    ): string => `update hot.${table} as row set index = ${to} from hot.ledger_batch as batch
      where ${isFirst(place.tenant, first, 'batch.')} and row.tenant = batch.tenant and row.day = batch.day and row.batch = batch.batch and row.index = ${from}`;
    await session.send(tables.flatMap((table) => [move(table, left, -1), move(table, right, left), move(table, -1, right)]).join('; '));
    return { position: first + Math.min(left, right) };
  };
}

function two({ size }: Place, dice: Dice): readonly [number, number] {
  const left = dice.below(size);
  return [left, (left + 1 + 2 * dice.below(Math.floor((size - 1) / 2))) % size]; // events of two namespaces stand in turns
}

/** Batches of several entries that are not the last. */
function inner({ batches }: Place): readonly ChangedBatch[] {
  return batches.slice(0, -1).filter(({ entries }) => entries > 1);
}

function standsAt(tenant: number, position: number): string {
  return `batch.tenant = ${tenant} and entry.tenant = batch.tenant and entry.batch = batch.batch and batch.first + entry.index = ${position}`;
}

function isFirst(tenant: number, first: number, of = ''): string {
  return `${of}tenant = ${tenant} and ${of}first = ${first}`;
}

function unfound(table: string, { tenant }: Place, position: number): string {
  return `delete from hot.${table} as entry using hot.ledger_batch as batch where ${standsAt(tenant, position)}`;
}

function updated({ tenant }: Place, position: number, set: string): string {
  return `update hot.ledger_entry as entry set ${set} from hot.ledger_batch as batch where ${standsAt(tenant, position)}`;
}

/** The lowest bit of a byte is turned over. */
function flipped(table: string, column: string, { tenant, position, byte }: Record<'tenant' | 'position' | 'byte', number>): string {
  return `update hot.${table} as entry set ${column} = set_byte(entry.${column}, ${byte}, get_byte(entry.${column}, ${byte}) # 1)
    from hot.ledger_batch as batch where ${standsAt(tenant, position)}`;
}

function flippedTile(tenant: number, level: number, dice: Dice): string {
  const byte = dice.below(32);
  return `update hot.log_tile set hashes = set_byte(hashes, ${byte}, get_byte(hashes, ${byte}) # 1) where tenant = ${tenant} and level = ${level} and index = 0`;
}
