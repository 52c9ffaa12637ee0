import { parseInstant } from '#foundation';
import { type Facets, type Name, nameKey } from '#lineage';
import type { JsonObject } from '#record';

import { objectIn, textIn } from './facet-words.ts';
import type { RecordedEvent } from './recorded-event.ts';
import { runRef, type RunRef } from './run.ts';

/** A facet out of the events of a run, with the position of the event that carries it last. */
export interface RunFacet {
  readonly name: string;
  /** Canonical JSON of the whole facet. */
  readonly content: string;
  readonly position: bigint;
}

/** What the events of one run carry besides what the graph keeps. Of the run itself only the facets that are seen, by name, so that nothing is told by another way. */
export class RunFacets {
  private readonly ofRun = new Map<string, RunFacet>();
  private readonly values = new Map<string, JsonObject>();
  private readonly ofUses = new Map<string, Map<string, RunFacet>>();

  constructor(private readonly isSeen: (facet: string) => boolean) {}

  /** Takes the events in the order of (time, digest): the later facet replaces the earlier one whole, and a deleted one ends it. */
  add(position: bigint, { event, textOf }: RecordedEvent): void {
    const runFacets = new Map([...event.runFacets].filter(([name]) => this.isSeen(name)));
    take(this.ofRun, runFacets, { position, textOf });
    for (const [name, facet] of runFacets) {
      if (facet.kind === 'value') this.values.set(name, facet.value);
      else this.values.delete(name);
    }
    for (const { name, role, useFacets } of event.mentions) {
      if (role === 'subject' || useFacets.size === 0) continue;
      const key = useKey(role, name);
      const facets = this.ofUses.get(key) ?? new Map<string, RunFacet>();
      take(facets, useFacets, { position, textOf });
      this.ofUses.set(key, facets);
    }
  }

  /** By name. */
  get all(): readonly RunFacet[] {
    return byName(this.ofRun.values());
  }

  /** Of a dataset as the run's events named it. */
  ofUse(role: 'input' | 'output', name: Name): readonly RunFacet[] {
    return byName(this.ofUses.get(useKey(role, name))?.values() ?? []);
  }

  /** The run that started this one, and the first of the chain, as far as their jobs are seen. */
  family(seesJob: (job: Name) => boolean): { readonly parent: RunRef | null; readonly root: RunRef | null } {
    const facet = this.values.get('parent') ?? this.values.get('parentRun'); // its name in old producers
    const root = facet === undefined ? undefined : objectIn(facet, 'root');
    const seen = (of: JsonObject | undefined): RunRef | null => {
      const run = of === undefined ? null : referenceIn(of);
      return run !== null && seesJob(run.job) ? run : null;
    };
    return { parent: seen(facet), root: seen(root) };
  }

  /** As it is spelled; null where it is no time. */
  get nominal(): { readonly start: string | null; readonly end: string | null } {
    const facet = this.values.get('nominalTime') ?? {};
    return { start: timeIn(facet, 'nominalStartTime'), end: timeIn(facet, 'nominalEndTime') };
  }

  /** Whether the run's producer says that it could not see everything. */
  get hasExtractionErrors(): boolean {
    return this.values.has('extractionError');
  }
}

function take(
  into: Map<string, RunFacet>,
  facets: Facets,
  { position, textOf }: Pick<RecordedEvent, 'textOf'> & { readonly position: bigint },
): void {
  for (const [name, facet] of facets) {
    if (facet.kind === 'deleted') into.delete(name);
    else into.set(name, { name, content: textOf(facet.value), position });
  }
}

function byName(facets: Iterable<RunFacet>): readonly RunFacet[] {
  return [...facets].sort((left, right) => (left.name < right.name ? -1 : 1));
}

function useKey(role: 'input' | 'output', name: Name): string {
  return `${role} ${nameKey(name)}`;
}

function timeIn(facet: JsonObject, key: string): string | null {
  const text = textIn(facet, key);
  return text === null || parseInstant(text) === undefined ? null : text;
}

function referenceIn(facet: JsonObject): RunRef | null {
  const [job, run] = [objectIn(facet, 'job'), objectIn(facet, 'run')];
  const [namespace, name] = job === undefined ? [null, null] : [textIn(job, 'namespace'), textIn(job, 'name')];
  const runId = run === undefined ? null : textIn(run, 'runId');
  return namespace === null || name === null || runId === null ? null : runRef({ namespace, name }, runId);
}
