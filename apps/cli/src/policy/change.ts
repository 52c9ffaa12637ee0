import { readArguments, readWords } from '../arguments.ts';
import type { CommandContext } from '../command.ts';
import { DESK } from '../policy-desk.ts';
import { REMOTE, withSource } from '../with-source.ts';
import { DAYS, daysIn, previewed, tell, textIn } from './told.ts';

const WHY = { why: { type: 'string' } } as const;

/** Drafts a policy and approves it, where its author may; or previews it. */
export async function apply(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { 'dry-run': { type: 'boolean' }, ...DAYS, ...REMOTE });
  const text = await textIn(readWords(positionals, ['file']).file);
  return withSource(commandContext, { ...DESK, remote: values.remote }, async ({ preview, apply }) => {
    if (values['dry-run'] === true)
      return previewed(commandContext, values.json, await preview({ of: { text }, days: daysIn(values.days) }));
    const outcome = await apply(text);
    const { name, position, draft: waiting, isNew } = outcome;
    const lines =
      position === null
        ? [
            `${name} ${isNew ? 'waits' : 'waits already'} as draft ${waiting ?? ''}; somebody else approves it with \`headgate policy approve ${waiting ?? ''}\`.`,
          ]
        : [`${name} ${isNew ? 'is in force from now on, as' : 'was in force already, as'} version ${position}.`];
    return tell(commandContext, { json: values.json, outcome, lines });
  });
}

/** Drafts a policy. */
export async function draft(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { ...WHY, ...REMOTE });
  const text = await textIn(readWords(positionals, ['file']).file);
  return withSource(commandContext, { ...DESK, remote: values.remote }, async (desk) => {
    const outcome = await desk.draft(text, values.why);
    const { name, draft: position, isNew } = outcome;
    return tell(commandContext, {
      json: values.json,
      outcome,
      lines: [`${name} ${isNew ? 'waits' : 'waits already'} as draft ${position}.`],
    });
  });
}

/** Puts a draft into force, or gives a rollback its second approval. */
export async function approve(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, REMOTE);
  const { position } = readWords(positionals, ['position']);
  return withSource(commandContext, { ...DESK, remote: values.remote }, async (desk) => {
    const outcome = await desk.approve(position);
    const { name, version, isAlone } = outcome;
    const alone = isAlone ? ' Its author approved it alone, as fewer than two people could; that stays marked.' : '';
    return tell(commandContext, {
      json: values.json,
      outcome,
      lines: [`${name} is in force and approved, as version ${version}.${alone}`],
    });
  });
}

/** Turns a draft down. */
export async function reject(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { ...WHY, ...REMOTE });
  const { position } = readWords(positionals, ['position']);
  return withSource(commandContext, { ...DESK, remote: values.remote }, async (desk) => {
    const outcome = await desk.reject(position, values.why);
    return tell(commandContext, { json: values.json, outcome, lines: [`Draft ${outcome.draft} of ${outcome.name} is rejected.`] });
  });
}

/** Applies an earlier version at once. */
export async function rollback(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { ...WHY, ...REMOTE });
  const { version: to } = readWords(positionals, ['version']);
  return withSource(commandContext, { ...DESK, remote: values.remote }, async (desk) => {
    const outcome = await desk.rollback(to, values.why);
    const { name, version } = outcome;
    const line = `${name} says again what version ${to} said, from now on, as version ${version}. It owes its second approval: \`headgate policy approve ${version}\`.`;
    return tell(commandContext, { json: values.json, outcome, lines: [line] });
  });
}
