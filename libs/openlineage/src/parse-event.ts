import { type Instant, parseInstant } from '#foundation';
import {
  canonicalRunId,
  type DatasetMention,
  type Facets,
  isUuid,
  type LineageEvent,
  type MentionRole,
  type Name,
  type RunEventType,
} from '#lineage';
import { below, isObject, isStorable, type JsonObject, type JsonValue, member } from '#record';

import { misspeltAs } from './odd-keys.ts';
import { readFacets } from './read-facets.ts';
import type { Warning, WarningCode } from './warnings.ts';

/** Facets in one event. Real events carry under 200; past this the event is kept aside, not folded. */
const EVENT_FACETS_MAX = 20_000;
/** A UUID has 36, and no producer known to us sends 200. The index of runs ends at 2,700. */
const RUN_ID_BYTES_MAX = 1_000;

/** Why an event cannot be used, and where. `pointer` is a JSON pointer into the body. */
export interface Problem {
  readonly pointer: string;
  readonly message: string;
}

export type Parsed =
  | { readonly kind: 'event'; readonly event: LineageEvent; readonly warnings: readonly Warning[] }
  | { readonly kind: 'unusable'; readonly problems: readonly Problem[] };

const TYPES: ReadonlySet<string> = new Set(['START', 'RUNNING', 'COMPLETE', 'FAIL', 'ABORT', 'OTHER']);
const TYPE_TOLD_LENGTH_MAX = 40;
const URI = /^[a-z][a-z0-9+.-]*:/i;

/**
 * The gate: OpenLineage JSON in, our own event out, or every problem at once.
 * The kind is told by structure (`run`, `job`, `dataset`), never by `schemaURL`: many real events have none or an odd one.
 */
export function parseEvent(value: JsonValue): Parsed {
  if (!isObject(value)) return { kind: 'unusable', problems: [{ pointer: '', message: notAnEvent(value) }] };
  const reader = new EventReader(value);
  const event = reader.read();
  if (event === undefined || reader.problems.length > 0) return { kind: 'unusable', problems: reader.problems };
  return { kind: 'event', event, warnings: reader.warnings };
}

function notAnEvent(value: JsonValue): string {
  return Array.isArray(value) ? 'an event is a JSON object; send arrays to /api/v1/lineage/batch' : 'an event is a JSON object';
}

/** Holds what was noticed while one event is read. */
class EventReader {
  readonly problems: Problem[] = [];
  readonly warnings: Warning[] = [];
  private facetsLeft = EVENT_FACETS_MAX;

  constructor(private readonly body: JsonObject) {}

  read(): LineageEvent | undefined {
    const { body } = this;
    const time = this.eventTime();
    const producer = this.producer();
    const common = { time: time ?? (0n as Instant), producer };
    const isRun = present(body, 'run');

    if (isRun || present(body, 'job')) {
      const job = this.identity('/job', member(body, 'job'));
      const run = isRun ? this.run() : undefined;
      const mentions = [...this.mentions('inputs', 'input'), ...this.mentions('outputs', 'output')];
      const runFacets = isRun ? this.facets('/run', member(body, 'run')) : EMPTY;
      const jobFacets = this.facets('/job', member(body, 'job'));
      if (job === undefined) return undefined;
      return { ...common, kind: isRun ? 'run' : 'job', speaker: { kind: 'job', ...job }, run, runFacets, jobFacets, mentions };
    }
    if (present(body, 'dataset')) {
      const name = this.identity('/dataset', member(body, 'dataset'));
      const facets = this.facets('/dataset', member(body, 'dataset'));
      if (name === undefined) return undefined;
      const mentions: DatasetMention[] = [{ name, role: 'subject', facets, useFacets: EMPTY }];
      return {
        ...common,
        kind: 'dataset',
        speaker: { kind: 'dataset', ...name },
        run: undefined,
        runFacets: EMPTY,
        jobFacets: EMPTY,
        mentions,
      };
    }
    const slip = misspeltAs(body, ['job', 'dataset', 'run']);
    this.refuse('', `an event needs a job (run and job events) or a dataset (dataset events)${slip}`);
    return undefined;
  }

  private eventTime(): Instant | undefined {
    const text = member(this.body, 'eventTime');
    const read = typeof text === 'string' ? parseInstant(text) : undefined;
    if (read === undefined) {
      const slip = misspeltAs(this.body, ['eventTime']);
      this.refuse('/eventTime', `eventTime must be an RFC 3339 time, such as 2026-01-31T06:30:00Z${slip}`);
      return undefined;
    }
    if (read.zoneless) this.warn('EVENT_TIME_ZONELESS', '/eventTime');
    return read.instant;
  }

  private producer(): string | undefined {
    const schemaUrl = member(this.body, 'schemaURL');
    if (typeof schemaUrl !== 'string' || schemaUrl === '') this.warn('SCHEMA_URL_MISSING', '/schemaURL');
    const producer = member(this.body, 'producer');
    if (typeof producer !== 'string' || producer === '') {
      this.warn('PRODUCER_MISSING', '/producer');
      return undefined;
    }
    if (!URI.test(producer)) this.warn('PRODUCER_NOT_A_URI', '/producer');
    return producer;
  }

  private run(): LineageEvent['run'] {
    const run = member(this.body, 'run');
    const id = isObject(run) ? member(run, 'runId') : undefined;
    if (typeof id !== 'string' || id === '') {
      this.refuse('/run/runId', 'a run event needs run.runId, a UUID that its client made');
      return undefined;
    }
    if (!isStorable(id)) this.refuse('/run/runId', 'runId holds a NUL or half a surrogate pair');
    if (Buffer.byteLength(id) > RUN_ID_BYTES_MAX) this.refuse('/run/runId', `runId may be ${RUN_ID_BYTES_MAX} bytes long`);
    if (!isUuid(id)) this.warn('RUN_ID_NOT_A_UUID', '/run/runId');
    return { id: canonicalRunId(id), type: this.eventType() };
  }

  private eventType(): RunEventType | undefined {
    const type = member(this.body, 'eventType');
    if (type === undefined || type === null) {
      this.warn('EVENT_TYPE_MISSING', '/eventType');
      return undefined;
    }
    // The set holds exactly the standard's spellings, so the cast is true.
    if (typeof type === 'string' && TYPES.has(type)) return type as RunEventType;
    this.warnings.push({ code: 'EVENT_TYPE_UNKNOWN', pointer: '/eventType', message: unknownType(type) });
    return 'UNKNOWN';
  }

  /** A namespace and a name, or a problem for each part that is missing. */
  private identity(pointer: string, value: JsonValue | undefined): Name | undefined {
    const read = (key: 'namespace' | 'name'): string | undefined => {
      const text = isObject(value) ? member(value, key) : undefined;
      if (typeof text !== 'string' || text === '') {
        this.refuse(below(pointer, key), text == null ? `${key} is missing` : `${key} must be a text that is not empty`);
        return undefined;
      }
      if (!isStorable(text)) this.refuse(below(pointer, key), `${key} holds a NUL or half a surrogate pair`);
      return text;
    };
    const [namespace, name] = [read('namespace'), read('name')];
    return namespace === undefined || name === undefined ? undefined : { namespace, name };
  }

  private mentions(key: 'inputs' | 'outputs', role: MentionRole): readonly DatasetMention[] {
    const list = member(this.body, key);
    if (list === undefined || list === null) return [];
    if (!Array.isArray(list)) {
      this.warn('DATASETS_NOT_A_LIST', `/${key}`);
      return [];
    }
    return list.flatMap((value: JsonValue, index): DatasetMention[] => {
      const pointer = `/${key}/${index}`;
      const [namespace, name] = isObject(value) ? [member(value, 'namespace'), member(value, 'name')] : [];
      if (!isObject(value) || typeof namespace !== 'string' || typeof name !== 'string' || namespace === '' || name === '') {
        this.warn('DATASET_PASSED_OVER', pointer);
        return [];
      }
      if (!isStorable(namespace)) this.refuse(below(pointer, 'namespace'), 'namespace holds a NUL or half a surrogate pair');
      if (!isStorable(name)) this.refuse(below(pointer, 'name'), 'name holds a NUL or half a surrogate pair');
      const useFacets = this.facets(pointer, value, role === 'input' ? 'inputFacets' : 'outputFacets');
      return [{ name: { namespace, name }, role, facets: this.facets(pointer, value), useFacets }];
    });
  }

  private facets(pointer: string, owner: JsonValue | undefined, key = 'facets'): Facets {
    const value = isObject(owner) ? member(owner, key) : undefined;
    const { facets, count } = readFacets(value, below(pointer, key), this.warnings);
    this.facetsLeft -= count;
    if (this.facetsLeft < 0 && this.facetsLeft + count >= 0) {
      this.refuse(below(pointer, key), `an event may carry ${EVENT_FACETS_MAX} facets; split it`);
    }
    return facets;
  }

  private refuse(pointer: string, message: string): void {
    this.problems.push({ pointer, message });
  }

  private warn(code: WarningCode, pointer: string): void {
    this.warnings.push({ code, pointer });
  }
}

const EMPTY: Facets = new Map();

/** The value as the event spells it, for it may be long, up to a length. */
function unknownType(type: JsonValue): string {
  const spelled = typeof type === 'string' ? ` ${JSON.stringify(type.slice(0, TYPE_TOLD_LENGTH_MAX))}` : '';
  return `eventType${spelled} is not one of ${[...TYPES].join(', ')}; taken as RUNNING is: the run goes on, and this does not end it`;
}

/** A key that is there and not null: clients read back from other stores carry nulls for what they do not have. */
function present(body: JsonObject, key: string): boolean {
  const value = member(body, key);
  return value !== undefined && value !== null;
}
