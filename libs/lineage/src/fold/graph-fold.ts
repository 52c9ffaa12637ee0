import type { Instant } from '#foundation';

import type { ClaimKey } from './claims.ts';
import type { CountedEvent, NodeClaim, NodeId, RunKey, StatementId, StatementSetId } from './counted-event.ts';
import { DeclaredLane, WholeLane } from './edge-lane.ts';
import { IdentityLane, renameStretches, symlinkStretches } from './identity-lane.ts';
import type { LifecycleClaim, Neighbourhood } from './neighbourhood.ts';
import { NodeCell, type StoredNode } from './node-cell.ts';
import type { ObservedWorld } from './neighbours.ts';
import { ObservedLane } from './observed-lane.ts';
import { RunCell } from './run-cell.ts';

/**
 * Folds entries, one by one, into the neighbourhood. After `finish` the cells hold what is to be written: when nothing of `past` is open. As long as
 * something is, it is to be answered and the batch folded again.
 */
export class GraphFold {
  readonly nodes = new Map<NodeId, NodeCell>();
  readonly runs = new Map<RunKey, RunCell>();
  readonly observed = new Map<NodeId, ObservedLane>();
  readonly whole = new Map<NodeId, WholeLane>();
  readonly declared = new Map<NodeId, DeclaredLane>();
  readonly identity: IdentityLane;
  private renames: LifecycleClaim[];
  private creations: LifecycleClaim[];
  private readonly cuts = new Map<NodeId, LifecycleClaim[]>();
  private readonly unsettled = new Set<{ settle(size: bigint): void }>();

  constructor(private readonly before: Neighbourhood) {
    const world = this.world();
    for (const cut of before.cuts) this.cuts.set(cut.node, [...(this.cuts.get(cut.node) ?? []), cut]);
    for (const [node, stored] of before.nodes) this.nodes.set(node, this.cell(node, stored));
    for (const [run, stored] of before.runs) this.runs.set(run, new RunCell(stored));
    for (const [speaker, stored] of before.observed) this.observed.set(speaker, new ObservedLane(stored, world, before.windows(speaker)));
    for (const [speaker, stored] of before.whole) this.whole.set(speaker, new WholeLane(stored, world, before.windows(speaker)));
    for (const [speaker, stored] of before.declared) this.declared.set(speaker, new DeclaredLane(stored, world));
    this.identity = new IdentityLane(before.aliases, before.canonical, before.nameOf);
    this.renames = [...before.renames];
    this.creations = [...before.creations];
  }

  /** Takes one more event in. The caller settles with the ledger's size that includes it. */
  add(event: CountedEvent): void {
    const beganBefore = event.run === undefined ? undefined : this.runs.get(event.run)?.belief.value?.began;
    this.addToRun(event);
    for (const claim of event.nodes) this.addNode(event, claim);

    const lane = event.run === undefined ? undefined : this.observed.get(event.speaker);
    lane?.add(event, beganBefore);
    if (lane !== undefined) this.unsettled.add(lane);
    const dropped = event.nodes.filter(({ change }) => change === 'DROP');
    for (const { node } of dropped) this.cutEdges(node, event.time);
    if (event.run !== undefined) this.whole.get(event.speaker)?.add(event);
    if (event.declares) this.declared.get(event.speaker)?.add(event);
    if (this.whole.size > 0 || dropped.length > 0) this.judgeAll();
    else if (event.declares) this.judgeDeclared(event.speaker);
    this.addAliases(event);
  }

  /** Takes an event out again: a retraction. The whole history of what it touched must be here. The caller settles. */
  remove(event: CountedEvent): void {
    if (event.run !== undefined) {
      const left = this.before.runEvents(event.run);
      this.run(event.run).replace(left);
      this.unsettled.add(this.run(event.run).belief);
    }
    for (const claim of event.nodes) this.removeNode(event, claim);
    if (event.run !== undefined) this.whole.get(event.speaker)?.remove(event);
    if (event.declares) this.declared.get(event.speaker)?.remove(event);
    this.judgeAll();
    this.removeAliases(event);
  }

  /** The lineage window of a job is another from this entry on. */
  setWindow(speaker: NodeId, nanoseconds: bigint): void {
    const lane = this.whole.get(speaker);
    if (lane === undefined) return;
    lane.window = nanoseconds;
    lane.judge();
    this.unsettled.add(lane);
  }

  /** A node was retired at an instant, or its retirement was taken back (undefined). */
  retire(node: NodeId, at: Instant | undefined): void {
    const digest = 'retired';
    const cell = this.nodes.get(node);
    for (const cut of this.cuts.get(node)?.filter((cut) => cut.digest === digest) ?? []) cell?.forget(cut);
    const others = this.cuts.get(node)?.filter((cut) => cut.digest !== digest) ?? [];
    this.cuts.set(node, at === undefined ? others : [...others, { node, time: at, digest }]);
    if (at !== undefined) cell?.cut({ time: at, digest });
    if (cell !== undefined) this.unsettled.add(cell);
    this.judgeAll();
  }

  /** Two names were joined or parted by an accepted alias. */
  alias(left: NodeId, right: NodeId, intervals: Parameters<IdentityLane['put']>[1]): void {
    this.identity.put({ kind: 'accepted', left, right }, intervals);
    this.judgeIdentity();
  }

  /** What the entry changed becomes belief from ledger size `size` on. */
  settle(size: bigint): void {
    for (const cell of this.unsettled) cell.settle(size);
    this.unsettled.clear();
  }

  /** Ends the batch: every cell now holds what is to be written. */
  finish(): void {
    for (const { presence, facets } of this.nodes.values()) {
      presence.finish();
      for (const { timeline } of facets.values()) timeline.finish();
    }
    for (const { belief } of this.runs.values()) belief.finish();
    for (const { edges } of [...this.observed.values(), ...this.whole.values(), ...this.declared.values()])
      for (const timeline of edges.values()) timeline.finish();
    for (const { timeline } of this.identity.pairs.values()) timeline.finish();
    for (const timeline of this.identity.canonical.values()) timeline.finish();
  }

  /** The latest cut of a node, if it ever had one. */
  lastCut(node: NodeId): Instant | undefined {
    return this.cuts
      .get(node)
      ?.reduce<Instant | undefined>((last, { time }) => (last === undefined || time > last ? time : last), undefined);
  }

  private world(): ObservedWorld {
    const { members, ends, past } = this.before;
    const membership = new Map<StatementSetId, ReadonlySet<StatementId>>();
    return {
      members,
      ends,
      past,
      began: (run) => this.runs.get(run)?.belief.value?.began,
      cuts: (statement) => this.cutsOf(statement),
      has: (set, statement) => {
        let statements = membership.get(set);
        if (statements === undefined) membership.set(set, (statements = new Set(members(set))));
        return statements.has(statement);
      },
    };
  }

  private cell(node: NodeId, stored: StoredNode): NodeCell {
    const { sightings, facets } = this.before.past;
    return new NodeCell(stored.isWhole ? stored : { ...stored, cuts: this.cuts.get(node) ?? [] }, {
      sighting: (after) => sightings.ask({ node, after }),
      facet: (name, { time, digest }) => facets.ask({ node, name, time, digest }),
    });
  }

  private run(run: RunKey): RunCell {
    let cell = this.runs.get(run);
    if (cell === undefined) this.runs.set(run, (cell = new RunCell(undefined)));
    return cell;
  }

  private addToRun(event: CountedEvent): void {
    if (event.run === undefined) return;
    const cell = this.run(event.run);
    cell.add(event);
    this.unsettled.add(cell.belief);
  }

  private addNode({ time, digest }: CountedEvent, { node, facets, change, renamedFrom }: NodeClaim): void {
    const cell = this.nodes.get(node);
    if (cell === undefined) return; // the store has shown that this claim changes nothing
    const claim = { node, time, digest };
    if (change === 'DROP') {
      cell.cut(claim);
      this.cuts.set(node, [...(this.cuts.get(node) ?? []), claim]);
    } else cell.sight(claim);
    if (change === 'RENAME' && renamedFrom !== undefined) this.renames.push({ ...claim, renamedFrom });
    if (change === 'CREATE') this.creations.push(claim);
    for (const [name, content] of facets) cell.facet(name).add({ time, digest, content });
    this.unsettled.add(cell);
  }

  private removeNode({ time, digest }: CountedEvent, { node, facets }: NodeClaim): void {
    const cell = this.nodes.get(node);
    if (cell === undefined) throw new Error(`node ${node} is not in the neighbourhood of its event`);
    const others = (claim: LifecycleClaim): boolean => claim.node !== node || claim.time !== time || claim.digest !== digest;
    cell.forget({ time, digest });
    this.cuts.set(node, (this.cuts.get(node) ?? []).filter(others));
    this.renames = this.renames.filter(others);
    this.creations = this.creations.filter(others);
    for (const name of facets.keys()) cell.facet(name).remove({ time, digest });
    this.unsettled.add(cell);
  }

  private judgeDeclared(speaker: NodeId): void {
    const lane = this.declared.get(speaker);
    if (lane === undefined) return;
    lane.judge();
    this.unsettled.add(lane);
  }

  private judgeAll(): void {
    for (const lane of [...this.whole.values(), ...this.declared.values()]) {
      lane.judge();
      this.unsettled.add(lane);
    }
  }

  private cutEdges(node: NodeId, at: Instant): void {
    for (const lane of this.observed.values()) {
      lane.cut(node, at);
      this.unsettled.add(lane);
    }
  }

  private addAliases(event: CountedEvent): void {
    const touched = event.nodes.filter(({ facets, change }) => facets.has('symlinks') || change === 'RENAME' || change === 'CREATE');
    this.judgeAliases(touched);
  }

  private removeAliases(event: CountedEvent): void {
    this.judgeAliases(event.nodes);
  }

  private judgeAliases(touched: readonly NodeClaim[]): void {
    const claims = touched.filter(({ node }) => this.before.aliased.has(node));
    if (claims.length === 0) return;
    for (const { node } of claims) this.putSymlinks(node);
    this.putRenames(new Set(claims.flatMap(({ node, renamedFrom }) => (renamedFrom === undefined ? [node] : [node, renamedFrom]))));
    this.judgeIdentity();
  }

  private judgeIdentity(): void {
    this.identity.judge();
    this.unsettled.add(this.identity);
  }

  private putSymlinks(node: NodeId): void {
    const facet = this.nodes.get(node)?.facets.get('symlinks');
    if (facet === undefined) return;
    const stretches = symlinkStretches(facet, this.before.identifiers);
    for (const { right } of this.identity.from('symlink', node)) {
      if (!stretches.has(right)) this.identity.put({ kind: 'symlink', left: node, right }, []);
    }
    for (const [right, intervals] of stretches) if (right !== node) this.identity.put({ kind: 'symlink', left: node, right }, intervals);
  }

  private putRenames(nodes: ReadonlySet<NodeId>): void {
    const pairs = new Map<string, { left: NodeId; right: NodeId; renamed: ClaimKey[] }>();
    for (const pair of this.identity.pairs.values()) {
      if (pair.kind === 'rename') pairs.set(`${pair.left} ${pair.right}`, { left: pair.left, right: pair.right, renamed: [] });
    }
    for (const { node, renamedFrom, time, digest } of this.renames) {
      if (renamedFrom === undefined || renamedFrom === node) continue;
      const key = `${renamedFrom} ${node}`;
      const pair = pairs.get(key) ?? { left: renamedFrom, right: node, renamed: [] };
      pairs.set(key, { ...pair, renamed: [...pair.renamed, { time, digest }] });
    }
    for (const { left, right, renamed } of pairs.values()) {
      if (!nodes.has(left) && !nodes.has(right)) continue;
      const creations = this.creations.filter(({ node }) => node === left);
      this.identity.put({ kind: 'rename', left, right }, renameStretches(renamed, creations));
    }
  }

  private cutsOf(statement: StatementId): readonly Instant[] {
    const times = this.before.ends(statement).flatMap((node) => (this.cuts.get(node) ?? []).map(({ time }) => time));
    return times.length < 2 ? times : times.sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
  }
}
