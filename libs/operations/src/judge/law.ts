import type { Contract } from '#contracts';
import { presentAt } from '#foundation';
import { type NodeId, nameKey } from '#lineage';
import { ask, type ContractVersion, type GraphMap, LedgerReader, type Session, type VerdictRow, Verdicts, type Watch } from '#store';

import type { Context } from '../context.ts';
import { contractsInForce } from './contract-acts.ts';
import { type Verdict, verdictsAt } from './verdicts.ts';

/**
 * Judges contracts in the map's transaction: at each ledger size at which one may have come to something else, by what was then the present, which is what
 * its clock showed when that size was recorded. So verdicts follow from the ledger alone, wherever batches were cut. Without a contract it asks nothing.
 */
export class Law {
  private readonly session: Session;
  private readonly map: GraphMap;
  private readonly verdicts: Verdicts;

  private constructor(
    private readonly context: Context,
    { session, map }: { readonly session: Session; readonly map: GraphMap },
    private readonly watch: Watch,
  ) {
    this.session = session;
    this.map = map;
    this.verdicts = new Verdicts(session, map.at);
  }

  /** To be called before anything is folded: what is to be watched is read once, and then remembered by the map. */
  static async of(context: Context, session: Session, map: GraphMap): Promise<Law> {
    const known = map.watch;
    if (known !== undefined) return new Law(context, { session, map }, known);
    const law = new Law(context, { session, map }, { contracts: new Map(), nodes: new Map(), said: new Map() });
    await law.begin();
    map.watch = law.watch;
    return law;
  }

  /** Takes a contract into force, and judges it. */
  async take(version: ContractVersion): Promise<void> {
    const { contracts, said } = this.watch;
    const { id } = version.contract;
    contracts.set(id, version);
    await this.watchNames([version]);
    const size = version.position + 1n;
    const kept = new Set(version.contract.promises.map(({ dataset }) => saidKey(id, dataset)));
    const gone = (await this.verdicts.last())
      .filter((row) => row.contract === id && row.outcome !== null && !kept.has(saidKey(id, row.dataset)))
      .map((row): VerdictRow => ({
        ...row,
        size,
        outcome: null,
        findings: [],
        contractAt: version.position,
        eventAt: undefined,
        since: undefined,
      }));
    for (const { contract, dataset } of gone) said.delete(saidKey(contract, dataset));
    await this.judge(size, [version], gone);
  }

  /** Judges what the folded entries may have changed. */
  async judgeTouched(): Promise<void> {
    const bySize = new Map<bigint, Set<string>>();
    for (const { size, node } of this.map.touches) {
      const ids = (node === undefined ? undefined : this.watch.nodes.get(node)) ?? this.watch.contracts.keys();
      bySize.set(size, new Set([...(bySize.get(size) ?? []), ...ids]));
    }
    for (const size of [...bySize.keys()].sort((left, right) => (left < right ? -1 : 1))) {
      const versions = [...(bySize.get(size) ?? [])].flatMap((id) => this.watch.contracts.get(id) ?? []);
      await this.judge(size, versions);
    }
  }

  private async judge(size: bigint, versions: readonly ContractVersion[], gone: readonly VerdictRow[] = []): Promise<void> {
    const verdicts = await this.presentVerdicts(size, versions);
    const changed = verdicts.filter((verdict) => {
      const key = saidKey(verdict.contract, verdict.dataset);
      const text = saidText(verdict);
      if (this.watch.said.get(key) === text) return false;
      this.watch.said.set(key, text);
      return true;
    });
    const rows = [
      ...changed.map((verdict): VerdictRow => ({ ...verdict, size, eventAt: verdict.schema?.eventAt, since: verdict.schema?.since })),
      ...gone,
    ];
    if (rows.length > 0) await this.verdicts.add(size, rows.sort(compareRows));
  }

  /** Also notes under which names the datasets go by then. */
  private async presentVerdicts(size: bigint, versions: readonly ContractVersion[]): Promise<readonly Verdict[]> {
    const { tenant, keys } = this.context;
    const [reached] = await new LedgerReader(this.session, tenant, keys).reachedAt([size]);
    if (reached === undefined || versions.length === 0) return [];
    const asked = await ask(this.session, this.map.at, { asOf: presentAt(reached.at), knownAt: size });
    const verdicts = await verdictsAt(asked, versions);
    for (const { contract, members } of verdicts) for (const node of members) this.note(node, contract);
    return verdicts;
  }

  private async begin(): Promise<void> {
    const versions = await contractsInForce(this.context, this.session, this.map.mapped);
    if (versions.length === 0) return;
    for (const version of versions) this.watch.contracts.set(version.contract.id, version);
    await this.watchNames(versions);
    for (const row of await this.verdicts.last()) {
      if (row.outcome !== null) this.watch.said.set(saidKey(row.contract, row.dataset), saidText(row));
    }
    await this.presentVerdicts(this.map.mapped, versions); // for the names
  }

  private async watchNames(versions: readonly ContractVersion[]): Promise<void> {
    const names = versions.flatMap(({ contract }) => contract.promises.map(({ dataset }) => ({ contract, dataset })));
    const nodes = await this.map.nodesOf(names.map(({ dataset }) => ({ kind: 'dataset', ...dataset })));
    nodes.forEach((node, index) => {
      const contract: Contract | undefined = names[index]?.contract;
      if (contract !== undefined) this.note(node, contract.id);
    });
  }

  /** A name that stopped being the dataset's is watched on: looked at in vain, it changes nothing. */
  private note(node: NodeId, contract: string): void {
    const { nodes } = this.watch;
    nodes.set(node, (nodes.get(node) ?? new Set()).add(contract));
  }
}

function saidKey(contract: string, dataset: VerdictRow['dataset']): string {
  return `${contract.length} ${contract} ${nameKey(dataset)}`;
}

function saidText({ outcome, findings }: Pick<VerdictRow, 'outcome' | 'findings'>): string {
  return JSON.stringify([outcome, findings.map(({ kind, column, expected, found }) => [kind, column, expected, found])]);
}

function compareRows(left: VerdictRow, right: VerdictRow): number {
  const [one, other] = [saidKey(left.contract, left.dataset), saidKey(right.contract, right.dataset)];
  return one < other ? -1 : one > other ? 1 : 0;
}
