import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { diceOf, given } from '#testkit';

import { ADMIN_KEY, type HeadgateProcess, startHeadgate } from '../headgate-process.ts';
import { Harvest } from './harvest.ts';
import { hiddenJobs } from './hidden-jobs.ts';
import { type HiddenStory, hiddenStory } from './hidden-story.ts';
import { givenTopology } from './given-topology.ts';
import { MARK } from './hidden-words.ts';
import { printedSchema, Questions } from './questions.ts';

/** What an asker was told, whole: headers and body. */
interface Told {
  readonly question: string;
  readonly text: string;
  readonly isRefused: boolean;
}

/** What one crawl came to. */
export interface Crawled {
  /** Hidden words in answers to the engineer that its question did not hold, and in the logs. */
  readonly leaks: readonly string[];
  /** Hidden words that the administrator was not told either, by what they are. */
  readonly unseen: readonly string[];
  readonly tokens: number;
  readonly questions: number;
  readonly refused: number;
  /** Hidden words that the administrator was told other than in the text of an event. */
  readonly inFields: number;
}

/** What is hidden from the engineer, by its story: datasets, columns and facets, or jobs and nothing else; and the same where topology is given of all of it. */
const STORIES = {
  data: hiddenStory,
  jobs: hiddenJobs,
  'data without names': givenTopology(hiddenStory),
  'jobs without names': givenTopology(hiddenJobs),
} as const;

export interface CrawlAsked {
  readonly hidden: keyof typeof STORIES;
  /** Where the program was built. */
  readonly checkout: string;
  readonly dataDir: string;
  readonly seed: number;
  readonly jobs: number;
  /** How many questions; the ways through the schema are gone one after the other, in an order of chance. */
  readonly questions: number;
}

/** Paths without GraphQL, as the engineer asks them. */
const PATHS = [
  '/api/v1/arrivals?from=0',
  '/api/v1/quarantine',
  '/session',
  '/metrics',
  '/ready',
  '/health',
  '/graphiql/book.json',
  '/nothing',
];
/** What chance might pass over: the record, and the facets of everything. */
const FACETS = 'facets { name content }';
const USES = `{ dataset { name } ${FACETS} }`;
const FIRST_QUESTIONS = [
  'query { events(first: 100) { nodes { position warnings { message } redacted body json } } }',
  `query { datasets(first: 100) { nodes { name description ${FACETS} } } jobs(first: 100) { nodes { name description ${FACETS} } } }`,
  `query { run(runId: "0197ad84-7a0d-7527-9f8a-000000000000") { ${FACETS} inputs ${USES} outputs ${USES} } }`,
];
/** What an id or a cursor may be. */
const ENCODED = /[A-Za-z0-9_-]{16,}/g;
/** In which the text of an event stands as it came. */
const RAW = /\b(?:body|json|text)\b/;

/** Records a story of which half is hidden, and asks everything of it, as an administrator and as an engineer. */
export async function crawl({ checkout, dataDir, hidden, seed, jobs, questions }: CrawlAsked): Promise<Crawled> {
  const server = await startHeadgate({ checkout, dataDir });
  try {
    const dice = diceOf(seed);
    const story = STORIES[hidden](dice, jobs);
    const asker = new Asker(server, await engineerKey(checkout, dataDir));
    const quarantined = await tell(asker, story);
    const [harvest, search] = [new Harvest(story), new Search(story)];
    const askBoth = async (question: string): Promise<void> => {
      const answers = [await asker.ask('engineer', question)];
      answers.forEach((answer) => search.asEngineer(answer));
      if (question.startsWith('query')) answers.push(await asker.ask('admin', question)); // an act of an administrator would change what is asked
      answers.slice(1).forEach((answer) => search.asAdmin(answer));
      for (const { text } of answers) harvest.take(text);
    };
    await askBoth(`query { quarantined(id: "${quarantined}") { text base64 problems { pointer message } } }`);
    for (const question of [...FIRST_QUESTIONS, ...story.questions]) await askBoth(question);
    if (story.namelessIn !== undefined && !(await asker.ask('engineer', story.namelessIn)).text.includes('"id":"nameless-'))
      throw new Error('the engineer is shown nothing without its name: the crawl would show nothing of that');
    const made = new Questions(printedSchema(), dice);
    for (let index = 0; index < questions; index += 1)
      await askBoth(made.along(given(made.ways[index % made.ways.length]), harvest.pool()));
    for (const each of PATHS) search.asEngineer(await asker.get(each));
    await server.stop();
    search.inLog(server.complaint());
    return search.come(questions);
  } finally {
    await server.stop();
  }
}

async function engineerKey(checkout: string, dataDir: string): Promise<string> {
  const command = [
    path.join(checkout, 'apps/cli/bin/headgate.js'),
    'keys',
    'create',
    '--json',
    '--name',
    'an engineer',
    '--role',
    'engineer',
  ];
  const { stdout } = await promisify(execFile)(process.execPath, command, { env: { HOME: dataDir, HEADGATE_DATA_DIR: dataDir } });
  return (JSON.parse(stdout) as { readonly key: string }).key; // what keys create promises
}

/** Records the story, and gives the id of what could not be used. */
async function tell(asker: Asker, { events, unusable, policy }: HiddenStory): Promise<string> {
  for (const event of events) {
    const { isRefused, text } = await asker.post(event);
    if (isRefused) throw new Error(`an event of the story was refused: ${text}`);
  }
  const { text: refusal } = await asker.post(unusable);
  const before = await asker.ask(
    'engineer',
    '{ datasets { nodes { name facets { content } } } jobs { nodes { name facets { content } } } }',
  );
  if (!before.text.includes(MARK))
    throw new Error('the engineer sees none of what the policy is about to hide: the crawl would show nothing');
  const { isRefused, text } = await asker.ask('admin', `mutation { applyPolicy(yaml: ${JSON.stringify(policy)}) { version } }`);
  if (isRefused) throw new Error(`the policy was refused: ${text}`);
  return given(/"quarantine":"([^"]+)"/.exec(refusal)?.[1]);
}

class Asker {
  constructor(
    private readonly server: HeadgateProcess,
    private readonly engineer: string,
  ) {}

  ask(who: 'admin' | 'engineer', question: string): Promise<Told> {
    const init = { method: 'POST', body: JSON.stringify({ query: question }) };
    return this.send(who, { path: '/graphql', question, init });
  }

  get(where: string): Promise<Told> {
    return this.send('engineer', { path: where, question: where, init: {} });
  }

  post(event: string): Promise<Told> {
    return this.send('admin', { path: '/api/v1/lineage', question: event, init: { method: 'POST', body: event } });
  }

  private async send(
    who: 'admin' | 'engineer',
    { path: where, question, init }: { path: string; question: string; init: RequestInit },
  ): Promise<Told> {
    const key = who === 'admin' ? ADMIN_KEY : this.engineer;
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}`, prefer: 'wait' };
    const response = await fetch(`${this.server.address}${where}`, { ...init, headers });
    const body = await response.text();
    const text = `${JSON.stringify([...response.headers])}\n${body}`;
    return { question, text, isRefused: !response.ok || (body.includes('"errors":[') && !body.includes('"data":{')) };
  }
}

/** Looks for hidden words in what was told. */
class Search {
  private readonly leaks: string[] = [];
  private readonly seen = new Set<string>();
  private readonly inFields = new Set<string>();
  private refused = 0;

  constructor(private readonly story: HiddenStory) {}

  asAdmin({ question, text }: Told): void {
    const asked = opened(question);
    for (const [what, word] of this.wordsIn(text)) {
      if (asked.includes(word)) continue;
      this.seen.add(what);
      if (!RAW.test(question)) this.inFields.add(what);
    }
  }

  asEngineer({ question, text, isRefused }: Told): void {
    if (isRefused) this.refused += 1;
    const asked = opened(question);
    for (const [what, word] of this.wordsIn(text)) {
      if (!asked.includes(word)) this.leaks.push(`${what} (${word})\n    asked: ${question}\n    told: …${around(text, word)}…`);
    }
  }

  inLog(text: string): void {
    for (const [what, word] of this.wordsIn(text)) this.leaks.push(`${what} (${word}) in the log: …${around(text, word)}…`);
  }

  come(questions: number): Crawled {
    const unseen = [...this.story.tokens.keys()].filter((what) => !this.seen.has(what));
    const { leaks, refused } = this;
    return { leaks, unseen, tokens: this.story.tokens.size, questions, refused, inFields: this.inFields.size };
  }

  private wordsIn(told: string): readonly (readonly [string, string])[] {
    const text = opened(told);
    return text.includes(MARK) ? [...this.story.tokens].filter(([, word]) => text.includes(word)) : [];
  }
}

/** With what ids and cursors hold: names in base64. */
function opened(text: string): string {
  return [text, ...[...text.matchAll(ENCODED)].map(([encoded]) => Buffer.from(encoded, 'base64url').toString('utf8'))].join('\n');
}

function around(text: string, word: string): string {
  const at = text.indexOf(word);
  return text.slice(Math.max(0, at - 120), at + 80);
}
