import { type Labels, namedOnly, type View } from '#access';
import type { Name, NodeId } from '#lineage';
import type { GraphFacet } from '#store';

import { familySeen } from './family-seen.ts';
import { plainFacetSeen } from './plain-facets.ts';
import type { RunFacet } from './run-facets.ts';
import { datasetFacetSeen } from './seen-facets.ts';
import { withoutUnread } from './values-seen.ts';

/** A facet as it is shown; the content may be rewritten. */
type ShownFacet = Pick<GraphFacet, 'name' | 'content'>;

/** What decides which facets somebody is shown, and what of them. */
interface Deciding {
  /** Who sees what. Undefined: everybody sees everything. */
  readonly view: View | undefined;
  /** Of which columns values are shown as they are. Undefined: of all. */
  readonly values: View | undefined;
  /** Of a dataset that was looked at. */
  readonly labelsAt: (node: NodeId) => Labels;
  readonly seesJob: (job: Name) => boolean;
}

/** What carries facets that name no columns. */
type Carrying = ({ readonly kind: 'job' | 'run' } | { readonly kind: 'use'; readonly dataset: NodeId }) & {
  readonly isDenied: (view: View, facet: string) => boolean;
};

/** The facets that one asker is shown. */
export class FacetsSeen {
  constructor(private readonly deciding: Deciding) {}

  ofDataset<Facet extends ShownFacet>(node: NodeId, facets: readonly Facet[]): readonly Facet[] {
    const { values, labelsAt } = this.deciding;
    const shown = this.withKnownPlaces(node, facets);
    return values === undefined ? shown : withoutUnread(shown, values, { carrier: 'dataset', labels: labelsAt(node) });
  }

  ofJob(job: Name, facets: readonly GraphFacet[]): readonly GraphFacet[] {
    return this.known(facets, { kind: 'job', isDenied: (view, facet) => view.jobFacet(job, facet) !== undefined });
  }

  /** Of a run of a job. */
  ofRun(job: Name, facets: readonly RunFacet[]): readonly RunFacet[] {
    const { view, seesJob } = this.deciding;
    const known = this.known(facets, { kind: 'run', isDenied: (by, facet) => by.jobFacet(job, facet) !== undefined });
    return view?.hidesJobs === true ? familySeen(known, seesJob) : known;
  }

  /** Of a run's use of a dataset. */
  ofUse(dataset: NodeId, facets: readonly RunFacet[]): readonly RunFacet[] {
    const { labelsAt } = this.deciding;
    return this.known(facets, { kind: 'use', dataset, isDenied: (view, facet) => view.facet(labelsAt(dataset), facet) !== undefined });
  }

  private withKnownPlaces<Facet extends ShownFacet>(node: NodeId, facets: readonly Facet[]): readonly Facet[] {
    const { view, labelsAt } = this.deciding;
    if (view === undefined) return facets;
    const labels = labelsAt(node);
    const named = facets.filter(({ name }) => view.facet(labels, name) === undefined);
    if (!view.hidesNames) return named;
    const seen = {
      seesColumn: (path: string) => view.column(labels, path) === undefined,
      seesDataset: (name: Name) => view.dataset(namedOnly([name])) === undefined,
      seesEveryColumn: () => view.everyColumn(labels) === undefined,
    };
    return named.flatMap((facet) => {
      const content = datasetFacetSeen(facet, seen);
      return content === undefined ? [] : [{ ...facet, content }];
    });
  }

  private known<Facet extends ShownFacet>(facets: readonly Facet[], of: Carrying): readonly Facet[] {
    const { values, labelsAt } = this.deciding;
    const shown = this.plain(facets, of);
    if (values === undefined) return shown;
    return withoutUnread(shown, values, of.kind === 'use' ? { carrier: of.kind, labels: labelsAt(of.dataset) } : { carrier: of.kind });
  }

  private plain<Facet extends ShownFacet>(facets: readonly Facet[], { kind, isDenied }: Carrying): readonly Facet[] {
    const { view } = this.deciding;
    if (view === undefined) return facets;
    const named = facets.filter(({ name }) => !isDenied(view, name));
    if (!view.hidesNames) return named;
    return named.flatMap((facet) => {
      const content = plainFacetSeen(kind, facet);
      return content === undefined ? [] : [{ ...facet, content }];
    });
  }
}
