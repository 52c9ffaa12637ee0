import { type Change, ofRules, withRules } from './access-changes.ts';
import { BROKEN_GLASS, type RefEngagement, type RefGrant, type RefName, type RefQuestion, type RefRule } from './reference-access.ts';

/** What an evaluator might overlook of logical datasets (docs/decisions/0023-logical-datasets.md). */
export const BODY_CHANGES: Readonly<Record<string, Change>> = {
  'no logical in rules': ofRules((rule) => ({ ...rule, on: { ...rule.on, logical: undefined } })),
  'no rules of logical datasets': (question) => withRules(question, (rule) => (rule.on.logical === undefined ? [rule] : [])),
  'no body of any': ofBodies(() => []),
  'the first body of each alone': ofBodies((bodies) => bodies.slice(0, 1)),
  'the last body of each alone': ofBodies((bodies) => bodies.slice(-1)),
  'one for all logical datasets': (question) => ofBodies(() => [...(question.bodies?.values() ?? [])].flat())(question),
  'bodies as patterns': (question) => asPatterns(question, ({ namespace, name }) => ({ namespace, name })),
  'namespaces of bodies alone': (question) => asPatterns(question, ({ namespace }) => ({ namespace })),
  'names of bodies alone': (question) => asPatterns(question, ({ name }) => ({ name })),
  'bodies without regard to capitals': (question) =>
    ofBodies((bodies) => {
      const small = bodies.map((body) => JSON.stringify(body).toLowerCase());
      return [...bodies, ...question.thing.names.filter((name) => small.includes(JSON.stringify(name).toLowerCase()))];
    })(question),
  'neither namespace nor name beside a logical dataset': ofRules((rule) =>
    rule.on.logical === undefined ? rule : { ...rule, on: { ...rule.on, namespace: undefined, name: undefined } },
  ),
  'no job is called like a body': (question) =>
    question.thing.kind === 'job' ? withRules(question, (rule) => (rule.on.logical === undefined ? [rule] : [])) : question,
};

/** The same of engagements (0021-engagements.md). */
export const ENGAGEMENT_CHANGES: Readonly<Record<string, Change>> = {
  'no engagement': (question) => withGrants(question, (grant) => (grant.engagement === undefined ? [grant] : [])),
  'nothing but engagements': (question) => withGrants(question, (grant) => (grant.engagement === undefined ? [] : [grant])),
  'engagements everywhere': ofEngagements((engagement) => ({ ...engagement, scope: ['*'] })),
  'the first pattern of a scope alone': ofEngagements((engagement) => ({ ...engagement, scope: engagement.scope.slice(0, 1) })),
  'engagements that have begun': ofEngagements((engagement) => ({ ...engagement, from: -1n << 80n })),
  'engagements that begin a nanosecond later': ofEngagements((engagement) => ({ ...engagement, from: engagement.from + 1n })),
  'engagements without an end': (question) =>
    withGrants(question, (grant) => [grant.engagement === undefined ? grant : { ...grant, until: undefined }]),
  'engagements for another purpose': ofEngagements((engagement) => ({ ...engagement, purpose: 'none of these' })),
  'the purpose of an engagement said with all grants': (question) => {
    const { asker } = question;
    const said = asker.grants.find(({ engagement }) => engagement !== undefined)?.engagement?.purpose ?? null;
    return { ...question, asker: { ...asker, purpose: asker.purpose ?? said } };
  },
  'the purpose of an engagement said in place of the other': (question) =>
    engagementsOf(question).length === 0 ? question : { ...question, asker: { ...question.asker, purpose: null } },
  'a scope is owned': (question) => {
    const owns = engagementsOf(question).flatMap(({ scope }) => scope);
    const member: RefGrant = { role: 'none of these', team: 'audit' };
    const { asker, teams } = question;
    return { ...question, teams: [...teams, { name: 'audit', owns }], asker: { ...asker, grants: [...asker.grants, member] } };
  },
};

/** The same of broken glasses (0018-changing-policies.md). */
export const GLASS_CHANGES: Readonly<Record<string, Change>> = {
  'no broken glass': (question) => withGrants(question, (grant) => (grant.role === BROKEN_GLASS ? [] : [grant])),
  'a broken glass without an end': (question) =>
    withGrants(question, (grant) => [grant.role === BROKEN_GLASS ? { ...grant, until: undefined } : grant]),
  'a broken glass for reading and writing': (question) =>
    question.asker.grants.some(({ role }) => role === BROKEN_GLASS) ? { ...question, action: 'see' } : question,
  'a broken glass for an auditor': (question) =>
    withGrants(question, (grant) => [grant.role === BROKEN_GLASS ? { ...grant, role: 'auditor' } : grant]),
};

function ofBodies(change: (bodies: readonly RefName[]) => readonly RefName[]): Change {
  return (question) => ({
    ...question,
    bodies: new Map([...(question.bodies ?? [])].map(([logical, bodies]) => [logical, change(bodies)])),
  });
}

/** Rules of logical datasets that say neither namespace nor name, each as one for each body. */
function asPatterns(question: RefQuestion, patterns: (body: RefName) => Partial<RefName>): RefQuestion {
  const isPlain = ({ on }: RefRule): boolean => on.namespace === undefined && on.name === undefined;
  return withRules(question, (rule) =>
    rule.on.logical === undefined || !isPlain(rule)
      ? [rule]
      : (question.bodies?.get(rule.on.logical) ?? []).map((body) => ({
          ...rule,
          on: { ...rule.on, logical: undefined, ...patterns(body) },
        })),
  );
}

function withGrants(question: RefQuestion, change: (grant: RefGrant) => readonly RefGrant[]): RefQuestion {
  return { ...question, asker: { ...question.asker, grants: question.asker.grants.flatMap(change) } };
}

function ofEngagements(change: (engagement: RefEngagement) => RefEngagement): Change {
  return (question) =>
    withGrants(question, (grant) => [grant.engagement === undefined ? grant : { ...grant, engagement: change(grant.engagement) }]);
}

function engagementsOf({ asker }: RefQuestion): readonly RefEngagement[] {
  return asker.grants.flatMap(({ engagement }) => engagement ?? []);
}
