import {
  type Belief,
  type GraphFold,
  type Interval,
  type NodeId,
  type RunBelief,
  type RunKey,
  type StatementId,
  type Timeline,
} from '#lineage';

import { CopyRows } from '../sql/copy-rows.ts';
import type { Session } from '../sql/session.ts';
import { ALIAS, MODE, RUN_TYPE } from './codes.ts';
import type { Place } from './place.ts';
import { numberIn, OPEN, optionalNumberIn } from './rows.ts';

const VALID = ['valid_from', 'valid_from_ns', 'valid_to', 'valid_to_ns', 'known_from', 'known_to'];
const KEY = ['tenant', 'generation', 'row'];

/** Writes what a fold changed: new beliefs by COPY, ended ones by number. Unchanged things are not touched. */
export class BeliefWriter {
  private readonly opened: CopyRows[] = [];
  private readonly closed = new Map<string, Ending>();

  constructor(
    private readonly session: Session,
    private readonly at: Place,
    /** The next free row number; afterwards the one to keep. */
    public nextRow: bigint,
  ) {}

  async write(fold: GraphFold): Promise<void> {
    this.nodes(fold);
    await this.edges(fold);
    await this.runs(fold);
    this.identity(fold);
    await this.session.copy(...this.opened);
    if (this.closed.size > 0) await this.session.send([...this.closed].map(([table, ending]) => this.closing(table, ending)).join('; '));
  }

  private nodes(fold: GraphFold): void {
    const presence = this.table('presence', ['node', ...VALID]);
    const facets = this.table('facet', ['node', 'name', 'content', ...VALID]);
    for (const [node, cell] of fold.nodes) {
      this.take('presence', cell.presence, (belief) => this.belief(this.row(presence).int8(node), belief));
      for (const [name, { timeline }] of cell.facets) {
        this.take('facet', timeline, (belief) => this.belief(this.row(facets).int8(node).text(name).hex(belief.value), belief));
      }
    }
    this.opened.push(presence, facets);
  }

  private async edges(fold: GraphFold): Promise<void> {
    const lanes = [
      ...[...fold.observed, ...fold.whole].map(([speaker, lane]) => ({ speaker, lane, mode: MODE.observed })),
      ...[...fold.declared].map(([speaker, lane]) => ({ speaker, lane, mode: MODE.declared })),
    ];
    const changed = lanes.flatMap(({ lane }) =>
      [...lane.edges].filter(([, { opened }]) => opened.length > 0).map(([statement]) => statement),
    );
    const parts = await this.statements([...new Set(changed)]);

    const edges = this.table('edge', ['statement', 'mode', 'speaker', 'kind', 'origin', 'source', 'target', 'via', ...VALID]);
    for (const { speaker, lane, mode } of lanes) {
      for (const [statement, timeline] of lane.edges) {
        this.take('edge', timeline, (belief) => {
          const { kind, origin, source, target, via } = parts.get(statement) ?? missing(statement);
          this.row(edges).int8(statement).int2(mode).int8(speaker).int2(kind).int2(origin).int8(source).int8(target).int8(via);
          this.belief(edges, belief);
        });
      }
    }
    this.opened.push(edges);
  }

  private async statements(ids: readonly StatementId[]): Promise<ReadonlyMap<StatementId, StatementRow>> {
    if (ids.length === 0) return new Map();
    const rows = await this.session.rows`
      select statement.id, statement.kind, statement.origin, statement.source, statement.target, statement.via
      from unnest(${ids}::bigint[]) as asked (id)
      join hot.statement as statement on statement.tenant = ${this.at.tenant}::int and statement.generation = ${this.at.generation}::int and statement.id = asked.id`;
    return new Map(
      rows.map((row) => [
        numberIn(row, 'id') as StatementId,
        {
          kind: numberIn(row, 'kind'),
          origin: optionalNumberIn(row, 'origin') ?? null,
          source: optionalNumberIn(row, 'source') ?? null,
          target: numberIn(row, 'target'),
          via: optionalNumberIn(row, 'via') ?? null,
        },
      ]),
    );
  }

  private async runs(fold: GraphFold): Promise<void> {
    const ended = ['ended', 'ended_ns', 'end_digest', 'end_type'];
    const runs = this.table('run_belief', [
      'run',
      'job',
      'began',
      'began_ns',
      'active_from',
      'active_from_ns',
      ...ended,
      'known_from',
      'known_to',
    ]);
    const jobs = await this.jobsOf([...fold.runs].filter(([, { belief }]) => belief.opened.length > 0).map(([run]) => run));
    for (const [run, { belief }] of fold.runs) {
      for (const { row, knownTo } of belief.closed) this.end('run_belief', row, knownTo);
      for (const { value, knownFrom, knownTo } of belief.opened) {
        this.row(runs)
          .int8(run)
          .int8(jobs.get(run) ?? missing(run))
          .instant(value.began)
          .instant(value.activeFrom ?? null);
        runEnd(runs, value)
          .int8(knownFrom)
          .int8(knownTo ?? OPEN);
        if (knownTo === undefined) this.openRuns.set(run, { row: this.nextRow - 1n, value });
      }
    }
    this.opened.push(runs);
  }

  /** The rows that now hold what is believed of the batch's runs. */
  readonly openRuns = new Map<RunKey, { readonly row: bigint; readonly value: RunBelief }>();

  private async jobsOf(runs: readonly RunKey[]): Promise<ReadonlyMap<RunKey, NodeId>> {
    if (runs.length === 0) return new Map();
    const rows = await this.session.rows`
      select run.id, run.job from unnest(${runs}::bigint[]) as asked (id)
      join hot.run as run on run.tenant = ${this.at.tenant}::int and run.generation = ${this.at.generation}::int and run.id = asked.id`;
    return new Map(rows.map((row) => [numberIn(row, 'id') as RunKey, numberIn(row, 'job') as NodeId]));
  }

  private identity({ identity }: GraphFold): void {
    const aliases = this.table('alias', ['kind', 'left_node', 'right_node', ...VALID]);
    for (const { kind, left, right, timeline } of identity.pairs.values()) {
      this.take('alias', timeline, (belief) => this.belief(this.row(aliases).int2(ALIAS[kind]).int8(left).int8(right), belief));
    }
    const canonical = this.table('identity', ['node', 'canonical', ...VALID]);
    for (const [node, timeline] of identity.canonical) {
      this.take('identity', timeline, (belief) => this.belief(this.row(canonical).int8(node).int8(belief.value), belief));
    }
    this.opened.push(aliases, canonical);
  }

  private table(name: string, columns: readonly string[]): CopyRows {
    return new CopyRows(`hot.${name}`, [...KEY, ...columns]);
  }

  private row(rows: CopyRows): CopyRows {
    rows.row().int4(this.at.tenant).int4(this.at.generation).int8(this.nextRow);
    this.nextRow += 1n;
    return rows;
  }

  private belief(
    rows: CopyRows,
    { from, to, knownFrom, knownTo }: Interval<unknown> & Pick<Belief<unknown>, 'knownFrom' | 'knownTo'>,
  ): void {
    rows
      .instant(from)
      .instant(to)
      .int8(knownFrom)
      .int8(knownTo ?? OPEN);
  }

  private take<Value>(table: string, { opened, closed }: Timeline<Value>, open: (belief: Belief<Value>) => void): void {
    for (const { row, knownTo } of closed) this.end(table, row, knownTo);
    for (const belief of opened) open(belief);
  }

  private end(table: string, row: bigint, knownTo: bigint): void {
    const ending = this.closed.get(table) ?? { rows: [], knownTo: [] };
    ending.rows.push(row);
    ending.knownTo.push(knownTo);
    this.closed.set(table, ending);
  }

  private closing(table: string, { rows, knownTo }: Ending): string {
    const { tenant, generation } = this.at;
    // The table's name is one of ours, the numbers are numbers: nothing from outside is in this text.
    return `
      update hot.${table} as belief set known_to = ended.known_to
      from unnest('{${rows.join()}}'::bigint[], '{${knownTo.join()}}'::bigint[]) as ended (row, known_to)
      where belief.tenant = ${tenant} and belief.generation = ${generation} and belief.row = ended.row`;
  }
}

/** Rows of one table whose belief ends, and with which entry. */
interface Ending {
  readonly rows: bigint[];
  readonly knownTo: bigint[];
}

interface StatementRow {
  readonly kind: number;
  readonly origin: number | null;
  readonly source: number | null;
  readonly target: number;
  readonly via: number | null;
}

function runEnd(rows: CopyRows, { end }: RunBelief): CopyRows {
  if (end === undefined) return rows.instant(null).null().null();
  return rows.instant(end.time).hex(end.digest).int2(RUN_TYPE[end.type]);
}

function missing(id: number): never {
  throw new Error(`what ${id} is made of was not found`);
}
