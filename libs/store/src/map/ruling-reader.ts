import { parseInstant, sha256 } from '#foundation';
import { type Name, nameKey, nodeKey, type NodeName, readRetraction, readSetting, type Retraction, type Setting } from '#lineage';

import type { Session } from '../sql/session.ts';
import { NODE_KIND } from './codes.ts';
import type { Place } from './place.ts';
import { hexIn, numberIn, postgresTime, textIn } from './rows.ts';

type Withdrawal = Exclude<Retraction, { readonly reinstate: string }>;

/** A retraction as it stands in the graph. */
export interface RecordedRetraction {
  readonly position: bigint;
  readonly ruling: Withdrawal;
  /** The ruling that took it back first. Undefined: it is in force. */
  readonly takenBack: { readonly position: bigint; readonly why: string } | undefined;
}

/** What operators set, the newest of each. */
export interface SettingsInForce {
  /** The general one first, when there is one. */
  readonly lineageWindows: readonly Extract<Setting, { readonly setting: 'lineage-window' }>[];
  readonly aliases: readonly (readonly [Name, Name])[];
  readonly retired: readonly { readonly node: NodeName; readonly at: string }[];
}

/** Reads what operators ruled, and what their words name. Of a graph, as far as it is mapped. */
export class RulingReader {
  constructor(
    private readonly session: Session,
    private readonly at: Place,
  ) {}

  /** All retractions, newest first. Operators make few. */
  async retractions(): Promise<readonly RecordedRetraction[]> {
    const rows = await this.session.rows`
      select retraction.position, retraction.body from hot.retraction as retraction
      where retraction.tenant = ${this.at.tenant}::int and retraction.generation = ${this.at.generation}::int order by retraction.position`;
    const rulings = rows.map((row) => ({ position: BigInt(numberIn(row, 'position')), ruling: readRetraction(textIn(row, 'body')) }));
    const takenBack = new Map<string, { readonly position: bigint; readonly why: string }>();
    for (const { position, ruling } of rulings)
      if ('reinstate' in ruling && !takenBack.has(ruling.reinstate)) takenBack.set(ruling.reinstate, { position, why: ruling.why });
    return rulings
      .flatMap(({ position, ruling }) => ('reinstate' in ruling ? [] : [{ position, ruling, takenBack: takenBack.get(ruling.retraction) }]))
      .reverse();
  }

  async settings(): Promise<SettingsInForce> {
    const rows = await this.session.rows`
      select setting.body from hot.setting as setting
      where setting.tenant = ${this.at.tenant}::int and setting.generation = ${this.at.generation}::int order by setting.position`;
    const newest = new Map<string, Setting>();
    for (const setting of rows.map((row) => readSetting(textIn(row, 'body')))) newest.set(subjectOf(setting), setting);
    const all = [...newest].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, setting]) => setting);
    return {
      lineageWindows: all.filter((setting) => setting.setting === 'lineage-window'),
      aliases: all.flatMap((setting) => (setting.setting === 'alias' && setting.joined ? [setting.pair] : [])),
      retired: all.flatMap((setting) =>
        setting.setting === 'retired' && setting.at !== null ? [{ node: setting.node, at: setting.at }] : [],
      ),
    };
  }

  /** Whether the graph has a dataset or job of this name. */
  async knows({ kind, ...name }: NodeName): Promise<boolean> {
    const [row] = await this.session.rows`
      select exists (select from hot.node as node where node.tenant = ${this.at.tenant}::int and node.generation = ${this.at.generation}::int
                     and node.kind = ${NODE_KIND[kind]}::smallint and node.name_hash = ${sha256(nameKey(name))}) as known`;
    return row?.['known'] === true;
  }

  /** The content digests of the events at some positions; a position that holds no mapped event is not in the map. */
  async digestsAt(positions: readonly bigint[]): Promise<ReadonlyMap<bigint, string>> {
    const rows = await this.session.rows`
      select distinct o.position, o.digest from hot.observation as o
      where o.tenant = ${this.at.tenant}::int and o.generation = ${this.at.generation}::int and o.position = any (${positions}::bigint[])`;
    return new Map(rows.map((row) => [BigInt(numberIn(row, 'position')), hexIn(row, 'digest')]));
  }

  /** Which positions, half open, were recorded from `since` on and before `until`; null: since ever, or as far as is recorded. */
  async positionsReceived({ since, until }: Received): Promise<{ readonly from: bigint; readonly to: bigint }> {
    const [start, end] = [since, until].map((text) => (text === null ? null : boundary(text)));
    const [row = {}] = await this.session.rows`
      select coalesce((select batch.first + batch.entries from hot.ledger_batch as batch
                       where batch.tenant = head.tenant and batch.recorded_at < ${start ?? null}::timestamptz order by batch.first desc limit 1), 0) as from_position,
             coalesce((select batch.first from hot.ledger_batch as batch
                       where batch.tenant = head.tenant and batch.recorded_at >= ${end ?? null}::timestamptz order by batch.first limit 1), head.next) as to_position
      from hot.ledger_head as head where head.tenant = ${this.at.tenant}::int`;
    return { from: BigInt(numberIn(row, 'from_position')), to: BigInt(numberIn(row, 'to_position')) };
  }

  /** The content digests of what an emitter brought, at positions half open, in their order. */
  async digestsBrought(emitter: string, { from, to }: { readonly from: bigint; readonly to: bigint }): Promise<readonly string[]> {
    const rows = await this.session.rows`
      select o.digest from hot.observation as o
      where o.tenant = ${this.at.tenant}::int and o.generation = ${this.at.generation}::int and o.by = ${emitter}::uuid
        and o.position >= ${from}::bigint and o.position < ${to}::bigint
      group by o.digest order by min(o.position)`;
    return rows.map((row) => hexIn(row, 'digest'));
  }
}

/** A period by our clock, RFC 3339, half open. */
export interface Received {
  readonly since: string | null;
  readonly until: string | null;
}

/** What only the newest setting of counts. */
function subjectOf(setting: Setting): string {
  switch (setting.setting) {
    case 'lineage-window':
      return `1 ${setting.job === null ? '' : nameKey(setting.job)}`;
    case 'alias':
      return `2 ${JSON.stringify(setting.pair.map(nameKey).sort())}`;
    case 'retired':
      return `3 ${nodeKey(setting.node)}`;
  }
}

function boundary(text: string): string {
  const parsed = parseInstant(text);
  if (parsed === undefined) throw new Error(`not a time: ${text}`); // the operation has read it before
  return postgresTime(parsed.instant);
}
