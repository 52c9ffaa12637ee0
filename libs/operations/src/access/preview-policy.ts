import { namedOnly, type Policy, type View, viewOf } from '#access';
import { type Instant, instantNow, presentAt } from '#foundation';
import type { Name, NodeId } from '#lineage';
import { type Asked, facetsOf, type GraphFacet, type GraphNode, identitiesNamed, labelsOf, presentNodes } from '#store';

import { requireAdmin } from '../admin.ts';

import { read } from '../ask/ask.ts';
import type { SchemaField } from '../ask/dataset.ts';
import { columnsTraced, schemaFields, valueOf } from '../ask/facet-words.ts';
import { accessInForce } from '../ask/access-in-force.ts';
import type { Context, Principal } from '../context.ts';
import { policyIn } from './policy-text.ts';
import { type SightChange, SightChanges, type Things } from './sight-changes.ts';

/** Datasets, and jobs, that a preview looks at. */
const LOOKED_MAX = 20_000;
const PAGE = 500;
/** From administrators nothing is hidden. */
const ROLES_PREVIEWED = ['auditor', 'engineer'];

export interface PolicyPreview {
  readonly name: string;
  readonly changes: readonly SightChange[];
  /** The rules that hide nothing of all that was looked at, from 1: perhaps a name is misspelt. Facets of runs were not. */
  readonly idleRules: readonly number[];
  /** How many datasets and jobs were looked at; `isCut`: and there are more. */
  readonly looked: number;
  readonly isCut: boolean;
}

/** What a policy would change for each role, of the present graph: datasets, their columns by schema, tags and column lineage, facets of datasets and jobs. Nothing is recorded. */
export async function previewPolicy(context: Context, principal: Principal, { text }: { readonly text: string }): Promise<PolicyPreview> {
  requireAdmin(context, principal, 'apply a policy');
  const policy = policyIn(text);
  return read(context, principal, {
    question: {},
    work: async ({ asked }) => {
      const before = (await accessInForce(context, asked.session)).versions.map((version) => version.policy);
      const after = [...before.filter(({ name }) => name !== policy.name), policy];
      const at = instantNow(context.clock);
      const roles = rolesIn([...before, policy]);
      const changes = new SightChanges(
        roles.map((role) => ({ role, before: viewFor(before, { role, at }), after: viewFor(after, { role, at }) })),
      );
      const byRule = policy.rules.map((rule) => ({ rule, hidden: new SightChanges(hidingOf({ ...policy, rules: [rule] }, at)) }));
      const take = (things: readonly Things[]): void => {
        changes.take(things);
        for (const { hidden } of byRule) if (hidden.all.length === 0) hidden.take(things);
      };
      const hiding = hidingBy([...before, policy], at);

      const datasets = await eachPage(asked, 'dataset', async (nodes) => take(await datasetThings({ ...asked, hiding }, nodes)));
      const jobs = await eachPage(asked, 'job', async (nodes) => take(await jobThings(asked, nodes)));
      const idleRules = byRule.flatMap(({ rule, hidden }, at) => (rule.effect === 'deny' && hidden.all.length === 0 ? [at + 1] : []));
      return {
        ...{ name: policy.name, changes: changes.all, idleRules },
        ...{ looked: datasets.looked + jobs.looked, isCut: datasets.isCut || jobs.isCut },
      };
    },
  });
}

/** The roles that some policies speak of, and those that everybody knows. */
function rolesIn(policies: readonly Policy[]): readonly string[] {
  return [...new Set([...ROLES_PREVIEWED, ...policies.flatMap(({ rules }) => rules.flatMap(({ roles }) => roles))])].sort();
}

/** Of somebody who has one role, everywhere. */
function viewFor(policies: readonly Policy[], { role, at }: { readonly role: string; readonly at: Instant }): View {
  return viewOf(policies, { grants: [{ role, team: null }], teams: [], at });
}

/** What a policy hides by itself, from who sees everything else. */
function hidingOf(policy: Policy, at: Instant): ConstructorParameters<typeof SightChanges>[0] {
  const roles = rolesIn([policy]);
  return roles.map((role) => ({
    role,
    before: viewFor([seesAll(role)], { role, at }),
    after: viewFor([seesAll(role), policy], { role, at }),
  }));
}

/** The policy that lets a role see everything. */
function seesAll(role: string): Policy {
  return { name: 'all', rules: [{ effect: 'allow', roles: [role], action: 'see', on: { name: '*' } }] };
}

/** Labels are read as for somebody whom all rules concern. */
function hidingBy(policies: readonly Policy[], at: Instant): NonNullable<Asked['hiding']> {
  const grants = rolesIn(policies).map((role) => ({ role, team: null }));
  return { rules: viewOf(policies, { grants, teams: [], at }).rows, present: presentAt(at) };
}

async function eachPage(
  asked: Asked,
  kind: 'dataset' | 'job',
  work: (nodes: readonly GraphNode[]) => Promise<void>,
): Promise<{ readonly looked: number; readonly isCut: boolean }> {
  let after: Name | undefined;
  let looked = 0;
  while (looked < LOOKED_MAX) {
    const nodes = await presentNodes(asked, { kind, namespace: undefined, namePrefix: '', after, limit: PAGE });
    await work(nodes);
    looked += nodes.length;
    if (nodes.length < PAGE) return { looked, isCut: false };
    after = nodes.at(-1);
  }
  return { looked, isCut: true };
}

async function datasetThings(asked: Asked, nodes: readonly GraphNode[]): Promise<readonly Things[]> {
  const labels = await labelsOf(
    asked,
    nodes.map(({ node }) => node),
  );
  const identities = await identitiesNamed(asked, nodes);
  const facets = await facetsByNode(
    asked,
    identities.flatMap((identity) => identity?.members.map(({ node }) => node) ?? []),
  );
  return nodes.flatMap((node, index): Things[] => {
    const known = labels.get(node.node);
    if (known === undefined) return [];
    const own = (identities[index]?.members ?? []).flatMap((member) => facets.get(member.node) ?? []);
    const columns = new Set([...own.flatMap(columnsIn), ...known.columnTags.keys()]);
    return [{ node, labels: known, columns: [...columns], facets: own.map(({ name }) => name) }];
  });
}

async function jobThings(asked: Asked, nodes: readonly GraphNode[]): Promise<readonly Things[]> {
  const facets = await facetsByNode(
    asked,
    nodes.map(({ node }) => node),
  );
  return nodes.map((node) => {
    const labels = namedOnly([node]);
    return { node, labels, columns: [], facets: (facets.get(node.node) ?? []).map(({ name }) => name) };
  });
}

async function facetsByNode(asked: Asked, nodes: readonly NodeId[]): Promise<ReadonlyMap<NodeId, readonly GraphFacet[]>> {
  const byNode = new Map<NodeId, GraphFacet[]>();
  for (const facet of await facetsOf(asked, nodes)) byNode.set(facet.node, [...(byNode.get(facet.node) ?? []), facet]);
  return byNode;
}

/** The columns of a dataset that one of its facets tells of. */
function columnsIn(facet: GraphFacet): readonly string[] {
  if (facet.name === 'schema') return pathsIn(schemaFields(valueOf(facet)));
  return facet.name === 'columnLineage' ? columnsTraced(valueOf(facet)) : [];
}

function pathsIn(fields: readonly SchemaField[]): readonly string[] {
  return fields.flatMap(({ path, fields: within }) => [path, ...pathsIn(within)]);
}
