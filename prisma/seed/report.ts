import { type Dag, dagEvent, dagRunReference, type DagRun, nightly, taskEvent, type TaskTry } from './airflow.ts';
import { aggregated, calculated, columnLineage, type ColumnMap, copied, influenced, type Name } from './columns.ts';
import { dataSource, knowledge, schema } from './dataset-facets.ts';
import { type Dataset, FCT_SEPSIS_ALERTS, LEGACY_MANUAL_SCORES, SEPSIS_OUTCOMES, STG_ENCOUNTERS, WAREHOUSE } from './datasets.ts';
import { type Arrival, fromPython } from './delivery.ts';
import { facet, type Facets, JOB_EVENT_URL } from './facets.ts';
import { NIGHTLY } from './nightly-loads.ts';
import { at, micros, SECOND_MS, type Time } from './times.ts';

const AIRFLOW = 'https://github.com/apache/airflow/tree/providers-openlineage/2.7.3';
const REPOSITORY = 'https://git.aldermere.example/clinical/quality-report';

/** Writes the board's table on the first of each month. */
export const REPORT: Name = { namespace: 'airflow', name: 'quality.monthly_report' };

const QUALITY: Dag = {
  id: 'quality',
  owner: 'quality-board',
  schedule: '0 5 1 * *',
  description: 'What the quality board looks at each month.',
  tasks: { monthly_report: { operator: 'SQLExecuteQueryOperator', after: [] } },
};

/** What the report selects: it changed once, when the scored stream took the place of scores entered by hand. */
interface Edition {
  readonly scores: Dataset;
  readonly sql: string;
  readonly columns: ColumnMap;
}

const BY_HAND: Edition = {
  scores: LEGACY_MANUAL_SCORES,
  columns: {
    month: [calculated(LEGACY_MANUAL_SCORES, 'scored_at')],
    ward: [copied(LEGACY_MANUAL_SCORES, 'ward')],
    alerts: [aggregated(LEGACY_MANUAL_SCORES, 'score_id')],
    risk_score: [aggregated(LEGACY_MANUAL_SCORES, 'score'), influenced(LEGACY_MANUAL_SCORES, 'encounter_id', 'JOIN')],
    sepsis_confirmed: [aggregated(STG_ENCOUNTERS, 'sepsis_confirmed'), influenced(STG_ENCOUNTERS, 'encounter_id', 'JOIN')],
  },
  sql: `insert into reports.sepsis_outcomes
select date_trunc('month', s.scored_at)::date, s.ward, count(s.score_id), avg(s.score), count(*) filter (where e.sepsis_confirmed)
from legacy.manual_scores as s
join clinical.stg_encounters as e using (encounter_id)
where s.scored_at >= %(month)s
group by 1, 2`,
};

const BY_STREAM: Edition = {
  scores: FCT_SEPSIS_ALERTS,
  columns: {
    month: [calculated(FCT_SEPSIS_ALERTS, 'alerted_at')],
    ward: [copied(FCT_SEPSIS_ALERTS, 'ward_name')],
    alerts: [aggregated(FCT_SEPSIS_ALERTS, 'alert_id')],
    risk_score: [aggregated(FCT_SEPSIS_ALERTS, 'risk_score'), influenced(FCT_SEPSIS_ALERTS, 'encounter_id', 'JOIN')],
    sepsis_confirmed: [aggregated(STG_ENCOUNTERS, 'sepsis_confirmed'), influenced(STG_ENCOUNTERS, 'encounter_id', 'JOIN')],
  },
  sql: `insert into reports.sepsis_outcomes
select date_trunc('month', a.alerted_at)::date, a.ward_name, count(a.alert_id), avg(a.risk_score), count(*) filter (where e.sepsis_confirmed)
from clinical.fct_sepsis_alerts as a
join clinical.stg_encounters as e using (encounter_id)
where a.alerted_at >= %(month)s
group by 1, 2`,
};

/** The sentence of the event with null facets. */
export const NULLS_ABOUT = 'The report of January begins; it was read back from an older store, which says null for all it does not have.';

/** Three reports. Between the second and the third one input was dropped and another taken up. */
export function reports(): readonly Arrival[] {
  const [january, february, march] = [at('2026-02-01T05:00:00Z'), at('2026-03-01T05:00:00Z'), at('2026-04-01T05:00:00Z')];
  return [
    ...readBack(january),
    ...reported(tryOf(february, at('2026-02-01T05:00:00Z')), { edition: BY_HAND, of: 'February' }),
    rewritten(at('2026-03-25T14:00:00Z')),
    ...lastReport(tryOf(march, at('2026-03-01T05:00:00Z'))),
  ];
}

function tryOf(due: Time, from: Time): TaskTry {
  return { dagRun: { dag: QUALITY, due, from }, task: 'monthly_report', attempt: 1, began: due + 5 * SECOND_MS };
}

/** The first report, of which only this was kept: a START full of nulls and a COMPLETE. */
function readBack(due: Time): readonly Arrival[] {
  const attempt = tryOf(due, at('2026-01-01T05:00:00Z'));
  const start = {
    ...taskEvent(attempt, { type: 'START', time: attempt.began, runFacets: { nominalTime: null, externalQuery: null } }),
    inputs: null,
    outputs: null,
  };
  const [, complete] = reported(attempt, { edition: BY_HAND, of: 'January' });
  const first = fromPython({ emitter: 'warehouse', event: start, time: attempt.began, about: NULLS_ABOUT });
  return complete === undefined ? [first] : [first, complete];
}

function lastReport(attempt: TaskTry): readonly Arrival[] {
  const { dagRun } = attempt;
  const ended = attempt.began + 230 * SECOND_MS;
  const night = nightly(NIGHTLY, at('2026-04-01T01:30:00Z'));
  return [
    dag(dagRun, 'START', dagRun.due),
    ...reported(attempt, { edition: BY_STREAM, of: 'March', waitedFor: night }),
    dag(dagRun, 'COMPLETE', ended),
  ];
}

function dag(run: DagRun, type: 'START' | 'COMPLETE', time: Time): Arrival {
  const event = dagEvent(run, { type, time, ...(type === 'COMPLETE' && { states: { monthly_report: 'success' } }) });
  return fromPython({
    emitter: 'warehouse',
    event,
    time,
    about: `The quality DAG of 1 April ${type === 'START' ? 'starts' : 'ends well'}.`,
  });
}

/** START and COMPLETE of one report, both with what it reads and writes. */
function reported(
  attempt: TaskTry,
  { edition, of, waitedFor }: { readonly edition: Edition; readonly of: string; readonly waitedFor?: DagRun },
): readonly Arrival[] {
  const ended = attempt.began + 197 * SECOND_MS;
  const jobFacets: Facets = { sql: facet(AIRFLOW, 'SQLJobFacet', { query: edition.sql, dialect: 'postgres' }) };
  const runFacets: Facets = waitedFor === undefined ? {} : { jobDependencies: dependency(waitedFor) };
  const datasets = { inputs: [input(edition.scores), input(STG_ENCOUNTERS)], outputs: [output(edition)], jobFacets };
  const start = taskEvent(attempt, { type: 'START', time: attempt.began, ...datasets, runFacets });
  const complete = taskEvent(attempt, { type: 'COMPLETE', time: ended, ...datasets });
  return [
    fromPython({ emitter: 'warehouse', event: start, time: attempt.began, about: `The report of ${of} begins.` }),
    fromPython({ emitter: 'warehouse', event: complete, time: ended, about: `The report of ${of} is written.` }),
  ];
}

/** Order without data: the report waits for the night to be over. */
function dependency(run: DagRun): object {
  const { job, runId } = dagRunReference(run);
  const upstream = [
    {
      job,
      run: { runId },
      dependency_type: 'IMPLICIT_DEPENDENCY',
      sequence_trigger_rule: 'FINISH_TO_START',
      status_trigger_rule: 'EXECUTE_ON_SUCCESS',
    },
  ];
  return facet(AIRFLOW, 'JobDependenciesRunFacet', { upstream, downstream: [], trigger_rule: 'ALL_SUCCESS' });
}

/** Of dbt's models dbt tells the schema; nobody else tells that of the scores entered by hand. */
function input(dataset: Dataset): object {
  const described = dataset === LEGACY_MANUAL_SCORES ? { ...schema(AIRFLOW, dataset), ...knowledge(AIRFLOW, dataset) } : {};
  return { namespace: dataset.namespace, name: dataset.name, facets: { ...dataSource(AIRFLOW, WAREHOUSE), ...described } };
}

function output({ columns }: Edition): object {
  const facets = {
    ...dataSource(AIRFLOW, WAREHOUSE),
    ...schema(AIRFLOW, SEPSIS_OUTCOMES),
    ...knowledge(AIRFLOW, SEPSIS_OUTCOMES),
    columnLineage: facet(AIRFLOW, 'ColumnLineageDatasetFacet', columnLineage(columns)),
  };
  return { namespace: SEPSIS_OUTCOMES.namespace, name: SEPSIS_OUTCOMES.name, facets };
}

/** The job itself, as its repository describes it when the new text of the query is merged. No run, and no dataset. */
function rewritten(time: Time): Arrival {
  const version = '4c1f0b7e2a9d53861e40c7fb92d86a15f3e70d24';
  const facets: Facets = {
    documentation: facet(REPOSITORY, 'DocumentationJobFacet', {
      description: 'Alerts, risk and outcomes by ward. Since March it counts scored alerts, not scores entered by hand.',
    }),
    ownership: facet(REPOSITORY, 'OwnershipJobFacet', {
      owners: [
        { name: 'team:quality-board', type: 'OWNER' },
        { name: 'team:clinical-analytics', type: 'MAINTAINER' },
      ],
    }),
    sourceCodeLocation: facet(REPOSITORY, 'SourceCodeLocationJobFacet', {
      type: 'git',
      url: `${REPOSITORY}/blob/${version}/monthly_report.sql`,
      repoUrl: `${REPOSITORY}.git`,
      path: 'monthly_report.sql',
      version,
      branch: 'main',
      pullRequestNumber: '118',
    }),
    tags: facet(REPOSITORY, 'TagsJobFacet', { tags: [{ key: 'audience', value: 'quality-board', source: 'USER' }] }),
  };
  const event = {
    eventTime: micros(time, 'Z'),
    producer: REPOSITORY,
    schemaURL: JOB_EVENT_URL,
    job: { ...REPORT, facets },
    inputs: [],
    outputs: [],
  };
  return fromPython({ emitter: 'warehouse', event, time, about: 'The report is rewritten: its repository declares the job anew.' });
}
