/** What is off the standard in an event that is accepted all the same. The codes are a closed list: they stand in leaves. */
export const warningCodes = {
  BYTE_ORDER_MARK: 'the body began with a byte order mark',
  DATASET_PASSED_OVER: 'a dataset without a usable namespace and name was passed over',
  DATASETS_NOT_A_LIST: 'inputs or outputs is not a list',
  DUPLICATE_KEY: 'an object has one key twice; the last counts',
  EVENT_TIME_AHEAD: 'eventTime is more than five minutes ahead of the clock; questions about now do not see the event until then',
  EVENT_TIME_ZONELESS: 'eventTime has no zone; read as UTC',
  EVENT_TYPE_MISSING: 'a run event without eventType',
  EVENT_TYPE_UNKNOWN:
    'eventType is not one of START, RUNNING, COMPLETE, FAIL, ABORT and OTHER; taken as RUNNING is: the run goes on, and this does not end it',
  FACET_NAME_TOO_LONG: 'a facet has a name of more than 1,000 bytes; kept in the event, not in the graph',
  FACET_NOT_AN_OBJECT: 'a facet is not an object; kept in the event, not in the graph',
  FACET_NOT_UNDERSTOOD: 'a part of a facet is not of the form that is read; kept in the event, not in the graph',
  FACET_NULL: 'a facet is null; read as not there',
  FACET_UNSIGNED: 'a facet without _producer or _schemaURL',
  KEY_NOT_READ: 'a key beside those of the standard is near one of them, or belongs to another kind of event; kept in the event, not read',
  KEPT_OUT: 'a value was kept out of what is stored, by a rule of this installation',
  PRODUCER_MISSING: 'no producer',
  PRODUCER_NOT_A_URI: 'producer is not a URI',
  REDACTED: 'secrets were replaced before storage',
  RUN_ID_NOT_A_UUID: 'runId is not a UUID; kept as text',
  SCHEMA_URL_MISSING: 'no schemaURL; the kind of event was told from its structure',
} as const;

export type WarningCode = keyof typeof warningCodes;

/** One remark about an accepted event; `pointer` is a JSON pointer into the body. */
export interface Warning {
  readonly code: WarningCode;
  readonly pointer: string;
  /** What is off here, where that says more than the sentence of the code. It quotes the event, so it is told and never recorded. */
  readonly message?: string;
}
