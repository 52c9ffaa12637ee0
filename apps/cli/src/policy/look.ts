import { Failure } from '#foundation';
import { policyIn } from '#operations';
import { stringify } from 'yaml';

import { readArguments, readWords, wholeNumber } from '../arguments.ts';
import type { CommandContext } from '../command.ts';
import { columns, counted, oneLine, secondOf } from '../output.ts';
import { DESK, type PolicyDesk } from '../policy-desk.ts';
import { POLICIES, type PolicyJson } from '../policy-source.ts';
import { REMOTE, withSource } from '../with-source.ts';
import { changeRow } from './change-lines.ts';
import { lineDiff } from '../line-diff.ts';
import { DAYS, daysIn, previewed, tell, textIn } from './told.ts';

const LIMIT = 50;
const LIMIT_MAX = 500;

/** Lists the policies in force. */
export async function list(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, REMOTE);
  readWords(positionals, []);
  return withSource(commandContext, { ...POLICIES, remote: values.remote }, async (inForce) => {
    const policies = await inForce();
    const none = 'No policy is in force: built-in roles see everything, other roles nothing.';
    const lines = policies.length === 0 ? [none] : columns(policies.map(row));
    return tell(commandContext, { json: values.json, outcome: { policies }, lines });
  });
}

function row({ policy, position, byName, by, recordedAt, isAlone, isOwed }: PolicyJson): readonly string[] {
  const applied = `applied ${secondOf(recordedAt)} by ${oneLine(byName ?? by, 60)}`;
  const marks = [...(isAlone ? ['alone'] : []), ...(isOwed ? ['second approval owed'] : [])];
  const { name, rules, keep_out = [], labels = [] } = policy;
  const held = [
    counted(rules.length, 'rule'),
    ...(keep_out.length === 0 ? [] : [`${keep_out.length} on what is kept out`]),
    ...(labels.length === 0 ? [] : [counted(labels.length, 'label')]),
  ];
  return [name, `version ${position}`, held.join(', '), [applied, ...marks].join(', ')];
}

/** Shows a policy in force by its name, or what stands at a position. */
export async function show(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, REMOTE);
  const { 'name or position': called } = readWords(positionals, ['name or position']);
  const { remote, json } = values;
  const found = await policyCalled(commandContext, called, remote);
  if (found !== undefined) return tell(commandContext, { json, outcome: found, lines: linesOf(found.policy) });
  if (!/^\d{1,18}$/.test(called)) throw new Failure('NOT_FOUND', `No policy is called ${called}; \`headgate policy list\` names them.`);
  return withSource(commandContext, { ...DESK, remote }, async ({ changes }) => {
    const [change] = (await changes({ position: called, first: 1 })).changes;
    if (change === undefined)
      throw new Failure('NOT_FOUND', `Neither a draft nor a version stands at ${called}; \`headgate policy history\` lists them.`);
    return tell(commandContext, { json, outcome: change, lines: change.yaml.trimEnd().split('\n') });
  });
}

async function policyCalled(commandContext: CommandContext, name: string, remote: boolean | undefined): Promise<PolicyJson | undefined> {
  let found: PolicyJson | undefined;
  await withSource(commandContext, { ...POLICIES, remote }, async (inForce) => {
    found = (await inForce()).find(({ policy }) => policy.name === name);
    return 0;
  });
  return found;
}

/** As it can be applied. */
function linesOf(policy: PolicyJson['policy']): readonly string[] {
  return stringify(policy).trimEnd().split('\n');
}

/** Says what a draft would change. */
export async function simulate(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { ...DAYS, ...REMOTE });
  const { draft: position } = readWords(positionals, ['draft']);
  const days = daysIn(values.days);
  return withSource(commandContext, { ...DESK, remote: values.remote }, async ({ preview }) =>
    previewed(commandContext, values.json, await preview({ of: { draft: position }, days })),
  );
}

/** Lists what waits for an approval. */
export async function drafts(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, REMOTE);
  readWords(positionals, []);
  return withSource(commandContext, { ...DESK, remote: values.remote }, async ({ changes }) => {
    const outcome = await changes({ states: ['waiting', 'owed'], first: LIMIT_MAX });
    return tell(commandContext, { json: values.json, outcome, lines: changeLines(outcome, 'Nothing waits for an approval.') });
  });
}

/** Lists every draft, version and rollback. */
export async function history(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { limit: { type: 'string' }, ...REMOTE });
  const policy = positionals.length === 0 ? undefined : readWords(positionals, ['name']).name;
  const first = wholeNumber(values.limit ?? String(LIMIT), '--limit', { min: 1, max: LIMIT_MAX });
  return withSource(commandContext, { ...DESK, remote: values.remote }, async ({ changes }) => {
    const outcome = await changes({ policy, first });
    return tell(commandContext, { json: values.json, outcome, lines: changeLines(outcome, 'There is no change of a policy.') });
  });
}

function changeLines({ changes, more }: Awaited<ReturnType<PolicyDesk['changes']>>, nothing: string): readonly string[] {
  if (changes.length === 0) return [nothing];
  return [...columns(changes.map(changeRow)), ...(more ? ['There is more; ask with a larger --limit.'] : [])];
}

/** Compares a file with the version in force. */
export async function diff(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, REMOTE);
  const policy = policyIn(await textIn(readWords(positionals, ['file']).file));
  return withSource(commandContext, { ...POLICIES, remote: values.remote }, async (inForce) => {
    const { name } = policy;
    const before = (await inForce()).find((each) => each.policy.name === name);
    const diffed = lineDiff(before === undefined ? [] : linesOf(before.policy), linesOf(policy));
    const isSame = before !== undefined && diffed.every((line) => line.startsWith('  '));
    const lines = isSame ? [`${name} is in force as the file has it, as version ${before.position}.`] : diffed;
    return tell(commandContext, { json: values.json, outcome: { name, lines: isSame ? [] : diffed }, lines });
  });
}
