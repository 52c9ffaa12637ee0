import { alertId, alertPrefix, shortName } from '#alerts';
import { instantNow, presentAt } from '#foundation';
import { ask, generationsOf } from '#store';

import { livesAt, type RecordedStep } from '../alert/alert-acts.ts';
import { accessInForce } from '../ask/access-in-force.ts';
import { asLabelled } from '../ask/ask.ts';
import { seenColumns } from '../ask/seen-columns.ts';
import { sightedBy } from '../ask/sight.ts';
import type { Principal } from '../context.ts';
import { type NoticeDesk, ownersOfNamespace, type Told, toldOf } from './notice-desk.ts';

/** What is told of the steps of alerts that stand at some positions: one notice for each verdict and whom it concerns. */
export async function contractNotices(desk: NoticeDesk, positions: readonly bigint[]): Promise<readonly Told[]> {
  const lives = await livesAt(desk.context, desk.session, positions);
  const groups = new Map<string, RecordedStep[]>();
  for (const step of [...lives.values()].flat()) {
    if (step.event === 'acknowledged') continue;
    const once = `contract:${step.event}:${alertPrefix(step.fingerprint)}:${step.size ?? ''}`;
    groups.set(once, [...(groups.get(once) ?? []), step]);
  }

  const told: Told[] = [];
  for (const [once, steps] of groups) {
    const [first] = steps;
    if (first === undefined) continue; // each group has one
    const owners = ownersOfNamespace(desk, first.fingerprint.dataset.namespace);
    for (const team of toldOf(desk, owners, 'contract')) {
      const seen = team === null ? steps : await seenByStewards(desk, team, steps);
      told.push({ team, once, ...(seen.length === 0 ? unnamed(first, team) : named(first, seen)) });
    }
  }
  return told;
}

/**
 * The rest of an alert's id is made of its column and kind alone, without a key: who has a list of likely names would find the column in it. So a notice has the
 * beginning, which is made of what it names anyway, and the number.
 */
function named({ event, fingerprint }: RecordedStep, seen: readonly RecordedStep[]): Omit<Told, 'team' | 'once'> {
  const [contract, name, namespace] = [fingerprint.contract, fingerprint.dataset.name, fingerprint.dataset.namespace].map(shortName);
  const alerts = alertPrefix(fingerprint);
  const alertCount = new Set(seen.map((step) => alertId(step.fingerprint))).size;
  const data = { contract: contract ?? '', dataset: { namespace: namespace ?? '', name: name ?? '' }, alerts, alertCount };
  const what = `of the contract ${contract} about ${name} in ${namespace}`;
  return event === 'found'
    ? { type: 'contract.broken', text: `A promise ${what} is broken: headgate alerts show ${alerts}`, data }
    : { type: 'contract.mended', text: `A promise ${what} is kept again, or made no more.`, data };
}

/** Who may not see what it is about learns that it is, and whom to ask. */
function unnamed({ event }: RecordedStep, team: string | null): Omit<Told, 'team' | 'once'> {
  const ends = `what it is about is hidden from stewards of ${team ?? ''}; an administrator can tell.`;
  return event === 'found'
    ? { type: 'contract.broken', text: `A promise of a contract about data of ${team ?? ''} is broken; ${ends}`, data: {} }
    : {
        type: 'contract.mended',
        text: `A promise of a contract about data of ${team ?? ''} is kept again, or made no more; ${ends}`,
        data: {},
      };
}

/** The steps whose columns somebody sees who is steward of a team, and nothing else: as far as what is mapped, and what it bears, is known. */
async function seenByStewards(desk: NoticeDesk, team: string, steps: readonly RecordedStep[]): Promise<readonly RecordedStep[]> {
  const { context, session } = desk;
  const live = (await generationsOf(session, context.tenant)).find(({ isLive }) => isLive);
  if (live === undefined) return [];
  const graph = { tenant: context.tenant, generation: live.generation };
  const labelled = await asLabelled(context)(session, graph);
  const knownAt = labelled === undefined || labelled > live.mapped ? live.mapped : labelled;
  const at = instantNow(context.clock);
  const asked = await ask(session, graph, { asOf: presentAt(at), knownAt });
  const seen = { inForce: await accessInForce(context, session), grants: [{ role: 'steward', team }], at };
  const areSeen = await seenColumns(
    sightedBy({ context, principal: ANY_STEWARD }, asked, seen),
    steps.map(({ fingerprint }) => fingerprint),
  );
  return steps.filter((_, index) => areSeen[index]);
}

/** Nobody: what is judged by grants alone asks for no name. */
const ANY_STEWARD: Principal = { id: '00000000-0000-0000-0000-000000000000', kind: 'person', name: 'a steward', namespaces: [], roles: [] };
