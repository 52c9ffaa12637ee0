import { expect, test } from 'vitest';

import { parseInstant } from '#foundation';

import { randomAccessCase } from './access-cases.ts';
import {
  allowedShares,
  CLASSIFICATION_FEATURES,
  decidingChanges,
  decidingFeatures,
  LEVEL_CHANGES,
  QUESTION_CHANGES,
  RULE_FEATURES,
} from './access-coverage.ts';
import { given } from './given.ts';
import {
  BROKEN_GLASS,
  decideByReference,
  type RefGrant,
  type RefHeld,
  type RefName,
  type RefQuestion,
  type RefRule,
  type RefThing,
} from './reference-access.ts';

interface Asking extends Partial<Omit<RefQuestion, 'thing' | 'bodies'>> {
  readonly bodies?: Readonly<Record<string, readonly RefName[]>>;
  readonly rules?: readonly RefRule[];
  readonly grants?: readonly RefGrant[];
  readonly purpose?: string;
  readonly at?: string;
  readonly names?: readonly RefName[];
  /** There at both times unless `sure` says less; of columns in the same way. */
  readonly tags?: readonly string[];
  readonly sure?: readonly string[];
  readonly columnTags?: Readonly<Record<string, readonly string[]>>;
  readonly sureColumnTags?: Readonly<Record<string, readonly string[]>>;
  /** `PHI plain`, of columns in the same way. */
  readonly held?: readonly HeldWords[];
  readonly columnHeld?: Readonly<Record<string, readonly HeldWords[]>>;
  readonly path?: string;
  /** Nobody told of the column. */
  readonly isUnknown?: boolean;
  readonly facet?: string;
  /** It is a job, or a facet of one. */
  readonly isJob?: boolean;
}

type HeldWords = `${RefHeld['level']} ${RefHeld['form']}`;

const PATIENTS = { namespace: 's3://heart', name: 'patients' };
const LOAD = { namespace: 's3://heart', name: 'hr.load' };
const LUNG = { namespace: 's3://lung', name: 'scans' };
const TEAMS = [
  { name: 'heart', owns: ['s3://heart*'] },
  { name: 'lung', owns: ['s3://lung'] },
  { name: 'idle', owns: [] },
];

/** A reader, whose role no built-in rule knows, asks to see `patients` of the heart team. */
function asked({
  rules = [],
  grants = [grant('reader')],
  purpose,
  at = '2026-06-01T00:00:00Z',
  names = [PATIENTS],
  ...rest
}: Asking): RefQuestion {
  const {
    tags = [],
    sure = tags,
    columnTags = {},
    sureColumnTags = columnTags,
    held = [],
    columnHeld = {},
    teams = TEAMS,
    bodies = {},
    action = 'see',
  } = rest;
  const about = {
    names,
    tags,
    sureTags: sure,
    columnTags: new Map(Object.entries(columnTags)),
    sureColumnTags: new Map(Object.entries(sureColumnTags)),
    held: heldOf(held),
    columnHeld: new Map(Object.entries(columnHeld).map(([path, words]) => [path, heldOf(words)])),
  };
  const asker = { grants, purpose: purpose ?? null, at: instant(at) };
  return {
    policies: [{ name: 'policy', rules }],
    teams,
    bodies: new Map(Object.entries(bodies)),
    asker,
    action,
    thing: thingOf(about, rest),
  };
}

function heldOf(words: readonly HeldWords[]): readonly RefHeld[] {
  return words.map((one) => {
    const [level, form] = one.split(' ') as [RefHeld['level'], RefHeld['form']]; // its type says so
    return { level, form };
  });
}

function thingOf(about: Omit<RefThing, 'kind'>, { path, isUnknown = false, facet, isJob = false }: Asking): RefThing {
  if (path !== undefined) return { ...about, kind: 'column', path, isUnknown };
  const of = isJob ? 'job' : 'dataset';
  return facet === undefined ? { ...about, kind: of } : { ...about, kind: 'facet', facet, of };
}

function grant(role: string, team: string | null = null, until?: string): RefGrant {
  return { role, team, ...(until === undefined ? {} : { until: instant(until) }) };
}

function engagement(scope: readonly string[], purpose = 'soc2', until = '2027-01-01T00:00:00Z'): RefGrant {
  return { ...grant('auditor', null, until), engagement: { from: instant('2026-02-01T00:00:00Z'), scope, purpose } };
}

function instant(text: string): bigint {
  return given(parseInstant(text)).instant;
}

function allow(on: RefRule['on'], rest: Partial<RefRule> = {}): RefRule {
  return { effect: 'allow', roles: ['reader'], on, ...rest };
}

function deny(on: RefRule['on'], rest: Partial<RefRule> = {}): RefRule {
  return { effect: 'deny', roles: ['reader', 'engineer'], on, ...rest };
}

const ALL = allow({ name: '*' });
const COLUMN = { path: 'address.street.no', rules: [ALL] };
const CHRISTMAS = { from: '2026-12-24T00:00:00Z', until: '2026-12-27T00:00:00Z' };

type Fact = readonly [title: string, isAllowed: boolean, asking: Asking];

const ROLES: readonly Fact[] = [
  ['nothing is allowed that no rule allows', false, {}],
  ['a rule allows its roles', true, { rules: [ALL] }],
  ['a rule that allows other roles allows nothing', false, { rules: [allow({ name: '*' }, { roles: ['writer'] })] }],
  ['whoever has no grant sees nothing', false, { grants: [], rules: [ALL] }],
  ...['auditor', 'engineer', 'steward', 'policy-author', 'policy-approver'].map((role): Fact => [
    `a built-in rule lets ${role} see`,
    true,
    { grants: [grant(role)] },
  ]),
  ['no built-in rule allows to read', false, { grants: [grant('auditor')], action: 'read' }],
  ['no built-in rule allows to write', false, { grants: [grant('engineer')], action: 'write' }],
  ['what one rule denies no other gives back', false, { rules: [ALL, deny({ name: 'patients' }), ALL] }],
  ['a rule that denies takes from what is built in', false, { grants: [grant('engineer')], rules: [deny({ name: '*' })] }],
  [
    'a rule denies whoever holds one of its roles among others',
    false,
    { grants: [grant('auditor'), grant('reader')], rules: [deny({ name: '*' })] },
  ],
  [
    'a grant for a team is denied what its role is denied everywhere',
    false,
    { grants: [grant('auditor'), grant('reader', 'lung')], rules: [deny({ name: '*' })] },
  ],
];

const ADMINS: readonly Fact[] = [
  ['nothing is hidden from an admin', true, { grants: [grant('admin')] }],
  [
    'no rule takes from an admin',
    true,
    { grants: [grant('admin'), grant('reader')], rules: [deny({ name: '*' }, { roles: ['admin', 'reader'] })] },
  ],
  ['an admin reads nothing as an admin', false, { grants: [grant('admin')], action: 'read' }],
  [
    'no rule lets an admin read for being one',
    false,
    { grants: [grant('admin')], action: 'read', rules: [allow({ name: '*' }, { roles: ['admin'], action: 'read' })] },
  ],
  [
    'an admin reads by another grant',
    true,
    { grants: [grant('admin'), grant('reader')], action: 'read', rules: [allow({ name: '*' }, { action: 'read' })] },
  ],
  [
    'an admin is denied to read by another grant',
    false,
    {
      grants: [grant('admin'), grant('reader')],
      action: 'read',
      rules: [allow({ name: '*' }, { action: 'read' }), deny({ name: '*' }, { action: 'read' })],
    },
  ],
  ['an admin whose grant has ended is none', false, { grants: [grant('admin', null, '2026-06-01T00:00:00Z')] }],
];

const GRANTS: readonly Fact[] = [
  ['a grant ends at its instant', false, { grants: [grant('reader', null, '2026-06-01T00:00:00Z')], rules: [ALL] }],
  ['a grant holds a nanosecond before its end', true, { grants: [grant('reader', null, '2026-06-01T00:00:00.000000001Z')], rules: [ALL] }],
  [
    'a grant that has ended denies nothing',
    true,
    { grants: [grant('auditor'), grant('reader', null, '2026-05-01T00:00:00Z')], rules: [deny({ name: '*' })] },
  ],
  ['a grant for a team reaches what the team owns', true, { grants: [grant('engineer', 'heart')] }],
  ['a grant for a team reaches nothing else', false, { grants: [grant('engineer', 'lung')] }],
  ['a grant for a team that owns nothing reaches nothing', false, { grants: [grant('engineer', 'idle')] }],
  ['a grant for a team that is not there reaches nothing', false, { grants: [grant('engineer', 'nobody')] }],
  ['a grant for a team does not reach a second name elsewhere', false, { grants: [grant('engineer', 'heart')], names: [PATIENTS, LUNG] }],
  [
    'two grants for two teams reach a thing of both',
    true,
    { grants: [grant('engineer', 'heart'), grant('engineer', 'lung')], names: [PATIENTS, LUNG] },
  ],
  [
    'the role of one grant does not travel on the team of another',
    false,
    { grants: [grant('reader', 'lung'), grant('writer', 'heart')], rules: [ALL] },
  ],
];

const ACTIONS: readonly Fact[] = [
  ['a rule without an action is not about reading', false, { action: 'read', rules: [ALL] }],
  ['a rule about reading shows nothing', false, { rules: [allow({ name: '*' }, { action: 'read' })] }],
  ['a rule may be about several actions', true, { action: 'write', rules: [allow({ name: '*' }, { action: ['read', 'write'] })] }],
  ['what may be read may not be written', false, { action: 'write', rules: [allow({ name: '*' }, { action: 'read' })] }],
  ['to deny reading hides nothing', true, { rules: [ALL, deny({ name: '*' }, { action: ['read', 'write'] })] }],
];

const PATTERNS: readonly Fact[] = [
  ['a pattern without a star fits its own text', true, { rules: [allow({ namespace: 's3://heart', name: 'patients' })] }],
  ['a pattern without a star fits no longer text', false, { rules: [allow({ namespace: 's3://hear' })] }],
  ['namespace and name must both fit', false, { rules: [allow({ namespace: 's3://heart', name: 'scans' })] }],
  [
    'namespace and name must fit the same name',
    false,
    {
      names: [PATIENTS, LUNG],
      rules: [allow({ namespace: 's3://heart', name: 'scans' }), allow({ namespace: 's3://lung', name: 'patients' })],
    },
  ],
  ['a star stands for any text', true, { rules: [allow({ namespace: 's3://*t', name: '*tie*' })] }],
  ['a star stands for no text', true, { rules: [allow({ name: '*pat*ients*' })] }],
  ['a star stands for the end of a line', true, { names: [{ namespace: 'n', name: 'a\nb' }], rules: [allow({ name: 'a*b' })] }],
  ['capitals count in a pattern', false, { rules: [allow({ name: 'Patients' })] }],
  ['a low line is a letter like others', false, { rules: [allow({ name: 'patient_' })] }],
  ['a per cent sign is a letter like others', false, { rules: [allow({ name: 'pat%' })] }],
  ['a dot is a letter like others', false, { rules: [allow({ name: 'patient.' })] }],
  ['a backslash is a letter like others', true, { names: [{ namespace: 'n', name: 'a\\%b' }], rules: [allow({ name: 'a\\%*' })] }],
];

const NAMES: readonly Fact[] = [
  ['a dataset without a name is not allowed', false, { names: [], rules: [ALL] }],
  ['each name must be allowed', false, { names: [PATIENTS, LUNG], rules: [allow({ namespace: 's3://heart' })] }],
  [
    'each name may be allowed by another rule',
    true,
    { names: [PATIENTS, LUNG], rules: [allow({ namespace: 's3://heart' }), allow({ name: 'scans' })] },
  ],
  ['one name that is denied is enough', false, { names: [PATIENTS, LUNG], rules: [ALL, deny({ namespace: 's3://lung' })] }],
  [
    'a facet is not allowed by a name that it lacks',
    false,
    { names: [PATIENTS, LUNG], facet: 'sql', rules: [allow({ namespace: 's3://heart' })] },
  ],
];

const TAGS: readonly Fact[] = [
  ['a tag is there with its value', false, { tags: ['classification=PHI'], rules: [ALL, deny({ tag: 'classification=PHI' })] }],
  ['a tag is there by its key', false, { tags: ['classification=PHI'], rules: [ALL, deny({ tag: 'classification' })] }],
  ['a tag is not there by its value', true, { tags: ['classification=PHI'], rules: [ALL, deny({ tag: 'phi' })] }],
  ['another value is another tag', true, { tags: ['classification=public'], rules: [ALL, deny({ tag: 'classification=PHI' })] }],
  ['a key has not each value', true, { tags: ['classification'], rules: [ALL, deny({ tag: 'classification=PHI' })] }],
  ['tags are compared in small letters', false, { tags: ['Classification=pHI'], rules: [ALL, deny({ tag: 'CLASSIFICATION=Phi' })] }],
  ['a tag allows what has it', true, { tags: ['open'], rules: [allow({ tag: 'open' })] }],
  ['a tag allows nothing that lacks it', false, { rules: [allow({ tag: 'open' })] }],
  ['a tag of a column is no tag of the dataset', true, { columnTags: { ssn: ['pii'] }, rules: [ALL, deny({ tag: 'pii' })] }],
  ['a tag that is there at one time denies', false, { tags: ['pii'], sure: [], rules: [ALL, deny({ tag: 'pii' })] }],
  ['a tag that is there at one time allows nothing', false, { tags: ['open'], sure: [], rules: [allow({ tag: 'open' })] }],
  ['labels that cannot be read are every tag to a rule that denies', false, { tags: ['?'], rules: [ALL, deny({ tag: 'pii' })] }],
  ['labels that cannot be read are no tag to a rule that allows', false, { tags: ['?'], rules: [allow({ tag: 'open' })] }],
  ['labels that cannot be read deny nothing to a rule without a tag', true, { tags: ['?'], rules: [ALL, deny({ name: 'scans' })] }],
];

const OWNERS: readonly Fact[] = [
  ['a rule holds for what its team owns', true, { rules: [allow({ owner: 'heart' })] }],
  ['a rule does not hold for what another team owns', false, { rules: [allow({ owner: 'lung' })] }],
  ['a team that is not there owns nothing', false, { rules: [allow({ owner: 'nobody' })] }],
  ['own is what the team of a grant owns', true, { grants: [grant('reader', 'heart')], rules: [allow({ owner: 'own' })] }],
  [
    'own is what the team of a grant of another role owns',
    true,
    { grants: [grant('reader'), grant('writer', 'heart')], rules: [allow({ owner: 'own' })] },
  ],
  ['whoever has no team owns nothing', false, { rules: [allow({ owner: 'own' })] }],
  [
    'a grant that has ended makes nothing own',
    false,
    { grants: [grant('reader'), grant('writer', 'heart', '2026-06-01T00:00:00Z')], rules: [allow({ owner: 'own' })] },
  ],
  ['others is what no team of the asker owns', false, { rules: [ALL, deny({ owner: 'others' })] }],
  ['others is not what a team of the asker owns', true, { grants: [grant('reader', 'heart')], rules: [ALL, deny({ owner: 'others' })] }],
  [
    'a team is denied a thing by one name that it owns',
    false,
    { names: [PATIENTS, LUNG], rules: [ALL, deny({ namespace: 's3://heart', owner: 'lung' })] },
  ],
  ['a further name that the team owns opens nothing', false, { names: [LUNG, PATIENTS], rules: [allow({ owner: 'heart' })] }],
  [
    'a further name that is own does not lift what is denied for others',
    false,
    { names: [LUNG, PATIENTS], grants: [grant('reader'), grant('writer', 'heart')], rules: [ALL, deny({ owner: 'others' })] },
  ],
];

const COLUMNS: readonly Fact[] = [
  ['a column is seen with its dataset', true, COLUMN],
  ['a column is denied by its path', false, { ...COLUMN, rules: [ALL, deny({ columns: ['address.street.no'] })] }],
  ['a column is denied by the path of a field around it', false, { ...COLUMN, rules: [ALL, deny({ columns: ['address'] })] }],
  [
    'a column is not denied by a field within it',
    true,
    { ...COLUMN, path: 'address', rules: [ALL, deny({ columns: ['address.street'] })] },
  ],
  ['a column is not denied by the beginning of a word', true, { ...COLUMN, rules: [ALL, deny({ columns: ['addr', 'address.str'] })] }],
  ['a rule about columns does not deny the dataset around them', true, { rules: [ALL, deny({ columns: ['*'] })] }],
  ['a rule about columns does not show the dataset around them', false, { rules: [allow({ columns: ['*'] })] }],
  ['a rule about columns shows them where the dataset is not seen', true, { ...COLUMN, rules: [allow({ columns: ['address'] })] }],
  ['a column is hidden with its dataset', false, { ...COLUMN, rules: [deny({ name: 'patients' }), allow({ columns: ['*'] })] }],
  [
    'a column is denied by its tag',
    false,
    { ...COLUMN, columnTags: { 'address.street.no': ['pii'] }, rules: [ALL, deny({ tag: 'pii', columns: ['*'] })] },
  ],
  [
    'a column is denied by the tag of a field around it',
    false,
    { ...COLUMN, columnTags: { address: ['pii=yes'] }, rules: [ALL, deny({ tag: 'pii', columns: ['*'] })] },
  ],
  ['a column is denied by the tag of its dataset', false, { ...COLUMN, tags: ['pii'], rules: [ALL, deny({ tag: 'pii', columns: ['*'] })] }],
  [
    'a column is not denied by the tag of another',
    true,
    { ...COLUMN, columnTags: { 'address.street.no.x': ['pii'], ssn: ['pii'] }, rules: [ALL, deny({ tag: 'pii', columns: ['*'] })] },
  ],
  [
    'a column whose labels cannot be read is denied by any tag',
    false,
    { ...COLUMN, columnTags: { 'address.street': ['?'] }, rules: [ALL, deny({ tag: 'pii', columns: ['*'] })] },
  ],
  [
    'a column is not allowed by a tag of one of two times',
    false,
    { ...COLUMN, columnTags: { address: ['open'] }, sureColumnTags: {}, rules: [allow({ tag: 'open', columns: ['*'] })] },
  ],
  [
    'columns need only be allowed by each name in some way',
    true,
    { ...COLUMN, names: [PATIENTS, LUNG], rules: [allow({ namespace: 's3://heart' }), allow({ name: 'scans', columns: ['address'] })] },
  ],
  [
    'a column that is denied by one name is not allowed',
    false,
    { ...COLUMN, names: [PATIENTS, LUNG], rules: [ALL, deny({ name: 'scans', columns: ['address'] })] },
  ],
];

const UNKNOWN = { ...COLUMN, isUnknown: true };

const UNKNOWN_COLUMNS: readonly Fact[] = [
  ['a column that nobody told of is seen with its dataset', true, UNKNOWN],
  ['a column that nobody told of is allowed by its path', true, { ...UNKNOWN, rules: [allow({ columns: ['address'] })] }],
  ['a column that nobody told of is not allowed by another path', false, { ...UNKNOWN, rules: [allow({ columns: ['ssn'] })] }],
  ['a column that nobody told of is denied by a rule about another', false, { ...UNKNOWN, rules: [ALL, deny({ columns: ['ssn'] })] }],
  [
    'a column that nobody told of is denied by a tag that it lacks',
    false,
    { ...UNKNOWN, rules: [ALL, deny({ tag: 'pii', columns: ['ssn'] })] },
  ],
  [
    'a column that nobody told of is denied by a rule about columns of one of its names',
    false,
    { ...UNKNOWN, names: [PATIENTS, LUNG], rules: [ALL, deny({ name: 'scans', columns: ['ssn'] })] },
  ],
  [
    'a column that nobody told of is not denied by a rule about columns of another dataset',
    true,
    { ...UNKNOWN, rules: [ALL, deny({ name: 'scans', columns: ['*'] })] },
  ],
  [
    'a column that nobody told of is not denied by a rule about columns of another owner',
    true,
    { ...UNKNOWN, rules: [ALL, deny({ owner: 'lung', columns: ['*'] })] },
  ],
  ['a tag that its dataset lacks does not deny a column that nobody told of', true, { ...UNKNOWN, rules: [ALL, deny({ tag: 'pii' })] }],
  [
    'a rule that does not count denies no column that nobody told of',
    true,
    {
      ...UNKNOWN,
      rules: [ALL, deny({ columns: ['*'] }, { action: 'read' }), deny({ columns: ['*'] }, { until: CHRISTMAS.from, roles: ['x'] })],
    },
  ],
];

const DENIED_LEVEL = (classification: string, form?: RefHeld['form']): readonly RefRule[] => [ALL, deny({ classification, form })];
const OF_COLUMNS = { columns: ['*'] };

const LEVELS = ['PUBLIC', 'INTERNAL', 'CONFIDENTIAL', 'PII', 'PHI'] as const;
const FORMS = ['plain', 'pseudonymised', 'inferred'] as const;

const CLASSIFICATIONS: readonly Fact[] = [
  ['a level denies what holds it', false, { held: ['PHI plain'], rules: DENIED_LEVEL('PHI') }],
  ['a level denies nothing that holds none', true, { rules: DENIED_LEVEL('PUBLIC', 'inferred') }],
  ['a level means each above it', false, { held: ['PHI plain'], rules: DENIED_LEVEL('PII') }],
  ['a level means none below it', true, { held: ['PII plain', 'CONFIDENTIAL plain'], rules: DENIED_LEVEL('PHI') }],
  ['capitals of a level do not count', false, { held: ['PHI plain'], rules: DENIED_LEVEL('pHi') }],
  ['without a form what is masked counts', false, { held: ['PHI pseudonymised'], rules: DENIED_LEVEL('PHI') }],
  ['without a form what is inferred does not count', true, { held: ['PHI inferred'], rules: DENIED_LEVEL('PHI') }],
  ['what is masked is not plain', true, { held: ['PHI pseudonymised', 'PHI inferred'], rules: DENIED_LEVEL('PHI', 'plain') }],
  ['inferred is all', false, { held: ['PHI plain'], rules: DENIED_LEVEL('PHI', 'inferred') }],
  [
    'level and form must be of one label',
    true,
    { held: ['PHI inferred', 'INTERNAL plain'], rules: DENIED_LEVEL('CONFIDENTIAL', 'pseudonymised') },
  ],
  ['one label of several is enough', false, { held: ['PUBLIC plain', 'PII plain'], rules: DENIED_LEVEL('PII', 'plain') }],
  ['nothing is opened by a level', false, { held: ['PUBLIC plain'], rules: [allow({ classification: 'PUBLIC', form: 'inferred' })] }],
  ['a tag that nobody holds is no level', true, { tags: ['classification=PHI'], rules: DENIED_LEVEL('PHI') }],
  ['what is held is no tag', true, { held: ['PHI plain'], rules: [ALL, deny({ tag: 'classification=PHI' }), deny({ tag: 'phi' })] }],
  ['tags that cannot be read are no level', true, { tags: ['?'], rules: DENIED_LEVEL('PUBLIC', 'inferred') }],
  [
    'tags of a column that cannot be read are no level of the column',
    true,
    { ...COLUMN, columnTags: { address: ['?'] }, rules: [ALL, deny({ classification: 'PHI', ...OF_COLUMNS })] },
  ],
  [
    'labels of a column that cannot be read are no level of its dataset',
    true,
    { columnTags: { address: ['?'] }, rules: DENIED_LEVEL('PUBLIC', 'inferred') },
  ],
  ['what a column holds does not deny its dataset', true, { columnHeld: { ssn: ['PHI plain'] }, rules: DENIED_LEVEL('PHI') }],
  [
    'a rule about columns does not hide the dataset that holds the level',
    true,
    { held: ['PHI plain'], rules: [ALL, deny({ classification: 'PHI', ...OF_COLUMNS })] },
  ],
  ['a column is hidden with its dataset that holds the level', false, { ...COLUMN, held: ['PHI plain'], rules: DENIED_LEVEL('PHI') }],
  [
    'a column is denied by what its dataset holds',
    false,
    { ...COLUMN, held: ['PHI plain'], rules: [ALL, deny({ classification: 'PHI', ...OF_COLUMNS })] },
  ],
  [
    'a column is denied by what it holds',
    false,
    { ...COLUMN, columnHeld: { 'address.street.no': ['PII plain'] }, rules: [ALL, deny({ classification: 'pii', ...OF_COLUMNS })] },
  ],
  [
    'a column is denied by what a field around it holds',
    false,
    { ...COLUMN, columnHeld: { address: ['PII plain'] }, rules: [ALL, deny({ classification: 'PII', ...OF_COLUMNS })] },
  ],
  [
    'a column is not denied by what a field within it, or another, holds',
    true,
    {
      ...COLUMN,
      columnHeld: { 'address.street.no.x': ['PHI plain'], 'address.str': ['PHI plain'], ssn: ['PHI plain'] },
      rules: [ALL, deny({ classification: 'PHI', ...OF_COLUMNS })],
    },
  ],
  [
    'a column is denied by a level only where its path fits',
    true,
    { ...COLUMN, columnHeld: { address: ['PHI plain'] }, rules: [ALL, deny({ classification: 'PHI', columns: ['ssn'] })] },
  ],
  [
    'a level and a name must both fit',
    true,
    { held: ['PHI plain'], rules: [ALL, deny({ classification: 'PHI', name: 'scans' }), deny({ classification: 'PHI', owner: 'lung' })] },
  ],
  [
    'one name that fits beside the level is enough',
    false,
    { names: [PATIENTS, LUNG], held: ['PHI plain'], rules: [ALL, deny({ classification: 'PHI', name: 'scans' })] },
  ],
  [
    'a column that nobody told of is denied by a level that it does not hold',
    false,
    { ...COLUMN, isUnknown: true, rules: [ALL, deny({ classification: 'PHI', columns: ['ssn'] })] },
  ],
  [
    'a level that its dataset does not hold does not deny a column that nobody told of',
    true,
    { ...COLUMN, isUnknown: true, rules: DENIED_LEVEL('PHI') },
  ],
  [
    'a facet is hidden with what holds the level',
    false,
    { facet: 'sql', held: ['PHI plain'], rules: [...DENIED_LEVEL('PHI'), allow({ facets: ['*'] })] },
  ],
  [
    'a level of columns does not hide a facet',
    true,
    { facet: 'sql', held: ['PHI plain'], rules: [ALL, deny({ classification: 'PHI', ...OF_COLUMNS })] },
  ],
  ['a level takes nothing from an admin', true, { grants: [grant('admin')], held: ['PHI plain'], rules: DENIED_LEVEL('PHI') }],
  [
    'a level denies those alone whom its rule concerns',
    true,
    { grants: [grant('auditor')], held: ['PHI plain'], rules: DENIED_LEVEL('PHI') },
  ],
  [
    'a level of a rule about reading hides nothing',
    true,
    { held: ['PHI plain'], rules: [ALL, deny({ classification: 'PHI' }, { action: 'read' })] },
  ],
];

const FACETS: readonly Fact[] = [
  ['a facet is seen with what carries it', true, { facet: 'sql', rules: [ALL] }],
  ['a facet is denied by its name', false, { facet: 'sql', rules: [ALL, deny({ facets: ['s*'] })] }],
  ['a facet is not denied by the name of another', true, { facet: 'sql', rules: [ALL, deny({ facets: ['SQL', 'sq'] })] }],
  ['a rule about facets does not hide what carries them', true, { rules: [ALL, deny({ facets: ['*'] })] }],
  ['a rule about facets does not hide columns', true, { ...COLUMN, rules: [ALL, deny({ facets: ['*'] })] }],
  ['a rule about columns does not hide facets', true, { facet: 'sql', rules: [ALL, deny({ columns: ['*'] })] }],
  ['a rule about facets shows them where the dataset is not seen', true, { facet: 'sql', rules: [allow({ facets: ['sql'] })] }],
  [
    'a facet is hidden with what carries it',
    false,
    { facet: 'sql', tags: ['pii'], rules: [ALL, allow({ facets: ['sql'] }), deny({ tag: 'pii' })] },
  ],
  [
    'a facet is denied where namespace, name and owner hold',
    true,
    { facet: 'sql', rules: [ALL, deny({ facets: ['sql'], namespace: 's3://heart', owner: 'lung' })] },
  ],
];

const JOB = { names: [LOAD], isJob: true };

const JOBS: readonly Fact[] = [
  ['a job is allowed that no rule denies to a built-in role', true, { ...JOB, grants: [grant('engineer')] }],
  ['a job that no rule allows is not allowed', false, JOB],
  ['a role that is allowed datasets of elsewhere sees no job', false, { ...JOB, rules: [allow({ namespace: 's3://lung' })] }],
  ['a rule about things whole allows a job that is called so', true, { ...JOB, rules: [allow({ namespace: 's3://heart' })] }],
  ['a rule about things whole denies a job that is called so', false, { ...JOB, rules: [ALL, deny({ name: 'hr.*' })] }],
  ['a rule about jobs allows those that it names', true, { ...JOB, rules: [allow({ jobs: ['etl.*', 'hr.*'] })] }],
  ['a rule about jobs allows no other', false, { ...JOB, rules: [allow({ jobs: ['etl.*', 'hr.load.*'] })] }],
  ['a rule about jobs denies those that it names', false, { ...JOB, rules: [ALL, deny({ jobs: ['*load'] })] }],
  ['a rule about jobs denies no other', true, { ...JOB, rules: [ALL, deny({ jobs: ['HR.load', 'hr_load'] })] }],
  ['a rule about jobs of another namespace denies none', true, { ...JOB, rules: [ALL, deny({ jobs: ['*'], namespace: 's3://lung' })] }],
  [
    "a rule about jobs of others denies none of one's own",
    true,
    { ...JOB, grants: [grant('engineer', 'heart')], rules: [deny({ jobs: ['*'], owner: 'others' })] },
  ],
  [
    'a rule about jobs of others denies what no team of the asker owns',
    false,
    { ...JOB, rules: [ALL, deny({ jobs: ['*'], owner: 'others' })] },
  ],
  ['a rule about jobs shows no dataset', false, { rules: [allow({ jobs: ['*'] })] }],
  ['a rule about jobs hides no dataset', true, { rules: [ALL, deny({ jobs: ['*'] })] }],
  ['a rule about jobs hides no column', true, { ...COLUMN, rules: [ALL, deny({ jobs: ['*'] })] }],
  ['a rule about jobs hides no facet of a dataset', true, { facet: 'sql', rules: [ALL, deny({ jobs: ['*'] })] }],
  ['a rule about columns hides no job', true, { ...JOB, rules: [ALL, deny({ columns: ['*'] })] }],
  ['a rule about facets hides no job', true, { ...JOB, rules: [ALL, deny({ facets: ['*'] })] }],
  ['a rule about facets shows no job', false, { ...JOB, rules: [allow({ facets: ['*'] })] }],
  ['a facet is hidden with its job', false, { ...JOB, facet: 'sql', rules: [ALL, deny({ jobs: ['hr.*'] })] }],
  ['a facet is seen with its job', true, { ...JOB, facet: 'sql', rules: [allow({ jobs: ['hr.*'] })] }],
  ['a facet of a job is denied by its name', false, { ...JOB, facet: 'sql', rules: [ALL, deny({ facets: ['sql'] })] }],
  ['a grant for a team reaches jobs in what the team owns', true, { ...JOB, grants: [grant('engineer', 'heart')] }],
  ['a grant for a team reaches no job of elsewhere', false, { ...JOB, grants: [grant('engineer', 'lung')] }],
  ['tags of a job deny nothing', true, { ...JOB, tags: ['pii', '?'], rules: [ALL, deny({ tag: 'pii' })] }],
  ['tags of a job allow nothing', false, { ...JOB, tags: ['open'], rules: [allow({ tag: 'open' })] }],
  [
    'nothing is hidden from an admin, no job either',
    true,
    { ...JOB, grants: [grant('admin')], rules: [deny({ jobs: ['*'] }, { roles: ['admin'] })] },
  ],
];

const PURPOSES: readonly Fact[] = [
  ['a purpose that is said allows', true, { purpose: 'care', rules: [allow({ name: '*' }, { purpose: ['care', 'billing'] })] }],
  ['without its purpose a rule allows nothing', false, { rules: [allow({ name: '*' }, { purpose: ['care'] })] }],
  ['for another purpose a rule allows nothing', false, { purpose: 'billing', rules: [allow({ name: '*' }, { purpose: ['care'] })] }],
  ['a rule that names no purpose allows for every one', true, { purpose: 'care', rules: [ALL] }],
  ['a purpose that is said denies', false, { purpose: 'billing', rules: [ALL, deny({ name: '*' }, { purpose: ['billing'] })] }],
  ['silence is no way round a rule that denies', false, { rules: [ALL, deny({ name: '*' }, { purpose: ['billing'] })] }],
  ['a rule that denies lets another purpose pass', true, { purpose: 'care', rules: [ALL, deny({ name: '*' }, { purpose: ['billing'] })] }],
];

const TIMES: readonly Fact[] = [
  ['a rule counts from its first instant', false, { at: '2026-12-24T00:00:00Z', rules: [ALL, deny({ name: '*' }, CHRISTMAS)] }],
  [
    'a rule does not count a nanosecond before',
    true,
    { at: '2026-12-23T23:59:59.999999999Z', rules: [ALL, deny({ name: '*' }, CHRISTMAS)] },
  ],
  ['a rule counts to its last nanosecond', false, { at: '2026-12-26T23:59:59.999999999Z', rules: [ALL, deny({ name: '*' }, CHRISTMAS)] }],
  ['a rule does not count at its end', true, { at: '2026-12-27T00:00:00Z', rules: [ALL, deny({ name: '*' }, CHRISTMAS)] }],
  ['a rule that allows ends, too', false, { at: '2026-12-27T00:00:00Z', rules: [allow({ name: '*' }, CHRISTMAS)] }],
  ['the zone of a time counts', true, { at: '2026-12-23T23:00:00Z', rules: [allow({ name: '*' }, { from: '2026-12-24T00:00:00+01:00' })] }],
];

const BODIES = { patients: [PATIENTS, { namespace: 'kafka://icu', name: 'ehr.patients' }], gone: [] };
const BODY = { bodies: BODIES, rules: [allow({ logical: 'patients' })] };

const LOGICAL: readonly Fact[] = [
  ['a rule about a logical dataset is about each of its bodies', true, BODY],
  ['a rule about a logical dataset is about nothing else', false, { ...BODY, names: [LUNG] }],
  ['a body is one dataset: its namespace alone is not enough', false, { ...BODY, names: [{ ...PATIENTS, name: 'scans' }] }],
  ['a body is one dataset: its name alone is not enough', false, { ...BODY, names: [{ ...LUNG, name: 'patients' }] }],
  ['capitals of a body count', false, { ...BODY, names: [{ ...PATIENTS, name: 'Patients' }] }],
  ['a star of a body stands for itself', false, { ...BODY, bodies: { patients: [{ namespace: '*', name: '*' }] } }],
  [
    'a star of a body fits a star',
    true,
    { ...BODY, bodies: { patients: [{ ...PATIENTS, name: 'a*b' }] }, names: [{ ...PATIENTS, name: 'a*b' }] },
  ],
  ['a logical dataset that is not there allows nothing', false, { ...BODY, bodies: {} }],
  ['a logical dataset without bodies denies nothing', true, { ...BODY, rules: [ALL, deny({ logical: 'gone' })] }],
  ['each name must be allowed: being called like a body opens nothing', false, { ...BODY, names: [PATIENTS, LUNG] }],
  ['one name that is a body is denied', false, { ...BODY, names: [PATIENTS, LUNG], rules: [ALL, deny({ logical: 'patients' })] }],
  [
    'beside a namespace only the bodies count that fit it',
    true,
    { ...BODY, rules: [ALL, deny({ logical: 'patients', namespace: 'kafka*' })] },
  ],
  ['a body that fits the name beside it counts', false, { ...BODY, rules: [ALL, deny({ logical: 'patients', name: 'p*' })] }],
  ['a column of a body is denied', false, { ...BODY, ...COLUMN, rules: [ALL, deny({ logical: 'patients', columns: ['address'] })] }],
  ['a column of what is no body stays', true, { ...BODY, ...COLUMN, rules: [ALL, deny({ logical: 'gone', columns: ['address'] })] }],
  ['a facet of a body is denied', false, { ...BODY, facet: 'sql', rules: [ALL, deny({ logical: 'patients', facets: ['sql'] })] }],
  [
    'a job that is called like a body is covered as a dataset would be',
    false,
    { ...BODY, isJob: true, rules: [ALL, deny({ logical: 'patients' })] },
  ],
];

const HEART_AUDIT = { grants: [engagement(['s3://heart*', 'nightly'])] };

const ENGAGEMENTS: readonly Fact[] = [
  ['an engagement sees its scope', true, HEART_AUDIT],
  ['an engagement sees nothing of elsewhere', false, { ...HEART_AUDIT, names: [LUNG] }],
  ['an engagement sees what is in scope by each of its names', false, { ...HEART_AUDIT, names: [PATIENTS, LUNG] }],
  ['an engagement that has ended sees nothing', false, { ...HEART_AUDIT, at: '2027-01-01T00:00:00Z' }],
  ['an engagement sees from its beginning on', true, { ...HEART_AUDIT, at: '2026-02-01T00:00:00Z' }],
  ['an engagement that has not begun sees nothing', false, { ...HEART_AUDIT, at: '2026-01-31T23:59:59.999999999Z' }],
  ['an engagement reads nothing by itself', false, { ...HEART_AUDIT, action: 'read' }],
  ['what auditors are denied an engagement is denied', false, { ...HEART_AUDIT, rules: [deny({ name: '*' }, { roles: ['auditor'] })] }],
  [
    'what auditors are allowed an engagement is, in its scope',
    true,
    { ...HEART_AUDIT, action: 'read', rules: [allow({ name: '*' }, { roles: ['auditor'], action: 'read' })] },
  ],
  [
    'what auditors are allowed an engagement is not elsewhere',
    false,
    { ...HEART_AUDIT, names: [LUNG], action: 'read', rules: [allow({ name: '*' }, { roles: ['auditor'], action: 'read' })] },
  ],
  ['nobody owns a scope', false, { ...HEART_AUDIT, rules: [deny({ owner: 'others' }, { roles: ['auditor'] })] }],
  ["a scope is nobody's own", true, { ...HEART_AUDIT, rules: [deny({ owner: 'own' }, { roles: ['auditor'] })] }],
  [
    'the purpose of an engagement allows',
    true,
    { ...HEART_AUDIT, action: 'read', rules: [allow({ name: '*' }, { roles: ['auditor'], action: 'read', purpose: ['soc2'] })] },
  ],
  [
    'the purpose of an engagement allows beside another that is said',
    true,
    {
      ...HEART_AUDIT,
      purpose: 'care',
      action: 'read',
      rules: [allow({ name: '*' }, { roles: ['auditor'], action: 'read', purpose: ['soc2'] })],
    },
  ],
  [
    'the purpose that is said is said with an engagement, too',
    true,
    {
      ...HEART_AUDIT,
      purpose: 'care',
      action: 'read',
      rules: [allow({ name: '*' }, { roles: ['auditor'], action: 'read', purpose: ['care'] })],
    },
  ],
  [
    'the purpose of an engagement denies',
    false,
    { ...HEART_AUDIT, rules: [deny({ name: '*' }, { roles: ['auditor'], purpose: ['soc2'] })] },
  ],
  ['an engagement is not silent', true, { ...HEART_AUDIT, rules: [deny({ name: '*' }, { roles: ['auditor'], purpose: ['care'] })] }],
  [
    'what else an engaged person holds is silent still',
    false,
    { grants: [grant('reader'), engagement(['*'])], rules: [ALL, deny({ name: '*' }, { purpose: ['care'] })] },
  ],
  [
    'the purpose of an engagement is not said with what else somebody holds',
    false,
    { grants: [grant('reader'), engagement([])], rules: [allow({ name: '*' }, { purpose: ['soc2'] })] },
  ],
];

const GLASS = { grants: [grant(BROKEN_GLASS, null, '2026-06-01T01:00:00Z')] };

const GLASSES: readonly Fact[] = [
  ['nothing is hidden from who broke a glass', true, { ...GLASS, names: [LUNG], rules: [deny({ name: '*' })] }],
  ['no rule names a broken glass', true, { ...GLASS, rules: [deny({ name: '*' }, { roles: [BROKEN_GLASS] })] }],
  ['not even what has no name is hidden from who broke a glass', true, { ...GLASS, names: [] }],
  ['a broken glass ends', false, { ...GLASS, at: '2026-06-01T01:00:00Z' }],
  [
    'a broken glass reads nothing',
    false,
    { ...GLASS, action: 'read', rules: [allow({ name: '*' }, { roles: [BROKEN_GLASS], action: 'read' })] },
  ],
  [
    'whoever broke a glass reads by what else he holds',
    true,
    { grants: [...GLASS.grants, grant('reader')], action: 'read', rules: [allow({ name: '*' }, { action: 'read' })] },
  ],
];

const FACTS = [
  ROLES,
  ADMINS,
  GRANTS,
  ACTIONS,
  PATTERNS,
  NAMES,
  TAGS,
  OWNERS,
  COLUMNS,
  UNKNOWN_COLUMNS,
  CLASSIFICATIONS,
  FACETS,
  JOBS,
  PURPOSES,
  TIMES,
  LOGICAL,
  ENGAGEMENTS,
  GLASSES,
].flat();

test.each(FACTS)('%s', (_title, isAllowed, asking) => {
  expect(decideByReference(asked(asking))).toBe(isAllowed);
});

test('the policy of the page lets a reader of another team see a dataset, read it for its purpose, and see no column that is PHI', () => {
  const rules: readonly RefRule[] = [
    { effect: 'allow', roles: ['ml-reader'], on: { namespace: 's3://heart*' } },
    { effect: 'allow', roles: ['ml-reader'], action: 'read', on: { namespace: 's3://heart*' }, purpose: ['sepsis-model'] },
    { effect: 'deny', roles: ['engineer', 'ml-reader'], on: { tag: 'classification=PHI', columns: ['*'], owner: 'others' } },
    { effect: 'deny', roles: ['engineer'], action: ['read', 'write'], on: { name: '*' }, ...CHRISTMAS },
  ];
  const reader = { rules, grants: [grant('ml-reader')], columnTags: { ssn: ['classification=phi'] } };
  const decide = (asking: Asking): boolean => decideByReference(asked({ ...reader, ...asking }));

  expect(decide({})).toBe(true);
  expect(decide({ action: 'read' })).toBe(false);
  expect(decide({ action: 'read', purpose: 'sepsis-model' })).toBe(true);
  expect(decide({ path: 'ssn' })).toBe(false);
  expect(decide({ path: 'ssn', grants: [grant('ml-reader', 'heart')] })).toBe(true);
  expect(decide({ path: 'id' })).toBe(true);
});

/** Of a rule, how many of the levels below, from the highest down, are met in each form; held ones as columns: plain, pseudonymised, inferred. */
test.each([
  ['PUBLIC', undefined, [5, 5, 0]],
  ['PUBLIC', 'inferred', [5, 5, 5]],
  ['INTERNAL', 'plain', [4, 0, 0]],
  ['CONFIDENTIAL', 'pseudonymised', [3, 3, 0]],
  ['PII', undefined, [2, 2, 0]],
  ['PII', 'plain', [2, 0, 0]],
  ['PHI', 'inferred', [1, 1, 1]],
  ['PHI', 'plain', [1, 0, 0]],
] as const)('%s, form %s, denies so many levels from the highest down: %j', (classification, form, counts) => {
  const denied = FORMS.map((held) =>
    LEVELS.toReversed().map(
      (level) => !decideByReference(asked({ held: [`${level} ${held}`], rules: DENIED_LEVEL(classification, form) })),
    ),
  );

  expect(denied).toEqual(counts.map((count) => LEVELS.map((_, index) => index < count)));
});

test('what is no level is refused, for it would deny nothing', () => {
  expect(() => decideByReference(asked({ rules: DENIED_LEVEL('SECRET') }))).toThrow('Not a level: SECRET');
  expect(() => decideByReference(asked({ rules: DENIED_LEVEL('PUBL\u0131C') }))).toThrow(RangeError); // an i without a dot
});

// Goal: the example of 0026. Method: what the copy holds before and after the mended job overwrote it.
test('the rules of the page hide a copy that nobody tagged, and show its masked form to whom plain data alone are denied', () => {
  const rules: readonly RefRule[] = [
    { effect: 'allow', roles: ['ml-reader'], on: { name: '*' } },
    { effect: 'deny', roles: ['engineer'], on: { classification: 'PHI', columns: ['*'] } },
    { effect: 'deny', roles: ['ml-reader'], on: { classification: 'PII', form: 'plain', columns: ['*'] } },
  ];
  const sees = (role: string, held: HeldWords): boolean =>
    decideByReference(asked({ rules, grants: [grant(role)], path: 'key', columnHeld: { key: [held] } }));

  expect(['engineer', 'ml-reader'].map((role) => sees(role, 'PHI plain'))).toEqual([false, false]);
  expect(['engineer', 'ml-reader'].map((role) => sees(role, 'PHI pseudonymised'))).toEqual([false, true]);
  expect(['engineer', 'ml-reader'].map((role) => sees(role, 'PII plain'))).toEqual([true, false]);
});

const QUESTIONS = Array.from({ length: 2_700 }, (_, seed) => randomAccessCase(seed));

test('the same seed gives the same question, another seed another', () => {
  expect(randomAccessCase(7)).toEqual(randomAccessCase(7));
  expect(randomAccessCase(7)).not.toEqual(randomAccessCase(16));
});

test('of each kind of thing and action between 15 % and 85 % are allowed', () => {
  const shares = [...allowedShares(QUESTIONS)];

  expect(shares).toHaveLength(12);
  expect(shares.filter(([, share]) => share < 0.15 || share > 0.85)).toEqual([]);
});

// Goal: no feature is in the questions for show. Method: each is taken away, and some answers must turn.
test('every feature of rules decides questions, and so does everything that an evaluator might overlook', () => {
  const [features, changes] = [decidingFeatures(QUESTIONS), decidingChanges(QUESTIONS, 3)];

  expect(RULE_FEATURES.filter((feature) => (features.get(feature) ?? 0) < 3)).toEqual([]);
  expect(QUESTION_CHANGES.filter((change) => (changes.get(change) ?? 0) < 3)).toEqual([]);
});

const CLASSIFIED = Array.from({ length: 5_400 }, (_, seed) => randomAccessCase(seed, { withClassification: true }));

test('with levels the same seed gives the same question, and only rules that deny ask for a level, beside neither tag nor facets', () => {
  expect(randomAccessCase(7, { withClassification: true })).toEqual(CLASSIFIED[7]);
  const isAsking = ({ on }: RefRule): boolean => on.classification !== undefined;
  const odd = ({ effect, on }: RefRule): boolean =>
    isAsking({ effect, on, roles: [] }) ? effect === 'allow' || on.tag !== undefined || on.facets !== undefined : on.form !== undefined;

  const rules = CLASSIFIED.flatMap(({ policies }) => policies.flatMap((policy) => policy.rules));
  expect(rules.filter(odd)).toEqual([]);
  expect(QUESTIONS.flatMap(({ policies }) => policies.flatMap((policy) => policy.rules)).filter(isAsking)).toEqual([]);
});

test('with levels of each kind of thing and action between 15 % and 85 % are allowed', () => {
  const shares = [...allowedShares(CLASSIFIED)];

  expect(shares).toHaveLength(12);
  expect(shares.filter(([, share]) => share < 0.15 || share > 0.85)).toEqual([]);
});

test('with levels every feature of rules decides questions, and so does everything that an evaluator might overlook', () => {
  const [features, changes] = [decidingFeatures(CLASSIFIED), decidingChanges(CLASSIFIED, 3)];

  expect([...RULE_FEATURES, ...CLASSIFICATION_FEATURES].filter((feature) => (features.get(feature) ?? 0) < 3)).toEqual([]);
  expect([...QUESTION_CHANGES, ...LEVEL_CHANGES].filter((change) => (changes.get(change) ?? 0) < 3)).toEqual([]);
});

test('a further name, labels that cannot be read, a tag less for sure, a label more that is held, a column that nobody told of and a rule that denies open nothing', () => {
  const closing: readonly ((question: RefQuestion) => RefQuestion)[] = [
    ...[PATIENTS, LUNG].map((name) => withThing((thing) => ({ ...thing, names: thing.names.length === 0 ? [] : [...thing.names, name] }))),
    withThing((thing) => ({ ...thing, tags: [...thing.tags, '?'] })),
    withThing((thing) => ({ ...thing, tags: [...thing.tags, 'pii', 'classification=phi'] })),
    withThing((thing) => ({ ...thing, sureTags: [], sureColumnTags: new Map() })),
    withThing((thing) => ({ ...thing, held: [...thing.held, { level: 'PII', form: 'pseudonymised' }] })),
    withThing((thing) => (thing.kind === 'column' ? { ...thing, isUnknown: true } : thing)),
    (question) => ({ ...question, policies: [...question.policies, { name: 'more', rules: [deny({ name: 'p*' })] }] }),
  ];
  const opened = [...QUESTIONS, ...CLASSIFIED]
    .filter((question) => !decideByReference(question))
    .flatMap((question) => closing.map((change) => change(question)).filter((changed) => decideByReference(changed)));

  expect(opened).toEqual([]);
});

function withThing(change: (thing: RefThing) => RefThing): (question: RefQuestion) => RefQuestion {
  return (question) => ({ ...question, thing: change(question.thing) });
}
