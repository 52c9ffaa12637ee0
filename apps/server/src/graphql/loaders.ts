import DataLoader from 'dataloader';

import { formatInstant } from '#foundation';
import {
  type AnswerHeader,
  type Context,
  type Dataset,
  findDatasets,
  findJobs,
  findRuns,
  type Job,
  type Principal,
  type QuarantinedBody,
  type Question,
  type Run,
  RUNS_AT_ONCE_MAX,
  showQuarantined,
} from '#operations';

/** How many things one question may ask for: what `findDatasets` and `findJobs` take. */
const BATCH_MAX = 500;

/** The two times of an answer, as a question asks for them: what stands below an answer is read at the times of that answer. */
export function timesIn({ asOf, knownAt }: AnswerHeader): Question {
  return { asOf: formatInstant(asOf), knownAt: knownAt.toString(), isBelow: true };
}

/**
 * Gathers what the rows of an operation ask for, so that it is asked for once for all of them. What is found is kept for the operation alone,
 * apart for each pair of times.
 */
export class Loaders {
  private readonly datasets: Kept<Dataset | null> = new Map();
  private readonly jobs: Kept<Job | null> = new Map();
  private readonly runs: Kept<Run | null> = new Map();
  private readonly bodies: Kept<QuarantinedBody> = new Map();

  constructor(
    private readonly context: Context,
    private readonly principal: Principal,
  ) {}

  /** Null: nothing is known of it at those times. */
  dataset(header: AnswerHeader): DataLoader<string, Dataset | null> {
    return kept(this.datasets, header, {
      load: async (ids, times) => (await findDatasets(this.context, this.principal, { ids, ...times })).datasets,
    });
  }

  /** Null: nothing is known of it at those times. */
  job(header: AnswerHeader): DataLoader<string, Job | null> {
    return kept(this.jobs, header, {
      load: async (ids, times) => (await findJobs(this.context, this.principal, { ids, ...times })).jobs,
    });
  }

  /** Each brings its events with it: fields that need it are `@alone`. Null: nothing is known of it at those times. */
  run(header: AnswerHeader): DataLoader<string, Run | null> {
    return kept(this.runs, header, {
      load: async (ids, times) => (await findRuns(this.context, this.principal, { ids, ...times })).runs,
      idsMax: RUNS_AT_ONCE_MAX,
    });
  }

  /** A question for each: fields that need it are `@alone`. */
  quarantinedBody(header: AnswerHeader): DataLoader<string, QuarantinedBody> {
    return kept(this.bodies, header, {
      load: (ids, times) =>
        Promise.all(ids.map(async (id) => (await showQuarantined(this.context, this.principal, { id, ...times })).quarantined.body)),
    });
  }
}

/** Loaders of one kind of thing, by both times. */
type Kept<Thing> = Map<string, DataLoader<string, Thing>>;

interface Loading<Thing> {
  readonly load: (ids: readonly string[], times: Question) => Promise<readonly Thing[]>;
  /** How many one question may ask for. */
  readonly idsMax?: number;
}

function kept<Thing>(loaders: Kept<Thing>, header: AnswerHeader, { load, idsMax = BATCH_MAX }: Loading<Thing>): DataLoader<string, Thing> {
  const times = timesIn(header);
  const key = `${String(times.asOf)} ${String(times.knownAt)}`;
  const known = loaders.get(key) ?? new DataLoader<string, Thing>((ids) => load(ids, times), { maxBatchSize: idsMax });
  loaders.set(key, known);
  return known;
}
