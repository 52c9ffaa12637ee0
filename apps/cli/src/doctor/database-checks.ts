import { DAY_MS, formatInstant } from '#foundation';
import { type Examination, KEY_EXPIRING_MS, ownersOf } from '#operations';
import type { ServerFacts } from '#store';

import { counted, oneLine } from '../output.ts';
import { type Check, ok, problem, warn } from './check.ts';

const POSTGRES_MIN = 15;

/** Of the Postgres itself: what acknowledged events rest on. */
export function serverChecks(facts: ServerFacts): readonly Check[] {
  return [versionCheck(facts), encodingCheck(facts), durabilityCheck(facts), jitCheck(facts)];
}

function versionCheck({ version, versionNumber }: ServerFacts): Check {
  if (versionNumber >= POSTGRES_MIN * 10_000) return ok('postgres', `Postgres ${version} answers.`);
  return problem(
    'postgres',
    `Postgres ${version} is too old.`,
    `Upgrade it to ${POSTGRES_MIN} or newer, or unset DATABASE_URL to use the one that comes with Headgate.`,
  );
}

function encodingCheck({ encoding }: ServerFacts): Check {
  if (encoding === 'UTF8') return ok('encoding', 'The database is in UTF8.');
  return problem(
    'encoding',
    `The database is in ${encoding}: names of other scripts cannot be held.`,
    'Make a database with encoding UTF8, and point DATABASE_URL at it.',
  );
}

function durabilityCheck({ fsync, synchronousCommit, fullPageWrites }: ServerFacts): Check {
  const off = [
    ...(fsync === 'off' ? ['fsync'] : []),
    ...(fullPageWrites === 'off' ? ['full_page_writes'] : []),
    ...(synchronousCommit === 'off' ? ['synchronous_commit'] : []),
  ];
  if (off.length === 0) return ok('durability', 'A commit is on the disk before it is acknowledged.');
  return problem(
    'durability',
    `${off.join(', ')} off: a power cut may lose acknowledged events.`,
    `alter system set ${off[0] ?? ''} = on; and restart Postgres.`,
  );
}

function jitCheck({ jit }: ServerFacts): Check {
  if (jit === 'off') return ok('jit', 'Just-in-time compilation is off for our connections.');
  const message = 'Just-in-time compilation stays on: something between Headgate and Postgres drops the options of a connection.';
  return warn('jit', message, 'alter database set jit = off; short questions take up to 8 times as long with it.');
}

export function migrationsCheck(pending: readonly string[]): Check {
  if (pending.length === 0) return ok('migrations', 'The database is up to date.');
  return problem('migrations', `The database lacks ${pending.join(', ')}.`, 'headgate migrate');
}

/** Of the record and the graph. */
export function examinationChecks(
  found: Examination,
  { isServing, isMoving, isFollowing }: { readonly isServing: boolean; readonly isMoving: boolean; readonly isFollowing: boolean },
): readonly Check[] {
  return [
    keysCheck(found),
    partitionsCheck(found),
    graphCheck(found),
    mappingCheck(found, { isServing, isMoving }),
    labelsCheck(found, { isServing, isFollowing }),
    unfollowedCheck(found),
    logCheck(found, { isServing }),
    witnessesCheck(found),
    setAsideCheck(found),
    otherGraphsCheck(found),
    quarantineCheck(found),
    refusalsCheck(found),
    expiryCheck(found),
    emittersCheck(found),
    glassCheck(found),
    routesCheck(found),
  ];
}

function keysCheck({ missingKeys, isIdentityKeyMissing }: Examination): Check {
  const mend = 'Bring keys.jsonl back from its backup, or set HEADGATE_DATA_DIR to the folder of the right one.';
  if (missingKeys > 0)
    return problem('keys', `The key file lacks ${missingKeys} of the keys that the oldest and newest entries are sealed with.`, mend);
  if (isIdentityKeyMissing)
    return problem('keys', 'The key file lacks the identity key: what was recorded before would be recorded again.', mend);
  return ok('keys', 'The key file holds the keys of the oldest and newest entries.');
}

function partitionsCheck({ missingPartitions }: Examination): Check {
  if (missingPartitions.length === 0) return ok('partitions', 'The ledger has its partitions for this month and the next.');
  return problem(
    'partitions',
    `Partitions are missing: ${missingPartitions.join(', ')}.`,
    'headgate migrate makes them, and so does each start of the server.',
  );
}

function graphCheck({ graphFold, programFold }: Examination): Check {
  if (graphFold === undefined)
    return problem(
      'graph',
      'There is no live graph.',
      'headgate migrate; if it was there before, bring the database back from its backup.',
    );
  if (graphFold === programFold) return ok('graph', `The graph was made by fold version ${graphFold}, as this program makes it.`);
  return problem('graph', `The graph was made by fold version ${graphFold}; this program has ${programFold}.`, 'headgate replay');
}

function mappingCheck(
  { recorded, mapped }: Examination,
  { isServing, isMoving }: { readonly isServing: boolean; readonly isMoving: boolean },
): Check {
  const behind = recorded - mapped;
  if (behind <= 0n) return ok('mapping', `All ${recorded} entries are in the graph.`);
  const message = `${behind} of ${recorded} entries are not in the graph yet`;
  if (isMoving) return ok('mapping', `${message}, and they are being taken in.`);
  if (isServing)
    return problem(
      'mapping',
      `${message}, and none was taken in for a second.`,
      "Look for 'mapping failed' in the server's log; headgate replay builds the graph anew.",
    );
  return warn('mapping', `${message}.`, 'headgate serve takes them in.');
}

/** Labels come a moment after the map; a few entries are no trouble. */
const LABELS_BEHIND_MAX = 10_000n;

function labelsCheck(
  { mapped, labelled }: Examination,
  { isServing, isFollowing }: { readonly isServing: boolean; readonly isFollowing: boolean },
): Check {
  const behind = mapped - labelled;
  if (behind <= 0n) return ok('labels', 'Labels are followed along all that is in the graph.');
  const message = `Labels are not followed along the last ${behind} entries yet`;
  const effect = 'and whom rules by classification concern is answered as of the time before';
  if (isServing && !isFollowing)
    return problem(
      'labels',
      `${message}, and none was followed for some seconds, ${effect}.`,
      "Look for 'keeping labels failed' in the server's log.",
    );
  if (behind <= LABELS_BEHIND_MAX) return ok('labels', `${message}.`);
  return warn('labels', `${message}, ${effect}.`, isServing ? 'Wait; they are being followed.' : 'headgate serve follows them.');
}

function unfollowedCheck({ labelsUnfollowed: { count, last } }: Examination): Check {
  if (count === 0) return ok('labels-unfollowed', 'No entry changed more than labels are followed along at once.');
  return warn(
    'labels-unfollowed',
    `${counted(count, 'time')} an entry changed more than labels are followed along at once, last that at ${last ?? 0n}: what lies downstream may bear anything, and is hidden from whom rules by classification concern.`,
    'What is overwritten as a whole from now on is followed again; nothing else needs to be done.',
  );
}

/** A checkpoint is signed about a second after an entry; a few are no trouble. */
const UNLOGGED_MAX = 100_000n;

function logCheck({ recorded, logged, logFlaw }: Examination, { isServing }: { readonly isServing: boolean }): Check {
  if (logFlaw !== null)
    return problem(
      'log',
      `${logFlaw}; nothing more is signed.`,
      'Keep the database as it is for whoever looks into it; then bring log-key.pem, or the database, back from the backup.',
    );
  const behind = recorded - logged;
  if (behind <= 0n) return ok('log', `All ${recorded} entries are in the log.`);
  const message = `${behind} of ${recorded} entries are not in the log yet`;
  if (behind <= UNLOGGED_MAX)
    return ok('log', `${message}; ${isServing ? 'the next checkpoint takes them in' : 'headgate serve takes them in'}.`);
  return warn('log', `${message}.`, isServing ? "Look for 'keeping the log failed' in the server's log." : 'headgate serve takes them in.');
}

/** Of a witness that looks each minute; and of one that somebody starts by hand each day. */
const WITNESS_SILENT_NS = 2n * 24n * 3_600n * 1_000_000_000n;

function witnessesCheck({ witnesses, now }: Examination): Check {
  if (witnesses.length === 0)
    return ok('witnesses', 'Nobody elsewhere sees the log: LOG_WITNESSES names who is believed (docs/threat-model.md says against whom).');
  const silent = witnesses.filter(({ at }) => at === null || now - at > WITNESS_SILENT_NS);
  const [first] = silent;
  if (first === undefined)
    return ok('witnesses', `${witnesses.map(({ name, size }) => `${oneLine(name)} saw ${size ?? 0n} entries`).join(', ')} of the log.`);
  return warn(
    'witnesses',
    `${oneLine(first.name)} cosigned ${first.at === null ? 'nothing of the log' : `the log last at ${formatInstant(first.at)}`}.`,
    "See what headgate witness says there, and whether 'did not cosign the log' stands in the server's log.",
  );
}

function setAsideCheck({ setAside: { count, first } }: Examination): Check {
  if (count === 0) return ok('set-aside', 'No entry was set aside.');
  const named = first.map(({ position, reason }) => `${position} (${oneLine(reason)})`).join(', ');
  const message = `${count} entries could not be applied to the graph: ${named}${count > first.length ? ', ...' : ''}.`;
  return warn(
    'set-aside',
    message,
    'They stay in the ledger. If a key file was missing for a while, headgate replay takes them in; else a newer fold version tries them again.',
  );
}

function otherGraphsCheck({ otherGraphs }: Examination): Check {
  if (otherGraphs.length === 0) return ok('other-graphs', 'No graph lies beside the live one.');
  return warn(
    'other-graphs',
    `Beside the live graph lie ${otherGraphs.join(', ')}: being built, interrupted or kept.`,
    'headgate replay goes on with an interrupted one.',
  );
}

function quarantineCheck({ quarantineOpen }: Examination): Check {
  if (quarantineOpen === 0) return ok('quarantine', 'Nothing is open in quarantine.');
  return warn(
    'quarantine',
    `${counted(quarantineOpen, 'unusable event')} in quarantine.`,
    'headgate quarantine list --open; mend their sender, then headgate quarantine redrive --all',
  );
}

const REFUSALS_NAMED_MAX = 5;

const WHY_REFUSED: Readonly<Record<Examination['refusals'][number]['reason'], string>> = {
  BODY_TOO_LARGE: 'too large',
  IDENTITY_UNKNOWN: 'without a valid key',
  PAST_EVENTS_PER_SECOND: 'past events_per_second',
  PAST_BYTES_PER_DAY: 'past bytes_per_day',
  PAST_QUERY_COST_PER_MINUTE: 'past query_cost_per_minute',
};

function refusalsCheck({ refusals }: Examination): Check {
  if (refusals.length === 0) return ok('refusals', 'No request was turned away in the last 30 days.');
  const named = refusals.slice(0, REFUSALS_NAMED_MAX).map(({ reason, sender, senderName, count, since }) => {
    const who = senderName ?? sender ?? 'senders that are not known';
    return `${count} from ${who} ${WHY_REFUSED[reason]}, since ${formatInstant(since)}`;
  });
  const message = `Requests were turned away, and nothing of them was kept: ${named.join('; ')}${refusals.length > named.length ? '; ...' : ''}.`;
  return warn(
    'refusals',
    message,
    'Give each sender its key (headgate keys create); split what is too large, or raise EVENT_BYTES_MAX; raise quotas with headgate apply.',
  );
}

const EXPIRING_NAMED_MAX = 5;
const SOON = `within ${KEY_EXPIRING_MS / DAY_MS} days`;

function expiryCheck({ expiringKeys }: Examination): Check {
  if (expiringKeys.length === 0) return ok('key-expiry', `No key in force ends ${SOON}.`);
  const named = expiringKeys.slice(0, EXPIRING_NAMED_MAX).map(({ prefix, name, expiresAt, next, teams }) => {
    const after = next === null ? 'and nothing comes after it' : `${next} comes after it`;
    return `${prefix} of ${oneLine(name, 60)} at ${formatInstant(expiresAt)}, ${after} (${oneLine(ownersOf({ name, teams }), 200)})`;
  });
  const message = `Keys end ${SOON}: ${named.join('; ')}${expiringKeys.length > named.length ? '; ...' : ''}.`;
  return warn('key-expiry', message, 'headgate keys rotate <name>; then give the new key to who uses the old one, before that ends');
}

function emittersCheck({ wideEmitters: { count, named } }: Examination): Check {
  if (count === 0) return ok('emitters', 'Every emitter is bound to namespaces.');
  const names = named.map((name) => oneLine(name, 60)).join(', ');
  return warn(
    'emitters',
    `${count === 1 ? 'An emitter' : `${count} emitters`} may say things of any namespace: ${names}${count > named.length ? ', ...' : ''}.`,
    'headgate keys bind <prefix> --outputs <namespaces>, or bind them by a team in the access file',
  );
}

const GLASSES_NAMED_MAX = 5;

function glassCheck({ glassesOwed }: Examination): Check {
  if (glassesOwed.length === 0) return ok('break-glass', 'No broken glass owes a review.');
  const named = glassesOwed
    .slice(-GLASSES_NAMED_MAX)
    .map(({ position, name, isInForce }) => `${position} for ${oneLine(name, 60)}${isInForce ? ', who sees everything now' : ''}`);
  const more = glassesOwed.length > named.length ? '; ...' : '';
  return warn(
    'break-glass',
    `The glass was broken, and nobody has reviewed it: ${named.join('; ')}${more}.`,
    'headgate break-glass list --owed; then headgate break-glass review <position>, by somebody else',
  );
}

const ROUTES_NAMED_MAX = 5;

function routesCheck({ ailingRoutes }: Examination): Check {
  if (ailingRoutes.length === 0) return ok('alert-routes', 'No alert route fails.');
  const named = ailingRoutes.slice(0, ROUTES_NAMED_MAX).map(({ team, failingSince, lastError, waiting, givenUp }) => {
    const whose = team === null ? 'that of the administrators' : `that of ${team}`;
    const fails = failingSince === null ? 'works again' : `fails since ${formatInstant(failingSince)}: ${oneLine(lastError ?? '', 120)}`;
    return `${whose} ${fails} (${waiting} waiting, ${givenUp} given up within 7 days)`;
  });
  const message = `What happens is not told over alert routes: ${named.join('; ')}${ailingRoutes.length > named.length ? '; ...' : ''}.`;
  return warn(
    'alert-routes',
    message,
    'Mend the receiver, or say another address under alerts of the access file (ALERTS_URL of the administrators)',
  );
}
