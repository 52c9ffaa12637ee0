import type { Instant } from '#foundation';
import type { JsonObject } from '#record';

import type { DatasetMention, Facets, LineageEvent, MentionRole, RunEventType } from '#lineage';
import type { Name } from '#lineage';

/** Facets by name as an event would carry them; one whose `_deleted` is true is a deleted one. */
export type FacetBodies = Readonly<Record<string, JsonObject>>;

/** A dataset by its name in the namespace `n`, or with facets; `useFacets` are its inputFacets or outputFacets. */
export type DatasetWords = string | { readonly name: string; readonly facets: FacetBodies; readonly useFacets?: FacetBodies };

interface JobWords {
  readonly job?: string;
  readonly inputs?: readonly DatasetWords[];
  readonly outputs?: readonly DatasetWords[];
  readonly jobFacets?: FacetBodies;
}

const DAY_NS = 86_400_000_000_000n;
const FIRST_DAY = 1_767_225_600_000_000_000n; // 2026-01-01T00:00:00Z

/** Midnight of a day counted from 2026-01-01, and some nanoseconds more. */
export function day(count: number, nanoseconds = 0): Instant {
  return (FIRST_DAY + BigInt(count) * DAY_NS + BigInt(nanoseconds)) as Instant; // within the years that an Instant has
}

export function named(name: string): Name {
  return { namespace: 'n', name };
}

/** A RunEvent of job `J`, run `r`, COMPLETE, unless it says otherwise. */
export function runEvent(
  time: Instant,
  { job = 'J', run = 'r', type = 'COMPLETE', ...rest }: JobWords & { readonly run?: string; readonly type?: RunEventType | null } = {},
): LineageEvent {
  return { ...jobEvent(time, { job, ...rest }), kind: 'run', run: { id: run, type: type ?? undefined } };
}

/** A JobEvent of job `J`, unless it says otherwise. */
export function jobEvent(time: Instant, { job = 'J', inputs = [], outputs = [], jobFacets = {} }: JobWords = {}): LineageEvent {
  const mentions = [...inputs.map((words) => mentioned(words, 'input')), ...outputs.map((words) => mentioned(words, 'output'))];
  const speaker = { kind: 'job', ...named(job) } as const;
  return { ...blank, kind: 'job', time, speaker, jobFacets: facetsOf(jobFacets), mentions };
}

/** A DatasetEvent about the dataset. */
export function datasetEvent(time: Instant, words: DatasetWords): LineageEvent {
  const subject = mentioned(words, 'subject');
  return { ...blank, kind: 'dataset', time, speaker: { kind: 'dataset', ...subject.name }, mentions: [subject] };
}

const blank = { run: undefined, runFacets: new Map(), jobFacets: new Map(), producer: undefined };

function mentioned(words: DatasetWords, role: MentionRole): DatasetMention {
  const { name, facets, useFacets = {} } = typeof words === 'string' ? { name: words, facets: {} } : words;
  return { name: named(name), role, facets: facetsOf(facets), useFacets: facetsOf(useFacets) };
}

function facetsOf(bodies: FacetBodies): Facets {
  const facets = Object.entries(bodies).map(
    ([name, value]) => [name, value['_deleted'] === true ? { kind: 'deleted' as const } : { kind: 'value' as const, value }] as const,
  );
  return new Map(facets);
}
