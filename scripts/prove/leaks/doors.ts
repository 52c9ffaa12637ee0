import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { runCommand } from '../../../apps/cli/testkit/command.ts';
import { type Asking, bodyOf, type Told } from './asking.ts';
import type { HiddenStory } from './hidden-story.ts';
import type { Limited } from './limited-askers.ts';

/** Paths without GraphQL. */
const PATHS = [
  '/api/v1/arrivals?from=0',
  '/api/v1/arrivals?from=0&mine=false',
  '/api/v1/quarantine',
  '/api/v1/quarantine?open=true',
  '/session',
  '/metrics',
  '/ready',
  '/health',
  '/graphiql/book.json',
  '/nothing',
];
/** Questions of one call. */
const DECIDED_MAX = 20;

/** What a door without GraphQL answers somebody: by GET, about things in quarantine, and what may be done with data, also with what is hidden. `ids` are of datasets, hidden ones too. */
export async function throughDoors(
  asking: Asking,
  who: Limited,
  { story, ids, quarantined }: { readonly story: HiddenStory; readonly ids: readonly string[]; readonly quarantined: readonly string[] },
): Promise<readonly Told[]> {
  const gets = [...PATHS, ...quarantined.map((id) => `/api/v1/quarantine/${id}`)];
  const named = ['db', 'etl', ...story.hidden].flatMap((namespace) =>
    [...story.known.slice(0, 3), ...story.hidden].map((name) => ({ namespace, name })),
  );
  const datasets = [...ids.map((id) => ({ id })), ...named].slice(0, DECIDED_MAX);
  const questions = (action: string): object => ({
    questions: datasets.map((dataset) => ({ action, dataset, columns: ['a', story.hidden[0] ?? 'b'] })),
  });
  const posts: readonly (readonly [string, string])[] = [
    ...['see', 'read'].map((action) => ['/api/v1/decide', JSON.stringify(questions(action))] as const),
    ['/api/v1/lineage', '{}'],
    ['/api/v1/lineage?dryRun=true', story.claim],
    ['/api/v1/lineage/batch', '[{}]'],
    ...quarantined.map((id) => [`/api/v1/quarantine/${id}/redrive`, ''] as const),
  ];
  const told: Told[] = [];
  for (const each of gets) told.push(await asking.get(who, each));
  for (const [where, body] of posts) told.push(await asking.post(who, where, body));
  return told;
}

/** What commands print to somebody that has an address and a key, and the files that they write. */
export async function byCommands(asking: Asking, who: Limited, { known, hidden }: HiddenStory): Promise<readonly Told[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'headgate-leaks-'));
  const told: Told[] = [];
  try {
    for (const args of commandsAbout(known, hidden, path.join(folder, 'report'))) {
      const { code, out, err } = await runCommand({ environment: asking.environmentOf(who), stdin: '' }, args);
      told.push({ question: `headgate ${args.join(' ')}`, text: `${out}\n${err}`, isRefused: code !== 0 });
    }
    for (const file of await readdir(path.join(folder, 'report')).catch(() => []))
      told.push({
        question: `the file ${file} of a report`,
        text: await readFile(path.join(folder, 'report', file), 'utf8'),
        isRefused: false,
      });
  } finally {
    await rm(folder, { recursive: true });
  }
  return told;
}

function commandsAbout(known: readonly string[], hidden: readonly string[], folder: string): readonly (readonly string[])[] {
  const [dataset = '', report = '', job = ''] = ['patients', 'report', 'load'].map((name) => known.find((each) => each.startsWith(name)));
  const word = hidden[0] ?? '';
  return [
    ...[dataset, report, word].flatMap((name) => [
      ['show', name, '--json'],
      ['lineage', name, '--both', '--json'],
      ['lineage', name, '--both', '--columns', '--format', 'mermaid'],
      ['search', name.slice(0, 6), '--json'],
    ]),
    ...[job, word].map((name) => ['show', name, '--job', '--json']),
    ...[
      ['show', report],
      ['lineage', report, '--both', '--format', 'svg'],
      ['lineage', job, '--job', '--both'],
      ['search', 'zq'],
    ],
    ...[
      ['labels', report, '--json'],
      ['labels', '--with', 'PHI', '--json'],
      ['ask', '1', '--dataset', report],
      ['events', 'tail', '--once', '--since', '0', '--json'],
    ],
    ...[
      ['alerts', 'list'],
      ['contract', 'list'],
      ['policy', 'list'],
      ['policy', 'show', 'half'],
      ['teams'],
      ['trail'],
      ['quarantine', 'list'],
      ['engagement', 'list'],
    ].map((command) => [...command, '--remote', '--json']),
    ['engagement', 'readings', 'audit', '--csv', '--remote'],
    ['report', 'HIPAA_EPHI_MAP', '--out', folder, '--remote'],
  ];
}

const COUNTED = `query { status { datasets jobs runs quarantined } namespaces(first: 500) { nodes { name datasets jobs } }
  datasets(first: 500) { nodes { namespace } } jobs(first: 500) { nodes { namespace } } runs(first: 500) { nodes { id } } quarantine(first: 500) { nodes { id } } }`;

interface Counted {
  readonly status: Readonly<Record<'datasets' | 'jobs' | 'runs' | 'quarantined', number>>;
  readonly namespaces: { readonly nodes: readonly Readonly<{ name: string; datasets: number; jobs: number }>[] };
  readonly datasets: { readonly nodes: readonly Readonly<{ namespace: string }>[] };
  readonly jobs: { readonly nodes: readonly Readonly<{ namespace: string }>[] };
  readonly runs: { readonly nodes: readonly unknown[] };
  readonly quarantine: { readonly nodes: readonly unknown[] };
}

/** Where a count tells somebody of more than its lists show: sentences, none where all agree. */
export async function countsBeyondLists(asking: Asking, who: Limited): Promise<readonly string[]> {
  const { data } = JSON.parse(bodyOf((await asking.ask(who, COUNTED)).text)) as { readonly data: Counted }; // what was asked for
  const listed = { datasets: data.datasets.nodes, jobs: data.jobs.nodes };
  const counts: readonly (readonly [string, number, number])[] = [
    ['datasets', data.status.datasets, listed.datasets.length],
    ['jobs', data.status.jobs, listed.jobs.length],
    ['runs', data.status.runs, data.runs.nodes.length],
    ['things in quarantine', data.status.quarantined, data.quarantine.nodes.length],
    ...data.namespaces.nodes.flatMap(({ name, datasets, jobs }) => [
      [`datasets of ${name}`, datasets, listed.datasets.filter(({ namespace }) => namespace === name).length] as const,
      [`jobs of ${name}`, jobs, listed.jobs.filter(({ namespace }) => namespace === name).length] as const,
    ]),
  ];
  return counts.flatMap(([what, counted, shown]) =>
    counted === shown ? [] : [`${who} is told of ${counted} ${what}, and shown ${shown}`],
  );
}
