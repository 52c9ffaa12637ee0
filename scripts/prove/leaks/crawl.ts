import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';

import { SECOND_MS } from '#foundation';
import { type Dice, diceOf, given } from '#testkit';

import { type HeadgateProcess, startHeadgate } from '../headgate-process.ts';
import { Asking, isAnsweredWhole, type Told } from './asking.ts';
import { answerableCalls, existingIn } from './answerable-calls.ts';
import { firstPage, questionsBelow } from './answerable.ts';
import { Coverage, type SchemaCovered } from './coverage.ts';
import { byCommand, commandsAbout, countsBeyondLists, TAKING_AWAY, throughDoors } from './doors.ts';
import { Harvest } from './harvest.ts';
import { contractIdOf, questionsAboutPromises } from './hidden-promises.ts';
import type { HiddenStory } from './hidden-story.ts';
import { MARK } from './hidden-words.ts';
import { byTurns, LIMITED, type Limited } from './limited-askers.ts';
import { oughtToBeAnswered } from './never-answered.ts';
import { printedSchema, Questions } from './questions.ts';
import { decideOnMachine, sizeBefore, toldOnMachine, withSize } from './rule.ts';
import { Search } from './search.ts';
import { STORIES } from './stories.ts';

/** What one crawl came to. */
export interface Crawled {
  /** Hidden words in answers to those from whom they are hidden, that the question did not hold, and in the logs; and counts that tell of more than is shown. */
  readonly leaks: readonly string[];
  /** Hidden words that the administrator was not told either, by what they are, and what somebody was not told that all may know. */
  readonly unseen: readonly string[];
  readonly tokens: number;
  /** Questions made from the schema. */
  readonly questions: number;
  /** Of all that was asked, by whomever. */
  readonly asked: number;
  /** Of the questions made from the schema. */
  readonly refused: number;
  /** Hidden words that the administrator was told other than in the text of an event. */
  readonly inFields: number;
  /** What of the schema was asked, and what of it in a question that somebody was answered and nobody refused a part of. */
  readonly asking: SchemaCovered;
  readonly answered: SchemaCovered;
  /** Fields and arguments that were answered to nobody, and ought to be. */
  readonly unanswered: readonly string[];
}

export interface CrawlAsked {
  readonly hidden: keyof typeof STORIES;
  /** Where the program was built. */
  readonly checkout: string;
  readonly dataDir: string;
  readonly seed: number;
  readonly jobs: number;
  /** How many questions; those come first that ask most of what none asked yet. */
  readonly questions: number;
  /** Of those from whom half is hidden, how many ask each of them: the engineer, and others by turns. */
  readonly askersEach: number;
  /** Whether it goes on until each query was answered to somebody. */
  readonly isThorough: boolean;
}

/** What chance might pass over: the record, the facets of everything, and what is of audits. */
const FACETS = 'facets { name content }';
const USES = `{ dataset { name } ${FACETS} }`;
/** The last entries, and the first of the ledger, page by page: of a large story one page does not hold them all. */
const PAGES_OF_EVENTS = [
  'first: 100',
  ...[0, 50, 100, 150, 200, 250, 300, 350].map((from) => `first: 50, from: "${from}", to: "${from + 50}"`),
];
const FIRST_QUESTIONS = [
  ...PAGES_OF_EVENTS.map((page) => `query { events(${page}) { nodes { position warnings { message } redacted body json } } }`),
  `query { datasets(first: 100) { nodes { name description ${FACETS} } } jobs(first: 100) { nodes { name description ${FACETS} } } }`,
  `query { run(runId: "0197ad84-7a0d-7527-9f8a-000000000000") { ${FACETS} inputs ${USES} outputs ${USES} } }`,
  'query { quarantine(first: 100) { nodes { id because problems { pointer message } sender { name } } } auditTrail(first: 100) { nodes { what why } } }',
  'mutation { requestReport(kind: HIPAA_EPHI_MAP) { json html } }',
];

/** Records a story of which half is hidden, and asks everything of it, as an administrator and as each of those from whom it is hidden. */
export async function crawl(asked: CrawlAsked): Promise<Crawled> {
  const { checkout, dataDir, hidden, seed, jobs } = asked;
  const server = await startHeadgate({ checkout, dataDir });
  try {
    const dice = diceOf(seed);
    const asking = new Asking(server);
    await asking.begin();
    const { quarantined, story } = await tell(asking, STORIES[hidden](dice, jobs), dataDir);
    const told = new Crawl({ asking, story, quarantined });
    await told.askFirst(asked);
    await told.askMade(dice, asked);
    if (asked.isThorough) await told.askAnswerable(asked);
    await told.goThroughDoors();
    await told.giveCommands(asked);
    await told.goToMachine(asked);
    await lookAtLogs(server, dataDir, told.search);
    return told.come(asked.questions);
  } finally {
    await server.stop();
  }
}

async function lookAtLogs(server: HeadgateProcess, dataDir: string, search: Search): Promise<void> {
  await server.stop();
  search.inLog('stderr of the server', server.complaint());
  search.inLog('stdout of the server', server.output());
  search.inLog("the embedded Postgres' log", await readFile(path.join(dataDir, 'postgres/postgres.log'), 'utf8'));
}

/** Records the story, and gives it with the ids of what could not be used and of what was refused. */
async function tell(
  asking: Asking,
  story: HiddenStory,
  dataDir: string,
): Promise<{ readonly quarantined: readonly string[]; readonly story: HiddenStory }> {
  const { events, unusable, claim, policy, promises, rulings } = story;
  await send(asking, events);
  const size = await sizeBefore(asking);
  await decideOnMachine(asking, dataDir, rulings);
  for (const text of promises.contracts) {
    const applied = await asking.asAdmin(`mutation { applyContract(text: ${JSON.stringify(text)}) { isNew problems { message } } }`);
    if (!applied.includes('"isNew":true')) throw new Error(`a contract of the story is not in force: ${applied}`);
  }
  await send(asking, promises.breaking);
  const refusals = [await asking.post('admin', '/api/v1/lineage', unusable), await asking.post('emitter', '/api/v1/lineage', claim)];
  const before = await asking.ask(
    'engineer',
    '{ datasets { nodes { name facets { content } } } jobs { nodes { name facets { content } } } }',
  );
  if (!before.text.includes(MARK))
    throw new Error('the engineer sees none of what the policy is about to hide: the crawl would show nothing');
  await asking.asAdmin(`mutation { applyPolicy(yaml: ${JSON.stringify(policy)}) { version } }`);
  const quarantined = refusals.map(({ text }) => given(/"quarantine":"([^"]+)"/.exec(text)?.[1]));
  return { quarantined, story: { ...story, questions: story.questions.map((question) => withSize(question, size)) } };
}

async function send(asking: Asking, events: readonly string[]): Promise<void> {
  for (const event of events) {
    const { isRefused, text } = await asking.post('admin', '/api/v1/lineage', event);
    if (isRefused) throw new Error(`an event of the story was refused: ${text}`);
  }
}

/** Longest wait for labels and for alerts: they follow the map within a second. */
const WAIT_MS_MAX = 60 * SECOND_MS;

class Crawl {
  readonly search: Search;
  private readonly harvest: Harvest;
  private asked = 0;
  private refused = 0;
  private alerts: readonly string[] = [];
  private readonly schema = printedSchema();
  private readonly asking = new Coverage(this.schema);
  private readonly answered = new Coverage(this.schema);

  constructor(private readonly of: { readonly asking: Asking; readonly story: HiddenStory; readonly quarantined: readonly string[] }) {
    this.harvest = new Harvest(of.story);
    this.search = new Search(of.story);
  }

  /** What each is asked, and what the story asks, by turns. */
  async askFirst({ askersEach }: CrawlAsked): Promise<void> {
    const { asking, story, quarantined } = this.of;
    await this.labelled();
    this.alerts = await this.rung();
    const promised = questionsAboutPromises(this.alerts, story.promises.contracts.map(contractIdOf));
    const kept = quarantined.map((id) => `query { quarantined(id: "${id}") { text base64 problems { pointer message } } }`);
    for (const question of [...kept, ...promised, ...FIRST_QUESTIONS]) await this.askWritten(question, LIMITED);
    for (const [index, question] of story.questions.entries()) await this.askWritten(question, byTurns(index, askersEach));
    if (story.namelessIn === undefined) return;
    for (const who of LIMITED)
      if (!(await asking.ask(who, story.namelessIn)).text.includes('"id":"nameless-'))
        throw new Error(`${who} is shown nothing without its name: the crawl would show nothing of that`);
  }

  async askMade(dice: Dice, { questions, askersEach }: CrawlAsked): Promise<void> {
    const before = this.search.refused;
    const made = new Questions(this.schema, dice, this.asking);
    for (let index = 0; index < questions; index += 1) await this.askAll(made.next(index, this.harvest.pool()), byTurns(index, askersEach));
    this.refused = this.search.refused - before;
  }

  /** What an administrator is answered, of each query, as long as something of it was answered to nobody. */
  async askAnswerable({ askersEach }: CrawlAsked): Promise<void> {
    const { asking, story, quarantined } = this.of;
    const contract = contractIdOf(given(story.promises.contracts[0]));
    const existing = await existingIn(asking, { alert: given(this.alerts[0]), contract, quarantined: given(quarantined[0]) });
    const { schema, answered } = this;
    let index = 0;
    for (const call of answerableCalls(existing)) {
      const page = firstPage({ schema, answered }, call);
      const cursor = page === undefined ? undefined : /"endCursor":"([^"]+)"/.exec((await asking.ask('admin', page.question)).text)?.[1];
      if (page !== undefined && cursor !== undefined) await this.askAll(page.next(cursor), LIMITED);
      for (const question of questionsBelow({ schema, answered }, call)) {
        await this.askAll(question, byTurns(index, askersEach));
        index += 1;
      }
    }
  }

  async goThroughDoors(): Promise<void> {
    const { asking, story, quarantined } = this.of;
    const ids = [...(await asking.asAdmin('{ datasets(first: 200) { nodes { id } } }')).matchAll(/"id":"([^"]+)"/g)].map(
      ([, id = '']) => id,
    );
    for (const who of LIMITED) {
      this.keep(who, await throughDoors(asking, who, { story, ids, quarantined }));
      this.search.leaks.push(...(await countsBeyondLists(asking, who)));
    }
  }

  /** What takes much away at once is given by each, all else by turns. */
  async giveCommands({ askersEach }: CrawlAsked): Promise<void> {
    const { asking, story } = this.of;
    for (const [index, args] of commandsAbout(story, this.alerts).entries())
      for (const who of TAKING_AWAY.has(given(args[0])) ? LIMITED : byTurns(index, askersEach))
        this.keep(who, await byCommand(asking, who, args));
  }

  /** Whoever has a key may give commands on the machine, too. */
  async goToMachine({ dataDir }: CrawlAsked): Promise<void> {
    const { asking, story } = this.of;
    for (const who of LIMITED) this.keep(who, await toldOnMachine(asking, who, { dataDir, story: story.rulings }));
  }

  private keep(who: Limited, told: readonly Told[]): void {
    this.asked += told.length;
    for (const each of told) this.search.asLimited(who, each);
  }

  come(questions: number): Crawled {
    const { search, refused, asked } = this;
    const unshown = LIMITED.flatMap((who) => search.unshown(who).map((name) => `${name}, by ${who}`));
    const { leaks, inFieldsCount: inFields } = search;
    const counts = { tokens: this.of.story.tokens.size, questions, asked, refused, inFields };
    const covered = { asking: this.asking.covered, answered: this.answered.covered };
    const missed = [...covered.answered.fields.missed, ...covered.answered.arguments.missed];
    return { leaks, unseen: [...search.unseen, ...unshown], ...counts, ...covered, unanswered: oughtToBeAnswered(this.schema, missed) };
  }

  /** As `askAll`, what somebody wrote down: refused to an administrator it would show nothing. */
  private async askWritten(question: string, askers: readonly Limited[]): Promise<void> {
    const isAnswered = await this.askAll(question, askers);
    if (question.startsWith('query') && !isAnswered) throw new Error(`an administrator is refused what everybody is asked: ${question}`);
  }

  /** Asks those, and the administrator; but what changes something would change what is asked. Gives whether the last of them was answered. */
  private async askAll(question: string, askers: readonly Limited[]): Promise<boolean> {
    const { asking } = this.of;
    this.asking.take(question);
    const answers: Told[] = [];
    for (const who of askers) {
      const told = await asking.ask(who, question);
      this.search.asLimited(who, told);
      answers.push(told);
    }
    this.asked += answers.length;
    if (question.startsWith('query')) {
      const told = await asking.ask('admin', question);
      this.search.asAdmin(told);
      answers.push(told);
    }
    for (const { text } of answers) this.harvest.take(text);
    if (answers.some(isAnsweredWhole)) this.answered.take(question);
    return answers.at(-1)?.isRefused === false;
  }

  /** Waits until the bell has rung for each promise that is broken, and gives the ids of the alerts. */
  private async rung(): Promise<readonly string[]> {
    const { asking, story } = this.of;
    const until = Date.now() + WAIT_MS_MAX;
    for (;;) {
      const text = await asking.asAdmin('query { alerts(first: 100) { nodes { id } } }');
      const ids = [...text.matchAll(/"id":"([0-9a-f]+)"/g)].map(([, id = '']) => id);
      if (ids.length === story.promises.alerts) return ids;
      if (Date.now() > until) throw new Error(`there are to be ${story.promises.alerts} alerts: ${text}`);
      await after(SECOND_MS / 10);
    }
  }

  /** Waits until whoever waits for labels is answered from the whole story. */
  private async labelled(): Promise<void> {
    const { asking, story } = this.of;
    const until = Date.now() + WAIT_MS_MAX;
    for (;;) {
      const { text } = await asking.ask('analyst', '{ datasets(first: 100) { nodes { name } } jobs(first: 100) { nodes { name } } }');
      if (story.known.every((name) => text.includes(`"${name}"`))) return;
      if (Date.now() > until) throw new Error(`the analyst is not shown all that it may see: ${text}`);
      await after(SECOND_MS / 10);
    }
  }
}
