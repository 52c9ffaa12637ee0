import type { JsonObject } from '#record';

import { aboutDataset, change, columns, run, tags, use, type FoundPhi, type From, type PhiPlace } from './phi-flow-words.ts';

/** A story of a hospital's data, and what must be found of it. Written by hand from `docs/decisions/0016-labels-flow.md`. */
export interface PhiFlow {
  readonly name: string;
  /** OpenLineage bodies, in the order in which they arrive. */
  readonly events: readonly JsonObject[];
  readonly asOf: string;
  /** All places that hold PHI which nobody said: datasets whole, and the columns that the events name. */
  readonly found: readonly FoundPhi[];
  /** Places that hold none. */
  readonly clean: readonly PhiPlace[];
}

/** As it is written: clean places in words. */
export type Story = Omit<PhiFlow, 'clean'> & { readonly clean: readonly string[] };

/** An instant of March 2026. */
export const on = (day: number, hour = 0) => `2026-03-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00Z`;

export const PATIENTS = aboutDataset(on(1), 'ehr:patients', tags({ ssn: ['classification=PHI'] }));
export const SSN = 'ehr:patients#ssn';

/** A run of `etl:visits` that overwrites `mart:visits`: `key` from the number, `ward` from the ward. */
export function visits(day: number, number: number, key: From): JsonObject {
  const facets = { ...columns({ key: [key], ward: ['ehr:patients#ward'] }), ...change('OVERWRITE') };
  return run(on(day), { job: 'etl:visits', run: number, inputs: [use('ehr:patients')], outputs: [use('mart:visits', facets)] });
}

/** One copied column, appended. */
export function copied(time: string, job: string, way: readonly [from: From, to: string]): JsonObject {
  const [from, to] = way;
  const [source = ''] = (typeof from === 'string' ? from : from[0]).split('#');
  const [target = '', column = ''] = to.split('#');
  return run(time, { job, inputs: [use(source)], outputs: [use(target, columns({ [column]: [from] }))] });
}

export const VISITS_STEP = `${SSN} -> mart:visits#key by etl:visits`;
