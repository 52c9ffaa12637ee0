import type { JsonObject } from '#record';
import type { Dice } from '#testkit';

import { describedDataset, describedJob } from './described.ts';
import { EVERY_PLACE, everyPlace } from './every-place.ts';
import { declared } from './hidden-declarations.ts';
import { promisesOfHidden, type Promises, type StoryPromises, toldOf } from './hidden-promises.ts';
import { rulesOn, rulingsOf, type Rulings, rulingsOnDatasets, type StoryRulings } from './hidden-rulings.ts';
import { claimOn, facet, type Tokens, unusableEvent, Words } from './hidden-words.ts';
import { ALL, SEEN } from './limited-askers.ts';
import { type ValueFacets, valueFacets } from './value-facets.ts';

/** What half of is hidden from all but administrators: events, one that cannot be used, one that is refused, the policy, and names to ask with. */
export interface HiddenStory {
  readonly tokens: Tokens;
  readonly events: readonly string[];
  readonly unusable: string;
  /** What an emitter of elsewhere may not say. */
  readonly claim: string;
  readonly policy: string;
  readonly promises: StoryPromises;
  /** What operators decide before the policy is in force. */
  readonly rulings: StoryRulings;
  /** Names that all may know, and names that they may not. */
  readonly known: readonly string[];
  readonly hidden: readonly string[];
  /** What chance might pass over. */
  readonly questions: readonly string[];
  /** A walk that shows nameless nodes. Absent: none is shown any. */
  readonly namelessIn?: string;
}

/** A place that no column has. */
const PLACE = 916_437_205_883_100;

/**
 * Events of `size` jobs: each reads a dataset with hidden columns and a hidden dataset, and writes one of each. No job is hidden here: `hiddenJobs` tells of those.
 * From the role `analyst` columns are hidden by what they are classified as, said or come; from all others by tags, and where labels came by name.
 */
export function hiddenStory(dice: Dice, size: number): HiddenStory {
  const words = new Words(dice);
  const namespace = words.of('the namespace of hidden datasets');
  const nights = Array.from({ length: size }, (_, index) => new Night({ words, namespace }, index));
  return {
    tokens: words.all,
    ...toldOf(
      [...nights.flatMap((night) => [...night.events(), ...night.rulings.events]), everyPlace(words)],
      nights.map(({ promises }) => promises),
    ),
    rulings: rulingsOf(nights.map(({ rulings }) => rulings)),
    unusable: unusableEvent(words),
    claim: claimOn(words, namespace),
    policy: policyOf(namespace, nights),
    known: [...nights.flatMap(({ known }) => known), EVERY_PLACE],
    hidden: words.names,
    questions: nights.flatMap((night) => [...night.questions(), ...night.rulings.questions]),
  };
}

function policyOf(namespace: string, nights: readonly Night[]): string {
  const came = nights.map((night) => night.came);
  const rulings = nights.map((night) => night.rulings);
  return `
name: half
rules:
${SEEN}
  - { effect: deny, roles: [analyst], on: { classification: PHI, columns: ["*"] } }
  - { effect: deny, roles: [engineer, reader, steward, auditor], on: { tag: classification=PHI, columns: ["*"] } }
  - { effect: deny, roles: [engineer, reader, steward, auditor], on: { columns: [${came.join(', ')}] } }
  - { effect: deny, roles: [engineer], on: { namespace: "${namespace}*" } }
  - { effect: deny, roles: ${ALL}, on: { tag: secret-dataset } }
  - { effect: deny, roles: ${ALL}, on: { facets: ["sql", "acme*"] } }
${rulesOn(rulings, ALL)}`;
}

const STEPS = 'nodes { name column } edges { transformations { type description } }';
const FACETS = 'facets { name content }';
const RUN = `${FACETS} parent { runId job { name } } inputs { dataset { name } ${FACETS} } outputs { dataset { name } ${FACETS} }`;

/** One run of one job. */
class Night {
  /** The name of a column that labels come to. */
  readonly came: string;
  private readonly column: string;
  private readonly dataset: string;
  readonly promises: Promises;
  readonly rulings: Rulings;
  private readonly values: ValueFacets;

  constructor(
    private readonly hidden: { readonly words: Words; readonly namespace: string },
    private readonly index: number,
  ) {
    this.column = this.word('the name of a column');
    this.dataset = this.word('the name of a dataset');
    this.came = this.word('the name of a column that a label came to');
    const at = { word: (what: string) => this.word(what), number: (what: string) => hidden.words.number(`${what}, ${index}`) };
    this.values = valueFacets(at, { read: this.column, written: this.came });
    const about = { word: (what: string) => this.word(what), index, namespace: hidden.namespace };
    this.promises = promisesOfHidden(about);
    this.rulings = rulingsOnDatasets(about);
  }

  /** What everybody sees the names of. */
  get known(): readonly string[] {
    const names = ['patients', 'report', 'load', 'declared', 'declare', 'listed', 'promised', 'check'];
    return [...names.map((name) => `${name}${this.index}`), ...this.rulings.known];
  }

  events(): readonly JsonObject[] {
    const [column, dataset] = [
      { namespace: 'db', name: `patients${this.index}`, field: this.column },
      { namespace: this.hidden.namespace, name: this.dataset },
    ];
    return [this.event(), ...declared({ word: (what) => this.word(what), index: this.index, column, dataset })];
  }

  /** Walks along columns, with words about each step, and the runs' own facets. */
  questions(): readonly string[] {
    const walks = ['patients', 'report', 'declared', 'listed'].map(
      (name) =>
        `query { lineage(root: { dataset: { namespace: "db", name: "${name}${this.index}" } }, direction: BOTH, granularity: COLUMN) { ${STEPS} } }`,
    );
    return [...walks, `query { run(runId: "${this.runId}") { ${RUN} } }`];
  }

  private event(): JsonObject {
    const { index } = this;
    return {
      ...{
        eventTime: `2026-03-0${1 + (index % 9)}T00:00:00Z`,
        eventType: index % 3 === 2 ? 'FAIL' : 'COMPLETE',
        producer: 'https://example.com/p',
      },
      run: { runId: this.runId, facets: this.runFacets() },
      job: { namespace: 'etl', name: `load${index}`, facets: this.jobFacets() },
      inputs: [this.patients(), this.hiddenDataset()],
      outputs: [
        this.report(),
        {
          namespace: 'db',
          name: this.word('the name of a dataset hidden by its tag'),
          facets: { tags: facet({ tags: [{ key: 'secret-dataset', value: 'yes' }] }) },
        },
      ],
    };
  }

  private get runId(): string {
    return `0197ad84-7a0d-7527-9f8a-${String(this.index).padStart(12, '0')}`;
  }

  private word(what: string): string {
    return this.hidden.words.of(`${what}, ${this.index}`);
  }

  /** Seen, but for a column and all that tells of its values. */
  private patients(): JsonObject {
    const { column } = this;
    const nested = {
      name: this.word('the name of a nested column'),
      type: 'text',
      description: this.word('the description of a nested column'),
    };
    const place = this.hidden.words.fixed(`the place of a column beside hidden ones, ${this.index}`, PLACE + this.index);
    const field = { name: column, type: 'text', description: this.word('the description of a column'), fields: [nested] };
    const tags = [
      { key: 'classification', value: 'PHI', field: column },
      { key: this.word('the key of a tag of a column'), value: this.word('the value of a tag of a column'), field: column },
    ];
    return {
      ...{ namespace: 'db', name: `patients${this.index}` },
      facets: {
        schema: facet({
          fields: [{ name: 'id', type: 'int', description: 'Who.', ordinal_position: place }, field],
          primaryKey: [this.word('a value in an unknown member of schema')],
        }),
        tags: facet({ tags }),
        ...describedDataset((what) => this.word(what)),
        acme_sample: facet({ rows: [[this.word('a value in a row of a hidden facet')]] }),
        sample: facet({ [this.word('a key in an unknown facet')]: { deep: [[{ value: this.word('a value deep in an unknown facet') }]] } }),
        statistics: facet({ columns: { [column]: { top: [this.word('a value in statistics')] } } }),
        ...this.values.dataset,
      },
      inputFacets: this.values.input,
    };
  }

  private hiddenDataset(): JsonObject {
    const symlink = {
      namespace: `${this.hidden.namespace}-more`,
      name: this.word('the other name of a hidden dataset'),
      type: 'TABLE',
    };
    return {
      ...{ namespace: this.hidden.namespace, name: this.dataset },
      facets: {
        schema: facet({
          fields: [
            {
              name: this.word('the name of a column of a hidden dataset'),
              type: this.word('the type of a column of a hidden dataset'),
              description: this.word('the description of a column of a hidden dataset'),
            },
          ],
        }),
        documentation: facet({ description: this.word('the description of a hidden dataset') }),
        ownership: facet({ owners: [{ name: this.word('the owner of a hidden dataset'), type: 'STEWARD' }] }),
        tags: facet({ tags: [{ key: this.word('a tag of a hidden dataset') }] }),
        symlinks: facet({ identifiers: [symlink] }),
        storage: facet({ storageLayer: this.word('the storage of a hidden dataset'), fileFormat: 'parquet' }),
        version: facet({ datasetVersion: this.word('the version of a hidden dataset') }),
        dataSource: facet({ name: this.word('the source of a hidden dataset'), uri: 'db://x' }),
        anything: facet({ of: this.word('a value in a facet of a hidden dataset') }),
      },
      inputFacets: { inputStatistics: facet({ rowCount: 1, note: this.word('a value in statistics of a hidden dataset') }) },
    };
  }

  /** Seen, and made of what is hidden. */
  private report(): JsonObject {
    const step = (what: string): JsonObject => ({
      transformations: [{ type: 'DIRECT', subtype: 'TRANSFORMATION', description: this.word(`words about a transformation of ${what}`) }],
    });
    const hidden = { namespace: 'db', name: `patients${this.index}`, field: this.column };
    const seen = { ...hidden, field: 'id' };
    const elsewhere = { namespace: this.hidden.namespace, name: this.dataset, field: 'x' };
    const before =
      this.index === 0 ? [] : [{ ...hidden, name: `report${this.index - 1}`, field: 'a', ...step('a column of a report of before') }];
    const fields = {
      a: {
        inputFields: [
          { ...hidden, ...step('a hidden column') },
          { ...seen, ...step('a seen column') },
        ],
      },
      b: { inputFields: [{ ...elsewhere, ...step('a column of a hidden dataset') }] },
      c: { inputFields: before },
      [this.came]: {
        inputFields: [{ ...hidden, ...step('a hidden column that becomes another') }],
        transformationDescription: this.word('how a column came about'),
      },
    };
    const filter = { ...hidden, ...step('a hidden column by which rows are chosen') };
    return {
      ...{ namespace: 'db', name: `report${this.index}` },
      facets: {
        schema: facet({
          fields: [
            { name: 'a', type: 'text' },
            { name: 'b', type: 'text' },
            { name: this.came, type: 'text', description: this.word('the description of a column that a label came to') },
          ],
        }),
        columnLineage: facet({ fields, dataset: [filter] }),
        sample: facet({ value: this.word('a value in an unknown facet of a report') }),
      },
      outputFacets: { ...this.values.output, outputStatistics: facet({ rowCount: 7, top: [this.word('a value beside statistics')] }) },
    };
  }

  private runFacets(): JsonObject {
    const run = {
      runId: `0197ad84-7a0d-7527-9f8a-1${String(this.index).padStart(11, '0')}`,
      facets: { errorMessage: facet({ message: this.word('the message of an error of a parent'), programmingLanguage: 'SQL' }) },
    };
    const job = {
      ...{ namespace: 'etl', name: `nightly${this.index}` },
      facets: { sql: facet({ query: `select '${this.word('a literal in the SQL of a parent')}'` }) },
    };
    return {
      ...this.values.run,
      [this.index % 2 === 0 ? 'parent' : 'parentRun']: facet({ run, job, root: this.root(), seen: this.word('a value beside a parent') }),
      anything: facet({ of: this.word('a value in an unknown facet of a run') }),
    };
  }

  private root(): JsonObject {
    const facets = (what: string): JsonObject => ({ anything: facet({ of: this.word(`a value in a facet of the ${what} of a root`) }) });
    return {
      run: { runId: `0197ad84-7a0d-7527-9f8a-3${String(this.index).padStart(11, '0')}`, facets: facets('run') },
      job: { namespace: 'etl', name: `nights${this.index}`, facets: facets('job') },
    };
  }

  private jobFacets(): JsonObject {
    return {
      ...this.values.job,
      acme_notes: facet({ note: this.word('a note in a hidden facet of a job') }),
      ...describedJob((what) => this.word(what)),
      anything: facet({ of: [this.word('a value in an unknown facet of a job')] }),
    };
  }
}
