import type { JsonObject } from '#record';
import type { Dice } from '#testkit';

import { type Promises, promisesReadByHiddenJob, toldOf } from './hidden-promises.ts';
import { rulingsOf, type Rulings, rulingsOnJobs } from './hidden-rulings.ts';
import type { HiddenStory } from './hidden-story.ts';
import { claimOn, facet, MARK, unusableEvent, Words } from './hidden-words.ts';
import { ALL, SEEN } from './limited-askers.ts';
import { type ValueFacets, valueFacets } from './value-facets.ts';

/**
 * Events of `size` ways of three jobs each, of which the one in the middle is hidden from all but administrators, and nothing else is: neither a dataset nor a column. Some hidden
 * jobs lie in a hidden namespace, the others are hidden by name beside seen ones.
 */
export function hiddenJobs(dice: Dice, size: number): HiddenStory {
  const words = new Words(dice);
  const namespace = words.of('the namespace of hidden jobs');
  const ways = Array.from({ length: size }, (_, index) => new Way({ words, namespace }, index));
  return {
    tokens: words.all,
    ...toldOf(
      ways.flatMap((way) => [...way.events(), ...way.rulings.events]),
      ways.map(({ promises }) => promises),
    ),
    rulings: rulingsOf(ways.map(({ rulings }) => rulings)),
    unusable: unusableEvent(words),
    claim: claimOn(words, namespace),
    policy: `
name: half
rules:
${SEEN}
  - { effect: deny, roles: [engineer], on: { namespace: "${namespace}" } }
  - { effect: deny, roles: ${ALL}, on: { jobs: ["${MARK}*"] } }
`,
    known: ways.flatMap(({ rulings }, index) => [
      ...rulings.known,
      `patients${index}`,
      `staged${index}`,
      `report${index}`,
      `load${index}`,
      `publish${index}`,
      `promised${index}`,
      `kept${index}`,
    ]),
    hidden: words.names,
    questions: ways.flatMap((way) => [...way.questions(), ...way.rulings.questions]),
  };
}

const NAMED =
  'nodes { id namespace name runId } edges { via { ... on Job { name } } transformations { description } evidence { count first { position } } }';
const RUN =
  'id runId job { name } parent { runId job { name } } root { runId job { name } } facets { name content } findings { message jobs { name } }';
const JOB = 'id namespace name description facets { name content } latestRuns { id runId }';

interface Ran {
  readonly run: JsonObject;
  readonly job: JsonObject;
  readonly inputs: readonly JsonObject[];
  readonly outputs: readonly JsonObject[];
}

/** patients → load → staged → a hidden job → report → publish → site. */
class Way {
  private readonly job: JsonObject;
  private readonly runId: string;
  readonly promises: Promises;
  readonly rulings: Rulings;
  private readonly values: ValueFacets;

  constructor(
    private readonly hidden: { readonly words: Words; readonly namespace: string },
    private readonly index: number,
  ) {
    const isElsewhere = index % 2 === 0;
    this.job = { namespace: isElsewhere ? hidden.namespace : 'etl', name: this.word('the name of a hidden job') };
    this.runId = this.word('the id of a run of a hidden job');
    const at = { word: (what: string) => this.word(what), number: (what: string) => hidden.words.number(`${what}, ${index}`) };
    this.values = valueFacets(at, { read: 'a', written: 'a' });
    const about = { word: (what: string) => this.word(what), index, namespace: hidden.namespace };
    this.promises = promisesReadByHiddenJob(about);
    this.rulings = rulingsOnJobs(about);
  }

  events(): readonly JsonObject[] {
    const { index } = this;
    const load = { namespace: 'etl', name: `load${index}` };
    const hiddenRun = { job: this.job, run: { runId: this.runId } };
    const seenRun = { job: load, run: { runId: this.seenRunId(0) } };
    const middle = this.hiddenRan(seenRun);
    const after = facet({ runs: [this.word('a value in an unknown facet of a job that names a hidden one')] });
    return [
      this.event(0, {
        run: { runId: this.seenRunId(0), facets: { parent: facet({ ...hiddenRun, root: hiddenRun }) } },
        job: { ...load, facets: { documentation: facet({ description: 'Loads.' }), after } },
        inputs: [this.dataset('patients')],
        outputs: [this.dataset('staged')],
      }),
      this.event(1, middle),
      this.event(2, { ...middle, run: { runId: this.seenRunId(0) } }), // a hidden run by the id of a seen one
      this.event(3, {
        run: { runId: this.seenRunId(3), facets: { parent: facet({ ...seenRun, root: hiddenRun }) } },
        job: { namespace: 'etl', name: `publish${index}` },
        inputs: [this.dataset('report')],
        outputs: [this.dataset('site')],
      }),
      this.declaration(),
    ];
  }

  /** Walks from every thing that is seen, both ways, and what lies beside it. */
  questions(): readonly string[] {
    const { index } = this;
    const walk = (root: string, granularity: string): string =>
      `query { lineage(root: { ${root} }, direction: BOTH, granularity: ${granularity}) { ${NAMED} } }`;
    const datasets = ['patients', 'staged', 'report', 'site', 'made'].map((name) => `namespace: "db", name: "${name}${index}"`);
    const jobs = ['load', 'publish'].map((name) => `namespace: "etl", name: "${name}${index}"`);
    const runs = [0, 3].map((step) => `runId: "${this.seenRunId(step)}"`);
    return [
      ...datasets.flatMap((named) => [
        ...['DATASET', 'JOB', 'COLUMN'].map((granularity) => walk(`dataset: { ${named} }`, granularity)),
        `query { dataset(${named}) { readBy { ${JOB} } writtenBy { ${JOB} } } }`,
      ]),
      ...jobs.flatMap((named) => [
        ...['DATASET', 'JOB'].map((granularity) => walk(`job: { ${named} }`, granularity)),
        `query { job(${named}) { ${JOB} } }`,
      ]),
      ...runs.flatMap((named) => [walk(`run: { ${named} }`, 'RUN'), `query { run(${named}) { ${RUN} } }`]),
      `query { search(text: "hidden", first: 100) { nodes { node { ... on Job { ${JOB} } } } } runs(first: 100) { nodes { id runId job { name } } } }`,
    ];
  }

  private event(step: number, ran: Ran): JsonObject {
    const { index } = this;
    const eventTime = `2026-03-0${1 + (index % 5)}T0${step}:00:00Z`;
    return { eventTime, eventType: index % 3 === 2 ? 'FAIL' : 'COMPLETE', producer: 'https://example.com/p', ...ran }; // readonly lists are JSON too
  }

  /** A hidden job says what others read and write. */
  private declaration(): JsonObject {
    const { index } = this;
    const job = { namespace: this.hidden.namespace, name: this.word('the name of a hidden job that declares') };
    const entries = [
      { ...this.dataset('made'), type: 'DATASET', inputs: [{ namespace: 'etl', name: `load${index}`, type: 'JOB' }] },
      { namespace: 'etl', name: `publish${index}`, type: 'JOB', inputs: [{ ...this.dataset('made'), type: 'DATASET' }] },
    ];
    return {
      ...{ eventTime: `2026-03-0${1 + (index % 5)}T05:00:00Z`, producer: 'https://example.com/p' },
      job: { ...job, facets: { lineage: facet({ entries }) } },
    };
  }

  private word(what: string): string {
    return this.hidden.words.of(`${what}, ${this.index}`);
  }

  private seenRunId(step: number): string {
    return `0197ad84-7a0d-7527-9f8a-${String(this.index * 10 + step).padStart(12, '0')}`;
  }

  private dataset(name: string): { readonly namespace: string; readonly name: string } {
    return { namespace: 'db', name: `${name}${this.index}` };
  }

  /** What is said of the datasets themselves is theirs, and seen where it may be shown: what may name anything is not (`values.dataset`). */
  private hiddenRan(parent: JsonObject): Ran {
    const words = this.word('words of a hidden job about a transformation');
    const from = { ...this.dataset('staged'), field: 'a', transformations: [{ type: 'DIRECT', subtype: 'IDENTITY', description: words }] };
    const used = facet({ rowCount: 3, note: this.word('a value in statistics of a hidden run') });
    return {
      run: { runId: this.runId, facets: this.runFacets(parent) },
      job: { ...this.job, facets: this.jobFacets() },
      inputs: [{ ...this.dataset('staged'), inputFacets: { ...this.values.input, inputStatistics: used } }],
      outputs: [
        {
          ...this.dataset('report'),
          facets: { ...this.values.dataset, columnLineage: facet({ fields: { a: { inputFields: [from] } } }) },
          outputFacets: this.values.output,
        },
      ],
    };
  }

  private jobFacets(): JsonObject {
    return {
      documentation: facet({ description: this.word('the description of a hidden job') }),
      ownership: facet({ owners: [{ name: this.word('the owner of a hidden job'), type: 'STEWARD' }] }),
      tags: facet({ tags: [{ key: this.word('a tag of a hidden job'), value: 'yes', source: 'x' }] }),
      jobType: facet({ processingType: 'BATCH', integration: this.word('the integration of a hidden job'), jobType: 'QUERY' }),
      sourceCodeLocation: facet({ type: 'git', url: `https://example.com/${this.word('the place of source code of a hidden job')}` }),
      ...this.values.job,
      anything: facet({ of: this.word('a value in an unknown facet of a hidden job') }),
    };
  }

  private runFacets(parent: JsonObject): JsonObject {
    return {
      ...this.values.run,
      parent: facet(parent),
    };
  }
}
