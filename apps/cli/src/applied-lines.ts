import type { AccessChange, AppliedAccess, EmitterChange, PersonChange } from '#operations';

import { counted, oneLine } from './output.ts';

/** People and emitters that are told each in a line; --json tells of all. */
const TOLD_MAX = 40;
/** Emitters without a key that are named. */
const NAMED_MAX = 5;

/** What became of an access file, for people to read. `keyFile`: where keys were written. */
export function appliedLines(applied: AppliedAccess, keyFile: string | undefined): readonly string[] {
  const { changes, remarks, rules, isDryRun } = applied;
  const same = changes.filter(({ change }) => change === 'same');
  const told = changes.filter(({ change }) => change !== 'same').map((change) => changeLine(change, isDryRun));
  const has = (what: AccessChange['what']): boolean => changes.some((change) => change.what === what);
  const what = has('dataset') ? 'teams, roles, quotas and logical datasets' : has('quota') ? 'teams, roles and quotas' : 'teams and roles';
  const all = same.length === changes.length && same.length > 0 ? 'All ' : '';
  return [
    ...told,
    ...(same.length === 0 ? [] : [`${all}${same.length} of the file's ${what} are in force already.`]),
    ...effectLines(applied),
    ...rules.map(
      ({ policy, rule, team }) =>
        `Rule ${rule} of the policy ${policy} speaks of what ${team} owns, and ${isDryRun ? 'would decide' : 'decides'} otherwise for all whom it concerns.`,
    ),
    ...keyLines(applied, keyFile),
    ...remarks.map((remark) => oneLine(remark, 400)),
    ...(isDryRun ? ['Nothing was recorded.'] : []),
  ];
}

function changeLine({ what, name, change }: AccessChange, isDryRun: boolean): string {
  const thing = `${what === 'dataset' ? 'logical dataset' : what} ${name}`;
  if (change === 'left') return `${thing} is not in the file and stays as it is; --prune removes it.`;
  return `${thing} ${isDryRun ? 'would be' : 'is'} ${change}.`;
}

/** Who gains and loses what: before it is done. Of what was done the counts alone. */
function effectLines({ people, emitters, isDryRun }: AppliedAccess): readonly string[] {
  const changed = emitters.filter(({ gains, loses, key }) => key === 'held' || gains.length + loses.length > 0);
  if (people.length + changed.length === 0) return [];
  if (!isDryRun)
    return [
      `Who may what changed for ${counted(people.length, 'name')} of people and groups, and for ${counted(changed.length, 'emitter')}.`,
    ];
  const lines = [...people.flatMap(personLines), ...changed.flatMap(emitterLines)];
  if (lines.length <= TOLD_MAX) return lines;
  return [...lines.slice(0, TOLD_MAX), `and ${lines.length - TOLD_MAX} lines more; --json tells all of them.`];
}

function personLines({ kind, name, gains, loses, keeps }: PersonChange): readonly string[] {
  const who = oneLine(kind === 'group' ? `group:${name}` : name, 60);
  const told = (verb: string, all: PersonChange['gains']): readonly string[] =>
    all.length === 0 ? [] : [`  ${who} would ${verb} ${all.map(holdingSaid).join(', ')}`];
  return [...told('gain', gains), ...told('lose', loses), ...told('keep', keeps)];
}

function holdingSaid({ role, namespace }: PersonChange['gains'][number]): string {
  const where = namespace === null ? 'everywhere' : `in ${oneLine(namespace, 100)}`;
  return role === null ? `what rules say of an owner ${where}` : `${role} ${where}`;
}

function emitterLines({ name, gains, loses, keeps }: EmitterChange): readonly string[] {
  const told = (verb: string, all: EmitterChange['gains']): readonly string[] =>
    all.length === 0
      ? []
      : [`  ${oneLine(name, 60)} ${verb} ${all.map(({ may, namespace }) => `${may} ${oneLine(namespace, 100)}`).join(', ')}`];
  if (gains.length + loses.length === 0) return [`  ${oneLine(name, 60)} could claim the same, by other patterns`];
  return [...told('could then', gains), ...told('could no more', loses), ...told('could still', keeps)];
}

function keyLines({ emitters, keys, isDryRun }: AppliedAccess, keyFile: string | undefined): readonly string[] {
  const made = emitters.filter(({ key }) => key === 'made').length;
  const without = emitters
    .filter(({ key, team }) => team !== null && (key === 'missing' || key === 'over'))
    .map(({ name }) => oneLine(name, 60));
  const named = `${without.slice(0, NAMED_MAX).join(', ')}${without.length > NAMED_MAX ? ' and others' : ''}`;
  const mend = '--make-keys <file> makes the first, `headgate keys rotate` the next';
  return [
    ...(isDryRun && made > 0 ? [`${counted(made, 'key')} would be made.`] : []),
    ...(keys.length > 0
      ? [`${counted(keys.length, 'key')} made, and written to ${keyFile ?? ''}: they are there alone, and shown nowhere again.`]
      : []),
    ...(without.length > 0 ? [`${counted(without.length, 'emitter')} without a key in force (${named}): ${mend}.`] : []),
  ];
}
