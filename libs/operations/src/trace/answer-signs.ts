import { CLOCK_SKEW_NS, DAY_MS, formatInstant, type Instant, INSTANT_MIN } from '#foundation';
import { compareNames, type Name, nameKey, readSetting } from '#lineage';
import {
  type Asked,
  type Beat,
  beatsOf,
  facetNamed,
  type GraphNode,
  jobsWithExtractionErrors,
  type Point,
  runsWithExtractionErrors,
  windowSettings,
} from '#store';

import type { Reason } from '../ask/answer.ts';
import type { Sighted } from '../ask/sight.ts';
import { jobTypeIn, type JobTypeWords, valueOf } from '../ask/facet-words.ts';

const NS_PER_MS = 1_000_000n;
const DAY_NS = BigInt(DAY_MS) * NS_PER_MS;
/** Section 4 of the fold: as long as a job's edges outlive its silence. */
const WINDOW_DAYS = 30;
/** A stream has fallen silent when it says nothing for so many of its usual gaps, or for a day. The skew of clocks is allowed on top: questions about the present are asked that far ahead. */
const SILENT_GAPS = 10n;
/** A batch run that goes on for longer has most likely died without a word. */
const RUN_NS_MAX = DAY_NS;
/** Jobs that a reason names. */
const NAMED_MAX = 3;

/** What an answer rests on. */
interface Ground {
  readonly jobs: readonly GraphNode[];
  /** Of a walk by runs. */
  readonly runs: readonly Point[];
}

/**
 * What an answer may be missing: producers that fell silent, runs that never ended, lineage that its producer could not see. What a facet tells that the asker does
 * not see is not told here either. Four statements.
 */
export async function signsOf({ asked, sight }: Sighted, { jobs, runs }: Ground): Promise<readonly Reason[]> {
  const [beats, unseen] = await Promise.all([
    beatSigns({ asked, sight }, jobs),
    runs.length > 0 ? unseenRuns(asked, runs) : unseenJobs(asked, jobs),
  ]);
  return [...beats, ...unseenOf(unseen.filter((job) => sight.seesJobFacet(job, 'extractionError')))];
}

/** Of a walk by runs those very runs are looked at, of any other the latest of each job. */
async function unseenRuns(asked: Asked, runs: readonly Point[]): Promise<readonly Name[]> {
  const unseen = await runsWithExtractionErrors(
    asked,
    runs.flatMap(({ run }) => (run === undefined ? [] : [run])),
  );
  const jobs = runs.filter(({ run }) => run !== undefined && unseen.has(run));
  return [...new Map(jobs.map((job) => [nameKey(job), job])).values()];
}

async function unseenJobs(asked: Asked, jobs: readonly GraphNode[]): Promise<readonly Name[]> {
  const unseen = await jobsWithExtractionErrors(
    asked,
    jobs.map(({ node }) => node),
  );
  return jobs.filter(({ node }) => unseen.has(node));
}

async function beatSigns({ asked, sight }: Sighted, jobs: readonly GraphNode[]): Promise<readonly Reason[]> {
  const nodes = jobs.map(({ node }) => node);
  if (nodes.length === 0) return [];
  const openSince = asked.asOf - INSTANT_MIN > RUN_NS_MAX ? ((asked.asOf - RUN_NS_MAX) as Instant) : INSTANT_MIN;
  const [facets, found, settings] = await Promise.all([
    facetNamed(asked, 'jobType', nodes),
    beatsOf(asked, nodes, openSince),
    windowSettings(asked),
  ]);
  const beats = new Map(found.map((beat) => [beat.job, beat]));
  const windowOf = windowsIn(settings);

  const silent: (GraphNode & { readonly last: Instant })[] = [];
  const unended: GraphNode[] = [];
  for (const job of jobs) {
    const content = sight.seesJobFacet(job, 'jobType') ? facets.get(job.node) : undefined;
    const type = jobTypeIn(content === undefined ? undefined : valueOf({ content }));
    const beat = beats.get(job.node);
    if (beat === undefined) continue;
    if (isSilent(asked.asOf, beat, { type, window: windowOf(job) })) silent.push({ ...job, last: beat.last });
    if (!type.isContinuous && beat.hasOpenRun) unended.push(job);
  }
  return [...silenceOf(silent), ...unendedOf(unended)];
}

/** A continuous job is measured by its own beat, a batch job by its lineage window. One that only declares is never silent: it has no beat. */
function isSilent(asOf: Instant, { last, gap }: Beat, { type, window }: { readonly type: JobTypeWords; readonly window: bigint }): boolean {
  if (!type.isContinuous) return asOf - last > window;
  const age = asOf - last - CLOCK_SKEW_NS;
  return age > DAY_NS || (gap !== undefined && gap > 0n && age > gap * SILENT_GAPS);
}

function silenceOf(jobs: readonly (GraphNode & { readonly last: Instant })[]): readonly Reason[] {
  const [first] = jobs.toSorted((left, right) => (left.last < right.last ? -1 : left.last > right.last ? 1 : compareNames(left, right)));
  if (first === undefined) return [];
  const message = `${listed(jobs)} fell silent, the first at ${formatInstant(first.last)}; what they did since is not known. See whether they still run.`;
  return [{ code: 'PRODUCER_SILENT', message }];
}

function unendedOf(jobs: readonly GraphNode[]): readonly Reason[] {
  if (jobs.length === 0) return [];
  const message = `A run of ${listed(jobs)} began more than a day before and has no end; what it wrote may not be whole. See whether it failed.`;
  return [{ code: 'RUN_NEVER_ENDED', message }];
}

function unseenOf(jobs: readonly Name[]): readonly Reason[] {
  if (jobs.length === 0) return [];
  const message = `Runs of ${listed(jobs)} tell that their producer could not see all that they read and wrote; the extractionError facet of each says what to mend, and later runs then show the rest.`;
  return [{ code: 'EXTRACTION_ERRORS', message }];
}

function listed(jobs: readonly Name[]): string {
  const names = jobs.toSorted(compareNames).map(({ namespace, name }) => `${namespace} ${name}`);
  return names.length <= NAMED_MAX ? names.join(', ') : `${names.slice(0, NAMED_MAX).join(', ')} and ${names.length - NAMED_MAX} more`;
}

/** The window of each job, in nanoseconds: its own newest setting, else the newest general one. */
function windowsIn(bodies: readonly string[]): (job: Name) => bigint {
  const ofJob = new Map<string, number>();
  let general = WINDOW_DAYS;
  for (const body of bodies) {
    const setting = readSetting(body);
    if (setting.setting !== 'lineage-window') continue;
    if (setting.job === null) general = setting.days;
    else ofJob.set(nameKey(setting.job), setting.days);
  }
  return ({ namespace, name }) => BigInt(Math.round((ofJob.get(nameKey({ namespace, name })) ?? general) * DAY_MS)) * NS_PER_MS;
}
