import { indented, type Paper, paragraph } from './paper.ts';

const OPENING =
  'Aldermere is a hospital that runs both ways. By stream, bedside monitors send vitals through Kafka to Flink, which raises an alert when a patient may have sepsis; Debezium copies the patient record. By night, Spark and dbt build the warehouse, train the model that scores the stream, and feed the board’s monthly report. The hospital is invented. Its events have the shapes that those engines send: some late, some twice, some broken.';

/** What stands first, before anything has happened. */
export function openingPage(paper: Paper): readonly string[] {
  return ['', ...indented([paper.ink.strong('Headgate, a demonstration'), '', ...paragraph(paper, OPENING)])];
}
