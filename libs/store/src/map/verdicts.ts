import type { Finding, VerdictOutcome } from '#contracts';
import type { Instant } from '#foundation';
import type { Name } from '#lineage';

import type { Session } from '../sql/session.ts';
import { named } from './codes.ts';
import type { Place } from './place.ts';
import { instantLists, numberIn, optionalInstantIn, type Row, textIn } from './rows.ts';

const OUTCOME: Readonly<Record<VerdictOutcome, number>> = { PASS: 1, FAIL: 2, UNKNOWN: 3 };

/** What a contract comes to for one of its datasets from a ledger size on, judged by what was then the present. */
export interface VerdictRow {
  readonly size: bigint;
  readonly contract: string;
  readonly dataset: Name;
  /** Null: the contract speaks of the dataset no more. */
  readonly outcome: VerdictOutcome | null;
  readonly findings: readonly Finding[];
  /** The position of the contract. */
  readonly contractAt: bigint;
  /** The event that brought the schema in force, and since when it is. Undefined: none is. */
  readonly eventAt: bigint | undefined;
  readonly since: Instant | undefined;
}

/** Verdicts of a graph, in the order of sizes. Each stands until the next one of the same contract and dataset. */
export class Verdicts {
  constructor(
    private readonly session: Session,
    private readonly at: Place,
  ) {}

  /** Adds all verdicts of one size. */
  async add(size: bigint, rows: readonly VerdictRow[]): Promise<void> {
    const since = instantLists(rows.map((row) => row.since ?? (0n as Instant))); // where there is none, `holds` says so
    await this.session.rows`
      insert into hot.verdict (tenant, generation, size, ordinal, contract, namespace, name, outcome, findings, contract_at, event_at, since, since_ns)
      select ${this.at.tenant}::int, ${this.at.generation}::int, ${size}::bigint, given.ordinal, given.contract, given.namespace, given.name, given.outcome,
             given.findings, given.contract_at, given.event_at, case when given.holds then given.since end, case when given.holds then given.since_ns end
      from unnest(${rows.map(({ contract }) => contract)}::text[], ${rows.map(({ dataset }) => dataset.namespace)}::text[],
                  ${rows.map(({ dataset }) => dataset.name)}::text[], ${rows.map(({ outcome }) => (outcome === null ? null : OUTCOME[outcome]))}::smallint[],
                  ${rows.map(({ findings }) => JSON.stringify(findings))}::text[], ${rows.map(({ contractAt }) => contractAt)}::bigint[],
                  ${rows.map(({ eventAt }) => eventAt ?? null)}::bigint[], ${rows.map((row) => row.since !== undefined)}::boolean[],
                  ${since.at}::timestamptz[], ${since.ns}::smallint[])
        with ordinality as given (contract, namespace, name, outcome, findings, contract_at, event_at, holds, since, since_ns, ordinal)`;
  }

  /** Those after a size, up to another (included), in order; all of a size or none, about `limit` in all. */
  async between({ after, upTo }: { readonly after: bigint; readonly upTo: bigint }, limit: number): Promise<readonly VerdictRow[]> {
    const rows = await this.session.rows`
      select * from (
        select * from hot.verdict as verdict
        where verdict.tenant = ${this.at.tenant}::int and verdict.generation = ${this.at.generation}::int
          and verdict.size > ${after}::bigint and verdict.size <= ${upTo}::bigint
        order by verdict.size fetch first (${limit}::int) rows with ties
      ) as next order by next.size, next.ordinal`;
    return rows.map(verdictIn);
  }

  /** The last of each contract and dataset. */
  async last(): Promise<readonly VerdictRow[]> {
    const rows = await this.session.rows`
      select distinct on (verdict.contract, verdict.namespace, verdict.name) verdict.* from hot.verdict as verdict
      where verdict.tenant = ${this.at.tenant}::int and verdict.generation = ${this.at.generation}::int
      order by verdict.contract, verdict.namespace, verdict.name, verdict.size desc`;
    return rows.map(verdictIn);
  }
}

function verdictIn(row: Row): VerdictRow {
  return {
    size: BigInt(numberIn(row, 'size')),
    contract: textIn(row, 'contract'),
    dataset: { namespace: textIn(row, 'namespace'), name: textIn(row, 'name') },
    outcome: row['outcome'] === null ? null : named(OUTCOME, numberIn(row, 'outcome')),
    findings: JSON.parse(textIn(row, 'findings')) as readonly Finding[], // what `add` wrote
    contractAt: BigInt(numberIn(row, 'contract_at')),
    eventAt: row['event_at'] === null ? undefined : BigInt(numberIn(row, 'event_at')),
    since: optionalInstantIn(row, 'since'),
  };
}

/** How far verdicts were heard, for the one who holds the bell until the transaction ends. Undefined: somebody else does. */
export async function takeBell(session: Session, tenant: number): Promise<bigint | undefined> {
  const [row] = await session.rows`select head.heard from hot.bell_head as head where head.tenant = ${tenant}::int for update skip locked`;
  return row === undefined ? undefined : BigInt(numberIn(row, 'heard'));
}

/** Says up to which size verdicts were heard. */
export async function hear(session: Session, tenant: number, heard: bigint): Promise<void> {
  await session.rows`update hot.bell_head as head set heard = ${heard}::bigint where head.tenant = ${tenant}::int`;
}
