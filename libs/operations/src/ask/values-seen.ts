import { type Labels, namesAny, type View } from '#access';
import { withoutValues } from '#openlineage';

// What is shown of values about data to somebody whom rules keep from reading some of them as they are: docs/decisions/0041.

/** A facet as it is shown; the content may be rewritten. */
interface ShownFacet {
  readonly name: string;
  readonly content: string;
}

/** What is known of the dataset that carries facets. */
type Carried = { readonly carrier: 'dataset' | 'use'; readonly labels: Labels } | { readonly carrier: 'job' | 'run' };

/** Facets without the values that `view`, of values shown, withholds: of a dataset those about some columns, of a job or a run all, for they may be about any data. */
export function withoutUnread<Facet extends ShownFacet>(facets: readonly Facet[], view: View, carried: Carried): readonly Facet[] {
  const isAbout = withheldFrom(view, carried);
  if (isAbout === undefined) return facets;
  const place = carried.carrier === 'use' ? 'input' : carried.carrier; // inputs and outputs carry values in the same places
  return facets.map((facet) => ({ ...facet, content: withoutValues(facet.content, { place, name: facet.name }, isAbout) }));
}

/** Whether values may be withheld from facets of a dataset or a job: its own, and those of runs. */
export function withholdsValuesOf(
  view: View,
  of: { readonly kind: 'dataset'; readonly labels: Labels } | { readonly kind: 'job' },
): boolean {
  const { kind } = of;
  return withheldFrom(view, kind === 'job' ? { carrier: kind } : { carrier: kind, labels: of.labels }) !== undefined;
}

/** Whether a text names a column of which values are withheld. Undefined: none is. */
function withheldFrom(view: View, carried: Carried): ((text: string) => boolean) | undefined {
  if (!('labels' in carried)) return () => true;
  const { labels } = carried;
  if (view.everyColumn(labels) === undefined) return undefined;
  const isWithheld = (path: string): boolean => view.column(labels, path) !== undefined;
  // Engines that fold capitals spell a column of a metric otherwise than its schema does.
  const bearing = [...labels.columnTags.keys(), ...labels.columnHeld.keys()].filter(isWithheld);
  const folded = new Set(bearing.map((path) => path.toLowerCase()));
  return namesAny((path) => isWithheld(path) || folded.has(path.toLowerCase()));
}
