import { dagEvent, dagRunReference, nightly, taskEvent, taskReference, type TaskTry } from './airflow.ts';
import { modelEvent, testEvent, type DbtInvocation, type DbtStep } from './dbt.ts';
import { DBT_MODELS, DBT_TESTS, modelName } from './dbt-models.ts';
import { type Arrival, arriving, fromJava, fromPython } from './delivery.ts';
import { digestNumber } from './derived-values.ts';
import { vitalsSnapshot } from './lake-stream.ts';
import { type Load, loadsOf, NIGHTLY, program, vitalsHourly } from './nightly-loads.ts';
import { type SparkApplication, sparkApplicationEvent, sparkEvent, sparkInput, sparkOutput, type SparkRun } from './spark.ts';
import { dayInWords, MINUTE_MS, SECOND_MS, type Time } from './times.ts';

/** What went wrong in a night, if anything did. */
export interface NightTrouble {
  /** The first try of the hourly vitals breaks off, the second goes well. */
  readonly vitalsFail?: boolean;
  /** The columns of alerts whose tests find something. */
  readonly failingTests?: readonly string[];
}

/** Every event of one night. `due` is when the DAG starts. */
export function wholeNight(due: Time, { vitalsFail = false, failingTests = [] }: NightTrouble = {}): readonly Arrival[] {
  const run = nightly(NIGHTLY, due);
  const night = `Night of ${dayInWords(due)}`;
  const arrivals: Arrival[] = [];
  let now = due + 10 * SECOND_MS;

  for (const task of ['load_ehr', 'vitals_hourly', 'load_alerts'] as const) {
    const loads = loadsOf(due)[task];
    if (task === 'vitals_hourly' && vitalsFail) {
      const failed: TaskTry = { dagRun: run, task, attempt: 1, began: now };
      arrivals.push(...failedTry(failed, loads, night));
      now += 9 * MINUTE_MS;
    }
    const attempt: TaskTry = { dagRun: run, task, attempt: task === 'vitals_hourly' && vitalsFail ? 2 : 1, began: now };
    const tried = goodTry(attempt, loads, night);
    arrivals.push(...tried.arrivals);
    now = tried.ended + 10 * SECOND_MS;
  }
  const built = dbtTask({ dagRun: run, task: 'dbt_build', attempt: 1, began: now }, failingTests, night);
  arrivals.push(...built.arrivals);

  const states = Object.fromEntries(Object.keys(NIGHTLY.tasks).map((task) => [task, 'success']));
  const ended = built.ended + 15 * SECOND_MS;
  return [
    warehouse(dagEvent(run, { type: 'START', time: due }), due, `${night}: the nightly DAG starts.`),
    ...arrivals,
    warehouse(dagEvent(run, { type: 'COMPLETE', time: ended, states }), ended, `${night}: the nightly DAG ends well.`),
  ];
}

/** What was kept of an older night: the end of the vitals load and the end of the DAG. Their beginnings were never sent. */
export function olderNight(due: Time): readonly Arrival[] {
  const run = nightly(NIGHTLY, due);
  const attempt: TaskTry = { dagRun: run, task: 'vitals_hourly', attempt: 1, began: due + 7 * MINUTE_MS };
  const load = vitalsHourly(due);
  const query = queryOf(attempt, load, attempt.began + 40 * SECOND_MS);
  const loaded = query.began + load.takes;
  const ended = due + 27 * MINUTE_MS;
  const night = `Night of ${dayInWords(due)}`;
  const states = Object.fromEntries(Object.keys(NIGHTLY.tasks).map((task) => [task, 'success']));
  return [
    spark(queryEvent(query, load, { type: 'COMPLETE', time: loaded }), loaded, `${night}: the hourly vitals are written.`),
    warehouse(dagEvent(run, { type: 'COMPLETE', time: ended, states }), ended, `${night}: the nightly DAG ends well.`),
  ];
}

/** A task that submits a Spark program, which runs one query after the other. */
function goodTry(attempt: TaskTry, loads: readonly Load[], night: string): { readonly arrivals: readonly Arrival[]; readonly ended: Time } {
  const application = applicationOf(attempt);
  const arrivals: Arrival[] = [];
  let now = application.began + 20 * SECOND_MS;

  for (const load of loads) {
    const query = queryOf(attempt, load, now);
    const ended = now + load.takes;
    arrivals.push(
      spark(queryEvent(query, load, { type: 'START', time: now }), now, `${night}: Spark begins to load ${load.into.name}.`),
      spark(queryEvent(query, load, { type: 'COMPLETE', time: ended }), ended, `${night}: Spark has loaded ${load.into.name}.`),
    );
    now = ended + 5 * SECOND_MS;
  }
  const ended = now + 15 * SECOND_MS;
  return {
    arrivals: [
      ...taskStart(attempt, night),
      ...arrivals,
      ...applicationEnd(application, now, night),
      airflow(attempt, { type: 'COMPLETE', time: ended, night }),
    ],
    ended,
  };
}

/** A try that breaks off in its first query. */
function failedTry(attempt: TaskTry, loads: readonly Load[], night: string): readonly Arrival[] {
  const application = applicationOf(attempt);
  const began = application.began + 20 * SECOND_MS;
  const failed = began + 4 * MINUTE_MS;
  return [
    ...taskStart(attempt, night),
    ...loads.slice(0, 1).flatMap((load) => {
      const query = queryOf(attempt, load, began);
      const failure = {
        message:
          'org.apache.spark.SparkException: Job aborted due to stage failure: Task 17 in stage 3.0 failed 4 times: lake answered 503 Slow Down',
        stackTrace:
          'org.apache.spark.SparkException: Job aborted due to stage failure\n\tat org.aldermere.loads.VitalsHourly.run(VitalsHourly.scala:88)',
      };
      return [
        spark(queryEvent(query, load, { type: 'START', time: began }), began, `${night}: Spark begins to load ${load.into.name}.`),
        spark(
          sparkEvent(query, { type: 'FAIL', time: failed, failure, inputs: [sparkInput(load.from)], outputs: [sparkOutput(load.into)] }),
          failed,
          `${night}: the lake is too busy and the load of ${load.into.name} fails.`,
        ),
      ];
    }),
    ...applicationEnd(application, failed + 5 * SECOND_MS, night),
    airflow(attempt, { type: 'FAIL', time: failed + 20 * SECOND_MS, night }),
  ];
}

/** The task that calls dbt. dbt-ol tells all in the end: every START, then every COMPLETE, whatever their times. */
function dbtTask(
  attempt: TaskTry,
  failingTests: readonly string[],
  night: string,
): { readonly arrivals: readonly Arrival[]; readonly ended: Time } {
  const invocation: DbtInvocation = {
    began: attempt.began + 8 * SECOND_MS,
    calledBy: { parent: taskReference(attempt), root: dagRunReference(attempt.dagRun) },
  };
  let now = invocation.began + 6 * SECOND_MS;
  const step = (seconds: number): DbtStep => {
    const began = now;
    now += seconds * SECOND_MS;
    return { invocation, began, ended: now - 250 };
  };
  const models = DBT_MODELS.map((model) => ({ model, step: step(model.takes) }));
  const tests = DBT_TESTS.map((tested) => ({ tested: { ...tested, failing: failingTests }, step: step(4) }));
  const told = (['START', 'COMPLETE'] as const).flatMap((type) => [
    ...models.map(({ model, step: part }) => ({
      event: modelEvent(model, part, type),
      about: `dbt ${type === 'START' ? 'began' : 'finished'} ${modelName(model)}.`,
    })),
    ...tests.map(({ tested, step: part }) => ({
      event: testEvent(tested, part, type),
      about: testAbout(type, modelName({ output: tested.model }), tested),
    })),
  ]);
  const arrivals = told.map(({ event, about }, index) =>
    arriving(now + SECOND_MS + index * 60, fromPython({ emitter: 'warehouse', event, time: now, about: `${night}: ${about}` })),
  );
  const ended = now + 6 * SECOND_MS;
  return {
    arrivals: [
      airflow(attempt, { type: 'START', time: attempt.began, night }),
      ...arrivals,
      airflow(attempt, { type: 'COMPLETE', time: ended, night }),
    ],
    ended,
  };
}

function testAbout(
  type: 'START' | 'COMPLETE',
  model: string,
  { tests, failing }: { readonly tests: readonly { readonly column: string }[]; readonly failing: readonly string[] },
): string {
  if (type === 'START') return `dbt began to test ${model}.`;
  const found = tests.filter(({ column }) => failing.includes(column)).map(({ column }) => column);
  return found.length === 0 ? `dbt tested ${model} and all is well.` : `dbt tested ${model} and warns of ${found.join(', ')}.`;
}

function taskStart(attempt: TaskTry, night: string): readonly Arrival[] {
  const application = applicationOf(attempt);
  const { began } = application;
  return [
    airflow(attempt, { type: 'START', time: attempt.began, night }),
    spark(
      sparkApplicationEvent(application, { type: 'START', time: began }),
      began,
      `${night}: the Spark program ${attempt.task} is submitted.`,
    ),
  ];
}

function applicationEnd(application: SparkApplication, time: Time, night: string): readonly Arrival[] {
  return [
    spark(
      sparkApplicationEvent(application, { type: 'COMPLETE', time }),
      time,
      `${night}: the Spark program ${application.job.name} has ended.`,
    ),
  ];
}

function applicationOf(attempt: TaskTry): SparkApplication {
  return {
    job: program(attempt.task),
    began: attempt.began + 20 * SECOND_MS,
    submittedBy: { parent: taskReference(attempt), root: dagRunReference(attempt.dagRun) },
  };
}

/** A query of the program that a task submits. */
export function queryOf(attempt: TaskTry, { command }: Load, began: Time): SparkRun {
  return { application: applicationOf(attempt), command, began, processing: 'BATCH' };
}

/** START names what is read and written; COMPLETE also how much. */
export function queryEvent(
  query: SparkRun,
  load: Load,
  { type, time }: { readonly type: 'START' | 'COMPLETE'; readonly time: Time },
): object {
  const rows = digestNumber(`rows of ${load.command} at ${query.began}`, { from: 6_000, to: 950_000 });
  const columns = { columns: load.columns, ...(load.rowsDecidedBy !== undefined && { rowsDecidedBy: load.rowsDecidedBy }) };
  const change = load.overwrites === true ? { change: 'OVERWRITE' as const } : {};
  const snapshot = load.from.catalogTable === undefined ? {} : { snapshot: vitalsSnapshot(query.began) };
  const ended = type === 'COMPLETE';
  return sparkEvent(query, {
    type,
    time,
    inputs: [sparkInput(load.from, { ...snapshot, ...(ended && { rows: rows * 3 }) })],
    outputs: [sparkOutput(load.into, { ...columns, ...change, ...(ended && { rows }) })],
  });
}

function airflow(
  attempt: TaskTry,
  { type, time, night }: { readonly type: 'START' | 'COMPLETE' | 'FAIL'; readonly time: Time; readonly night: string },
): Arrival {
  const verb = { START: 'starts', COMPLETE: 'ends well', FAIL: 'fails and will be tried again' }[type];
  return warehouse(taskEvent(attempt, { type, time }), time, `${night}: the task ${attempt.task} ${verb}.`);
}

function spark(event: object, time: Time, about: string): Arrival {
  return fromJava({ emitter: 'warehouse', event, time, about });
}

function warehouse(event: object, time: Time, about: string): Arrival {
  return fromPython({ emitter: 'warehouse', event, time, about });
}
