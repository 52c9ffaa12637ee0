import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

import { errorCode } from '#foundation';
import { type EventQuarantined } from '#operations';
import { canonicalJson, readJson } from '#record';
import type { LedgerEntry } from '#store';

import { config } from './support/config.ts';
import { countsOf, type Graph, type GraphCounts, graphOf } from './support/graph-lines.ts';
import { openStores, type Store, type Stores } from './support/stores.ts';

// Goal: real events, of every producer that the corpus has, are kept and understood as docs/decisions/0002-fold-v1.md says.
// Method: each file of the corpus is sent, line by line, into an empty store. What comes back is held against what was sent, and the graph against an
// answer that was read from the events by hand (e2e/cases) or counted from the JSON without our code (e2e/corpus-counts.py). Where secrets stand, and what
// is kept in their place, was read by hand too (e2e/corpus-redacted.yaml).

const CORPUS = path.join(import.meta.dirname, '../../shared/corpus');
const CASES = path.join(import.meta.dirname, 'cases/corpus');
const isHere = existsSync(CORPUS);

/** A file of e2e/cases/corpus. */
interface Case extends Graph {
  readonly corpus: string;
  readonly accepted: number;
  readonly duplicates: number;
  readonly quarantined: readonly { readonly line: number; readonly problem: string }[];
}

interface Counts extends GraphCounts {
  readonly accepted: number;
  readonly duplicates: number;
  readonly quarantined: number;
}

const scenarios = isHere ? filesBelow(CORPUS) : [];
const cases = new Map(
  readdirSync(CASES).map((file) => {
    const read = parse(readFileSync(path.join(CASES, file), 'utf8')) as Case; // as e2e/cases/README.md says
    return [read.corpus, read] as const;
  }),
);

/** What e2e/corpus-redacted.yaml says: what is stored at which pointer of which line of which scenario. */
type Redactions = Readonly<Record<string, RedactedLines>>;
type RedactedLines = Readonly<Record<number, Readonly<Record<string, string>>>>;
const redactions = parse(readFileSync(path.join(import.meta.dirname, 'corpus-redacted.yaml'), 'utf8')) as Redactions; // of our own hand

describe.skipIf(!isHere)('the corpus of real events, in ../shared/corpus beside the repository', () => {
  let stores: Stores;
  let counts: Readonly<Record<string, Counts>> | undefined;

  beforeAll(async () => {
    stores = await openStores();
    counts = await countedByPython();
  });
  afterAll(() => stores[Symbol.asyncDispose]());

  test('a case stands beside each scenario that it names', () => {
    expect([...cases.keys()].filter((scenario) => !scenarios.includes(scenario))).toEqual([]);
    expect(cases.size).toBeGreaterThanOrEqual(20);
    expect(Object.keys(redactions).filter((scenario) => !scenarios.includes(scenario))).toEqual([]);
  });

  test.each(scenarios)('%s comes back whole and makes the expected graph', async (scenario) => {
    const store = await stores.empty();

    const sent = await sendLines(store, path.join(CORPUS, scenario));
    await store.map();

    const lines = await store.lines();
    expectKept(sent, await store.entries(), redactions[scenario] ?? {});
    const known = cases.get(scenario);
    if (known !== undefined) expectCase(known, sent, graphOf(lines));
    if (counts !== undefined) expect({ ...numbersOf(sent), ...countsOf(lines) }).toEqual(counts[scenario]);
  });

  test('every scenario is counted a second time, by python3', (context) => {
    if (counts === undefined && !config.isCi) context.skip('python3 is not here: scenarios without a case were only sent and read back');
    if (counts === undefined) throw new Error('python3 is not here, and a build server needs it for e2e/corpus-counts.py: install it.');
    expect(Object.keys(counts).sort()).toEqual([...scenarios].sort());
  });

  test('the password in a connector’s settings is redacted, and nothing beside it', async () => {
    const store = await stores.empty();
    const [line = ''] = readFileSync(path.join(CORPUS, 'datahub/debezium_event.ndjson'), 'utf8').split('\n');

    await store.record(line);

    const entries = await store.entries();
    expect(line).toContain('database.password=postgres');
    expect(entries.map(redactedIn)).toEqual([['/run/facets/debezium_config/configs/16']]);
    expect(entries.map(textIn)).toEqual([line.replace('database.password=postgres', 'database.password=[redacted]')]);
  });
});

/** What became of one line. */
type Sent =
  | { readonly line: number; readonly bytes: Buffer; readonly kind: 'accepted'; readonly position: bigint; readonly isDuplicate: boolean }
  | { readonly line: number; readonly bytes: Buffer; readonly kind: 'quarantined'; readonly answer: EventQuarantined };

async function sendLines(store: Store, file: string): Promise<readonly Sent[]> {
  const sent: Sent[] = [];
  for (const [index, text] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (text.trim() === '') continue;
    const [line, bytes] = [index + 1, Buffer.from(text)];
    const answer = await store.receive(bytes);
    if (answer.kind === 'quarantined') sent.push({ line, bytes, kind: 'quarantined', answer });
    else sent.push({ line, bytes, kind: 'accepted', position: answer.position, isDuplicate: answer.isDuplicate });
  }
  return sent;
}

/** Whatever was sent stands in the ledger once, in the order of sending: an accepted event as JSON, but for its secrets, all else byte for byte. */
function expectKept(sent: readonly Sent[], entries: readonly LedgerEntry[], secrets: RedactedLines): void {
  const kept = sent.filter((each) => each.kind === 'quarantined' || !each.isDuplicate);
  expect(entries.map(({ position, kind }) => ({ position, kind }))).toEqual(
    kept.map(({ kind }, index) => ({ position: BigInt(index), kind: kind === 'accepted' ? 'event' : 'quarantined' })),
  );
  const redacted = entries.flatMap((entry, index) => redactedIn(entry).map((pointer) => ({ line: kept[index]?.line, pointer })));
  expect(redacted).toEqual(
    Object.entries(secrets).flatMap(([line, values]) => Object.keys(values).map((pointer) => ({ line: Number(line), pointer }))),
  );

  for (const [index, entry] of entries.entries()) {
    const each = kept[index];
    if (each === undefined) throw new Error('as long, by the comparison above');
    if (each.kind === 'accepted') {
      expect(each.position).toBe(entry.position);
      expect(canonicalWith(textIn(entry), {})).toBe(canonicalWith(each.bytes.toString(), secrets[each.line] ?? {}));
    } else {
      expect(entry.frame).toEqual({ form: 'bytes', bytes: each.bytes });
      expect(each.answer.because).toBe(isJson(each.bytes.toString()) ? 'unusable' : 'unreadable');
      expect(each.answer.problems).not.toEqual([]);
    }
  }
}

function expectCase(known: Case, sent: readonly Sent[], graph: Graph): void {
  const { jobs, datasets, identities, runs, edges, columns, facets } = known;
  const expected = { jobs, datasets, identities, runs, edges, columns, facets };
  const told = sent.flatMap((each) =>
    each.kind === 'accepted' ? [] : each.answer.problems.map(({ pointer }) => ({ line: each.line, problem: pointer })),
  );
  const { accepted, duplicates } = numbersOf(sent);

  expect(graph).toEqual(expected);
  expect({ accepted, duplicates }).toEqual({ accepted: known.accepted, duplicates: known.duplicates });
  expect(new Set(told.map(({ line }) => line))).toEqual(new Set(known.quarantined.map(({ line }) => line)));
  expect(told).toEqual(expect.arrayContaining([...known.quarantined]));
}

function numbersOf(sent: readonly Sent[]): Pick<Counts, 'accepted' | 'duplicates' | 'quarantined'> {
  const accepted = sent.filter((each) => each.kind === 'accepted');
  const duplicates = accepted.filter(({ isDuplicate }) => isDuplicate).length;
  return { accepted: accepted.length - duplicates, duplicates, quarantined: sent.length - accepted.length };
}

function redactedIn({ remarks }: LedgerEntry): readonly string[] {
  return (JSON.parse(remarks) as { readonly redacted?: readonly string[] }).redacted ?? []; // what receiveEvent writes
}

function textIn({ frame }: LedgerEntry): string {
  if (frame?.form !== 'json') throw new Error('an accepted event is kept as JSON');
  return frame.text;
}

/** The canonical JSON of a text, with these texts at these pointers. */
function canonicalWith(text: string, texts: Readonly<Record<string, string>>): string {
  const reading = readJson(Buffer.from(text), { depthMax: 200 });
  if (reading.kind !== 'json') throw new Error('an accepted event is JSON');
  if (Object.keys(texts).length === 0) return reading.canonical;
  expect(reading.isExact).toBe(false); // else the value has lost digits
  const value = structuredClone(reading.value);
  for (const [pointer, replacement] of Object.entries(texts)) {
    const steps = pointer
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = steps.pop() ?? '';
    const holder = steps.reduce((at, step) => at[step] as Record<string, unknown>, value as Record<string, unknown>); // the path of a string
    expect(typeof holder[last]).toBe('string');
    holder[last] = replacement;
  }
  return canonicalJson(value);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ndjson'))
    .sort();
}

/** Undefined without python3. */
async function countedByPython(): Promise<Readonly<Record<string, Counts>> | undefined> {
  try {
    const { stdout } = await promisify(execFile)('python3', [path.join(import.meta.dirname, 'corpus-counts.py'), CORPUS], {
      maxBuffer: 2 ** 24,
    });
    return JSON.parse(stdout) as Record<string, Counts>; // what the script says that it prints
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
