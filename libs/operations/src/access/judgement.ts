import { type AskedColumn, type ColumnAccess, columnAccess, type Denied, type Labels, type Mask, type View } from '#access';
import type { NodeName } from '#lineage';

import { isAboutEveryColumn, isFacetOfKnownPlaces } from '../ask/seen-facets.ts';
import { withholdsValuesOf } from '../ask/values-seen.ts';
import type { JudgedColumn } from './known-columns.ts';
import { type ColumnVerdict, type FacetVerdict, type Verdict, verdict, verdictOn, type Words } from './verdict.ts';

/** What was decided of a thing; with columns or facets, allowed when each of them is. */
export interface Judgement extends Verdict {
  readonly columns: readonly ColumnVerdict[];
  readonly facets: readonly FacetVerdict[];
  /** Of a dataset whole that is allowed: rules deny or mask columns of it, or may. */
  readonly columnsDiffer: boolean;
}

/** A thing that is asked about, what of it, and by which rules it is judged. */
export interface Asked extends Words {
  readonly thing: NodeName;
  /** Of a job its name alone. */
  readonly labels: Labels;
  readonly columns: readonly JudgedColumn[];
  readonly facets: readonly string[];
  readonly masks: readonly Mask[];
  /** Whether a dataset, a column or a job is hidden from them, wherever. Absent: as the view says, which then must be of all rules. */
  readonly hidesNames?: boolean;
  /** Of which columns values are shown to them as they are. Absent: of all. */
  readonly values?: View | undefined;
}

/** What somebody may do with a thing. Of facets it is what the window shows: what is hidden elsewhere counts too. */
export function judgement(view: View, asked: Asked): Judgement {
  const { columns, facets } = asked;
  if (columns.length === 0 && facets.length === 0) return { ...wholeVerdict(view, asked), columns: [], facets: [] };
  const parts = {
    columns: eachOnce(columns, { named: ({ path }) => path, judged: (column) => columnVerdict(view, column, asked) }),
    facets: eachOnce(facets, { named: (facet) => facet, judged: (facet) => facetVerdict(view, facet, asked) }),
    columnsDiffer: false,
  };
  const all = [
    ...parts.columns.map(({ column, ...each }) => ({ ...each, called: `column ${column}` })),
    ...parts.facets.map(({ facet, ...each }) => ({ ...each, called: `facet ${facet}` })),
  ];
  const denied = all.find(({ isAllowed }) => !isAllowed);
  if (denied !== undefined) {
    const why = all.length === 1 ? denied.why : `Of the ${denied.called}: ${denied.why}`;
    return { isAllowed: false, policy: denied.policy, why, ...parts };
  }
  const whole = verdict(undefined, asked);
  const masked = parts.columns.flatMap(({ column, mask }) => (mask === null ? [] : [`${column} (${mask})`]));
  return { ...whole, why: masked.length === 0 ? whole.why : `${whole.why} Masked: ${fewOf(masked)}.`, ...parts };
}

/** One may be named a thousand times: it is judged once. */
function eachOnce<Part, Made>(
  parts: readonly Part[],
  { named, judged }: { readonly named: (part: Part) => string; readonly judged: (part: Part) => Made },
): readonly Made[] {
  const distinct = new Map(parts.map((part) => [named(part), part]));
  const made = new Map([...distinct].map(([name, part]) => [name, judged(part)]));
  return parts.flatMap((part) => made.get(named(part)) ?? []);
}

/** Why somebody may not do it with the dataset or job around all else. */
function wholeDenied(view: View, { thing, labels }: Asked): Denied | undefined {
  return thing.kind === 'job' ? view.job(thing) : view.dataset(labels);
}

/** Of a thing whole. What of a dataset's columns is denied or masked is said, for whoever reads it reads them. */
function wholeVerdict(view: View, asked: Asked): Verdict & Pick<Judgement, 'columnsDiffer'> {
  const { thing, labels } = asked;
  const whole = verdict(wholeDenied(view, asked), asked);
  if (!whole.isAllowed || thing.kind === 'job') return { ...whole, columnsDiffer: false };
  const denies = view.column(labels, ANY_COLUMN.path, ANY_COLUMN.isUnknown) === undefined ? [] : [ASK_AS_SOME_ARE_DENIED];
  const masks = view.mask(labels, [ANY_COLUMN]) === undefined ? [] : [ASK_AS_SOME_ARE_MASKED];
  return { ...whole, why: [whole.why, ...denies, ...masks].join(' '), columnsDiffer: denies.length + masks.length > 0 };
}

/** What is seen is shown each by itself, and within its dataset; of the data itself whoever has a column has all that lies within it. */
function columnVerdict(view: View, { path, isUnknown, within, mayHoldMore }: JudgedColumn, asked: Asked): ColumnVerdict {
  const { labels, masks } = asked;
  const isSeen = asked.action === 'see';
  const around = isSeen ? wholeDenied(view, asked) : undefined;
  const found: ColumnAccess =
    around === undefined
      ? columnAccess(view, labels, { path, isUnknown, within: isSeen ? [] : within, mayHoldMore: mayHoldMore && !isSeen, masks })
      : { kind: 'denied', denied: around, isOfInner: false };
  const judged = verdictOn(found, asked);
  const isOfInner = found.kind !== 'plain' && found.isOfInner;
  const about = isOfInner ? WITHIN_IT : isUnknown && judged.policy !== null ? NOBODY_NAMES_IT : undefined;
  return { column: path, ...judged, why: about === undefined ? judged.why : `${about} ${judged.why}` };
}

/** Of what carries facets, those of it and those of its runs: which of them ever show one to somebody from whom names are hidden. */
const CARRIERS = {
  dataset: [
    ['dataset', 'the dataset itself'],
    ['use', 'its runs'],
  ],
  job: [
    ['job', 'the job itself'],
    ['run', 'its runs'],
  ],
} as const;

/** By its name alone, whether or not anything carries it: what it says, and that it is there, is told to whom it is shown. */
function facetVerdict(view: View, facet: string, asked: Asked): FacetVerdict {
  const { thing, labels, hidesNames = view.hidesNames } = asked;
  const denied = wholeDenied(view, asked) ?? (thing.kind === 'job' ? view.jobFacet(thing, facet) : view.facet(labels, facet));
  const judged = verdict(denied, asked);
  if (!judged.isAllowed) return { facet, ...judged, isWhole: false };
  if (!hidesNames)
    return withholdsValues(asked)
      ? { facet, ...judged, why: `${judged.why} ${VALUES_WITHHELD}`, isWhole: false }
      : { facet, ...judged, isWhole: true };
  const showing = CARRIERS[thing.kind].filter(
    ([carrier]) => isFacetOfKnownPlaces(carrier, facet) && (!isAboutEveryColumn(carrier, facet) || view.everyColumn(labels) === undefined),
  );
  const [only, ...others] = showing;
  if (only === undefined) return { facet, isAllowed: false, policy: null, why: WITHHELD, isWhole: false };
  const where = others.length === 0 ? ` of ${only[1]} alone` : '';
  return { facet, ...judged, why: `${judged.why} It is shown${where} without what may name what is hidden.`, isWhole: false };
}

/** What is shown rests on no purpose, whatever purpose is asked about. */
function withholdsValues({ thing, labels, values }: Asked): boolean {
  return values !== undefined && withholdsValuesOf(values, thing.kind === 'job' ? { kind: thing.kind } : { kind: thing.kind, labels });
}

function fewOf(all: readonly string[]): string {
  const few = all.slice(0, MASKED_TOLD_MAX).join(', ');
  return all.length > MASKED_TOLD_MAX ? `${few} and ${all.length - MASKED_TOLD_MAX} more` : few;
}

/** Of masked columns in one sentence; each of them says it by itself. */
const MASKED_TOLD_MAX = 3;
/** Any column of a dataset: all rules that speak of columns of it meet it. */
const ANY_COLUMN: AskedColumn = { path: '', isUnknown: true };
const NOBODY_NAMES_IT = 'No schema or tag that the asker sees names this column, so it is judged as any column of the dataset.';
const WITHIN_IT = 'Of a column that lies within it:';
const ASK_AS_SOME_ARE_DENIED = 'Rules may deny some columns of it: ask with the columns that are meant.';
const ASK_AS_SOME_ARE_MASKED =
  'Rules may mask some columns of it: ask with the columns that are meant, and with the masks that can be applied.';
const VALUES_WITHHELD = 'Values in it that may be of data which rules keep from being read are withheld.';
const WITHHELD =
  'No rule denies to see it, but it may name or describe datasets, columns or jobs, of which rules hide some: so it is withheld.';
