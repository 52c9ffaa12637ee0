import { compareUtf8, formatInstant } from '#foundation';
import { type Name, nameKey } from '#lineage';
import { type ColumnWalk, ephiCandidates, type EphiFacts, type FactEdge, type FactFlow, type Place, type Unknown } from '#reports';

import type { AnswerHeader } from '../ask/answer.ts';
import type { LineageAnswer, LineageEdge, LineageNode, LineageQuestion } from '../trace/lineage-answer.ts';
import { traceLineage } from '../trace/trace-lineage.ts';
import { datasetFacts } from './dataset-facts.ts';
import type { Gathering } from './gathering.ts';

/** Columns whose way is walked. A walk takes some 10 to 50 ms, so that a report takes seconds, not minutes. */
const SOURCES_MAX = 500;
/** Edges that a report holds: what more there is would be read by nobody. */
const EDGES_MAX = 20_000;
/** Edges between datasets that are looked at for what no columns tell. */
const FLOWS_MAX = 100_000;
/** As deep as a walk may go. */
const DEPTH = 100;

/** Gathers what the map of ePHI rests on, through the questions that anybody may ask. What the bounds leave out is said. */
export async function ephiFacts(gathering: Gathering, { foldVersion, reasons }: AnswerHeader): Promise<EphiFacts> {
  const { datasets, unknown: unlooked } = await datasetFacts(gathering);
  const gathered = new Gathered(unlooked);
  gathered.heed({ reasons: reasons.filter(({ code }) => code === 'ACCESS_SCOPED') }, ''); // also where nothing is found to walk from
  const candidates = ephiCandidates(datasets);
  const walked = candidates.slice(0, SOURCES_MAX);
  for (const { dataset, column } of walked) await walkColumn(gathering, gathered, { dataset, column });
  if (candidates.length > SOURCES_MAX) gathered.leaveOut(tooMany(candidates.length, candidates.slice(SOURCES_MAX)));
  const sources = new Map(walked.map(({ dataset }) => [nameKey(dataset), dataset]));
  for (const dataset of sources.values()) await walkDataset(gathering, gathered, dataset);
  const flows = await withColumnsTold(gathering, gathered);
  return {
    ...gathering.times,
    askedAs: [...gathering.principal.roles, ...gathering.engagedAs].toSorted(compareUtf8),
    foldVersion,
    datasets,
    walks: gathered.walks,
    flows,
    unknown: gathered.unknown,
  };
}

/** Walks and flows as they come in, up to the bound. */
class Gathered {
  readonly walks: ColumnWalk[] = [];
  readonly flows = new Map<string, FactEdge>();
  readonly unknown: Unknown[];
  private edges = 0;

  constructor(unknown: readonly Unknown[]) {
    this.unknown = [...unknown];
  }

  get isFull(): boolean {
    return this.edges >= EDGES_MAX;
  }

  take(count: number): void {
    this.edges += count;
  }

  leaveOut(unknown: Unknown): void {
    this.unknown.push(unknown);
  }

  /** What an answer says of itself. What is of the moment has no place in a report: at its two times it is no reason. */
  heed({ reasons }: Pick<AnswerHeader, 'reasons'>, about: string): void {
    for (const { code, message } of reasons) {
      if (code === 'MAPPING_BEHIND' || code === 'FOLD_DIFFERS') continue;
      this.unknown.push({ code, message, about: code === 'TRUNCATED' ? [about] : [] });
    }
  }
}

interface Column {
  readonly dataset: Name;
  readonly column: string | null;
}

async function walkColumn(gathering: Gathering, gathered: Gathered, { dataset, column }: Column): Promise<void> {
  const about = `${dataset.namespace} ${dataset.name}${column === null ? '' : `.${column}`}`;
  if (gathered.isFull) {
    gathered.leaveOut({
      code: 'TRUNCATED',
      message: `The report holds ${EDGES_MAX} edges already; the ways of these columns were not walked.`,
      about: [about],
    });
    return;
  }
  const answer = await trace(gathering, { root: { dataset: nameOnly(dataset) }, granularity: 'COLUMN', column, depth: DEPTH });
  gathered.heed(answer.header, about);
  noteDepth(answer, gathered, about);
  const edges = edgesIn(answer);
  gathered.take(edges.length);
  gathered.walks.push({ root: { kind: 'column', namespace: dataset.namespace, name: dataset.name, column }, edges });
}

/** Where the datasets themselves lead, for what no column lineage tells. */
async function walkDataset(gathering: Gathering, gathered: Gathered, dataset: Name): Promise<void> {
  const about = `${dataset.namespace} ${dataset.name}`;
  if (gathered.flows.size >= FLOWS_MAX) {
    const message = `More than ${FLOWS_MAX} edges lead on from datasets with ePHI; where these lead without column lineage was not looked at.`;
    gathered.leaveOut({ code: 'TRUNCATED', message, about: [about] });
    return;
  }
  const answer = await trace(gathering, { root: { dataset: nameOnly(dataset) }, granularity: 'DATASET', depth: DEPTH });
  gathered.heed(answer.header, about);
  noteDepth(answer, gathered, about);
  for (const edge of edgesIn(answer)) gathered.flows.set(flowKey(edge), edge);
}

/**
 * Whether columns are told for each flow. Reading and writing tells none: where a job's columns are told, the walk follows its flows instead. A flow of
 * `columnLineage` always tells them; one of the `lineage` facet may, so its dataset is asked what its columns lead to.
 */
async function withColumnsTold(gathering: Gathering, { flows }: Gathered): Promise<readonly FactFlow[]> {
  const asked = new Map<string, Promise<ReadonlySet<string>>>();
  const told: FactFlow[] = [];
  for (const flow of flows.values()) {
    const { origin, source } = flow;
    if (origin !== 'lineage' || source.kind !== 'dataset') {
      told.push({ ...flow, tellsColumns: origin === 'column' });
      continue;
    }
    const known = asked.get(nameKey(source)) ?? columnsTold(gathering, source);
    asked.set(nameKey(source), known);
    told.push({ ...flow, tellsColumns: (await known).has(toldKey(flow)) });
  }
  return told;
}

/** What some column of a dataset directly leads to, and by which job. */
async function columnsTold(gathering: Gathering, dataset: Name): Promise<ReadonlySet<string>> {
  const answer = await trace(gathering, { root: { dataset: nameOnly(dataset) }, granularity: 'COLUMN', depth: 1, evidence: 'OMITTED' });
  return new Set(edgesIn(answer).map(toldKey));
}

function toldKey({ target, via }: Pick<FactEdge, 'target' | 'via'>): string {
  return JSON.stringify([target.namespace, target.name, via?.namespace ?? null, via?.name ?? null]);
}

function flowKey({ source, target, via, kind, origin }: FactEdge): string {
  return JSON.stringify([source, target, via?.namespace ?? null, via?.name ?? null, kind, origin]);
}

async function trace({ context, principal, times }: Gathering, question: Omit<LineageQuestion, 'direction'>): Promise<LineageAnswer> {
  return traceLineage(context, principal, { ...question, ...times, direction: 'downstream' });
}

function noteDepth({ nodes }: LineageAnswer, gathered: Gathered, about: string): void {
  if (!nodes.some(({ depth }) => depth >= DEPTH)) return;
  gathered.leaveOut({
    code: 'TRUNCATED',
    message: `These lead further than ${DEPTH} jobs away; what lies behind is not shown.`,
    about: [about],
  });
}

function tooMany(count: number, rest: readonly Column[]): Unknown {
  const message = `${count} columns are or may be sources of ePHI, and the ways of ${SOURCES_MAX} were walked; those of these were not.`;
  return {
    code: 'TRUNCATED',
    message,
    about: rest.map(({ dataset, column }) => `${dataset.namespace} ${dataset.name}${column === null ? '' : `.${column}`}`),
  };
}

function edgesIn({ nodes, edges }: LineageAnswer): readonly FactEdge[] {
  const places = new Map(nodes.map((node) => [node.id, placeOf(node)]));
  return edges.flatMap((edge): FactEdge[] => {
    const [source, target] = [places.get(edge.source), places.get(edge.target)];
    return source === undefined || target === undefined ? [] : [factEdge(edge, { source, target })];
  });
}

function placeOf({ kind, namespace, name, column }: LineageNode): Place {
  return { kind: kind === 'run' ? 'job' : kind, namespace, name, column }; // walks by columns and datasets reach no runs
}

function factEdge(
  { via, kind, origin, since, transformations, isUntold, evidence }: LineageEdge,
  { source, target }: Readonly<Record<'source' | 'target', Place>>,
): FactEdge {
  return {
    source,
    target,
    via: via === null ? null : nameOnly(via),
    kind,
    origin,
    since: formatInstant(since),
    transformations,
    isUntold,
    evidence:
      evidence === null
        ? null
        : {
            firstSeen: formatInstant(evidence.firstSeen),
            lastSeen: formatInstant(evidence.lastSeen),
            count: evidence.count,
            first: evidence.first.commitment,
            last: evidence.last.commitment,
          },
  };
}

function nameOnly({ namespace, name }: Name): { readonly namespace: string; readonly name: string } {
  return { namespace, name };
}
