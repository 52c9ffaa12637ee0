import type { JsonObject } from '#record';
import type { Dice } from '#testkit';

import { facet, type Tokens, unusableEvent, Words } from './hidden-words.ts';

/** What half of is hidden from engineers: events, one that cannot be used, the policy, and names to ask with. */
export interface HiddenStory {
  readonly tokens: Tokens;
  readonly events: readonly string[];
  readonly unusable: string;
  readonly policy: string;
  /** Names that an engineer may know, and names that it may not. */
  readonly known: readonly string[];
  readonly hidden: readonly string[];
  /** What chance might pass over. */
  readonly questions: readonly string[];
  /** A walk that shows nameless nodes. Absent: none is shown any. */
  readonly namelessIn?: string;
}

/** Events of `size` jobs: each reads a dataset with hidden columns and a hidden dataset, and writes one of each. No job is hidden here: `hiddenJobs` tells of those. */
export function hiddenStory(dice: Dice, size: number): HiddenStory {
  const words = new Words(dice);
  const namespace = words.of('the namespace of hidden datasets');
  const events = Array.from({ length: size }, (_, index) => JSON.stringify(new Night({ words, namespace }, index).event()));
  return {
    tokens: words.all,
    events,
    unusable: unusableEvent(words),
    policy: policyOf(namespace),
    known: Array.from({ length: size }, (_, index) => [`patients${index}`, `report${index}`, `load${index}`]).flat(),
    hidden: words.names,
    questions: [],
  };
}

function policyOf(namespace: string): string {
  return `
name: engineers
rules:
  - { effect: deny, roles: [engineer], on: { tag: classification=PHI, columns: ["*"] } }
  - { effect: deny, roles: [engineer], on: { namespace: "${namespace}*" } }
  - { effect: deny, roles: [engineer], on: { tag: secret-dataset } }
  - { effect: deny, roles: [engineer], on: { facets: ["sql", "acme*"] } }
`;
}

/** One run of one job. */
class Night {
  private readonly column: string;
  private readonly dataset: string;

  constructor(
    private readonly hidden: { readonly words: Words; readonly namespace: string },
    private readonly index: number,
  ) {
    this.column = this.word('the name of a column');
    this.dataset = this.word('the name of a dataset');
  }

  event(): JsonObject {
    const { index } = this;
    return {
      ...{
        eventTime: `2026-03-0${1 + (index % 9)}T00:00:00Z`,
        eventType: index % 3 === 2 ? 'FAIL' : 'COMPLETE',
        producer: 'https://example.com/p',
      },
      run: { runId: `0197ad84-7a0d-7527-9f8a-${String(index).padStart(12, '0')}`, facets: this.runFacets() },
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
    const field = { name: column, type: 'text', description: this.word('the description of a column'), fields: [nested] };
    const tags = [
      { key: 'classification', value: 'PHI', field: column },
      { key: this.word('the key of a tag of a column'), value: this.word('the value of a tag of a column'), field: column },
    ];
    return {
      ...{ namespace: 'db', name: `patients${this.index}` },
      facets: {
        schema: facet({
          fields: [{ name: 'id', type: 'int', description: 'Who.' }, field],
          primaryKey: [this.word('a value in an unknown member of schema')],
        }),
        tags: facet({ tags }),
        documentation: facet({ description: 'Who lies here.', sample: this.word('a value beside a description') }),
        ownership: facet({ owners: [{ name: 'Ward 3', type: 'STEWARD', seen: this.word('a value beside an owner') }] }),
        storage: facet({ storageLayer: 'heap', fileFormat: 'none', first: { row: this.word('a value beside the storage') } }),
        version: facet({ datasetVersion: '7', changed: [this.word('a value beside a version')] }),
        dataSource: facet({ name: 'ehr', uri: 'postgres://ehr', probe: this.word('a value beside a source') }),
        datasetType: facet({ datasetType: 'TABLE', subType: '', example: this.word('a value beside a type') }),
        acme_sample: facet({ rows: [[this.word('a value in a row of a hidden facet')]] }),
        sample: facet({ [this.word('a key in an unknown facet')]: { deep: [[{ value: this.word('a value deep in an unknown facet') }]] } }),
        statistics: facet({ columns: { [column]: { top: [this.word('a value in statistics')] } } }),
      },
      inputFacets: {
        dataQualityMetrics: facet({
          rowCount: 3,
          columnMetrics: {
            [column]: {
              min: this.word('the least value'),
              max: this.word('the largest value'),
              quantiles: { '0.5': this.word('a quantile') },
            },
          },
        }),
        dataQualityAssertions: facet({
          assertions: [
            {
              assertion: this.word('an assertion'),
              success: false,
              column,
              expected: this.word('an expected value'),
              actual: this.word('an actual value'),
            },
          ],
        }),
      },
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
    const from = (namespace: string, name: string, field: string): JsonObject => ({
      ...{ namespace, name, field },
      transformations: [
        {
          type: 'DIRECT',
          subtype: 'TRANSFORMATION',
          description: this.word(
            `words about a transformation of ${field === 'id' ? 'a seen' : 'a hidden'} column of ${namespace === 'db' ? 'a seen' : 'a hidden'} dataset`,
          ),
        },
      ],
    });
    const fields = {
      a: { inputFields: [from('db', `patients${this.index}`, this.column), from('db', `patients${this.index}`, 'id')] },
      b: { inputFields: [from(this.hidden.namespace, this.dataset, 'x')] },
    };
    const before = this.index === 0 ? [] : [from('db', `report${this.index - 1}`, 'a')];
    return {
      ...{ namespace: 'db', name: `report${this.index}` },
      facets: {
        schema: facet({
          fields: [
            { name: 'a', type: 'text' },
            { name: 'b', type: 'text' },
          ],
        }),
        columnLineage: facet({ fields: { ...fields, c: { inputFields: before } } }),
        sample: facet({ value: this.word('a value in an unknown facet of a report') }),
      },
      outputFacets: { outputStatistics: facet({ rowCount: 7, top: [this.word('a value beside statistics')] }) },
    };
  }

  private runFacets(): JsonObject {
    return {
      errorMessage: facet({
        message: this.word('the message of an error'),
        programmingLanguage: 'SQL',
        stackTrace: this.word('the stack of an error'),
      }),
      extractionError: facet({
        totalTasks: 1,
        failedTasks: 1,
        errors: [{ errorMessage: this.word('the message of an extraction error'), task: 'x', taskNumber: 1 }],
      }),
      environmentVariables: facet({ environmentVariables: [{ name: 'WHO', value: this.word('the value of an environment variable') }] }),
      anything: facet({ of: this.word('a value in an unknown facet of a run') }),
    };
  }

  private jobFacets(): JsonObject {
    return {
      sql: facet({ query: `select ${this.word('a word of SQL')} from patients` }),
      sourceCode: facet({ language: 'python', sourceCode: this.word('a word of source code') }),
      acme_notes: facet({ note: this.word('a note in a hidden facet of a job') }),
      documentation: facet({ description: 'Loads.', sample: this.word('a value beside the description of a job') }),
      jobType: facet({
        processingType: 'BATCH',
        integration: 'SQL',
        jobType: 'QUERY',
        last: this.word('a value beside the type of a job'),
      }),
      ownership: facet({ owners: [{ name: 'Ward 3' }], seen: this.word('a value beside the owners of a job') }),
      sourceCodeLocation: facet({ type: 'git', url: 'https://example.com/x', seen: this.word('a value beside the place of source code') }),
      tags: facet({ tags: [{ key: 'nightly', value: 'yes', source: 'x', seen: this.word('a value beside a tag of a job') }] }),
      anything: facet({ of: [this.word('a value in an unknown facet of a job')] }),
    };
  }
}
