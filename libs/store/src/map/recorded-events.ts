import { type Instant, parseInstant } from '#foundation';
import {
  BEGINNING,
  canonicalRunId,
  type CountedEvent,
  END,
  type LifecycleChange,
  type Name,
  type NodeClaim,
  type NodeId,
  type Retraction,
  type RunKey,
  type StatementSetId,
} from '#lineage';

import type { Session } from '../sql/session.ts';
import { CHANGE, named, RUN_TYPE } from './codes.ts';
import type { Interner } from './interning.ts';
import type { Place } from './place.ts';
import {
  hexIn,
  instantIn,
  nanosecondsWithin,
  numberIn,
  OPEN,
  optionalInstantIn,
  optionalNumberIn,
  postgresTime,
  type Row,
  textIn,
} from './rows.ts';

type Withdrawal = Exclude<Retraction, { readonly reinstate: string }>;

/** An event as its rows hold it, and whether it counts now. */
export interface RecordedEvent {
  readonly event: CountedEvent;
  readonly by: string;
  readonly runName: { readonly job: Name; readonly runId: string } | undefined;
  readonly counts: boolean;
}

/** Events read back from the graph's own rows, so that a ruling needs no ledger entry opened. */
export class RecordedEvents {
  constructor(
    private readonly session: Session,
    private readonly at: Place,
  ) {}

  /** All events that a retraction names, counting or not. */
  async namedBy(withdrawal: Withdrawal, interner: Interner): Promise<readonly RecordedEvent[]> {
    if ('events' in withdrawal) return this.byDigest(withdrawal.events);
    if ('run' in withdrawal) {
      const job = (await interner.nodes([{ kind: 'job', ...withdrawal.run.job }]))({ kind: 'job', ...withdrawal.run.job });
      const runId = canonicalRunId(withdrawal.run.runId);
      const run = (await interner.runs([{ job, runId }]))(job, runId);
      return this.byRun([run]);
    }
    return this.byEmitter(withdrawal);
  }

  /** The counting events of some runs. */
  async ofRuns(runs: ReadonlySet<RunKey>): Promise<ReadonlyMap<RunKey, readonly CountedEvent[]>> {
    const byRun = new Map<RunKey, CountedEvent[]>();
    for (const { event, counts } of await this.byRun([...runs])) {
      if (counts && event.run !== undefined) byRun.set(event.run, [...(byRun.get(event.run) ?? []), event]);
    }
    return byRun;
  }

  /** From this size on the events count no more. */
  async end(events: readonly CountedEvent[], size: bigint): Promise<void> {
    const { session, at } = this;
    const positions = events.map(({ position }) => position);
    if (positions.length === 0) return;
    await session.rows`
      update hot.observation as observation set known_to = ${size}::bigint
      where observation.tenant = ${at.tenant}::int and observation.generation = ${at.generation}::int
        and observation.position = any (${positions}::bigint[]) and observation.known_to = ${OPEN}::bigint`;
    await session.rows`
      update hot.mention as mention set known_to = ${size}::bigint
      where mention.tenant = ${at.tenant}::int and mention.generation = ${at.generation}::int
        and mention.position = any (${positions}::bigint[]) and mention.known_to = ${OPEN}::bigint`;
  }

  /** From this size on the events count again. */
  async restore(events: readonly CountedEvent[], size: bigint): Promise<void> {
    const { session, at } = this;
    const positions = events.map(({ position }) => position);
    if (positions.length === 0) return;
    await session.rows`
      insert into hot.observation (tenant, generation, position, kind, speaker, run, type, time, time_ns, digest, statements, declares, snapshot_from, snapshot_from_ns, by, extraction_errors, known_from, known_to)
      select distinct on (o.position) o.tenant, o.generation, o.position, o.kind, o.speaker, o.run, o.type, o.time, o.time_ns, o.digest, o.statements, o.declares,
             o.snapshot_from, o.snapshot_from_ns, o.by, o.extraction_errors, ${size}::bigint, ${OPEN}::bigint
      from hot.observation as o
      where o.tenant = ${at.tenant}::int and o.generation = ${at.generation}::int and o.position = any (${positions}::bigint[])
      order by o.position, o.known_from desc`;
    await session.rows`
      insert into hot.mention (tenant, generation, node, time, time_ns, digest, position, role, facets, change, renamed_from, known_from, known_to)
      select distinct on (m.position, m.node) m.tenant, m.generation, m.node, m.time, m.time_ns, m.digest, m.position, m.role, m.facets, m.change, m.renamed_from, ${size}::bigint, ${OPEN}::bigint
      from hot.mention as m
      where m.tenant = ${at.tenant}::int and m.generation = ${at.generation}::int and m.position = any (${positions}::bigint[])
      order by m.position, m.node, m.known_from desc`;
  }

  async retire(node: NodeId, at: Instant): Promise<void> {
    await this.session.rows`
      insert into hot.retired (tenant, generation, node, at, at_ns)
      values (${this.at.tenant}::int, ${this.at.generation}::int, ${node}::bigint, ${postgresTime(at)}::timestamptz, ${nanosecondsWithin(at)}::smallint)`;
  }

  private async byDigest(digests: readonly string[]): Promise<readonly RecordedEvent[]> {
    const { session, at } = this;
    const rows = await session.rows`
      select distinct o.position from unnest(${digests}::text[]) as asked (digest)
      join hot.observation as o on o.tenant = ${at.tenant}::int and o.generation = ${at.generation}::int and o.digest = decode(asked.digest, 'hex')`;
    return this.read(rows);
  }

  private async byRun(runs: readonly RunKey[]): Promise<readonly RecordedEvent[]> {
    const { session, at } = this;
    const rows = await session.rows`
      select distinct o.position from hot.observation as o
      where o.tenant = ${at.tenant}::int and o.generation = ${at.generation}::int and o.run = any (${runs}::bigint[])`;
    return this.read(rows);
  }

  private async byEmitter({ emitter, from, to }: Extract<Withdrawal, { readonly emitter: string }>): Promise<readonly RecordedEvent[]> {
    const { session, at } = this;
    const [start, end] = [instantOr(from, BEGINNING), instantOr(to, END)];
    const rows = await session.rows`
      select distinct o.position from hot.observation as o
      where o.tenant = ${at.tenant}::int and o.generation = ${at.generation}::int and o.by = ${emitter}::uuid
        and (o.time, o.time_ns) >= (${postgresTime(start)}::timestamptz, ${nanosecondsWithin(start)}::smallint)
        and (o.time, o.time_ns) < (${postgresTime(end)}::timestamptz, ${nanosecondsWithin(end)}::smallint)`;
    return this.read(rows);
  }

  private async read(found: readonly Row[]): Promise<readonly RecordedEvent[]> {
    if (found.length === 0) return [];
    const { session, at } = this;
    const positions = found.map((row) => numberIn(row, 'position'));
    const mentions = await session.rows`
      select distinct on (m.position, m.node) m.position, m.node, m.change, m.renamed_from, facets.names, facets.contents
      from hot.mention as m
      left join hot.facet_set as facets on facets.tenant = m.tenant and facets.generation = m.generation and facets.id = m.facets
      where m.tenant = ${at.tenant}::int and m.generation = ${at.generation}::int and m.position = any (${positions}::bigint[])
      order by m.position, m.node, m.known_from desc`;
    const nodes = new Map<number, NodeClaim[]>();
    for (const row of mentions) nodes.set(numberIn(row, 'position'), [...(nodes.get(numberIn(row, 'position')) ?? []), claimOf(row)]);
    const observations = await session.rows`
      select distinct on (o.position) o.position, o.speaker, o.run, o.type, o.time, o.time_ns, o.digest, o.statements, o.declares, o.snapshot_from, o.snapshot_from_ns,
             o.by, o.known_to, run.run_id, job.namespace, job.name
      from hot.observation as o
      left join hot.run as run on run.tenant = o.tenant and run.generation = o.generation and run.id = o.run
      left join hot.node as job on job.tenant = o.tenant and job.generation = o.generation and job.id = run.job
      where o.tenant = ${at.tenant}::int and o.generation = ${at.generation}::int and o.position = any (${positions}::bigint[])
      order by o.position, o.known_from desc`;
    return observations.map((row) => recordedOf(row, nodes.get(numberIn(row, 'position')) ?? []));
  }
}

function recordedOf(row: Row, nodes: readonly NodeClaim[]): RecordedEvent {
  const type = optionalNumberIn(row, 'type');
  return {
    by: textIn(row, 'by'),
    counts: row['known_to'] === OPEN,
    runName:
      row['run_id'] === null
        ? undefined
        : { job: { namespace: textIn(row, 'namespace'), name: textIn(row, 'name') }, runId: textIn(row, 'run_id') },
    event: {
      position: BigInt(numberIn(row, 'position')),
      time: instantIn(row, 'time'),
      digest: hexIn(row, 'digest'),
      speaker: numberIn(row, 'speaker') as NodeId,
      run: optionalNumberIn(row, 'run') as RunKey | undefined,
      type: type === undefined ? undefined : named(RUN_TYPE, type),
      statements: optionalNumberIn(row, 'statements') as StatementSetId | undefined,
      declares: row['declares'] === true,
      snapshotFrom: optionalInstantIn(row, 'snapshot_from'),
      nodes,
    },
  };
}

function claimOf(row: Row): NodeClaim {
  const change = optionalNumberIn(row, 'change');
  const [names, contents] = [(row['names'] ?? []) as string[], (row['contents'] ?? []) as (Buffer | null)[]]; // the columns of facet_set
  return {
    node: numberIn(row, 'node') as NodeId,
    facets: new Map(names.map((name, index) => [name, contents[index]?.toString('hex') ?? null])),
    change: change === undefined ? undefined : (named(CHANGE, change) satisfies LifecycleChange),
    renamedFrom: optionalNumberIn(row, 'renamed_from') as NodeId | undefined,
  };
}

function instantOr(text: string | null, open: Instant): Instant {
  return text === null ? open : (parseInstant(text)?.instant ?? open);
}
