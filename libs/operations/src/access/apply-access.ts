import { readAccess, type StandingEntry, type Standings, subjectOf } from '#access';
import { Failure } from '#foundation';
import { canonicalJson, type JsonValue } from '#record';
import { kindsNamed } from '#store';

import { requireAdmin } from '../admin.ts';
import { ALL_RECORDED, standingsAt } from '../ask/access-in-force.ts';
import type { Context, Principal } from '../context.ts';
import { quotasChanged } from '../quotas.ts';
import { recordAct } from '../record-act.ts';
import { problemsSaid } from './policy-text.ts';

/** What applying an access file does to one team, role or quota. `left`: it is in force, and the file does not name it. */
export interface AccessChange {
  readonly what: 'team' | 'role' | 'quota' | 'dataset';
  readonly name: string;
  readonly change: 'added' | 'changed' | 'removed' | 'left' | 'same';
}

export interface AppliedAccess {
  /** In the order of the file, then what it does not name. */
  readonly changes: readonly AccessChange[];
  /** Sentences on whom the file names and quotas do not reach. It is in force all the same. */
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
}

/**
 * Puts the teams, roles and quotas of an access file into force: each that differs becomes a version of its own, an entry of the ledger. Applied again it changes
 * nothing, and what a crash cut short is done by applying it again. Throws BAD_REQUEST with every problem of the text.
 */
export async function applyAccess(
  context: Context,
  principal: Principal,
  { text, isPruning, isDryRun }: AccessFile,
): Promise<AppliedAccess> {
  requireAdmin(context, principal, 'apply an access file');
  const read = readAccess(text);
  if (read.kind === 'unusable') throw new Failure('BAD_REQUEST', `The access file cannot be used: ${problemsSaid(read.problems)}.`);
  const [before, remarks] = await context.database.snapshot(async (session) => [
    await standingsAt(context, session, ALL_RECORDED),
    await remarksOn(read.standings, (words) => kindsNamed(session, context.tenant, words)),
  ]);
  const planned = planOf(before, read.standings, isPruning);
  if (!isDryRun) await Promise.all(planned.flatMap(({ entry }) => (entry === undefined ? [] : [record(context, principal, entry)])));
  quotasChanged(context);
  return { changes: planned.map(({ change }) => change), remarks, isDryRun };
}

async function remarksOn(
  { teams, quotas }: Standings,
  kindsOf: (words: readonly string[]) => ReturnType<typeof kindsNamed>,
): Promise<readonly string[]> {
  const words = [...new Set([...quotas.map(({ quota }) => quota), ...teams.flatMap(({ emitters = [] }) => emitters)])];
  const kinds = words.length === 0 ? undefined : await kindsOf(words);
  return words.flatMap((word) => {
    const kind = kinds?.get(word);
    if (kind === undefined) return [`Nobody is called ${word}: no quota counts for it until somebody is.`];
    return kind === 'admin' ? [`${word} is an administrator, for whom no quota counts.`] : [];
  });
}

interface Planned {
  readonly change: AccessChange;
  /** What is to be recorded for it. */
  readonly entry?: StandingEntry;
}

function planOf(before: Standings, after: Standings, isPruning: boolean): readonly Planned[] {
  const known = new Map(entriesOf(before).map((entry) => [subjectOf(entry), entry]));
  const wanted = new Map(entriesOf(after).map((entry) => [subjectOf(entry), entry]));
  const named = [...wanted].map(([subject, entry]): Planned => {
    const old = known.get(subject);
    if (old === undefined) return { change: changeOf(entry, 'added'), entry };
    return said(old) === said(entry) ? { change: changeOf(entry, 'same') } : { change: changeOf(entry, 'changed'), entry };
  });
  const others = [...known].filter(([subject]) => !wanted.has(subject));
  const unnamed = others.map(([, entry]): Planned =>
    isPruning ? { change: changeOf(entry, 'removed'), entry: gone(entry) } : { change: changeOf(entry, 'left') },
  );
  return [...named, ...unnamed];
}

function entriesOf({ teams, roles, quotas, datasets = [] }: Standings): readonly StandingEntry[] {
  return [...teams, ...roles, ...quotas, ...datasets];
}

function changeOf(entry: StandingEntry, change: AccessChange['change']): AccessChange {
  if ('team' in entry) return { what: 'team', name: entry.team, change };
  if ('dataset' in entry) return { what: 'dataset', name: entry.dataset, change };
  return 'role' in entry ? { what: 'role', name: entry.role, change } : { what: 'quota', name: entry.quota, change };
}

function gone(entry: StandingEntry): StandingEntry {
  if ('team' in entry) return { team: entry.team, isGone: true };
  if ('dataset' in entry) return { dataset: entry.dataset, isGone: true };
  return 'role' in entry ? { role: entry.role, isGone: true } : { quota: entry.quota, isGone: true };
}

function said(entry: StandingEntry): string {
  return canonicalJson(bodyOf(entry));
}

/** Plain data of text and lists. */
function bodyOf(entry: StandingEntry): JsonValue {
  return JSON.parse(JSON.stringify(entry)) as JsonValue; // what is undefined is left out
}

async function record(context: Context, { id }: Principal, entry: StandingEntry): Promise<void> {
  await recordAct(context, id, { kind: 'policy', namespace: 'policies', subject: subjectOf(entry), body: bodyOf(entry) });
}
