import { CLASSIFICATION_CHANGES } from './access-classification-changes.ts';
import { type Change, mapped, ofRules, ofThing, rulesOf, withRules } from './access-changes.ts';
import { MASK_CHANGES } from './access-mask-changes.ts';
import { decideByReference, type RefQuestion, type RefRule } from './reference-access.ts';
import { readByReference } from './reference-masks.ts';

// What a set of questions is worth as a judge: how often the answer is yes, and what has decided it.

/** Of each kind of thing and action (`column read`), the share that is allowed. */
export function allowedShares(questions: readonly RefQuestion[]): ReadonlyMap<string, number> {
  const answers = new Map<string, boolean[]>();
  for (const question of questions) {
    const key = `${question.thing.kind} ${question.action}`;
    answers.set(key, [...(answers.get(key) ?? []), decideByReference(question)]);
  }
  return new Map([...answers].map(([key, some]) => [key, some.filter(Boolean).length / some.length]));
}

/** What a question is answered, in a word or two. */
type Answering = (question: RefQuestion) => boolean | string;

/** What may be read, and how masked; whichever rule set the mask. */
export function readingWord(question: RefQuestion): string {
  const reading = readByReference(question);
  return 'how' in reading ? `${reading.kind}, ${reading.how}` : reading.kind;
}

/** For each feature of rules: in how many questions the answer turns when a rule that has it is taken away. */
export function decidingFeatures(questions: readonly RefQuestion[], answering: Answering = decideByReference): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const question of questions) {
    const answer = answering(question);
    const deciding = rulesOf(question).filter((rule) => {
      const without = withRules(question, (other) => (other === rule ? [] : [other]));
      return answering(without) !== answer;
    });
    for (const feature of new Set(deciding.flatMap(featuresOf))) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  }
  return counts;
}

const SAYINGS = ['namespace', 'name', 'tag', 'columns', 'facets', 'jobs'] as const;
const OWNERS = ['own', 'others', 'a team'];
const MANNERS = ['whole', 'purpose', 'from', 'until', 'no action', 'one action', 'several actions'];

/** Every feature that a rule can have. */
export const RULE_FEATURES: readonly string[] = ['allow', 'deny'].flatMap((effect) =>
  [...SAYINGS, ...OWNERS.map((owner) => `owner ${owner}`), ...MANNERS].map((feature) => `${effect}: ${feature}`),
);

/** Those that only questions of levels have. */
export const CLASSIFICATION_FEATURES: readonly string[] = ['datasets', 'columns']
  .flatMap((part) => ['unless said', 'plain', 'pseudonymised', 'inferred'].map((form) => `${part}, form ${form}`))
  .map((words) => `deny: level of ${words}`);

/** Those that rules which mask can have: they are about columns, and about reading alone. */
export const MASK_FEATURES: readonly string[] = [
  ...RULE_FEATURES.filter((feature) => feature.startsWith('deny') && !/facets|jobs|whole|several actions/.test(feature)),
  ...CLASSIFICATION_FEATURES.filter((feature) => feature.includes('columns')),
  ...['partial', 'hash', 'redact'].map((how) => `deny: how ${how}`),
].map((feature) => feature.replace('deny', 'mask'));

function featuresOf({ effect, how, action, on, purpose, from, until }: RefRule): readonly string[] {
  const said: readonly (readonly [string, boolean])[] = [
    ...SAYINGS.map((word) => [word, on[word] !== undefined] as const),
    [`owner ${on.owner === 'own' || on.owner === 'others' ? on.owner : 'a team'}`, on.owner !== undefined],
    ['logical', on.logical !== undefined],
    ['whole', on.columns === undefined && on.facets === undefined && on.jobs === undefined],
    ['purpose', purpose !== undefined],
    ['from', from !== undefined],
    ['until', until !== undefined],
    [`how ${how}`, how !== undefined],
    ['no action', action === undefined],
    ['one action', typeof action === 'string'],
    ['several actions', typeof action === 'object' && action.length > 1],
    [`level of ${on.columns === undefined ? 'datasets' : 'columns'}, form ${on.form ?? 'unless said'}`, on.classification !== undefined],
  ];
  return said.flatMap(([feature, isThere]) => (isThere ? [`${effect}: ${feature}`] : []));
}

/** For each change that an evaluator might overlook: in how many questions the answer turns by it, counted no further than `enough`. */
export function decidingChanges(questions: readonly RefQuestion[], enough: number): ReadonlyMap<string, number> {
  return turnedBy(questions, { changes: { ...CHANGES, ...CLASSIFICATION_CHANGES }, answering: decideByReference, enough });
}

/** The same of what is read masked. */
export function decidingMaskChanges(questions: readonly RefQuestion[], enough: number): ReadonlyMap<string, number> {
  return turnedBy(questions, { changes: MASK_CHANGES, answering: readingWord, enough });
}

/** The same of other changes, by what is decided. */
export function decidingStandingChanges(
  questions: readonly RefQuestion[],
  { changes, enough }: Omit<Turning, 'answering'>,
): ReadonlyMap<string, number> {
  return turnedBy(questions, { changes, answering: decideByReference, enough });
}

interface Turning {
  readonly changes: Readonly<Record<string, Change>>;
  readonly answering: Answering;
  readonly enough: number;
}

function turnedBy(questions: readonly RefQuestion[], { changes, answering, enough }: Turning): ReadonlyMap<string, number> {
  const answered = questions.map((question) => [question, answering(question)] as const);
  const turned = (change: Change): number => {
    let count = 0;
    for (const [question, answer] of answered) {
      if (answering(change(question)) !== answer) count += 1;
      if (count === enough) break;
    }
    return count;
  };
  return new Map(Object.entries(changes).map(([name, change]) => [name, turned(change)]));
}

const CHANGES: Readonly<Record<string, Change>> = {
  ...Object.fromEntries(
    (['namespace', 'name', 'tag', 'columns', 'facets', 'jobs', 'owner'] as const).map((word) => [
      `no ${word} in rules`,
      ofRules((rule) => ({ ...rule, on: { ...rule.on, [word]: undefined } })),
    ]),
  ),
  'no purpose in rules': ofRules((rule) => ({ ...rule, purpose: undefined })),
  'no from in rules': ofRules((rule) => ({ ...rule, from: undefined })),
  'no until in rules': ofRules((rule) => ({ ...rule, until: undefined })),
  'rules of every action': ofRules((rule) => ({ ...rule, action: ['see', 'read', 'write'] })),
  'no policies': (question) => ({ ...question, policies: [] }),
  'no team owns anything': (question) => ({ ...question, teams: [] }),
  'grants without an end': ofGrants((grant) => ({ ...grant, until: undefined })),
  'grants without a team': ofGrants((grant) => ({ ...grant, team: null })),
  'nobody is admin': (question) => ofAsker(question, { grants: question.asker.grants.filter(({ role }) => role !== 'admin') }),
  'no purpose is said': (question) => ofAsker(question, { purpose: null }),
  'a nanosecond later': (question) => ofAsker(question, { at: question.asker.at + 1n }),
  'a nanosecond earlier': (question) => ofAsker(question, { at: question.asker.at - 1n }),
  'the first name alone': ofThing((thing) => ({ ...thing, names: thing.names.slice(0, 1) })),
  'the last name alone': ofThing((thing) => ({ ...thing, names: thing.names.slice(-1) })),
  'tags that can be read alone': ofThing((thing) => ({
    ...thing,
    tags: readable(thing.tags),
    columnTags: mapped(thing.columnTags, readable),
  })),
  'sure tags for all': ofThing((thing) => ({ ...thing, tags: thing.sureTags, columnTags: thing.sureColumnTags })),
  'all tags for sure': ofThing((thing) => ({ ...thing, sureTags: thing.tags, sureColumnTags: thing.columnTags })),
  'no tags of columns': ofThing((thing) => ({ ...thing, columnTags: new Map(), sureColumnTags: new Map() })),
  'no tags of the dataset': ofThing((thing) => ({ ...thing, tags: [], sureTags: [] })),
  'tags without values': ofThing((thing) => ({ ...thing, tags: thing.tags.map(keyOf), sureTags: thing.sureTags.map(keyOf) })),
  'tags in capitals that rules do not have': ofRules((rule) => ({
    ...rule,
    on: { ...rule.on, tag: rule.on.tag === undefined ? undefined : 'NONE' },
  })),
  'a field around for its column': ofThing((thing) =>
    thing.kind === 'column' ? { ...thing, path: thing.path.replaceAll('.', '-') } : thing,
  ),
  'jobs for datasets': ofThing((thing) => (thing.kind === 'job' ? { ...thing, kind: 'dataset' } : thing)),
  'facets of jobs for those of datasets': ofThing((thing) => (thing.kind === 'facet' ? { ...thing, of: 'dataset' } : thing)),
  'columns that nobody told of for known ones': ofThing((thing) => (thing.kind === 'column' ? { ...thing, isUnknown: false } : thing)),
  'every column for one that nobody told of': ofThing((thing) => (thing.kind === 'column' ? { ...thing, isUnknown: true } : thing)),
  'patterns without regard to capitals': (question) => inSmallLetters(question),
  'a low line for any letter': ofPatterns((pattern) => pattern.replaceAll('_', '*')),
  'a per cent sign for any text': ofPatterns((pattern) => pattern.replaceAll('%', '*')),
  'a backslash for nothing': ofPatterns((pattern) => pattern.replaceAll('\\', '')),
  'stars that stop at the end of a line': ofThing((thing) => ({
    ...thing,
    names: thing.names.filter((name) => !`${name.namespace}${name.name}`.includes('\n')),
  })),
};

/** Changes that turn answers somewhere when the questions are any good. */
export const QUESTION_CHANGES: readonly string[] = Object.keys(CHANGES);
/** Those that turn only answers about levels. */
export const LEVEL_CHANGES: readonly string[] = Object.keys(CLASSIFICATION_CHANGES);
/** Those that turn what is read masked. */
export const READING_CHANGES: readonly string[] = Object.keys(MASK_CHANGES);

function ofGrants(change: (grant: RefQuestion['asker']['grants'][number]) => RefQuestion['asker']['grants'][number]): Change {
  return (question) => ofAsker(question, { grants: question.asker.grants.map(change) });
}

function ofPatterns(change: (pattern: string) => string): Change {
  return ofRules((rule) => {
    const { namespace, name, columns, facets, jobs } = rule.on;
    const changed = {
      namespace: namespace && change(namespace),
      name: name && change(name),
      columns: columns?.map(change),
      facets: facets?.map(change),
      jobs: jobs?.map(change),
    };
    return { ...rule, on: { ...rule.on, ...changed } };
  });
}

function inSmallLetters(question: RefQuestion): RefQuestion {
  const small = (text: string): string => text.toLowerCase();
  const { thing } = ofPatterns(small)(question);
  const names = thing.names.map(({ namespace, name }) => ({ namespace: small(namespace), name: small(name) }));
  const teams = question.teams.map((team) => ({ ...team, owns: team.owns.map(small) }));
  return { ...ofPatterns(small)(question), teams, thing: { ...thing, names } };
}

function ofAsker(question: RefQuestion, changed: Partial<RefQuestion['asker']>): RefQuestion {
  return { ...question, asker: { ...question.asker, ...changed } };
}

function readable(tags: readonly string[]): readonly string[] {
  return tags.filter((tag) => tag !== '?');
}

function keyOf(tag: string): string {
  return tag.split('=')[0] ?? tag;
}
