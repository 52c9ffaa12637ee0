import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { temporaryDirectory } from '#testkit';

import { runCommand } from '../../../apps/cli/testkit/command.ts';
import { type Asking, bodyOf, type Told } from './asking.ts';
import { contractIdOf } from './hidden-promises.ts';
import type { HiddenStory } from './hidden-story.ts';
import type { Limited } from './limited-askers.ts';

/** There is none: were there one, an administrator's were to be looked at too. */
const METRICS = '/metrics';
/** Paths that are got. */
const PATHS = [
  '/api/v1/arrivals?from=0',
  '/api/v1/arrivals?from=0&mine=false',
  '/api/v1/quarantine',
  '/api/v1/quarantine?open=true',
  '/session',
  '/login',
  '/login?return_to=/graphiql',
  '/login/device',
  `/graphql?query=${encodeURIComponent('{ datasets(first: 100) { nodes { namespace name } } jobs(first: 100) { nodes { namespace name } } }')}`,
  METRICS,
  '/ready',
  '/health',
  '/graphiql/book.json',
  '/nothing',
];
/** Of datasets by id, how many are decided on: the last, for hidden ones stand behind seen ones by their namespace. */
const DECIDED_MAX = 6;

/** What a door without GraphQL answers somebody: by GET, about things in quarantine, and what may be done with data, also with what is hidden. `ids` are of datasets, hidden ones too. */
export async function throughDoors(
  asking: Asking,
  who: Limited,
  { story, ids, quarantined }: { readonly story: HiddenStory; readonly ids: readonly string[]; readonly quarantined: readonly string[] },
): Promise<readonly Told[]> {
  const gets = [...PATHS, ...quarantined.map((id) => `/api/v1/quarantine/${id}`)];
  const [known = '', [space = '', hidden = '', ...others]] = [story.known[0], story.hidden];
  const named = [[known], [hidden], others.slice(0, 1)].flatMap((names) =>
    ['db', space].flatMap((namespace) => names.map((name) => ({ namespace, name }))),
  );
  const datasets = [...ids.slice(-DECIDED_MAX).map((id) => ({ id })), ...named];
  const questions = (action: string): object => ({
    questions: datasets.map((dataset) => ({ action, dataset, columns: ['a', hidden] })),
  });
  const jobs = ['etl', space].flatMap((namespace) =>
    [story.known.find((name) => name.startsWith('load')), hidden].map((name) => ({ namespace, name })),
  );
  const facets = ['sql', 'acme_notes', 'sample', hidden];
  const aboutFacets = [...jobs.map((job) => ({ job })), ...datasets.map((dataset) => ({ dataset }))].map((thing) => ({
    action: 'see',
    ...thing,
    facets,
  }));
  const report = { system: 'trino', namespaces: ['db', `${space}*`], actions: ['read'], forSeconds: 60 };
  const posts: readonly (readonly [string, string])[] = [
    ...['see', 'read'].map((action) => ['/api/v1/decide', JSON.stringify(questions(action))] as const),
    ['/api/v1/decide', JSON.stringify({ questions: jobs.map((job) => ({ action: 'see', job })) })],
    ['/api/v1/decide', JSON.stringify({ questions: aboutFacets })],
    ['/api/v1/enforcement', JSON.stringify(report)],
    ['/api/v1/reports/HIPAA_EPHI_MAP', ''],
    [`/api/v1/reports/${encodeURIComponent(hidden)}`, ''],
    ['/api/v1/lineage', '{}'],
    ['/api/v1/lineage?dryRun=true', story.claim],
    ['/api/v1/lineage/batch', '[{}]'],
    ...quarantined.map((id) => [`/api/v1/quarantine/${id}/redrive`, ''] as const),
  ];
  const told: Told[] = [];
  for (const each of gets) {
    const answer = await asking.get(who, each);
    if (each === METRICS && !answer.isRefused)
      throw new Error('there are metrics now: look for hidden words in those of an administrator too');
    told.push(answer);
  }
  for (const [where, body] of posts) told.push(await asking.post(who, where, body));
  return told;
}

/** What a command prints to somebody that has an address and a key, and the files that it writes. */
export async function byCommand(asking: Asking, who: Limited, args: readonly string[]): Promise<readonly Told[]> {
  await using folder = await temporaryDirectory();
  const report = path.join(folder.path, 'report');
  const files: Readonly<Record<string, string>> = {
    [A_FOLDER]: report,
    [A_POLICY]: path.join(folder.path, 'policy.yaml'),
    [TEAMS]: path.join(folder.path, 'access.yaml'),
  };
  await writeFile(path.join(folder.path, 'policy.yaml'), 'name: half\nrules: []\n');
  await writeFile(path.join(folder.path, 'access.yaml'), 'teams: { ward: { owns: [db] } }\n');
  const environment = asking.environmentOf(who);
  const { code, out, err } = await runCommand(
    { environment, stdin: '' },
    args.map((each) => files[each] ?? each),
  );
  const printed = { question: `headgate ${args.join(' ')}`, text: `${out}\n${err}`, isRefused: code !== 0 };
  const reported = await readdir(report).catch(() => []);
  const written = reported.map(async (file) => ({
    ...printed,
    question: `the file ${file} of a report`,
    text: await readFile(path.join(report, file), 'utf8'),
  }));
  return [printed, ...(await Promise.all(written))];
}

/** Commands that give whole lists and reports away. */
export const TAKING_AWAY: ReadonlySet<string> = new Set(['engagement', 'report']);
const [A_FOLDER, A_POLICY, TEAMS] = ['<a folder>', '<a policy>', '<an access file>'] as const;

/** Of alerts and of contracts, how many a command shows: those of one night. */
const SHOWN_MAX = 4;

/** Commands that ask about a dataset and a job that are seen and something hidden, and list all that is listed. */
export function commandsAbout({ known, hidden, promises }: HiddenStory, alerts: readonly string[]): readonly (readonly string[])[] {
  const [dataset = '', report = '', job = ''] = ['patients', 'report', 'load'].map((name) => known.find((each) => each.startsWith(name)));
  const word = hidden[0] ?? '';
  const lists = ['alerts', 'contract', 'policy', 'quarantine', 'engagement'].map((command) => [command, 'list']);
  return [
    ...[dataset, report, word].flatMap((name) => [
      ['show', name, '--json'],
      ['lineage', name, '--both', '--json'],
      ['lineage', name, '--both', '--columns', '--format', 'mermaid'],
      ['search', name.slice(0, 6), '--json'],
    ]),
    ...[job, word].map((name) => ['show', name, '--job', '--json']),
    ['show', report],
    ['lineage', report, '--both', '--format', 'svg'],
    ['lineage', job, '--job', '--both'],
    ['search', 'zq'],
    ['labels', report, '--json'],
    ['labels', '--with', 'PHI', '--json'],
    ['ask', '1', '--dataset', report],
    ['events', 'tail', '--once', '--since', '0', '--json'],
    ...[...lists, ['policy', 'show', 'half'], ['teams'], ['trail']].map((command) => [...command, '--remote', '--json']),
    ['engagement', 'readings', 'audit', '--csv', '--remote'],
    ['whoami', '--json'],
    ...[
      ['--column', word],
      ['--facet', 'sample'],
      ['--action', 'read', '--column', 'a'],
    ].map((of) => ['explain', dataset, ...of, '--json']),
    ['explain', word, '--json'],
    ...[[dataset], [word], [job, '--job', '--facet', 'sql'], [word, '--job']].map((of) => ['could', 'who', ...of, '--json']),
    ...[[], ['admin'], ['--job']].map((of) => ['could', 'what', ...of, '--json']),
    ...[job, word].map((name) => ['explain', name, '--job', '--facet', 'sql', '--json']),
    ...alerts.slice(0, SHOWN_MAX).map((id) => ['alerts', 'show', id, '--remote']),
    ...promises.contracts.slice(0, SHOWN_MAX).map((text) => ['contract', 'show', contractIdOf(text), '--text', '--remote']),
    ['policy', 'diff', A_POLICY, '--remote'],
    ['teams', 'diff', TEAMS, '--prune', '--remote'],
    ['report', 'HIPAA_EPHI_MAP', '--out', A_FOLDER, '--remote'],
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
