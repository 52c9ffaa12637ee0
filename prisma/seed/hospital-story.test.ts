import { createHash } from 'node:crypto';

import { expect, test } from 'vitest';

import { type Delivery, hospitalClaims, hospitalJobNamespaces, hospitalStory } from './hospital-story.ts';

type Json = Readonly<Record<string, unknown>>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TIME = /^2026-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}(\d{3}){0,2})?(Z|\+00:00)?$/;
const TYPES = ['START', 'RUNNING', 'COMPLETE', 'FAIL', 'ABORT', 'OTHER'];

const recorded = hospitalStory.filter(({ expect: expected }) => expected === 'recorded');
const events = recorded.map((delivery) => ({ ...delivery, event: JSON.parse(delivery.body) as Json }));

test('the story is the same bytes each time', () => {
  const all = hospitalStory.map(({ emitter, body }) => `${emitter} ${body}`).join('\n');

  expect(createHash('sha256').update(all, 'utf8').digest('hex')).toBe('11546e2f60d059b5b7fc720034a9eaefca3122e4f65988a29142497958bd5175');
});

test('the story has as many deliveries of each kind as it claims', () => {
  const counts = Object.fromEntries(['recorded', 'duplicate', 'quarantined', 'rejected'].map((kind) => [kind, of(kind).length]));

  expect(counts).toEqual(hospitalClaims.deliveries);
});

test('each delivery is told in one sentence', () => {
  const odd = hospitalStory.filter(({ about }) => !/^[A-Zd][^\n]{10,160}\.$/.test(about));

  expect(odd.map(({ about }) => about)).toEqual([]);
});

test('each recorded body has what identity needs', () => {
  expect(events.filter(({ body }) => !isUsable(body)).map(({ about }) => about)).toEqual([]);
});

test('each broken body lacks something that identity needs', () => {
  const broken = [...of('quarantined'), ...of('rejected')];

  expect(broken.filter(({ body }) => isUsable(body)).map(({ about }) => about)).toEqual([]);
  expect(of('rejected').map(({ body }) => jsonOf(body))).toEqual([undefined]);
});

test('a duplicate repeats the bytes of an earlier body of its sender, and nothing else does', () => {
  const seen = new Map<string, string>();
  for (const { expect: expected, body, emitter } of hospitalStory) {
    if (expected === 'duplicate') expect(seen.get(body)).toBe(emitter);
    if (expected === 'recorded') expect(seen.has(body)).toBe(false);
    seen.set(body, emitter);
  }
});

test('what departs from the standard is told to depart', () => {
  const departing = events.filter(({ event }) => departures(event).length > 0).map(({ about }) => about);

  expect(departing.toSorted()).toEqual(hospitalClaims.offSpec.map(({ about }) => about).toSorted());
});

test('each departure is where the claims say', () => {
  for (const { about, pointer } of hospitalClaims.offSpec) {
    const found = events.filter((sent) => sent.about === about).flatMap(({ event }) => departures(event));
    expect(found).toContain(pointer);
  }
});

test('each sender speaks for its own jobs only', () => {
  const spoken = (emitter: Delivery['emitter']): readonly string[] => {
    const namespaces = events
      .filter((sent) => sent.emitter === emitter)
      .map(({ event }) => (event['job'] as Json | undefined)?.['namespace']);
    return [...new Set(namespaces.filter((namespace) => typeof namespace === 'string'))].toSorted();
  };

  expect({ streams: spoken('streams'), warehouse: spoken('warehouse') }).toEqual(hospitalJobNamespaces);
});

test('the claims name every job and dataset of the story', () => {
  const jobs = new Set(events.flatMap(({ event }) => (event['job'] === undefined ? [] : [keyOf(event['job'] as Json)])));
  const datasets = new Set(events.flatMap(({ event }) => datasetsOf(event).map(keyOf)));
  const [otherNames, dropped] = [
    ['s3a://aldermere-lake clinical/vitals', 's3://aldermere-lake clinical/bed_moves'],
    's3://aldermere-lake scratch/vitals_gap',
  ];

  expect([...jobs].toSorted()).toEqual(hospitalClaims.jobs.map(keyOf).toSorted());
  expect([...datasets].toSorted()).toEqual([...hospitalClaims.datasets.map(keyOf), ...otherNames, dropped].toSorted());
});

test('the runs are as many, and end, as the claims say', () => {
  const states = new Map<string, string>();
  for (const { event } of events.toSorted((left, right) => timeOf(left.event) - timeOf(right.event))) {
    if (event['run'] !== undefined)
      states.set(`${keyOf(event['job'] as Json)} ${String((event['run'] as Json)['runId'])}`, String(event['eventType']));
  }
  const count = (...types: readonly string[]): number => [...states.values()].filter((type) => types.includes(type)).length;
  const running = [...states]
    .filter(([, type]) => type === 'RUNNING' || type === 'START')
    .map(([run]) => run.slice(0, run.lastIndexOf(' ')));

  expect({
    total: states.size,
    complete: count('COMPLETE'),
    running: count('RUNNING', 'START'),
    fail: count('FAIL'),
    abort: count('ABORT'),
  }).toEqual(hospitalClaims.runs);
  expect(running.toSorted()).toEqual(hospitalClaims.runningJobs.map(keyOf).toSorted());
});

test('each step of a claimed column path is stated by an event, and only the hash is masked', () => {
  const stated = new Map(events.flatMap(({ event }) => columnSteps(event)));
  const chains = [...hospitalClaims.riskScorePaths.flatMap((paths) => [...paths.chains]), hospitalClaims.maskedPath.chain];

  for (const chain of chains) {
    for (const [index, [dataset, column]] of chain.entries()) {
      const next = chain[index + 1];
      const isHash = keyOf(dataset) === keyOf(hospitalClaims.maskedPath.maskedInto[0]) && column === 'patient_key';
      if (next !== undefined) expect(stated.get(stepKey([dataset, column], [next[0], next[1]])), `${dataset.name}.${column}`).toBe(isHash);
    }
  }
});

test('the password stands where it is to be redacted, and nowhere else', () => {
  const { secret, pointer, events: count } = hospitalClaims.redacted;
  const holding = events.filter(({ body }) => body.includes(secret));

  expect(holding).toHaveLength(count);
  for (const { event, body } of holding) {
    expect(valueAt(event, pointer)).toBe(`database.password=${secret}`);
    expect(body.split(secret)).toHaveLength(2);
  }
});

test('some events arrive after later ones', () => {
  const times = events.map(({ event }) => timeOf(event));
  const late = events.filter((_, index) => times.slice(0, index).some((earlier) => earlier > (times[index] ?? 0) + 60 * 60 * 1000));

  expect(late.map(({ about }) => about)).toEqual([
    'Scoring starts with version 7 of the model.',
    'Micro-batch of 30 March, 12:10: is in the lake.',
    'Micro-batch of 30 March, 12:10: begins.',
    'Micro-batch of 30 March, 16:10: begins.',
    'Micro-batch of 30 March, 16:10: is in the lake.',
    'Cleaning of vitals goes on: 30 March, 16:00.',
    'Night of 31 March: the task load_ehr starts.',
  ]);
});

function of(kind: string): readonly Delivery[] {
  return hospitalStory.filter(({ expect: expected }) => expected === kind);
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // not JSON: that is the answer
  }
}

function isUsable(body: string): boolean {
  const event = jsonOf(body);
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return false;
  const { eventTime, run, job, dataset } = event as Record<string, unknown>;
  const speaker = (job ?? dataset) as Json | undefined;
  const hasRun = run === undefined || UUID.test(String((run as Json)['runId']));
  return typeof eventTime === 'string' && TIME.test(eventTime) && hasRun && isName(speaker) && datasetsOf(event as Json).every(isName);
}

function isName(value: Json | undefined): boolean {
  return [value?.['namespace'], value?.['name']].every((text) => typeof text === 'string' && text !== '' && !text.includes('\0'));
}

function datasetsOf(event: Json): readonly Json[] {
  const lists = [event['inputs'], event['outputs'], event['dataset'] === undefined ? [] : [event['dataset']]];
  return lists.flatMap((list) => (Array.isArray(list) ? (list as readonly Json[]) : []));
}

/** Where an event departs from the standard, as JSON pointers. */
function departures(event: Json): readonly string[] {
  const kind = event['run'] !== undefined ? 'RunEvent' : event['job'] !== undefined ? 'JobEvent' : 'DatasetEvent';
  const isKnownType = kind !== 'RunEvent' || TYPES.includes(String(event['eventType']));
  const ownFields = [
    ...(event['schemaURL'] === `https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/${kind}` ? [] : ['/schemaURL']),
    ...(isKnownType ? [] : ['/eventType']),
    ...(/(Z|\+00:00)$/.test(String(event['eventTime'])) ? [] : ['/eventTime']),
    ...['inputs', 'outputs'].filter((side) => event[side] === null).map((side) => `/${side}`),
  ];
  const owners = ['run', 'job', 'dataset'].map((key) => [`/${key}`, event[key] as Json | undefined] as const);
  const used = ['inputs', 'outputs'].flatMap((side) =>
    ((event[side] ?? []) as readonly Json[]).map((value, index) => [`/${side}/${index}`, value] as const),
  );
  return [...ownFields, ...[...owners, ...used].flatMap(([pointer, owner]) => facetDepartures(pointer, owner))];
}

function facetDepartures(pointer: string, owner: Json | undefined): readonly string[] {
  return ['facets', 'inputFacets', 'outputFacets'].flatMap((key) =>
    Object.entries((owner?.[key] ?? {}) as Readonly<Record<string, Json | null>>).flatMap(([name, facet]) => {
      const isSigned = [facet?.['_producer'], facet?.['_schemaURL']].every((url) => typeof url === 'string' && url.startsWith('https://'));
      const isSourced = name !== 'dataSource' || String(facet?.['uri']).includes('://');
      return [...(isSigned ? [] : [`${pointer}/${key}/${name}`]), ...(isSourced ? [] : [`${pointer}/${key}/${name}/uri`])];
    }),
  );
}

/** The direct column steps that an event states, from target to source, and whether the value is masked on the way. */
function columnSteps(event: Json): readonly (readonly [string, boolean])[] {
  const outputs = datasetsOf(event).flatMap((output) => {
    const fields = (valueAt(output, '/facets/columnLineage/fields') ?? {}) as Readonly<
      Record<string, { readonly inputFields: readonly Json[] }>
    >;
    return Object.entries(fields).map(([field, { inputFields }]) => ({ target: output, field, sources: inputFields }));
  });
  const entries = ((valueAt(event, '/job/facets/lineage/entries') ?? []) as readonly Json[]).flatMap((entry) => {
    const fields = entry['fields'] as Readonly<Record<string, { readonly inputs: readonly Json[] }>>;
    return Object.entries(fields).map(([field, { inputs }]) => ({ target: entry, field, sources: inputs }));
  });
  return [...outputs, ...entries].flatMap(({ target, field, sources }) =>
    sources.flatMap((source) =>
      (source['transformations'] as readonly Json[])
        .filter(({ type }) => type === 'DIRECT')
        .map(({ masking }) => [stepKey([target, field], [source, String(source['field'])]), masking === true] as const),
    ),
  );
}

type NamedColumn = readonly [dataset: object, column: string];

function stepKey(target: NamedColumn, source: NamedColumn): string {
  return [target, source].map(([dataset, column]) => `${keyOf(dataset)} ${column}`).join(' <- ');
}

function keyOf(value: object): string {
  const { namespace, name } = value as Json;
  return `${String(namespace)} ${String(name)}`;
}

function timeOf(event: Json): number {
  const text = String(event['eventTime']);
  return Date.parse(/(Z|\+00:00)$/.test(text) ? text : `${text}Z`);
}

function valueAt(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((part, key) => (part as Json | undefined)?.[key], value);
}
