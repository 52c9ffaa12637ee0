import {
  type Dataset,
  EHR_ENCOUNTERS,
  EHR_LAB_RESULTS,
  EHR_PATIENTS,
  TOPIC_ENCOUNTERS,
  TOPIC_LAB_RESULTS,
  TOPIC_LAB_RESULTS_WITH_PROCALCITONIN,
  TOPIC_PATIENTS,
} from './datasets.ts';
import { debeziumEvent, type Shows } from './debezium.ts';
import { type Arrival, fromJava } from './delivery.ts';
import { CLEANING, cleaningEvent, type FlinkRun, SCORING, scoringEvent, scoringStart } from './flink.ts';
import { at, DAY_MS, dayInWords, every, hour, HOUR_MS, SECOND_MS, type Time } from './times.ts';

/** The sentence of the event that has no schemaURL. */
export const NO_SCHEMA_URL_ABOUT = 'Cleaning of vitals goes on: 30 March, 08:00; this event names no schema.';

const CLEANING_RUN: FlinkRun = { job: CLEANING, flink: '1.20.1', began: at('2026-03-08T06:00:00Z') };
const FIRST_SCORING: FlinkRun = { job: SCORING, flink: '2.0.0', began: at('2026-03-08T06:30:00Z') };
const SECOND_SCORING: FlinkRun = { job: SCORING, flink: '2.0.0', began: at('2026-03-29T06:45:00Z') };
const COPY_BEGAN = at('2026-03-08T05:30:00Z');

/** A report of the cleaning job; one of them, by an older adapter, has no schemaURL. */
function cleaning(): readonly Arrival[] {
  const { began } = CLEANING_RUN;
  const days = every({ from: at('2026-03-29T00:00:00Z'), to: at('2026-04-01T08:00:00Z'), step: 4 * HOUR_MS });
  const reports = [at('2026-03-15T08:00:00Z'), at('2026-03-22T08:00:00Z'), ...days];
  const start = cleaningEvent(CLEANING_RUN, { type: 'START', time: began });
  return [
    fromJava({ emitter: 'streams', event: start, time: began, about: 'Cleaning of vitals starts.' }),
    ...reports.map((time) => {
      const event = cleaningEvent(CLEANING_RUN, { type: 'RUNNING', time });
      if (time === at('2026-03-30T08:00:00Z')) {
        return fromJava({ emitter: 'streams', event: { ...event, schemaURL: undefined }, time, about: NO_SCHEMA_URL_ABOUT });
      }
      return fromJava({ emitter: 'streams', event, time, about: `Cleaning of vitals goes on: ${dayInWords(time)}, ${hour(time)}.` });
    }),
  ];
}

/** Scoring was stopped once, to go on with a newer model: two runs of one job. */
function scoring(): readonly Arrival[] {
  const stopped = at('2026-03-29T06:40:00Z');
  const first = [at('2026-03-15T09:00:00Z'), at('2026-03-22T09:00:00Z'), at('2026-03-29T00:00:00Z'), at('2026-03-29T06:00:00Z')];
  const second = every({ from: at('2026-03-29T12:00:00Z'), to: at('2026-04-01T06:00:00Z'), step: 6 * HOUR_MS });
  const goesOn = (run: FlinkRun, time: Time): Arrival => {
    const about = `Scoring goes on: ${dayInWords(time)}, ${hour(time)}.`;
    return fromJava({ emitter: 'streams', event: scoringEvent(run, { type: 'RUNNING', time }), time, about });
  };
  const starts = (run: FlinkRun, version: string): Arrival => {
    const about = `Scoring starts with version ${version} of the model.`;
    return fromJava({ emitter: 'streams', event: scoringStart(run, version), time: run.began, about });
  };
  const stop = scoringEvent(FIRST_SCORING, { type: 'ABORT', time: stopped });
  return [
    starts(FIRST_SCORING, '4'),
    ...first.map((time) => goesOn(FIRST_SCORING, time)),
    fromJava({ emitter: 'streams', event: stop, time: stopped, about: 'Scoring is stopped, to take up the newer model.' }),
    starts(SECOND_SCORING, '7'),
    ...second.map((time) => goesOn(SECOND_SCORING, time)),
  ];
}

/** Debezium shows its tables once, one by one, and its topics now and then, one by one. */
function ehrCopy(): readonly Arrival[] {
  const send = (time: Time, shows: Shows, about: string): Arrival =>
    fromJava({ emitter: 'streams', event: debeziumEvent(COPY_BEGAN, { type: 'RUNNING', time, shows }), time, about });
  const reads = [EHR_PATIENTS, EHR_ENCOUNTERS, EHR_LAB_RESULTS].map((table, index) =>
    send(COPY_BEGAN + (20 + index) * SECOND_MS, { reads: table }, `The copy of the patient record has found ${table.name}.`),
  );
  const writes = (time: Time, topics: readonly Dataset[]): readonly Arrival[] =>
    topics.map((topic, index) =>
      send(time + index * SECOND_MS, { writes: topic }, `The patient record is copied to ${topic.name}: ${dayInWords(time)}.`),
    );
  const days = every({ from: at('2026-03-29T06:00:00Z'), to: at('2026-04-01T06:00:00Z'), step: DAY_MS });
  const start = debeziumEvent(COPY_BEGAN, { type: 'START', time: COPY_BEGAN });
  return [
    fromJava({ emitter: 'streams', event: start, time: COPY_BEGAN, about: 'The copy of the patient record starts.' }),
    ...reads,
    ...writes(COPY_BEGAN + 60 * SECOND_MS, [TOPIC_PATIENTS, TOPIC_ENCOUNTERS, TOPIC_LAB_RESULTS]),
    ...days.flatMap((time) => writes(time, [TOPIC_PATIENTS, TOPIC_ENCOUNTERS, labResultsAt(time)])),
  ];
}

function labResultsAt(time: Time): Dataset {
  return time < at('2026-03-31T00:00:00Z') ? TOPIC_LAB_RESULTS : TOPIC_LAB_RESULTS_WITH_PROCALCITONIN;
}

/** What the engines that never end report. */
export function streams(): readonly Arrival[] {
  return [...ehrCopy(), ...cleaning(), ...scoring()];
}
