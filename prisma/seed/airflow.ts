import type { Name } from './columns.ts';
import { runId } from './derived-values.ts';
import { facet, type Facets, ownFacet, parentFacet, RUN_EVENT_URL, type RunReference } from './facets.ts';
import { DAY_MS, micros, scheduled, type Time } from './times.ts';

const AIRFLOW = 'https://github.com/apache/airflow/tree/providers-openlineage/2.7.3';

/** A DAG: its own job, and the parent of its tasks' jobs. */
export interface Dag {
  readonly id: string;
  readonly owner: string;
  readonly schedule: string;
  readonly description: string;
  readonly tasks: Readonly<Record<string, { readonly operator: string; readonly after: readonly string[] }>>;
}

/** One run of a DAG for a period that lies before it. */
export interface DagRun {
  readonly dag: Dag;
  /** When it is due, which is the end of the period. */
  readonly due: Time;
  readonly from: Time;
}

/** One try of one task. A second try is another run of the same job. */
export interface TaskTry {
  readonly dagRun: DagRun;
  readonly task: string;
  readonly attempt: number;
  readonly began: Time;
}

export interface TaskMoment {
  readonly type: 'START' | 'COMPLETE' | 'FAIL';
  readonly time: Time;
  readonly inputs?: readonly object[];
  readonly outputs?: readonly object[];
  readonly jobFacets?: Facets;
  readonly runFacets?: Facets;
}

export function dagEvent(
  run: DagRun,
  { type, time, states }: { readonly type: 'START' | 'COMPLETE'; readonly time: Time; readonly states?: Readonly<Record<string, string>> },
): object {
  const { dag } = run;
  const starts: Facets = {
    airflowDagRun: ownFacet(AIRFLOW, { dag: dagParts(dag), dagRun: dagRunParts(run) }),
    nominalTime: nominalTime(run),
    processing_engine: engine(),
  };
  const ends: Facets = { airflowState: ownFacet(AIRFLOW, { dagRunState: 'success', tasksState: states ?? {} }) };
  const jobFacets: Facets = {
    jobType: jobType('DAG'),
    ...(type === 'START' && {
      airflow: taskTree(dag),
      ownership: ownership(dag),
      documentation: facet(AIRFLOW, 'DocumentationJobFacet', { description: dag.description }),
    }),
  };
  return {
    ...head(type, time),
    run: { runId: dagRunReference(run).runId, facets: type === 'START' ? starts : ends },
    job: { ...dagJob(dag), facets: jobFacets },
    inputs: [],
    outputs: [],
  };
}

export function taskEvent(attempt: TaskTry, { type, time, inputs = [], outputs = [], jobFacets = {}, runFacets = {} }: TaskMoment): object {
  const { dagRun } = attempt;
  const { runId: id, job } = taskReference(attempt);
  const root = dagRunReference(dagRun);
  const facets: Facets = {
    airflow: ownFacet(AIRFLOW, {
      dag: dagParts(dagRun.dag),
      dagRun: dagRunParts(dagRun),
      task: taskParts(attempt),
      taskInstance: instanceParts(attempt, time),
      taskUuid: id,
    }),
    parent: parentFacet(AIRFLOW, { parent: root, root }),
    ...(type === 'START' && { nominalTime: nominalTime(dagRun), processing_engine: engine() }),
    ...runFacets,
  };
  return {
    ...head(type, time),
    run: { runId: id, facets },
    job: { ...job, facets: { jobType: jobType('TASK'), ...(type === 'START' && { ownership: ownership(dagRun.dag) }), ...jobFacets } },
    inputs,
    outputs,
  };
}

function dagJob(dag: Dag): Name {
  return { namespace: 'airflow', name: dag.id };
}

export function dagRunReference({ dag, due }: DagRun): RunReference {
  return { job: dagJob(dag), runId: runId(`airflow/${dag.id}`, due) };
}

/** Airflow makes a task's run id from the DAG run, the task and the number of the try alone. */
export function taskReference({ dagRun, task, attempt }: TaskTry): RunReference {
  const name = `${dagRun.dag.id}.${task}`;
  return { job: { namespace: 'airflow', name }, runId: runId(`airflow/${name}, try ${attempt}`, dagRun.due) };
}

function head(type: string, time: Time): object {
  return { eventTime: micros(time, '+00:00'), producer: AIRFLOW, schemaURL: RUN_EVENT_URL, eventType: type };
}

function jobType(kind: 'DAG' | 'TASK'): object {
  return facet(AIRFLOW, 'JobTypeJobFacet', { processingType: 'BATCH', integration: 'AIRFLOW', jobType: kind });
}

function engine(): object {
  return facet(AIRFLOW, 'ProcessingEngineRunFacet', { version: '3.1.0', name: 'Airflow', openlineageAdapterVersion: '2.7.3' });
}

function ownership({ owner }: Dag): object {
  return facet(AIRFLOW, 'OwnershipJobFacet', { owners: [{ name: owner, type: 'MAINTAINER' }] });
}

function nominalTime({ from, due }: DagRun): object {
  return facet(AIRFLOW, 'NominalTimeRunFacet', { nominalStartTime: scheduled(from), nominalEndTime: scheduled(due) });
}

function dagParts({ id, owner, schedule }: Dag): object {
  return {
    dag_id: id,
    fileloc: `/opt/airflow/dags/${id}.py`,
    owner,
    start_date: '2025-11-01T00:00:00+00:00',
    tags: '[]',
    timetable: { expression: schedule, timezone: 'UTC' },
  };
}

function dagRunParts({ dag, due, from }: DagRun): object {
  return {
    conf: {},
    dag_id: dag.id,
    data_interval_start: scheduled(from),
    data_interval_end: scheduled(due),
    external_trigger: false,
    run_id: `scheduled__${scheduled(due)}`,
    run_type: 'scheduled',
    start_date: micros(due, '+00:00'),
  };
}

function taskParts({ dagRun, task }: TaskTry): object {
  const { operator = 'EmptyOperator', after = [] } = dagRun.dag.tasks[task] ?? {};
  const next = Object.keys(dagRun.dag.tasks).filter((other) => dagRun.dag.tasks[other]?.after.includes(task));
  return {
    task_id: task,
    operator_class: operator,
    operator_class_path: `airflow.operators.${operator}`,
    upstream_task_ids: pythonList(after),
    downstream_task_ids: pythonList(next),
    depends_on_past: false,
    mapped: false,
    owner: dagRun.dag.owner,
    queue: 'default',
    retries: 2,
    trigger_rule: 'all_success',
    inlets: '[]',
    outlets: '[]',
  };
}

function instanceParts({ attempt, began }: TaskTry, time: Time): object {
  const duration = (time - began) / 1000;
  return { pool: 'default_pool', queued_dttm: micros(began - 1_200, '+00:00'), try_number: attempt, ...(duration > 0 && { duration }) };
}

function taskTree({ tasks }: Dag): object {
  const parts = Object.entries(tasks).map(([task, { operator }]) => {
    const downstream = Object.keys(tasks).filter((other) => tasks[other]?.after.includes(task));
    return [
      task,
      { operator, downstream_task_ids: downstream, emits_ol_events: true, is_setup: false, is_teardown: false, ui_label: task },
    ] as const;
  });
  return ownFacet(
    AIRFLOW,
    { taskGroups: {}, taskTree: {}, tasks: Object.fromEntries(parts) },
    'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/JobFacet',
  );
}

function pythonList(items: readonly string[]): string {
  return `[${items.map((item) => `'${item}'`).join(', ')}]`;
}

/** The DAG's run of one night: for the day before. */
export function nightly(dag: Dag, due: Time): DagRun {
  return { dag, due, from: due - DAY_MS };
}
