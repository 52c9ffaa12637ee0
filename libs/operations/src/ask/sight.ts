import {
  type Asker as AccessAsker,
  type Denied,
  grantsHeld,
  grantsInForce,
  type HeldGrant,
  type Labels,
  type LabelsAsked,
  labelsAskedBy,
  namedOnly,
  type Standings,
  type View,
  withColumns,
} from '#access';
import { type Instant, instantNow, presentAt } from '#foundation';
import { type Name, nameKey, type NodeId, type NodeName } from '#lineage';
import type { EntryKind } from '#record';
import { type Asked, type GraphNode, labelsWith } from '#store';

import type { Context, Principal } from '../context.ts';
import type { Decided } from '../decided.ts';
import type { ShownAs, ShownDataset } from '../decision-notes.ts';
import { noteDenial } from '../denials.ts';
import { accessInForce, type AccessInForce } from './access-in-force.ts';
import { FacetsSeen } from './facets-seen.ts';

/** Who asks. */
export interface Asker {
  readonly context: Context;
  readonly principal: Principal;
}

/** A question together with what its asker may see of the answer: whoever shows a thing asks here first. */
export interface Sighted {
  readonly asked: Asked;
  readonly sight: Sight;
}

/** Joins a question with what its asker sees: by the policies in force now, whatever times are asked. No statement for an administrator, else one a snapshot. */
export async function sighted(asker: Asker, asked: Asked): Promise<Sighted> {
  const { context, principal } = asker;
  if (principal.kind === 'admin') return { asked, sight: new Sight(asker, asked, { roles: ['admin'] }) };
  const inForce = await accessInForce(context, asked.session);
  if (context.notes !== undefined) context.notes.under = newestOf(inForce);
  const at = instantNow(context.clock);
  return sightedBy(asker, asked, { inForce, grants: grantsInForce({ grants: grantsOf(principal, inForce.standings), at }), at });
}

type HeldAt = Pick<AccessAsker, 'grants' | 'at'> & Pick<Seeing, 'inForce'>;

/** Joins a question with what is seen by some grants, which are held `at`, whoever holds them. */
export function sightedBy(asker: Asker, asked: Asked, { grants, at, inForce }: HeldAt): Sighted {
  const roles = grants.flatMap(({ role, team }) => (team === null ? [role] : []));
  const [view, values] = [inForce.viewFor(grants, at), inForce.valuesFor(grants, at)];
  const present = presentAt(at);
  if (view.isWhole) {
    const unread = values && { values, looking: { asks: labelsAskedBy([values.rows]), present } };
    return { asked, sight: new Sight(asker, asked, { roles, ...unread }) };
  }
  const topology = view.hidesNames ? givingSome(inForce.viewFor(grants, at, { action: 'topology' })) : undefined;
  const scoped: Asked = { ...asked, hiding: { rules: view.rows, present } };
  const looking = { asks: labelsAskedBy([view, topology, values].flatMap((each) => each?.rows ?? [])), present };
  const seeing = { view, topology, inForce, hasRole: grants.length > 0 };
  return { asked: scoped, sight: new Sight(asker, scoped, { roles, seeing, values, looking }) };
}

/** Undefined: it gives nothing of anything. */
function givingSome(topology: View): View | undefined {
  const { isOpen, allow } = topology.rows;
  return isOpen || allow.whole.length + allow.jobs.length > 0 ? topology : undefined;
}

/** The newest version of a policy that is in force. */
function newestOf({ versions }: AccessInForce): bigint | null {
  return versions.reduce<bigint | null>((newest, { position }) => (newest === null || position > newest ? position : newest), null);
}

/** What somebody is granted, by key, by name and by group. `groups`: null, or absent, when no provider vouches for it. */
export function grantsOf(
  { id, name, roles, groups }: Pick<Principal, 'id' | 'name' | 'roles'> & { readonly groups?: readonly string[] | null },
  standings: Standings,
): readonly HeldGrant[] {
  return grantsHeld({ id, name: groups == null ? name : null, roles, groups: groups ?? [] }, standings);
}

interface Seeing {
  readonly view: View;
  /** Of what is hidden: that it is there (docs/decisions/0031). Undefined: of nothing. */
  readonly topology: View | undefined;
  readonly inForce: AccessInForce;
  readonly hasRole: boolean;
}

/** Who sees, and what; without `seeing` everything. */
interface Seer {
  /** Those that are held everywhere. */
  readonly roles: readonly string[];
  readonly seeing?: Seeing;
  /** Of which columns values are shown as they are. Undefined: of all. */
  readonly values?: View | undefined;
  /** What decides about datasets, where anything does. */
  readonly looking?: { readonly asks: LabelsAsked; readonly present: Instant };
}

/** What one asker sees, at one question's times. */
export class Sight {
  private readonly labels = new Map<NodeId, Labels>();
  /** Whether jobs are seen, by name: a walk meets the same ones again and again. */
  private readonly jobs = new Map<string, boolean>();
  private readonly seeing: Seeing | undefined;
  /** Those that the asker is shown. */
  readonly facets: FacetsSeen;

  constructor(
    private readonly asker: Asker,
    private readonly asked: Asked,
    private readonly seer: Seer,
  ) {
    this.seeing = seer.seeing;
    this.facets = new FacetsSeen({
      ...{ view: seer.seeing?.view, values: seer.values },
      labelsAt: (node) => this.labelsAt(node),
      seesJob: (job) => this.seesJob(job),
    });
  }

  /** Whether nothing that is there is hidden from the asker; values may be. */
  get isWhole(): boolean {
    return this.seeing === undefined;
  }

  /** Whether the asker has any role at all. */
  get hasRole(): boolean {
    return this.seeing?.hasRole ?? true;
  }

  /** Whether datasets, columns or jobs are, by whose names whatever is not known could speak of them. */
  get hidesNames(): boolean {
    return this.seeing?.view.hidesNames ?? false;
  }

  /** Whether not even a value is hidden from the asker. */
  get readsEvents(): boolean {
    return this.isWhole && this.seer.values === undefined;
  }

  /** Whether the asker reads entries of the ledger to the letter: nothing may be hidden from it. What is no event is for those who administer and audit. */
  readsBodies(kind: EntryKind): boolean {
    return kind === 'event' ? this.readsEvents : this.isWhole && this.audits;
  }

  /** Whether the asker administers, or audits everything. */
  get audits(): boolean {
    return this.seer.roles.includes('admin') || this.seer.roles.includes('auditor');
  }

  /** Reads what decides about some datasets, by canonical node: to be asked before they are. One statement, also for none of them. */
  async look(nodes: readonly NodeId[]): Promise<void> {
    const { looking } = this.seer;
    if (looking === undefined) return;
    const unknown = nodes.filter((node) => !this.hasLooked(node));
    for (const [node, labels] of await labelsWith(this.asked, unknown, looking)) this.labels.set(node, labels);
  }

  /** Whether what decides about a dataset was read. */
  hasLooked(node: NodeId): boolean {
    return this.labels.has(node);
  }

  /** As `look`, of what is shown: no statement where all of it was looked at. What is hidden must not be told from what is absent by it, so it is not for that. */
  async lookAtShown(nodes: readonly NodeId[]): Promise<void> {
    if (nodes.some((node) => !this.labels.has(node))) await this.look(nodes);
  }

  seesDataset(node: NodeId): boolean {
    return this.seeing?.view.dataset(this.labelsAt(node)) === undefined;
  }

  seesColumn(node: NodeId, path: string): boolean {
    return this.seeing?.view.column(this.labelsAt(node), path) === undefined;
  }

  /** Whether the asker sees a job, and so its runs: its name decides, and nothing is to be read for it. */
  seesJob(job: Name): boolean {
    if (this.seeing === undefined || !this.seeing.view.hidesJobs) return true;
    const key = nameKey(job);
    const known = this.jobs.get(key) ?? this.seeing.view.job(job) === undefined;
    this.jobs.set(key, known);
    return known;
  }

  /** Whether a rule gives the asker topology of anything. */
  get givesTopology(): boolean {
    return this.seeing?.topology !== undefined;
  }

  /** Whether the asker may know, of a dataset or a job that is hidden from it, that it is there: without its name, and on a walk alone. */
  givesTopologyOf({ kind, node, namespace, name }: GraphNode): boolean {
    const topology = this.seeing?.topology;
    if (topology === undefined) return false;
    return (kind === 'dataset' ? topology.dataset(withColumns(this.labelsAt(node))) : topology.job({ namespace, name })) === undefined;
  }

  /** Whether the asker sees that a dataset, which was looked at, or a job has a facet. */
  seesFacet(node: NodeName & { readonly node: NodeId }, facet: string): boolean {
    if (node.kind !== 'dataset') return this.seesJobFacet(node, facet);
    return this.seeing?.view.facet(this.labelsAt(node.node), facet) === undefined;
  }

  /** Whether the asker sees that a job has a facet, or a run of it: its name decides. */
  seesJobFacet(job: Name, facet: string): boolean {
    return this.seeing?.view.jobFacet(job, facet) === undefined;
  }

  /**
   * Notes that the asker named something and was told that there is none: alike whether it is hidden (`node` is its dataset) or absent, for an entry of the
   * ledger is itself to be seen.
   */
  noteUnseen(called: string, node: NodeId | undefined, column?: string): void {
    if (this.seeing === undefined) return;
    const { view } = this.seeing;
    const labels = node === undefined ? undefined : this.labelsAt(node);
    const hiding =
      labels === undefined ? undefined : (view.dataset(labels) ?? (column === undefined ? undefined : view.column(labels, column)));
    this.noteHidden(column === undefined ? `dataset ${called}` : `column ${column} of ${called}`, hiding);
  }

  /** As `noteUnseen`, of a job: `job` is the one that is called so, where there is one. */
  noteUnseenJob(called: string, job: Name | undefined): void {
    if (this.seeing !== undefined) this.noteHidden(`job ${called}`, job === undefined ? undefined : this.seeing.view.job(job));
  }

  private noteHidden(what: string, hiding: Denied | undefined): void {
    noteDenial(this.asker.context, this.asker.principal, {
      ...{ action: 'see', what, why: whyNot(hiding), rule: hiding?.rule ?? null },
      policy: this.seeing?.inForce.versions.find(({ policy }) => policy.name === hiding?.policy)?.position ?? null,
    });
  }

  /** As `noteUnseen`, of what is neither dataset nor job: a run, an alert, a contract. It is told apart from what was never there no more than that. */
  noteMissing(what: string): void {
    if (this.seeing === undefined) return;
    noteDenial(this.asker.context, this.asker.principal, { action: 'see', what, why: MISSING, policy: null });
  }

  /** Notes that the answer shows some datasets, by canonical node. Those that are protected stand in the record of the operation. */
  noteShown(datasets: readonly ShownDataset[], as: ShownAs = {}): void {
    const { notes, clock } = this.asker.context;
    notes?.show(datasets, { ...as, asked: this.asked, seer: this, present: presentAt(instantNow(clock)) });
  }

  /** Why the asker sees a dataset that it sees: to be asked after it was looked at. */
  whySeen(node: NodeId): Pick<Decided, 'why' | 'policy' | 'rule'> {
    if (this.seeing === undefined)
      return { why: `Nothing is hidden from the role ${this.seer.roles.join(', ')}.`, policy: null, rule: null };
    const { view, inForce } = this.seeing;
    const [met] = view.meeting(this.labelsAt(node)).filter(({ effect }) => effect === 'allow');
    const version = inForce.versions.find(({ policy }) => policy.name === met?.policy);
    if (met === undefined || version === undefined) return { why: 'Built-in roles see what no policy hides.', policy: null, rule: null };
    return { why: `Rule ${met.rule} of the policy ${version.policy.name} allows it.`, policy: version.position, rule: met.rule };
  }

  private labelsAt(node: NodeId): Labels {
    const labels = this.labels.get(node);
    if (labels === undefined && this.seer.looking !== undefined) throw new Error('a dataset is judged before it was looked at');
    return labels ?? namedOnly([]);
  }
}

/** Why something is not shown that is not there, or not to be seen. */
export const MISSING = 'There is none, or none that may be seen.';

function whyNot(hiding: Denied | undefined): string {
  if (hiding === undefined) return 'Nothing is known of it.';
  return hiding.policy === null ? 'No policy allows it.' : `The policy ${hiding.policy} hides it.`;
}
