import { formatInstant } from '#foundation';
import type { DryRun, FacetNames, Inspection, Understood } from '#operations';

import { QUARANTINE_STATUS, RECORDED_STATUS } from './door-answers.ts';

/** What became, or would become, of an event. */
export type Outcome = 'accepted' | 'duplicate' | 'quarantined';

/** A name as JSON tells it. */
interface NameJson {
  readonly namespace: string;
  readonly name: string;
}

/** A dataset as an event uses it. `useFacets` are its inputFacets or outputFacets. */
export interface DatasetJson extends NameJson {
  readonly facets: FacetNames;
  readonly useFacets?: FacetNames;
}

/** What an event was understood as. Fields that its kind does not have are not there. */
export interface UnderstoodJson {
  readonly kind: Understood['kind'];
  /** Null: the event does not say. */
  readonly eventType?: string | null;
  readonly eventTime: string;
  readonly runId?: string;
  readonly job?: NameJson;
  readonly dataset?: DatasetJson;
  readonly inputs?: readonly DatasetJson[];
  readonly outputs?: readonly DatasetJson[];
  readonly runFacets?: FacetNames;
  readonly jobFacets?: FacetNames;
  readonly producer: string | null;
}

/** One form for `headgate lint --json` and for a dry run at the door. */
export interface InspectionJson {
  readonly outcome: Outcome;
  /** What the door answers it with. */
  readonly status: number;
  readonly understood: UnderstoodJson | null;
  readonly warnings: readonly { readonly code: string; readonly pointer: string; readonly message: string }[];
  readonly redacted: readonly string[];
  /** Where values are kept out by rules of the installation. */
  readonly keptOut: readonly { readonly how: 'drop' | 'hash'; readonly pointer: string }[];
  readonly because: string | null;
  readonly problems: readonly { readonly pointer: string; readonly message: string }[];
}

export function inspectionJson(inspection: Inspection): InspectionJson {
  switch (inspection.kind) {
    case 'accepted':
      return {
        ...{ outcome: 'accepted', status: RECORDED_STATUS, understood: understoodJson(inspection.understood) },
        ...{ warnings: inspection.warnings, redacted: inspection.redacted, keptOut: inspection.keptOut, because: null, problems: [] },
      };
    case 'quarantined': {
      const { because, problems, understood } = inspection;
      return {
        ...{
          outcome: 'quarantined',
          status: QUARANTINE_STATUS[because],
          understood: understood === undefined ? null : understoodJson(understood),
        },
        ...{ warnings: [], redacted: [], keptOut: [], because, problems },
      };
    }
  }
}

/** As `inspectionJson`, with what it is a duplicate of: a position of the ledger, or the index of an earlier event of the same batch. */
export function dryRunJson(run: DryRun): object {
  const { duplicateOf } = run;
  if (duplicateOf === undefined) return { ...inspectionJson(run), duplicateOf: null };
  const of = duplicateOf.kind === 'recorded' ? { position: duplicateOf.position.toString() } : { index: duplicateOf.index };
  return { ...inspectionJson(run), outcome: 'duplicate', duplicateOf: of };
}

export function understoodJson({ kind, time, speaker, run, producer, runFacets, jobFacets, datasets }: Understood): UnderstoodJson {
  const common = { eventTime: formatInstant(time), producer: producer ?? null };
  const of = (role: string): readonly DatasetJson[] =>
    datasets
      .filter((each) => each.role === role)
      .map(({ namespace, name, facets, useFacets }) => ({ namespace, name, facets, ...(role === 'subject' ? {} : { useFacets }) }));
  const [subject] = of('subject');
  if (subject !== undefined) return { kind, ...common, dataset: subject };
  const job = { namespace: speaker.namespace, name: speaker.name };
  const ofRun = run === undefined ? {} : { eventType: run.type ?? null, runId: run.id, runFacets };
  return { kind, ...ofRun, job, jobFacets, inputs: of('input'), outputs: of('output'), ...common };
}
