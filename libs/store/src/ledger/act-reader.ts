import { ENTRY_KIND_CODES, type EntryKind } from '#record';

import type { Session } from '../sql/session.ts';

/** Which acts; an absent field asks nothing. */
export interface ActQuestion {
  readonly kinds: readonly EntryKind[];
  readonly subject?: string | undefined;
  /** Only what this principal did, by its id. */
  readonly by?: string | undefined;
  /** Only entries below this size. */
  readonly knownAt: bigint;
  /** Only entries below this position too: what stands after it in the list. */
  readonly before?: bigint | undefined;
  /** Not those whose subject begins so. */
  readonly butSubjectsFrom?: string | undefined;
}

/** An act of the ledger: an entry that is no event. Its body is read by its position. */
export interface Act {
  readonly position: bigint;
  readonly subject: string;
}

/** Finds acts in the order of the ledger. */
export class ActReader {
  constructor(
    private readonly session: Session,
    private readonly tenant: number,
  ) {}

  /** At most `limit`, newest first. */
  async list({ kinds, subject, by, knownAt, before, butSubjectsFrom }: ActQuestion, limit: number): Promise<readonly Act[]> {
    const rows = await this.session.rows`
      select batch.first + act.index as position, act.subject
      from hot.ledger_act as act
      join hot.ledger_batch as batch on batch.tenant = act.tenant and batch.batch = act.batch
      where act.tenant = ${this.tenant}::int and act.kind = any(${kinds.map((kind) => ENTRY_KIND_CODES[kind])}::smallint[])
        and (${subject ?? null}::text is null or act.subject = ${subject ?? null}::text)
        and (${butSubjectsFrom ?? null}::text is null or not starts_with(act.subject, ${butSubjectsFrom ?? null}::text))
        and batch.first + act.index < ${knownAt}::bigint
        and (${before ?? null}::bigint is null or batch.first + act.index < ${before ?? null}::bigint)
        and (${by ?? null}::uuid is null or exists (
          select from hot.ledger_entry as entry
          where entry.tenant = act.tenant and entry.day = batch.day and entry.batch = act.batch and entry.index = act.index and entry.by = ${by ?? null}::uuid))
      order by batch.first desc, act.index desc limit ${limit}::int`;
    return rows as unknown as readonly Act[]; // int8 and text, as the migration gives them
  }

  /** The act of a kind that stands at a position. */
  async at(kind: EntryKind, position: bigint): Promise<Act | undefined> {
    const [row] = await this.session.rows`
      select batch.first + act.index as position, act.subject
      from (select at_or_before.first, at_or_before.batch from hot.ledger_batch as at_or_before
            where at_or_before.tenant = ${this.tenant}::int and at_or_before.first <= ${position}::bigint
            order by at_or_before.first desc limit 1) as batch
      join hot.ledger_act as act on act.tenant = ${this.tenant}::int and act.batch = batch.batch and batch.first + act.index = ${position}::bigint
      where act.kind = ${ENTRY_KIND_CODES[kind]}::smallint`;
    return row as unknown as Act | undefined; // int8 and text, as the migration gives them
  }

  /** All acts of a kind about subjects that begin so, in the order of the ledger. */
  async about(kind: EntryKind, prefix: string, knownAt: bigint): Promise<readonly Act[]> {
    const rows = await this.session.rows`
      select batch.first + act.index as position, act.subject
      from hot.ledger_act as act
      join hot.ledger_batch as batch on batch.tenant = act.tenant and batch.batch = act.batch
      where act.tenant = ${this.tenant}::int and act.kind = ${ENTRY_KIND_CODES[kind]}::smallint
        and act.subject >= ${prefix}::text and starts_with(act.subject, ${prefix}::text) and batch.first + act.index < ${knownAt}::bigint
      order by batch.first, act.index`;
    return rows as unknown as readonly Act[]; // int8 and text, as the migration gives them
  }

  /**
   * As `about`; where no subject begins so, the acts about the next subject, or the first: so that as much is read for what is not there (docs/decisions/0034).
   * Whoever asks keeps what it asked for.
   */
  async aboutOrNext(kind: EntryKind, prefix: string, knownAt: bigint): Promise<readonly Act[]> {
    const rows = await this.session.rows`
      with known as not materialized (
        select batch.first + act.index as position, batch.first, act.index, act.subject
        from hot.ledger_act as act
        join hot.ledger_batch as batch on batch.tenant = act.tenant and batch.batch = act.batch
        where act.tenant = ${this.tenant}::int and act.kind = ${ENTRY_KIND_CODES[kind]}::smallint and batch.first + act.index < ${knownAt}::bigint
      ), next as materialized (
        (select known.subject from known where known.subject >= ${prefix}::text order by known.subject limit 1)
        union all
        (select known.subject from known order by known.subject limit 1)
        limit 1
      )
      select known.position, known.subject from known
      where known.subject >= (select next.subject from next)
        and known.subject <= (select case when starts_with(next.subject, ${prefix}::text) then ${prefix}::text || chr(1114111) else next.subject end from next)
      order by known.first, known.index`;
    return rows as unknown as readonly Act[]; // int8 and text, as the migration gives them
  }

  /** All acts of a kind about some subjects, in the order of the ledger. */
  async ofSubjects(kind: EntryKind, subjects: readonly string[], knownAt: bigint): Promise<readonly Act[]> {
    const rows = await this.session.rows`
      select batch.first + act.index as position, act.subject
      from hot.ledger_act as act
      join hot.ledger_batch as batch on batch.tenant = act.tenant and batch.batch = act.batch
      where act.tenant = ${this.tenant}::int and act.kind = ${ENTRY_KIND_CODES[kind]}::smallint and act.subject = any(${subjects}::text[])
        and batch.first + act.index < ${knownAt}::bigint
      order by batch.first, act.index`;
    return rows as unknown as readonly Act[]; // int8 and text, as the migration gives them
  }

  /** The newest act about each subject of some kinds, by kind and subject. */
  async newestOfEach(kinds: readonly EntryKind[], knownAt: bigint): Promise<readonly (Act & { readonly kind: EntryKind })[]> {
    const rows = await this.session.rows`
      select distinct on (act.kind, act.subject) batch.first + act.index as position, act.subject, act.kind
      from hot.ledger_act as act
      join hot.ledger_batch as batch on batch.tenant = act.tenant and batch.batch = act.batch
      where act.tenant = ${this.tenant}::int and act.kind = any(${kinds.map((kind) => ENTRY_KIND_CODES[kind])}::smallint[])
        and batch.first + act.index < ${knownAt}::bigint
      order by act.kind, act.subject, batch.first desc, act.index desc`;
    return rows.flatMap((row) => {
      const kind = kinds.find((each) => ENTRY_KIND_CODES[each] === row['kind']);
      return kind === undefined ? [] : [{ position: row['position'] as bigint, subject: row['subject'] as string, kind }]; // int8 and text, as the migration gives them
    });
  }
}
