import { emittersOf, readAccess, type Standings, type TeamStanding, unclaimed } from '#access';
import { Failure, sha256 } from '#foundation';
import { type AddedKey, addKeys, bindEmitters, kindsNamed, newKey, prefixOf, type Session, takePolicyLane } from '#store';

import { ALL_RECORDED, standingsAt } from '../ask/access-in-force.ts';
import { answerRecorded } from '../ask/ask.ts';
import type { Context, Principal } from '../context.ts';
import { quotasChanged } from '../quotas.ts';
import { refuseSecrets } from '../refuse-secrets.ts';
import { type Act, recordActsIn } from '../record-act.ts';
import { keyAct } from '../record-key-act.ts';
import { hideAddresses, type HiddenAddresses, keepRoutes, requireAddresses } from './alert-routes.ts';
import { accessEffects, type AccessEffects } from './access-effects.ts';
import { type AccessHand, accessHand, denyHand, saidBySteward } from './access-hand.ts';
import { type AccessChange, planOf, standingAct, standingsAfter } from './access-plan.ts';
import { refuseLost, remarksOnLogical, rulesOfLogical } from './logical-rules.ts';
import { scopesInHand } from './key-scopes.ts';
import { type EmitterChange, emitterPlan, type PlannedEmitter } from './emitter-plan.ts';
import { problemsSaid } from './policy-text.ts';

/** The first key of an emitter. It is shown this once. */
export interface EmitterKey {
  readonly team: string;
  readonly name: string;
  readonly prefix: string;
  readonly key: string;
}

export interface AppliedAccess extends AccessEffects {
  /** In the order of the file, then what it does not name. Of a steward: his teams. */
  readonly changes: readonly AccessChange[];
  /** Emitters that may claim something else from now on, or have no key in force. */
  readonly emitters: readonly EmitterChange[];
  /** Those that were made. */
  readonly keys: readonly EmitterKey[];
  /** Sentences on whom the file names and quotas do not reach, and on what an emitter cannot claim. It is in force all the same. */
  readonly remarks: readonly string[];
  readonly isDryRun: boolean;
}

export interface AccessFile {
  /** YAML or JSON. */
  readonly text: string;
  /** Whether what the file does not name is removed; else it is left as it is. */
  readonly isPruning: boolean;
  /** Whether to say what would change, and record nothing. */
  readonly isDryRun: boolean;
  /** Whether emitters of which the file says what they may claim, and that never had a key, get one. */
  readonly makesKeys?: boolean;
}

const WHAT = 'apply an access file';

/**
 * Puts the teams, roles and quotas of an access file into force: each that differs becomes a version of its own, an entry of the ledger. Emitters are bound as the
 * file says. All of it is one transaction, and so is the right to do it: what a steward may change, and what not, say docs/decisions/0020. Applied again it
 * changes nothing. Throws BAD_REQUEST with every problem of the text, and ACCESS_DENIED with all that is not for who applies it.
 */
export async function applyAccess(context: Context, principal: Principal, file: AccessFile): Promise<AppliedAccess> {
  if (file.isDryRun) return foretold(context, principal, file);
  const applied = await context.database.transactionClosedByWork(async (session) => {
    await takePolicyLane(session, context.tenant);
    const before = await standingsAt(context, session, ALL_RECORDED);
    const hand = accessHand(context, principal, { standings: before, what: WHAT });
    const { answer, acts, emitters, routes } = await planned(context, session, { principal, file, hand, before });

    await keepRoutes(context, session, { before: before.teams, ...routes });
    const made = await changeEmitters(context, session, { principal, planned: emitters });
    const all = [...acts, ...made.map(({ act }) => act)];
    if (all.length === 0) await session.send('rollback');
    else await recordActsIn(context, session, { by: principal.id, acts: all });
    return { ...answer, keys: made.flatMap(({ key }) => (key === undefined ? [] : [key])) };
  });
  quotasChanged(context);
  return applied;
}

/** What applying a file would come to: a question, recorded like others; of the file its digest alone, for its text may hold addresses, which are secrets. */
async function foretold(context: Context, principal: Principal, file: AccessFile): Promise<AppliedAccess> {
  return answerRecorded(context, principal, {
    question: {},
    as: {
      operation: 'access file',
      input: { ...file, text: `sha256 ${sha256(file.text).toString('hex')}` },
      shown: ({ changes }) => changes.length,
    },
    work: async ({ session }) => {
      const before = await standingsAt(context, session, ALL_RECORDED);
      const hand = accessHand(context, principal, { standings: before, what: WHAT });
      const { answer } = await planned(context, session, { principal, file, hand, before });
      return { ...answer, keys: [] };
    },
  });
}

interface Applying {
  readonly principal: Principal;
  readonly file: AccessFile;
  readonly hand: AccessHand;
  readonly before: Standings;
}

interface Plan {
  readonly answer: Omit<AppliedAccess, 'keys'>;
  readonly acts: readonly Act[];
  readonly emitters: readonly PlannedEmitter[];
  /** The teams as they are to be told from now on, and the addresses that the file says whole. */
  readonly routes: { readonly after: readonly TeamStanding[]; readonly addresses: HiddenAddresses['addresses'] };
}

async function planned(context: Context, session: Session, { principal, file, hand, before }: Applying): Promise<Plan> {
  const { isPruning, isDryRun, makesKeys = false } = file;
  const read = readAccess(file.text);
  if (read.kind === 'unusable') throw new Failure('BAD_REQUEST', `The access file cannot be used: ${problemsSaid(read.problems)}.`);
  const { standings, addresses } = hideAddresses(context, read.standings);
  refuseSecrets('the access file', standings);
  const { said, problems } = hand.kind === 'admin' ? { said: standings, problems: [] } : saidBySteward(before, standings, hand);
  if (hand.kind === 'steward' && isPruning) deny(context, principal, ['which teams there are: leave --prune out']);
  if (problems.length > 0) deny(context, principal, problems);
  await requireAddresses(context, session, { teams: said.teams, addresses });

  const after = standingsAfter(before, said, isPruning);
  const named = new Set(said.teams.map(({ team }) => team));
  const emitters = await emitterPlan(context, session, { before, after, named, makesKeys, hand });
  if (emitters.problems.length > 0) deny(context, principal, emitters.problems);
  const toMake = emitters.planned.find(({ change }) => change.key === 'made');
  if (toMake !== undefined) scopesInHand(context, principal, { kind: 'emitter', name: toMake.change.name });
  const known = hand.kind === 'admin' ? before : { teams: hand.teams, roles: [], quotas: [] };
  const entries = planOf(known, said, isPruning);
  const rules = await rulesOfLogical(context, session);
  refuseLost(entries, rules);
  const effects = await accessEffects(context, session, {
    before: known,
    after: standingsAfter(known, said, isPruning),
    of: hand.kind === 'admin' ? 'people' : 'words',
  });
  const told = emitters.planned.filter(({ change, isRebound }) => isRebound || change.key !== 'held').map(({ change }) => change);
  const answer = { ...effects, changes: entries.map(({ change }) => change), emitters: told, isDryRun };
  return {
    answer: {
      ...answer,
      remarks: [
        ...(await remarksOn(said, (words) => kindsNamed(session, context.tenant, words))),
        ...said.teams.flatMap(remarksOnClaims),
        ...remarksOnLogical(entries, rules),
      ],
    },
    acts: entries.flatMap(({ entry }) => (entry === undefined ? [] : [standingAct(entry)])),
    emitters: emitters.planned,
    routes: { after: said.teams, addresses },
  };
}

/** Problems that a refusal names. */
const NAMED_MAX = 10;

function deny(context: Context, principal: Principal, problems: readonly string[]): never {
  const more = problems.length > NAMED_MAX ? ` and ${problems.length - NAMED_MAX} things more` : '';
  const message = `Nothing was applied. An administrator decides ${problems.slice(0, NAMED_MAX).join(', ')}${more}; a steward decides about people and emitters of his own teams.`;
  denyHand(context, principal, { what: WHAT, message });
}

/** Binds emitters and makes keys, and says what is to be recorded of it. */
async function changeEmitters(
  context: Context,
  session: Session,
  { principal, planned }: { readonly principal: Principal; readonly planned: readonly PlannedEmitter[] },
): Promise<readonly { readonly act: Act; readonly key?: EmitterKey }[]> {
  const { tenant, randomness, clock } = context;
  const rebound = planned.flatMap(({ holder, bounds, isRebound }) => (isRebound && holder !== undefined ? [{ holder, bounds }] : []));
  const made = planned.flatMap(({ change: { name, team, key }, holder, bounds }) =>
    key === 'made' && team !== null
      ? [{ ...newEmitterKey(context, principal, name), team, name, bounds, id: holder?.id ?? randomness.uuid() }]
      : [],
  );
  const now = clock.now();

  if (rebound.length > 0)
    await bindEmitters(session, tenant, { now, bindings: rebound.map(({ holder, bounds }) => ({ id: holder.id, bounds })) });
  if (made.length > 0) await addKeys(session, tenant, { now, keys: made.map(asKey) });

  return [
    ...rebound.map(({ holder: { name, keys }, bounds }) => {
      const prefix = keys.find(({ isInForce }) => isInForce)?.prefix ?? '';
      return { act: keyAct({ subject: prefix, body: { did: 'bound', prefix, name, ...listsOf(bounds) } }) };
    }),
    ...made.map(({ team, name, id, key, bounds, scopes }) => {
      const prefix = prefixOf(key) ?? '';
      const limited = scopes === undefined ? {} : { scopes: [...scopes] };
      const body = { did: 'made', prefix, holder: id, kind: 'emitter', name, roles: [], expires: null, ...listsOf(bounds), ...limited };
      return { act: keyAct({ subject: prefix, body }), key: { team, name, prefix, key } };
    }),
  ];
}

/** The file says nothing of scopes: it has those of the key by which the file is applied. */
function newEmitterKey(context: Context, principal: Principal, name: string): Pick<AddedKey, 'keyId' | 'key' | 'scopes'> {
  const { randomness } = context;
  const scopes = scopesInHand(context, principal, { kind: 'emitter', name });
  return { keyId: randomness.uuid(), key: newKey(randomness), scopes };
}

function asKey({
  bounds: { namespaces, ...binding },
  ...made
}: Pick<AddedKey, 'id' | 'keyId' | 'name' | 'key' | 'scopes'> & Pick<PlannedEmitter, 'bounds'>): AddedKey {
  return { ...made, kind: 'emitter', namespaces, binding };
}

function listsOf({ namespaces, outputs, inputs, producers }: PlannedEmitter['bounds']) {
  return { namespaces: [...namespaces], outputs: [...outputs], inputs: [...inputs], producers: [...producers] };
}

async function remarksOn(
  { teams, quotas }: Standings,
  kindsOf: (words: readonly string[]) => ReturnType<typeof kindsNamed>,
): Promise<readonly string[]> {
  const counted = teams.flatMap((team) => emittersOf(team).flatMap(({ word, claims }) => (claims === null ? [word] : [])));
  const words = [...new Set([...quotas.map(({ quota }) => quota), ...counted])];
  const kinds = words.length === 0 ? undefined : await kindsOf(words);
  return words.flatMap((word) => {
    const kind = kinds?.get(word);
    if (kind === undefined) return [`Nobody is called ${word}: no quota counts for it until somebody is.`];
    return kind === 'admin' ? [`${word} is an administrator, for whom no quota counts.`] : [];
  });
}

function remarksOnClaims(team: TeamStanding): readonly string[] {
  return unclaimed(team).map(
    ({ name, patterns }) =>
      `${name} may not claim ${patterns.join(', ')}, which ${team.team} owns: of what an emitter may claim a * stands at the end alone. Say in its braces what it may, such as { namespaces: [nightly] }.`,
  );
}
