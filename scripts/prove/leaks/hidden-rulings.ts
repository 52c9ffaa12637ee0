import type { JsonObject } from '#record';

import { facet } from './hidden-words.ts';

/** What operators decide about hidden things: events that tell of them, commands on the machine, logical datasets in force, and the rules that hide their bodies. */
export interface Rulings {
  readonly events: readonly JsonObject[];
  /** Arguments of commands, in their order. */
  readonly commands: readonly (readonly string[])[];
  /** By name, with their bodies. */
  readonly logical: Readonly<Record<string, readonly Named[]>>;
  /** Names of datasets that all may see. */
  readonly known: readonly string[];
  readonly questions: readonly string[];
}

/** Of a whole story. */
export interface StoryRulings {
  readonly commands: readonly (readonly string[])[];
  /** The access file that puts the logical datasets into force. Absent: there are none. */
  readonly accessFile?: string;
}

interface Named {
  readonly namespace: string;
  readonly name: string;
}

interface Ruled {
  readonly word: (what: string) => string;
  readonly index: number;
  /** The namespace of what is hidden. */
  readonly namespace: string;
}

/** Those of a story together. */
export function rulingsOf(all: readonly Rulings[]): StoryRulings {
  const datasets = Object.assign({}, ...all.map(({ logical }) => logical)) as Rulings['logical']; // each has names of its own
  const commands = all.flatMap((each) => each.commands);
  return Object.keys(datasets).length === 0 ? { commands } : { commands, accessFile: JSON.stringify({ datasets }) };
}

/** A rule for each logical dataset: its bodies are hidden by it alone, beside others that are seen. */
export function rulesOn(all: readonly Rulings[], roles: string): string {
  return all
    .flatMap(({ logical }) => Object.keys(logical).map((name) => `  - { effect: deny, roles: ${roles}, on: { logical: ${name} } }\n`))
    .join('');
}

/**
 * A run that wrote a hidden dataset is retracted, one of an emitter's time is and is reinstated, a hidden dataset is retired, two are one by an alias, two were,
 * and two are bodies of a logical dataset; each read and written by jobs that are seen, out of and into datasets that are.
 */
export function rulingsOnDatasets({ word, index, namespace }: Ruled): Rulings {
  const hidden = (what: string): Named => ({ namespace, name: word(`the name of a hidden dataset that ${what}`) });
  const [source, sink] = [seen('drawn', index), seen('drained', index)];
  const gone = hidden('a retracted run wrote');
  const [back, retired] = [hidden('a run wrote that is retracted and reinstated'), hidden('is retired')];
  const joined = [hidden('is one with another'), hidden('another is one with')] as const;
  const parted = [hidden('was one with another'), hidden('another was one with')] as const;
  const bodies = [
    { namespace: 'db', name: word('the name of a body of a logical dataset') },
    { namespace: 'etl', name: word('the name of another body of a logical dataset') },
  ];
  const middles = [gone, back, retired, ...joined, ...parted, ...bodies];
  const steps = middles.map((middle, step): Step => ({
    index,
    step,
    namespace: 'etl',
    name: `through${index}`,
    from: source,
    middle,
    to: sink,
  }));
  const [undone, redone] = [runIdOf(index, 0), runIdOf(index, 1)];
  const job = ['etl', `through${index}`];
  return {
    events: steps.map((step) => through(step, word)),
    commands: [
      ['retract', 'run', ...job, undone, '--why', word('why a run is retracted'), '--yes'],
      ['retract', 'run', ...job, redone, '--why', word('why a run is retracted for a while'), '--yes'],
      ['reinstate', LAST, '--why', word('why a retraction is taken back'), '--yes'],
      ['retire', 'dataset', namespace, retired.name, '--at', '2026-03-20T00:00:00Z', '--yes'],
      ['settings', 'alias', 'join', ...pairOf(joined)],
      ['settings', 'alias', 'join', ...pairOf(parted)],
      ['settings', 'alias', 'part', ...pairOf(parted)],
      ['settings', 'lineage-window', '--days', '40', '--job', ...job],
    ],
    logical: { [word('the name of a logical dataset')]: bodies },
    known: [source.name, sink.name, `through${index}`],
    questions: questionsAbout([source, sink], [undone, redone]),
  };
}

/** A hidden job is retired, runs of another are retracted, and how long its edges live is set. */
export function rulingsOnJobs({ word, index, namespace }: Ruled): Rulings {
  const [source, sink] = [seen('drawn', index), seen('drained', index)];
  const names = ['is retired', 'has a window and a run that is retracted', 'has a run that is reinstated'].map((what) =>
    word(`the name of a hidden job that ${what}`),
  );
  const [retired = '', undone = '', redone = ''] = names;
  const runs = names.map((_, step) => runIdOf(index, step));
  const steps = names.map((name, step): Step => ({
    index,
    step,
    namespace,
    name,
    from: source,
    middle: seen(`pool${step}_`, index),
    to: sink,
  }));
  return {
    events: steps.map((step) => through(step, word)),
    commands: [
      ['retire', 'job', namespace, retired, '--at', '2026-03-20T00:00:00Z', '--yes'],
      ['settings', 'lineage-window', '--days', '3', '--job', namespace, undone],
      ['retract', 'run', namespace, undone, runs[1] ?? '', '--why', word('why a run of a hidden job is retracted'), '--yes'],
      ['retract', 'run', namespace, redone, runs[2] ?? '', '--why', word('why a run of a hidden job is retracted for a while'), '--yes'],
      ['reinstate', LAST, '--why', word('why a retraction is taken back'), '--yes'],
    ],
    logical: {},
    known: [source.name],
    questions: questionsAbout([source, sink], runs),
  };
}

interface Step {
  readonly index: number;
  readonly step: number;
  /** Of the job. */
  readonly namespace: string;
  readonly name: string;
  readonly from: Named;
  readonly middle: Named;
  readonly to: Named;
}

function seen(name: string, index: number): Named {
  return { namespace: 'db', name: `${name}${index}` };
}

function runIdOf(index: number, step: number): string {
  return `0197ad84-7a0d-7527-9f8a-3${String(index * 100 + step).padStart(11, '0')}`;
}

function pairOf([left, right]: readonly [Named, Named]): readonly string[] {
  return [left.namespace, left.name, right.namespace, right.name];
}

/** One run reads and writes what is in the middle, with words about it. */
function through({ index, step, namespace, name, from, middle, to }: Step, word: Ruled['word']): JsonObject {
  const about = facet({ description: word(`the description of what lies in the middle, step ${step}`) });
  const isHidden = middle.namespace !== 'db' || !/^pool/.test(middle.name);
  const facets = isHidden
    ? { documentation: about, schema: facet({ fields: [{ name: word(`the name of a column in the middle, step ${step}`) }] }) }
    : {};
  return {
    ...{
      eventTime: `2026-03-12T${String(index % 24).padStart(2, '0')}:${String(step).padStart(2, '0')}:00Z`,
      eventType: 'COMPLETE',
      producer: 'https://example.com/p',
    },
    run: { runId: runIdOf(index, step), facets: isHidden ? {} : { of: about } },
    job: { namespace, name },
    inputs: [{ ...from }, { ...middle }],
    outputs: [{ ...to }, { ...middle, facets }],
  };
}

const WALK =
  'header { reasons { message } } nodes { namespace name kind } edges { via { ... on Job { name } } evidence { count first { position } } } pageInfo { endCursor }';
const RUN = 'id runId job { name } facets { name content } inputs { dataset { name } } outputs { dataset { name } }';
/** Stands for the size of the ledger before any of the commands, in questions. */
export const BEFORE = '<before>';
/** Stands for the retraction that the command before came to, in commands. */
export const LAST = '<the last retraction>';

/** Walks and runs as things are, as they were before the rulings, and before and after something was retired; and what rules and trail say of it all. */
function questionsAbout(datasets: readonly Named[], runs: readonly string[]): readonly string[] {
  const times = ['', `, knownAt: "${BEFORE}"`, ', asOf: "2026-03-15T00:00:00Z"', ', asOf: "2026-03-25T00:00:00Z"'];
  return [
    ...datasets.flatMap(({ namespace, name }) =>
      times.map(
        (at) => `query { lineage(root: { dataset: { namespace: "${namespace}", name: "${name}" } }, direction: BOTH${at}) { ${WALK} } }`,
      ),
    ),
    `query { runs(first: 100, knownAt: "${BEFORE}") { nodes { id runId job { name } } } }`,
    ...runs.map((id) => `query { run(runId: "${id}", knownAt: "${BEFORE}") { ${RUN} } }`),
    'query { policies { nodes { rules { logical } } } auditTrail(first: 100, kinds: [RETRACTION, SETTING, RETIREMENT]) { nodes { what why } } teams(first: 100) { yaml } }',
  ];
}
