import { compareUtf8 } from '#foundation';

/** A graph in the words of e2e/cases/README.md. Lists are sorted by UTF-8 bytes, and hold nothing twice. */
export interface Graph {
  readonly jobs: readonly string[];
  readonly datasets: readonly string[];
  readonly identities: readonly string[];
  readonly runs: readonly string[];
  readonly edges: readonly string[];
  readonly columns: readonly string[];
  readonly facets: Readonly<Record<string, readonly string[]>>;
}

/** The counts that e2e/corpus-counts.py gives of a graph. */
export interface GraphCounts {
  readonly jobs: number;
  readonly datasets: number;
  readonly runs: number;
  readonly inputEdges: number;
  readonly outputEdges: number;
  readonly flowEdges: number;
  readonly columnEdges: number;
}

type Part = string | boolean | null;

/** Says in words what lines of facts hold. */
export function graphOf(lines: readonly string[]): Graph {
  const facts = factsIn(lines);
  const present = (kind: string): readonly string[] =>
    sorted(facts.presence.flatMap(([its, namespace, name]) => (its === kind ? [named(namespace, name)] : [])));
  return {
    jobs: present('job'),
    datasets: present('dataset'),
    identities: sorted(
      facts.identity.map(([namespace, name, ...canonical]) => `${named(namespace, name)} -> ${named(canonical[0], canonical[1])}`),
    ),
    runs: sorted(facts.run.map((run) => runWords(run, facts['run-io']))),
    edges: sorted(facts.edge.filter(isOfNodes).map(edgeWords)),
    columns: sorted(facts.edge.filter((edge) => !isOfNodes(edge)).map(columnWords)),
    facets: facetWords(facts.facet),
  };
}

export function countsOf(lines: readonly string[]): GraphCounts {
  const { presence, run, edge } = factsIn(lines);
  const distinct = (kind: string, parts: readonly number[]): number =>
    new Set(edge.filter((each) => each[1] === kind).map((each) => JSON.stringify(parts.map((part) => each[part])))).size;
  const ends = [2, 3, 4, 5, 7, 8, 9]; // origin and both nodes
  return {
    jobs: presence.filter(([kind]) => kind === 'job').length,
    datasets: presence.filter(([kind]) => kind === 'dataset').length,
    runs: run.length,
    inputEdges: distinct('input', ends),
    outputEdges: distinct('output', ends),
    flowEdges: distinct('flow', ends),
    columnEdges: distinct('column', [...ends, 6, 10, 13, 14, 16]), // fields, type, subtype, masking
  };
}

type FactKind = 'presence' | 'facet' | 'edge' | 'identity' | 'run' | 'run-io';

function factsIn(lines: readonly string[]): Readonly<Record<FactKind, readonly (readonly Part[])[]>> {
  const facts: Record<FactKind, Part[][]> = { presence: [], facet: [], edge: [], identity: [], run: [], 'run-io': [] };
  for (const line of lines) {
    const [kind, ...parts] = JSON.parse(line) as [FactKind, ...Part[]]; // what snapshotLines writes
    facts[kind].push(parts);
  }
  return facts;
}

function runWords(run: readonly Part[], uses: readonly (readonly Part[])[]): string {
  const [namespace, name, runId, state] = run;
  const used = (role: string): string =>
    sorted(
      uses.flatMap((use) => (use.slice(0, 3).join('\n') === run.slice(0, 3).join('\n') && use[3] === role ? [named(use[4], use[5])] : [])),
    ).join(', ');
  return `${named(namespace, name)} / ${words(runId)} ${words(state)} in=[${used('input')}] out=[${used('output')}]`;
}

/** Not between columns. */
function isOfNodes([, kind]: readonly Part[]): boolean {
  return kind !== 'column';
}

function edgeWords([mode, kind, origin, ...parts]: readonly Part[]): string {
  const [sourceKind, sourceNamespace, sourceName, , targetKind, targetNamespace, targetName] = parts;
  const end = (nodeKind: Part | undefined, name: string): string => (kind === 'flow' && nodeKind === 'job' ? `job ${name}` : name);
  const source = sourceKind === null ? '(nothing)' : end(sourceKind, named(sourceNamespace, sourceName));
  const what = origin === null ? words(kind) : `${words(kind)}(${words(origin)})`;
  return `${what}: ${source} -> ${end(targetKind, named(targetNamespace, targetName))}${mode === 'declared' ? ' (declared)' : ''}`;
}

function columnWords([mode, , , ...parts]: readonly Part[]): string {
  const [, sourceNamespace, sourceName, sourceField, , targetNamespace, targetName, targetField, , , type, subtype, , masking] = parts;
  const source = `${named(sourceNamespace, sourceName)} . ${sourceField === null ? '(nothing)' : words(sourceField)}`;
  const target = `${named(targetNamespace, targetName)} . ${targetField === null ? '(nothing)' : words(targetField)}`;
  const how = `${words(type ?? '-')}/${words(subtype ?? '-')}${masking === true ? ' masked' : ''}`;
  return `${source} -> ${target}  ${how}${mode === 'declared' ? ' (declared)' : ''}`;
}

function facetWords(facets: readonly (readonly Part[])[]): Graph['facets'] {
  const byNode = new Map<string, string[]>();
  for (const [kind, namespace, name, facet] of facets) {
    const node = `${words(kind)} ${named(namespace, name)}`;
    byNode.set(node, [...(byNode.get(node) ?? []), words(facet)]);
  }
  return Object.fromEntries([...byNode].map(([node, names]) => [node, sorted(names)]));
}

function named(namespace: Part | undefined, name: Part | undefined): string {
  return `${words(namespace)} / ${words(name)}`;
}

function words(part: Part | undefined): string {
  if (typeof part !== 'string') throw new Error(`a line of facts has ${String(part)} where a text belongs`);
  return part;
}

function sorted(list: readonly string[]): readonly string[] {
  return [...new Set(list)].sort(compareUtf8);
}
