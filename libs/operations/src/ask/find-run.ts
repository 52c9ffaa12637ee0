import { Failure, type Instant } from '#foundation';
import { canonicalRunId, nameKey, type RunEventType, type RunKey } from '#lineage';
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
  runsBeginning,
  runsCalled,
} from '#store';

import type { Context, Principal } from '../context.ts';
import type { AnswerHeader, Question, Reason } from './answer.ts';
import { countOf, read, type Reading } from './ask.ts';
import { jobTypeIn, valueOf } from './facet-words.ts';
import { nodeRef, type NodeRef, type NodeReference } from './public-id.ts';
import { recordedEvent } from './recorded-event.ts';
import { readRunId, type RunRef, runRef, runSummary, type RunSummary } from './run.ts';
import { type RunFacet, RunFacets } from './run-facets.ts';
import { resolve } from './resolve.ts';
import type { Sight, Sighted } from './sight.ts';

/** Jobs of one run id that are looked at. */
const CALLED_MAX = 50;
/** Of a run id that is not given whole: as many characters as UUIDs have before their first dash. */
const SHORT_RUN_ID_MIN = 8;
/** Runs that a refusal names. */
const RUNS_NAMED_MAX = 10;
/** Runs in one question: each brings up to 200 events, and they are held at once. */
export const RUNS_AT_ONCE_MAX = 20;

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

export interface RunsAnswer {
  readonly header: AnswerHeader;
  /** In the order asked; null where there is none. */
  readonly runs: readonly (Run | null)[];
}

/** How a question names a run. */
export type RunReference = { readonly id: string } | { readonly runId: string; readonly job?: NodeReference | null | undefined };

/** A run by its id, or by its run id or the beginning of it and, where several jobs have it, its job. Throws NOT_FOUND and AMBIGUOUS. */
export async function findRun(
  context: Context,
  principal: Principal,
  input: { readonly run: RunReference } & Question,
): Promise<RunAnswer> {
  return read(context, principal, {
    ...{ question: input, as: { operation: 'run' } },
    work: async (reading) => {
      const found = await resolveRun(reading, input.run);
      const [shown] = await runsOf(reading, context, [found]);
      if (shown === undefined) throw new Error('a run that was found is gone within one snapshot');
      return { header: reading.asking.header(shown.reasons), run: shown.run };
    },
  });
}

/** As `findRun` for up to 20 public ids at once, with as many statements as for one. */
export async function findRuns(
  context: Context,
  principal: Principal,
  input: { readonly ids: readonly string[] } & Question,
): Promise<RunsAnswer> {
  if (input.ids.length > RUNS_AT_ONCE_MAX) throw new Failure('LIMIT_EXCEEDED', `Ask for at most ${RUNS_AT_ONCE_MAX} runs at once.`);
  const names = input.ids.map(readRunId);
  return read(context, principal, {
    question: input,
    as: { operation: 'runs by id', shown: ({ runs }) => countOf(runs) },
    work: async (reading) => {
      const called = await runsCalled(
        reading.asked,
        names.map(({ runId }) => canonicalRunId(runId)),
        CALLED_MAX,
      );
      const found = names.map(({ job, runId }) => {
        const all = called.get(canonicalRunId(runId)) ?? [];
        const run = all.find((each) => nameKey(each.job) === nameKey(job));
        return run === undefined ? undefined : { run, others: all.filter((other) => other !== run) };
      });
      const there = found.flatMap((each) => each ?? []);
      const shown = await runsOf(reading, context, there);
      const byRun = new Map(shown.map((each) => [each.key, each]));
      const reasons = new Map(shown.flatMap((each) => each.reasons.map((reason) => [reason.message, reason] as const)));
      return {
        header: reading.asking.header([...reasons.values()]),
        runs: found.map((each) => (each === undefined ? null : (byRun.get(each.run.run)?.run ?? null))),
      };
    },
  });
}

interface FoundRun {
  readonly run: GraphRun;
  /** Of the same id under other jobs. */
  readonly others: readonly GraphRun[];
}

/**
 * The run that is meant, by its run id or by a beginning of it that no other run has, and the runs of the same id under other jobs. Two statements at most,
 * and those of its job.
 */
export async function resolveRun(reading: Sighted, reference: RunReference): Promise<FoundRun> {
  const { asked } = reading;
  const named = 'id' in reference ? readRunId(reference.id) : reference;
  const job = named.job == null ? undefined : (await resolve(reading, 'job', named.job)).canonical.node;
  const ofJob = (runs: readonly GraphRun[]): readonly GraphRun[] => (job === undefined ? runs : runs.filter((run) => run.job.node === job));
  const runId = canonicalRunId(named.runId);
  const called = (await runsCalled(asked, [runId], CALLED_MAX)).get(runId) ?? [];
  const isShort = ofJob(called).length === 0 && !('id' in reference);
  const all = isShort ? await runsBegun(asked, named.runId) : called;
  const [run, ...more] = ofJob(all);
  if (run === undefined) {
    reading.sight.noteMissing(`run ${named.runId}`);
    throw new Failure('NOT_FOUND', NO_RUN);
  }
  if (more.length > 0) throw ambiguousRun([run, ...more]);
  return { run, others: all.filter((other) => other !== run && other.runId === run.runId) };
}

const NO_RUN = `There is no such run at the asked times; give its run id, or ${SHORT_RUN_ID_MIN} characters or more of its beginning, or look it up with \`runs\`.`;

/** Runs whose id begins so, as it is written or, as UUIDs are, in lower case. */
async function runsBegun(asked: Asked, beginning: string): Promise<readonly GraphRun[]> {
  if (beginning.length < SHORT_RUN_ID_MIN || beginning.includes('\0')) return [];
  return runsBeginning(asked, [...new Set([beginning, beginning.toLowerCase()])], CALLED_MAX);
}

function ambiguousRun(runs: readonly GraphRun[]): Failure {
  const named = runs.slice(0, RUNS_NAMED_MAX);
  const list = named.map(({ runId, job: { namespace, name } }) => `${runId} of ${namespace} ${name}`).join(', ');
  const rest = runs.length > named.length ? ', and others' : '';
  const message = `Several runs are meant by that; say which by its whole run id and its job: ${list}${rest}.`;
  const candidates = named.map(({ job: { namespace, name }, runId }) => ({
    id: runRef({ namespace, name }, runId).id,
    kind: 'RUN',
    namespace,
    name,
    runId,
  }));
  return new Failure('AMBIGUOUS', message, { details: { candidates } });
}

interface ShownRun {
  readonly key: RunKey;
  readonly run: Run;
  /** What is missing of it. */
  readonly reasons: readonly Reason[];
}

/** Four statements, however many runs. */
async function runsOf({ asked, sight }: Reading, { tenant, keys }: Context, found: readonly FoundRun[]): Promise<readonly ShownRun[]> {
  const runs = found.map(({ run }) => run.run);
  const last = await lastEvents(asked, runs, RUN_EVENTS_MAX);
  const used = await datasetsOf(asked, new Map([...last].map(([run, { events }]) => [run, events])));
  await sight.look([...new Set([...used.values()].flatMap((uses) => uses.map(({ canonical }) => canonical.node)))]);
  sight.noteShown([...used.values()].flat().flatMap(({ canonical: of }) => (sight.seesDataset(of.node) ? [of] : [])));
  const all = [...last.values()].flatMap(({ events }) => events.map(({ position }) => position));
  const entries = await new LedgerReader(asked.session, tenant, keys).at(all);
  const jobTypes = await facetNamed(asked, 'jobType', [...new Set(found.map(({ run }) => run.job.node))]);

  const recorded = new Map(entries.map((entry) => [entry.position, recordedEvent(entry)]));
  return found.map((each): ShownRun => {
    const { events, hasMore } = last.get(each.run.run) ?? { events: [], hasMore: false };
    const { job } = each.run;
    const facets = new RunFacets((name) => sight.seesJobFacet(job, name));
    for (const { position } of events) {
      const event = recorded.get(position);
      if (event !== undefined) facets.add(position, event);
    }
    const missing = events.some(({ position }) => recorded.has(position) && recorded.get(position) === undefined);
    const jobType = sight.seesJobFacet(job, 'jobType') ? jobTypes.get(job.node) : undefined;
    return {
      key: each.run.run,
      run: shownRun(each, { events, facets, used: used.get(each.run.run) ?? [], jobType, sight }),
      reasons: reasonsOf(facets, { hasMore, missing }),
    };
  });
}

interface Known {
  readonly events: readonly RunEvent[];
  readonly facets: RunFacets;
  readonly used: readonly RunDataset[];
  readonly jobType: string | undefined;
  readonly sight: Sight;
}

function shownRun({ run, others }: FoundRun, { events, facets, used, jobType, sight }: Known): Run {
  const { processingType, heartbeatSeconds } = jobTypeIn(jobType === undefined ? undefined : valueOf({ content: jobType }));
  const { nominal } = facets;
  return {
    ...runSummary(run),
    ...usesOf(
      used.filter(({ canonical }) => sight.seesDataset(canonical.node)),
      { facets, sight },
    ),
    facets: sight.facets.ofRun(run.job, facets.all),
    ...facets.family((other) => sight.seesJob(other)),
    nominalStart: nominal.start,
    nominalEnd: nominal.end,
    processingType,
    heartbeatSeconds,
    lastEvent: events.at(-1)?.time ?? run.began,
    events: events.length,
    findings: [...otherJobs(others), ...eventsAfterEnd(events)],
  };
}

function usesOf(used: readonly RunDataset[], { facets, sight }: Pick<Known, 'facets' | 'sight'>): Pick<Run, 'inputs' | 'outputs'> {
  const of = (role: RunDataset['role']): readonly RunUse[] =>
    used
      .filter((use) => use.role === role)
      .map(({ used: name, canonical }) => ({
        dataset: nodeRef(canonical),
        usedName: nodeRef(name),
        facets: sight.facets.ofUse(canonical.node, facets.ofUse(role, name)),
      }));
  return { inputs: of('input'), outputs: of('output') };
}

const BODIES_GONE =
  'Bodies of some of the run\u2019s events were retired or erased, and their facets with them: no later question brings these back; what it read and wrote is all here.';

function reasonsOf(facets: RunFacets, { hasMore, missing }: Record<'hasMore' | 'missing', boolean>): readonly Reason[] {
  const reasons: Reason[] = [];
  if (hasMore) {
    reasons.push({
      code: 'TRUNCATED',
      message: `The run has more than ${RUN_EVENTS_MAX} events; facets and datasets are of the last ${RUN_EVENTS_MAX}: ask again with an earlier asOf for what it told before.`,
    });
  }
  if (missing) reasons.push({ code: 'TRUNCATED', message: BODIES_GONE });
  if (facets.hasExtractionErrors) {
    reasons.push({
      code: 'EXTRACTION_ERRORS',
      message:
        'The producer could not see everything that this run did; its extractionError facet says what to mend, and later runs then show the rest.',
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
