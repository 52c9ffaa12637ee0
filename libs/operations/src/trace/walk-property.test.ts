import { expect, test } from 'vitest';

import { formatInstant } from '#foundation';
import { diceOf, type Dice, freshInstallation, given, mappedHistory, referenceSnapshot } from '#testkit';

import type { Granularity, LineageAnswer } from './lineage-answer.ts';
import { traceLineage } from './trace-lineage.ts';

// Goal: a walk reaches what section 4 of the fold says, at its nearest depth, by the edges it says, at any two times, for every granularity.
// Method: random histories made to hurt; the reference's snapshot at random times; a walk over its lines by plain sets, written down again from the page.

type Line = readonly (string | boolean | null)[];
type Found = { readonly nodes: readonly string[]; readonly edges: readonly string[] };

interface Edge {
  readonly mode: string;
  readonly kind: string;
  readonly origin: string;
  readonly source: string | null;
  readonly sourceField: string | null;
  readonly target: string;
  readonly targetField: string | null;
  readonly via: string | null;
  readonly type: string | null;
}

/** A snapshot in words: nodes are `kind namespace name`, datasets by their canonical names. */
class Snapshot {
  readonly edges: readonly Edge[];
  readonly present: ReadonlySet<string>;
  private readonly canonical: ReadonlyMap<string, string>;

  constructor(lines: readonly Line[]) {
    const identity = lines.filter(([word]) => word === 'identity');
    this.canonical = new Map(
      identity.map(([, namespace, name, toNamespace, toName]) => [`dataset ${namespace} ${name}`, `dataset ${toNamespace} ${toName}`]),
    );
    const there = new Set(lines.filter(([word]) => word === 'presence').map(([, kind, namespace, name]) => `${kind} ${namespace} ${name}`));
    this.present = new Set([...there].map((node) => this.nodeOf(node)));
    this.edges = lines
      .filter(([word]) => word === 'edge')
      .filter(([, , , , sk, sns, sn, , tk, tns, tn]) => (sk === null || there.has(`${sk} ${sns} ${sn}`)) && there.has(`${tk} ${tns} ${tn}`)) // no walk through what is not there
      .map(([, mode, kind, origin, sk, sns, sn, sourceField, tk, tns, tn, targetField, vns, vn, type]): Edge => ({
        mode: String(mode),
        kind: String(kind),
        origin: String(origin ?? 'io'),
        source: sk === null ? null : this.nodeOf(`${sk} ${sns} ${sn}`),
        sourceField: sourceField as string | null,
        target: this.nodeOf(`${tk} ${tns} ${tn}`),
        targetField: targetField as string | null,
        via: vn === null ? null : `job ${vns} ${vn}`,
        type: type as string | null,
      }));
  }

  nodeOf(name: string): string {
    return this.canonical.get(name) ?? name;
  }
}

interface Move {
  readonly from: string;
  readonly to: string;
  readonly edge: string | undefined;
  readonly leadsOn: boolean;
}

const shown = (source: string, target: string, { via, mode, origin }: { via: string | null; mode: string; origin: string }): string =>
  `${source} -> ${target} via ${via ?? '-'} ${mode} ${origin}`;

/** Every move that a walk by datasets may make in a direction. */
function datasetMoves({ edges }: Snapshot, direction: string): readonly Move[] {
  const flows = edges.filter(({ kind }) => kind === 'flow');
  const isFree = (output: Edge): boolean =>
    !flows.some(({ via, origin }) => via === output.source && origin === 'lineage') &&
    !flows.some(({ via, target }) => via === output.source && target === output.target);
  const outputs = edges.filter(({ kind }) => kind === 'output');
  const inputs = edges.filter(({ kind }) => kind === 'input');

  const moves: Move[] = [];
  for (const flow of flows) {
    if (flow.source === null) {
      if (direction === 'upstream' && flow.via !== null)
        moves.push({ from: flow.target, to: flow.via, edge: shown(flow.via, flow.target, flow), leadsOn: false });
    } else {
      const [from, to] = direction === 'upstream' ? [flow.target, flow.source] : [flow.source, flow.target];
      moves.push({ from, to, edge: shown(flow.source, flow.target, flow), leadsOn: true });
    }
    const passedFrom = direction === 'upstream' ? flow.target : flow.source;
    if (flow.via !== null && passedFrom !== null) moves.push({ from: passedFrom, to: flow.via, edge: undefined, leadsOn: false });
  }
  for (const input of inputs) {
    const edge = shown(given(input.source), input.target, input); // inputs have sources
    if (direction === 'upstream') {
      moves.push({ from: input.target, to: given(input.source), edge, leadsOn: true });
      for (const output of outputs.filter((each) => each.source === input.target && isFree(each))) {
        moves.push({ from: output.target, to: given(input.source), edge, leadsOn: true });
      }
    } else {
      moves.push({ from: given(input.source), to: input.target, edge, leadsOn: false });
    }
  }
  for (const output of outputs) {
    const edge = shown(given(output.source), output.target, output);
    if (direction === 'upstream') {
      if (isFree(output)) moves.push({ from: output.target, to: given(output.source), edge, leadsOn: false });
    } else {
      moves.push({ from: given(output.source), to: output.target, edge, leadsOn: true });
      if (isFree(output))
        for (const input of inputs.filter(({ target }) => target === output.source))
          moves.push({ from: given(input.source), to: output.target, edge, leadsOn: true });
    }
  }
  return moves;
}

function jobMoves({ edges }: Snapshot, direction: string): readonly Move[] {
  const writes = edges.filter(({ kind, source }) => kind === 'output' || (kind === 'flow' && source?.startsWith('job ')));
  const reads = edges.filter(
    ({ kind, target, source }) => kind === 'input' || (kind === 'flow' && target.startsWith('job ') && source !== null),
  );
  const moves: Move[] = [];
  const add = (source: string, target: string, how: { via: string | null; mode: string }): void => {
    const [from, to] = direction === 'upstream' ? [target, source] : [source, target];
    if (to.startsWith('job ')) moves.push({ from, to, edge: shown(source, target, { ...how, origin: 'io' }), leadsOn: true });
  };
  for (const write of writes) {
    add(given(write.source), write.target, { via: null, mode: write.mode }); // from or to a dataset itself, or from job to job
    for (const read of reads) {
      if (read.source === write.target && write.target.startsWith('dataset ')) {
        add(given(write.source), read.target, {
          via: write.target,
          mode: [write.mode, read.mode].includes('declared') ? 'declared' : 'observed',
        });
      }
    }
  }
  for (const read of reads) if (!writes.includes(read)) add(given(read.source), read.target, { via: null, mode: read.mode });
  return moves;
}

/** Moves between columns depend on where one stands, so they are made for every standing. */
function columnMoves({ edges }: Snapshot, direction: string, isAll: boolean): (from: string) => readonly Move[] {
  const columns = edges.filter(({ kind, type }) => kind === 'column' && (isAll || type !== 'INDIRECT'));
  return (from) => {
    const [node, field] = JSON.parse(from) as [string, string | null];
    return columns.flatMap((column): Move[] => {
      const [near, nearField] = direction === 'upstream' ? [column.target, column.targetField] : [column.source, column.sourceField];
      const [far, farField] = direction === 'upstream' ? [column.source, column.sourceField] : [column.target, column.targetField];
      if (near !== node || (field !== null && nearField !== null && field !== nearField)) return [];
      const to = JSON.stringify([far, farField]);
      const edge = direction === 'upstream' ? shown(to, from, column) : shown(from, to, column);
      return [{ from, to, edge, leadsOn: !given(far).startsWith('job ') }];
    });
  };
}

/** Breadth first, over everything, row by row. */
function walkBy(
  movesFrom: (from: string) => readonly Move[],
  root: string,
  depthMax: number,
): { readonly depths: Map<string, number>; readonly edges: Set<string> } {
  const depths = new Map([[root, 0]]);
  const edges = new Set<string>();
  const stood = new Set([root]);
  let frontier = [root];
  for (let depth = 1; depth <= depthMax; depth += 1) {
    const next: string[] = [];
    for (const from of frontier) {
      for (const { to, edge, leadsOn } of movesFrom(from)) {
        if (edge !== undefined) edges.add(edge);
        if (!depths.has(to)) depths.set(to, depth);
        if (leadsOn && !stood.has(to)) {
          stood.add(to);
          next.push(to);
        }
      }
    }
    frontier = next;
  }
  return { depths, edges };
}

/** Through a job both halves are one move: the near half is added where the far half is. */
function expected(snapshot: Snapshot, { root, directions, depth, granularity, isAll }: Asked): Found {
  const depths = new Map<string, number>();
  const edges = new Set<string>();
  for (const direction of directions) {
    const moves =
      granularity === 'DATASET' ? datasetMoves(snapshot, direction) : granularity === 'JOB' ? jobMoves(snapshot, direction) : [];
    const movesFrom =
      granularity === 'COLUMN' ? columnMoves(snapshot, direction, isAll) : (from: string) => moves.filter((move) => move.from === from);
    const found = walkBy(movesFrom, root, depth);
    for (const [node, at] of found.depths) depths.set(node, Math.min(at, depths.get(node) ?? at));
    for (const edge of found.edges) edges.add(edge);
  }
  return { nodes: [...depths].map(([node, at]) => `${at} ${node}`).sort(), edges: [...edges].sort() };
}

interface Asked {
  readonly root: string;
  readonly directions: readonly string[];
  readonly depth: number;
  readonly granularity: Granularity;
  readonly isAll: boolean;
}

function found({ nodes, edges }: LineageAnswer): Found {
  const words = new Map(
    nodes.map(({ id, kind, namespace, name, column }) => [
      id,
      kind === 'column' ? JSON.stringify([`dataset ${namespace} ${name}`, column]) : `${kind} ${namespace} ${name}`,
    ]),
  );
  return {
    nodes: nodes.map(({ id, depth }) => `${depth} ${words.get(id)}`).sort(),
    edges: edges
      .map(({ source, target, via, kind, origin }) =>
        shown(given(words.get(source)), given(words.get(target)), {
          via: via === null ? null : `${via.kind} ${via.namespace} ${via.name}`,
          mode: kind,
          origin,
        }),
      )
      .sort(),
  };
}

function question(dice: Dice, snapshot: Snapshot): Asked | undefined {
  const granularity = dice.pick(['DATASET', 'DATASET', 'JOB', 'COLUMN'] as const);
  const roots = [...snapshot.present].filter((node) => granularity !== 'COLUMN' || node.startsWith('dataset '));
  if (roots.length === 0) return undefined;
  const node = dice.pick(roots);
  const fields = [null, ...new Set(snapshot.edges.flatMap(({ sourceField, targetField }) => [sourceField, targetField]))];
  const root = granularity === 'COLUMN' ? JSON.stringify([node, dice.pick(fields)]) : node;
  const directions = dice.pick([['upstream'], ['downstream'], ['upstream', 'downstream']]);
  return { root, directions, depth: dice.pick([1, 2, 3, 20]), granularity, isAll: dice.chance(0.5) };
}

const seeds = Array.from({ length: 8 }, (_, seed) => seed + 1);
test.each(seeds)('walks over history %i are those of the reference', async (seed) => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const entries = await mappedHistory(installation, { seed, size: 60 });

  const dice = diceOf(seed * 104_729);
  const times = entries.flatMap((entry) => (entry.kind === 'event' ? [entry.event.time] : []));
  for (let count = 0; count < 25; count += 1) {
    const asOf = dice.chance(0.5) ? dice.pick(times) : times.reduce((last, time) => (time > last ? time : last));
    const knownAt = dice.chance(0.4) ? entries.length : dice.below(entries.length + 1);
    const snapshot = new Snapshot(referenceSnapshot(entries, { asOf, knownAt }).map((line) => JSON.parse(line) as Line));
    const asked = question(dice, snapshot);
    if (asked === undefined) continue;

    const [node, column] = asked.granularity === 'COLUMN' ? (JSON.parse(asked.root) as [string, string | null]) : [asked.root, null];
    const [kind, namespace, name] = node.split(' ') as [string, string, string];
    const reference = { namespace, name };
    const answer = await traceLineage(context, admin, {
      root: kind === 'job' ? { job: reference } : { dataset: reference },
      direction: asked.directions.length === 2 ? 'both' : (asked.directions[0] as 'upstream'),
      depth: asked.depth,
      granularity: asked.granularity,
      column,
      transformations: asked.isAll ? 'ALL' : 'DIRECT',
      asOf: formatInstant(asOf),
      knownAt: knownAt === entries.length && dice.chance(0.7) ? null : String(knownAt),
    });

    expect({ asked, asOf, knownAt, ...found(answer) }).toEqual({ asked, asOf, knownAt, ...expected(snapshot, asked) });
    expect(answer.edges.filter(({ evidence }) => evidence === null)).toEqual([]);
    for (const { reachedBy, depth } of answer.nodes) expect(reachedBy.length > 0).toBe(depth > 0);
  }
});
