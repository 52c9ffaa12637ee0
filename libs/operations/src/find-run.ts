import { Failure, type Instant } from '#foundation';
import { canonicalRunId, type RunEventType } from '#lineage';
import {
  type Asked,
  datasetsOf,
  facetNamed,
  type GraphRun,
  lastEvents,
  LedgerReader,
  RUN_EVENTS_MAX,
  type RunDataset,
  type RunEvent,
  runsCalled,
} from '#store';

import type { AnswerHeader, Question, Reason } from './answer.ts';
import { read, type Reading } from './ask.ts';
import type { Context, Principal } from './context.ts';
import { jobTypeIn, valueOf } from './facet-words.ts';
import { nodeRef, type NodeRef, type NodeReference } from './public-id.ts';
import { recordedEvent } from './recorded-event.ts';
import { readRunId, type RunRef, runSummary, type RunSummary } from './run.ts';
import { type RunFacet, RunFacets } from './run-facets.ts';
import { resolve } from './resolve.ts';

/** Jobs of one run id that are looked at. */
const CALLED_MAX = 50;

/** A dataset as a run used it. */
export interface RunUse {
  readonly dataset: NodeRef;
  /** The name that the run's events used, when it is not the canonical one. */
  readonly usedName: NodeRef;
  /** `inputFacets` or `outputFacets`, folded over the run's events. */
  readonly facets: readonly RunFacet[];
}

export type RunFinding =
  | { readonly kind: 'ALSO_UNDER_ANOTHER_JOB'; readonly message: string; readonly jobs: readonly NodeRef[] }
  | { readonly kind: 'EVENTS_AFTER_THE_END'; readonly message: string; readonly positions: readonly bigint[] };

export interface Run extends RunSummary {
  readonly inputs: readonly RunUse[];
  readonly outputs: readonly RunUse[];
  readonly facets: readonly RunFacet[];
  readonly parent: RunRef | null;
  readonly root: RunRef | null;
  readonly nominalStart: string | null;
  readonly nominalEnd: string | null;
  /** Of the `jobType` facet of its job; for STREAMING the expected beat, when it says one. */
  readonly processingType: string | null;
  readonly heartbeatSeconds: number | null;
  readonly lastEvent: Instant;
  /** How many events this answer rests on: the last 200 at most. */
  readonly events: number;
  readonly findings: readonly RunFinding[];
}

export interface RunAnswer {
  readonly header: AnswerHeader;
  readonly run: Run;
}

/** How a question names a run. */
export type RunReference = { readonly id: string } | { readonly runId: string; readonly job?: NodeReference | null | undefined };

/** A run by its id, or by its run id and, where several jobs have it, its job. Throws NOT_FOUND and AMBIGUOUS. */
export async function findRun(
  context: Context,
  principal: Principal,
  input: { readonly run: RunReference } & Question,
): Promise<RunAnswer> {
  return read(context, principal, { question: input, work: (reading) => answerRun(reading, context, input.run) });
}

/** The run that is meant, and the runs of the same id under other jobs. Two statements at most. */
export async function resolveRun(
  asked: Asked,
  reference: RunReference,
): Promise<{ readonly run: GraphRun; readonly others: readonly GraphRun[] }> {
  const named = 'id' in reference ? readRunId(reference.id) : reference;
  const job = named.job == null ? undefined : (await resolve(asked, 'job', named.job)).canonical.node;
  const all = await runsCalled(asked, canonicalRunId(named.runId), CALLED_MAX);
  const meant = job === undefined ? all : all.filter((run) => run.job.node === job);
  const [run] = meant;
  if (run === undefined) throw new Failure('NOT_FOUND', 'There is no such run at the asked times.');
  if (meant.length > 1) {
    const jobs = meant.slice(0, 10).map(({ job: { namespace, name } }) => `${namespace} ${name}`);
    throw new Failure('AMBIGUOUS', `Several jobs have a run of that id; say which: ${jobs.join(', ')}.`);
  }
  return { run, others: all.filter((other) => other !== run) };
}

async function answerRun({ asked, asking }: Reading, { tenant, keys }: Context, reference: RunReference): Promise<RunAnswer> {
  const { run, others } = await resolveRun(asked, reference);
  const last = await lastEvents(asked, [run.run], RUN_EVENTS_MAX);
  const { events, hasMore } = last.get(run.run) ?? { events: [], hasMore: false };
  const used = await datasetsOf(asked, new Map([[run.run, events]]));
  const entries = await new LedgerReader(asked.session, tenant, keys).at(events.map(({ position }) => position));
  const jobType = await facetNamed(asked, 'jobType', [run.job.node]);

  const facets = new RunFacets();
  const recorded = new Map(entries.map((entry) => [entry.position, recordedEvent(entry)]));
  for (const { position } of events) {
    const event = recorded.get(position);
    if (event !== undefined) facets.add(position, event);
  }
  const content = jobType.get(run.job.node);
  const { processingType, heartbeatSeconds } = jobTypeIn(content === undefined ? undefined : valueOf({ content }));
  const { family, nominal } = facets;
  const found: Run = {
    ...runSummary(run),
    ...usesOf(used.get(run.run) ?? [], facets),
    facets: facets.all,
    ...family,
    nominalStart: nominal.start,
    nominalEnd: nominal.end,
    processingType,
    heartbeatSeconds,
    lastEvent: events.at(-1)?.time ?? run.began,
    events: events.length,
    findings: [...otherJobs(others), ...eventsAfterEnd(events)],
  };
  return {
    header: asking.header(reasonsOf(facets, { hasMore, missing: [...recorded.values()].some((event) => event === undefined) })),
    run: found,
  };
}

function usesOf(used: readonly RunDataset[], facets: RunFacets): Pick<Run, 'inputs' | 'outputs'> {
  const of = (role: RunDataset['role']): readonly RunUse[] =>
    used
      .filter((use) => use.role === role)
      .map(({ used: name, canonical }) => ({ dataset: nodeRef(canonical), usedName: nodeRef(name), facets: facets.ofUse(role, name) }));
  return { inputs: of('input'), outputs: of('output') };
}

function reasonsOf(facets: RunFacets, { hasMore, missing }: Record<'hasMore' | 'missing', boolean>): readonly Reason[] {
  const reasons: Reason[] = [];
  if (hasMore) {
    reasons.push({
      code: 'TRUNCATED',
      message: `The run has more than ${RUN_EVENTS_MAX} events; facets and datasets are of the last ${RUN_EVENTS_MAX}.`,
    });
  }
  if (missing) reasons.push({ code: 'TRUNCATED', message: 'Bodies of some of the run\u2019s events are gone; their facets are missing.' });
  if (facets.hasExtractionErrors) {
    reasons.push({
      code: 'EXTRACTION_ERRORS',
      message: 'The producer could not see everything that this run did; its extractionError facet says what.',
    });
  }
  return reasons;
}

function otherJobs(others: readonly GraphRun[]): readonly RunFinding[] {
  if (others.length === 0) return [];
  const message = 'The same run id was sent for other jobs too; each is a run of its own.';
  return [{ kind: 'ALSO_UNDER_ANOTHER_JOB', message, jobs: others.map(({ job }) => nodeRef(job)) }];
}

const ENDS: readonly (RunEventType | undefined)[] = ['COMPLETE', 'FAIL', 'ABORT'];
/** Said of the run, not by it: these may come at any time. */
const MAY_FOLLOW: readonly (RunEventType | undefined)[] = ['OTHER', undefined];

/** What came after the first end. It adds facts and reopens nothing. */
function eventsAfterEnd(events: readonly RunEvent[]): readonly RunFinding[] {
  const end = events.findIndex(({ type }) => ENDS.includes(type));
  const after = end === -1 ? [] : events.slice(end + 1).filter(({ type }) => !MAY_FOLLOW.includes(type));
  if (after.length === 0) return [];
  const message = 'Events of this run are later than its end; the latest end counts, and the run stays ended.';
  return [{ kind: 'EVENTS_AFTER_THE_END', message, positions: after.map(({ position }) => position) }];
}
