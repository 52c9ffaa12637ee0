import { type Instant, INSTANT_MAX } from '#foundation';
import { isLevel, type KeptLabel, type Level, type Moved, type StoredLabel } from '#labels';
import { END, type NodeId } from '#lineage';

import { FORM, LEVEL, named } from '../map/codes.ts';
import type { Place } from '../map/place.ts';
import { instantIn, instantLists, numberIn, OPEN, type Row } from '../map/rows.ts';
import type { Session } from '../sql/session.ts';

/** For which size of the ledger labels are kept, and for whoever holds them until the transaction ends. Undefined: somebody else does. */
export async function takeLabels(session: Session, { tenant, generation }: Place): Promise<bigint | undefined> {
  await session.rows`insert into hot.label_head (tenant, generation, kept) values (${tenant}::int, ${generation}::int, 0) on conflict do nothing`;
  const [row] = await session.rows`
    select head.kept from hot.label_head as head where head.tenant = ${tenant}::int and head.generation = ${generation}::int for update skip locked`;
  return row === undefined ? undefined : BigInt(numberIn(row, 'kept'));
}

/** For which size of the ledger the labels of a graph are kept. */
export async function labelsKeptTo(session: Session, { tenant, generation }: Place): Promise<bigint> {
  const [row] = await session.rows`
    select head.kept from hot.label_head as head where head.tenant = ${tenant}::int and head.generation = ${generation}::int`;
  return row === undefined ? 0n : BigInt(numberIn(row, 'kept'));
}

/** Entries that changed more than labels are followed along at once: what lies downstream of them may bear anything. */
export interface LabelsUnfollowed {
  readonly count: number;
  /** The position of the newest. */
  readonly last: bigint | null;
}

export async function labelsUnfollowed(session: Session, { tenant, generation }: Place): Promise<LabelsUnfollowed> {
  const [row] = await session.rows`
    select head.unfollowed, head.unfollowed_last from hot.label_head as head where head.tenant = ${tenant}::int and head.generation = ${generation}::int`;
  const last = row?.['unfollowed_last'] ?? null;
  return { count: row === undefined ? 0 : numberIn(row, 'unfollowed'), last: last === null ? null : (last as bigint) }; // int8
}

/** Beyond each size that a ledger has. */
const NOW = 2n ** 63n - 2n;

/** What is kept of a graph, and moved on. By whoever took it alone. */
export class KeptLabels {
  constructor(
    private readonly session: Session,
    private readonly at: Place,
  ) {}

  /** All that is believed of some nodes, whenever it was; at a size of the ledger, or now. One statement. */
  async of(nodes: readonly NodeId[], size: bigint = NOW): Promise<readonly StoredLabel[]> {
    const { tenant, generation } = this.at;
    const rows =
      nodes.length === 0
        ? []
        : await this.session.rows`
            select kept.* from hot.label as kept
            where kept.tenant = ${tenant}::int and kept.generation = ${generation}::int and kept.node = any (${nodes}::bigint[])
              and kept.known_from <= ${size}::bigint and kept.known_to > ${size}::bigint`;
    return rows.map(storedIn);
  }

  /** What is moved is believed from a size of the ledger on. At most three statements. */
  async move({ closed, opened }: Moved, size: bigint): Promise<void> {
    if (closed.length > 0) await this.close(closed, size);
    if (opened.length > 0) await this.open(opened, size);
  }

  /** Labels are kept for that size now. */
  async keptTo(size: bigint): Promise<void> {
    const { tenant, generation } = this.at;
    await this.session.rows`
      update hot.label_head as head set kept = ${size}::bigint where head.tenant = ${tenant}::int and head.generation = ${generation}::int`;
  }

  /** What an entry changed was too much to be followed: data may bear more because of it. */
  async noteUnfollowed(position: bigint): Promise<void> {
    const { tenant, generation } = this.at;
    await this.session.rows`
      update hot.label_head as head set unfollowed = head.unfollowed + 1, unfollowed_last = ${position}::bigint
      where head.tenant = ${tenant}::int and head.generation = ${generation}::int and head.unfollowed_last is distinct from ${position}::bigint`;
  }

  /** What was believed at no size is not kept. */
  private async close(closed: readonly bigint[], size: bigint): Promise<void> {
    const { tenant, generation } = this.at;
    await this.session.rows`
      delete from hot.label as kept
      where kept.tenant = ${tenant}::int and kept.generation = ${generation}::int and kept.row = any (${closed}::bigint[]) and kept.known_from = ${size}::bigint`;
    await this.session.rows`
      update hot.label as kept set known_to = ${size}::bigint
      where kept.tenant = ${tenant}::int and kept.generation = ${generation}::int and kept.row = any (${closed}::bigint[])`;
  }

  private async open(opened: readonly KeptLabel[], size: bigint): Promise<void> {
    const { tenant, generation } = this.at;
    const levels = opened.filter(({ label }) => isLevel(label));
    const from = instantLists(levels.map((label) => label.from));
    const to = instantLists(levels.map((label) => label.to));
    await this.session.rows`
      insert into hot.label (tenant, generation, node, field, level, form, assumed, said, valid_from, valid_from_ns, valid_to, valid_to_ns, known_from, known_to)
      select ${tenant}::int, ${generation}::int, given.*, ${size}::bigint, ${OPEN}::bigint
      from unnest(${levels.map(({ node }) => node)}::bigint[], ${levels.map(({ column }) => column)}::text[],
                  ${levels.map(({ label }) => LEVEL[label as Level])}::smallint[], ${levels.map(({ form }) => FORM[form])}::smallint[],
                  ${levels.map(({ isAssumed }) => isAssumed)}::boolean[], ${levels.map(({ isSaid }) => isSaid)}::boolean[],
                  ${from.at}::timestamptz[], ${from.ns}::smallint[], ${to.at}::timestamptz[], ${to.ns}::smallint[])
        as given (node, field, level, form, assumed, said, valid_from, valid_from_ns, valid_to, valid_to_ns)`;
  }
}

/** The end of the calendar is no end of a stretch. */
export function endOf(to: Instant): Instant {
  return to > INSTANT_MAX ? END : to;
}

function storedIn(row: Row): StoredLabel {
  return {
    row: BigInt(numberIn(row, 'row')),
    node: numberIn(row, 'node') as NodeId,
    column: row['field'] as string | null, // text
    label: named(LEVEL, numberIn(row, 'level')),
    form: named(FORM, numberIn(row, 'form')),
    isAssumed: row['assumed'] === true,
    isSaid: row['said'] === true,
    from: instantIn(row, 'valid_from'),
    to: instantIn(row, 'valid_to'),
  };
}
