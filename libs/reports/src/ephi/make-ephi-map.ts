import { hex, sha256, sortedUtf8 } from '#foundation';
import { compareNames } from '#lineage';
import { canonicalJson } from '#record';

import { type Assumption, assumedReach } from './assumed.ts';
import { type EphiMap, type EphiQuestion, type EphiSource, type MapEdge, RULE_VERSION, RULES } from './ephi-map.ts';
import { compareEdges, comparePlaces, edgeKey, type EphiFacts, type FactEdge, nameOf, type Place, placeKey } from './facts.ts';
import { carryingJobs, type Found, mapDatasets, summaryOf } from './inventory.ts';
import { exposureOf, EXPOSURES } from './reach.ts';
import { gravest, holdersAmong, sourcesAndReach, type Way } from './sources.ts';
import { unknownOf } from './unknown.ts';

/** Half of a SHA-256: enough to name, short enough to read out. */
const ID_DIGITS = 32;

function ephiQuestion({
  asOf,
  knownAt,
  askedAs,
  foldVersion,
}: Pick<EphiFacts, 'asOf' | 'knownAt' | 'askedAs' | 'foldVersion'>): EphiQuestion {
  return { kind: 'HIPAA_EPHI_MAP', asOf, knownAt, askedAs, foldVersion, ruleVersion: RULE_VERSION };
}

/** The id of a report: the same for the same question at the same two times by the same rules. */
function reportId(question: EphiQuestion): string {
  return hex(sha256(canonicalJson(question))).slice(0, ID_DIGITS);
}

/** The map of ePHI. The same facts, in any order, give the same map. */
export function makeEphiMap(facts: EphiFacts): EphiMap {
  const question = ephiQuestion(facts);
  const ways = sourcesAndReach(facts);
  const reached = gravest(ways.flatMap(({ reach }) => reach));
  const assumed = [...assumedReach(holdersAmong(ways, reached), facts.flows)].sort((left, right) => compareNames(left.place, right.place));
  const edges = numbered(ways, assumed);
  const numberOf = new Map(edges.map(({ edge, number }) => [edgeKey(edge), number]));

  const found: Found = { ways, reached, assumed, edges: edges.map(({ edge }) => edge) };
  const datasets = mapDatasets(facts, found);
  const sources = ways.map((way) => sourceOf(way, { reachedFrom: othersReach(way, ways), numberOf }));
  const mapEdges = edges.map(({ edge, number }) => mapEdge(edge, number));
  return {
    ...question,
    format: 'headgate/report/2',
    id: reportId(question),
    question:
      'Where does electronic protected health information come from, where does it go, is it masked on its way, who owns it, and what is not known?',
    rules: RULES,
    summary: summaryOf(facts, found),
    unknown: unknownOf(facts, { found, datasets }),
    sources,
    assumed: assumed.map(({ place, atWorst, witness }) => ({
      ...nameOf(place),
      atWorst,
      witness: numbersOf(witness, numberOf),
    })),
    datasets,
    jobs: carryingJobs(found),
    edges: mapEdges,
    commitments: commitmentsIn({ sources, datasets, edges: mapEdges }),
  };
}

/** Every edge that carries, or may carry, by names; numbers count from 1. */
function numbered(ways: readonly Way[], assumed: readonly Assumption[]): readonly { readonly edge: FactEdge; readonly number: number }[] {
  const all = [...ways.flatMap(({ edges }) => edges), ...assumed.flatMap(({ witness }) => witness)];
  const distinct = new Map(all.map((edge) => [edgeKey(edge), edge]));
  return [...distinct.values()].sort(compareEdges).map((edge, index) => ({ edge, number: index + 1 }));
}

function othersReach(way: Way, ways: readonly Way[]): boolean {
  const key = placeKey(way.root);
  return ways.some(
    (other) => other !== way && other.reach.some(({ place, exposure }) => exposure !== 'DERIVED' && placeKey(place) === key),
  );
}

function sourceOf(
  { candidate: { dataset, column, basis, saidBy }, reach }: Way,
  { reachedFrom, numberOf }: { readonly reachedFrom: boolean; readonly numberOf: ReadonlyMap<string, number> },
): EphiSource {
  const destinations = [...reach]
    .sort((left, right) => EXPOSURES.indexOf(left.exposure) - EXPOSURES.indexOf(right.exposure) || comparePlaces(left.place, right.place))
    .map(({ place, exposure, witness }) => ({
      ...nameOf(place),
      column: place.column,
      exposure,
      witness: numbersOf(witness, numberOf),
    }));
  return {
    ...nameOf(dataset),
    column,
    basis,
    saidBy,
    isReached: reachedFrom,
    destinations: destinations.filter(({ exposure }) => exposure !== 'DERIVED'),
    derived: destinations.filter(({ exposure }) => exposure === 'DERIVED'),
  };
}

function mapEdge(edge: FactEdge, number: number): MapEdge {
  const { source, target, via, kind, origin, since, transformations, evidence } = edge;
  const how = transformations
    .map(({ type, subtype, description, masking }) => ({ type, subtype, description, masking }))
    .sort((left, right) => (canonicalJson(left) < canonicalJson(right) ? -1 : 1));
  return {
    number,
    source: mapPlace(source),
    target: mapPlace(target),
    via: via === null ? null : nameOf(via),
    kind,
    origin,
    since,
    transformations: how,
    exposure: source.kind === 'column' ? exposureOf(edge) : null,
    evidence,
  };
}

function mapPlace({ kind, namespace, name, column }: Place): MapEdge['source'] {
  return { kind, namespace, name, column };
}

function numbersOf(witness: readonly FactEdge[], numberOf: ReadonlyMap<string, number>): readonly number[] {
  return witness.flatMap((edge) => numberOf.get(edgeKey(edge)) ?? []);
}

function commitmentsIn({ sources, datasets, edges }: Pick<EphiMap, 'sources' | 'datasets' | 'edges'>): readonly string[] {
  const told = [
    ...sources.flatMap(({ saidBy }) => saidBy.map(({ toldBy }) => toldBy)),
    ...datasets.flatMap(({ owners }) => owners.map(({ toldBy }) => toldBy)),
    ...edges.flatMap(({ evidence }) => (evidence === null ? [] : [evidence.first, evidence.last])),
  ];
  return sortedUtf8(new Set(told.filter((commitment) => commitment !== null)));
}
