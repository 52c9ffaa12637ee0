import { formatInstant, instantFromDate, parseInstant } from '#foundation';
import { endLeakedKey, type LeakedKey, type LeakedWhat } from '#operations';

import { readArguments, readWords, required, timeOrNull, wholeNumber, wrong } from '../arguments.ts';
import { type CommandContext, EXIT } from '../command.ts';
import { columns, counted, oneLine, printJson, printLines, shortTime } from '../output.ts';
import { withInstallation } from '../with-installation.ts';

const FIRST = 20;
const FIRST_MAX = 1_000;

/** Ends a key that is in wrong hands, and says what came by it. */
export async function endOneLeakedKey(args: string[], commandContext: CommandContext): Promise<number> {
  const text = { type: 'string' } as const;
  const { values, positionals } = readArguments(args, { since: text, first: text, 'dry-run': { type: 'boolean' } });
  const { prefix } = readWords(positionals, ['prefix']);
  const since = parseInstant(required(timeOrNull(values.since, '--since') ?? undefined, '--since'))?.instant;
  if (since === undefined) throw wrong('--since is missing');
  const first = wholeNumber(values.first ?? String(FIRST), '--first', { min: 0, max: FIRST_MAX });
  const isDryRun = values['dry-run'] === true;

  return withInstallation(commandContext, { keys: true }, async ({ installation: { principals }, context, actor }) => {
    const leaked = await endLeakedKey(context, await actor(), { principals, prefix, since, first, isDryRun });
    const prepared = commandsOf(leaked);
    if (values.json === true) printJson(commandContext, { ...leakedJson(leaked), isDryRun, retraction: prepared ?? null });
    else
      printLines(commandContext, [
        ...whatWasDone(leaked),
        '',
        ...whatCame(leaked),
        '',
        ...whatWasRead(leaked),
        '',
        ...whatNext(leaked, prepared),
      ]);
    return EXIT.done;
  });
}

interface Prepared {
  /** Shows what would vanish, and does nothing. */
  readonly preview: string;
  readonly record: string;
}

function commandsOf({ prefix, retraction }: LeakedKey): Prepared | undefined {
  if (retraction === null) return undefined;
  const { emitter, since, until } = retraction;
  const to = until === null ? '' : ` --until ${formatInstant(instantFromDate(until))}`;
  const preview = `headgate retract emitter ${emitter} --since ${formatInstant(since)}${to} --why 'the key ${prefix} leaked'`;
  return { preview, record: `${preview} --yes` };
}

function leakedJson({ prefix, holder, since, revokedAt, wasRevoked, otherKeys, brought, repeated, first, ...more }: LeakedKey): object {
  const named = first.map(({ position, recordedAt, kind, about }) => ({ position, recordedAt: formatInstant(recordedAt), kind, about }));
  return {
    ...{ prefix, holder, since: formatInstant(since), revokedAt: revokedAt?.toISOString() ?? null, wasRevoked, otherKeys },
    ...{ brought, repeated, first: named, hasOlderReads: more.hasOlder, made: more.made, hasOlderMade: more.hasOlderMade },
    read: more.read.map(({ recordedAt, ...each }) => ({ ...each, recordedAt: formatInstant(recordedAt) })),
  };
}

function whatWasDone({ prefix, holder, revokedAt, wasRevoked }: LeakedKey): readonly string[] {
  const of = `${prefix} of ${oneLine(holder.name, 60)} (${holder.kind})`;
  if (wasRevoked) return [`${of} was revoked before, at ${revokedAt?.toISOString() ?? ''}.`];
  return [revokedAt === null ? `${of} would be revoked.` : `${of} is revoked; no server takes it from now on.`];
}

function whatCame({ holder, since, brought, repeated, first, otherKeys }: LeakedKey): readonly string[] {
  const counts = brought.map(({ kind, entries }) => `${entries} of kind ${kind}`);
  const again = repeated === 0 ? [] : [`${counted(repeated, 'event')} that others had brought before`];
  const told = [...counts, ...again];
  const others =
    otherKeys.length === 0
      ? []
      : [`By any of its keys, ${otherKeys.join(', ')} among them: an entry names its principal, and not the key.`];
  return [
    `Since ${shortTime(since)} ${oneLine(holder.name, 60)} brought ${told.length === 0 ? 'nothing' : told.join(', ')}.`,
    ...others,
    ...columns(first.map(row)),
  ];
}

function row({ position, recordedAt, kind, about }: LeakedWhat): readonly string[] {
  const what = about === null ? 'in quarantine, or not to be read' : `${about.kind} ${oneLine(`${about.namespace} / ${about.name}`, 120)}`;
  return [`  ${position}`, shortTime(recordedAt), kind, what];
}

/** Of data that is not protected nobody records who saw it. */
function whatWasRead({ holder, read, hasOlder }: LeakedKey): readonly string[] {
  if (read.length === 0) return ['It was shown no protected data, and denied nothing: other readings are on no record.'];
  return [
    'It was shown of protected data, or denied, as far as is on record; other readings are not:',
    ...columns(
      read.map(({ position, recordedAt, action, outcome, what, times }) => [
        ...[`  ${position}`, shortTime(recordedAt), outcome, action],
        `${oneLine(what, 120)}${times > 1 ? `, ${times} times` : ''}`,
      ]),
    ),
    ...(hasOlder ? [`  and more: headgate trail --who ${holder.id}`] : []),
  ];
}

/** Whoever had the key was shown those, and has them still. */
function whatItMade({ holder, made, hasOlderMade }: LeakedKey): readonly string[] {
  if (made.length === 0 && !hasOlderMade) return [];
  return [
    'It made keys since, which whoever had it was shown. End those that are in force in the same way:',
    ...columns(made.map(({ prefix, name, isInForce }) => [`  ${prefix}`, isInForce ? 'in force' : 'over', `of ${oneLine(name, 60)}`])),
    ...(hasOlderMade ? [`  and more: headgate trail --who ${holder.id} --kind key`] : []),
  ];
}

function whatNext(leaked: LeakedKey, prepared: Prepared | undefined): readonly string[] {
  const { holder, brought } = leaked;
  const acts = brought.some(({ kind }) => kind !== 'event' && kind !== 'quarantined');
  return [
    ...(acts ? [`What it did beside sending events: headgate trail --who ${holder.id}`] : []),
    ...whatItMade(leaked),
    ...(prepared === undefined
      ? ['No event came that a retraction would take out.']
      : [
          'A retraction is prepared, and not recorded. See what would vanish, then do it:',
          `  ${prepared.preview}`,
          `  ${prepared.record}`,
        ]),
  ];
}
