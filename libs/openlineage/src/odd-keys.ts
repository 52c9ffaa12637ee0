import { nearest } from '#foundation';
import { below, type JsonObject, member } from '#record';

import type { Warning } from './warnings.ts';

/** The keys that the standard gives to events. */
const KEYS = ['eventTime', 'producer', 'schemaURL', 'eventType', 'run', 'job', 'inputs', 'outputs', 'dataset'];
const KNOWN: ReadonlySet<string> = new Set(KEYS);
/** Keys beside them that are compared with them. Real events have one or two. */
const KEYS_COMPARED_MAX = 20;

/** The keys of an event that are kept unread, and look as if they were meant to be read. */
export function oddKeys(event: JsonObject): readonly Warning[] {
  return [
    ...misplacedKeys(event),
    ...misspeltKeys(event).map(({ key, meant }) =>
      notRead(key, `\`${key}\` is no part of an event and was kept unread; \`${meant}\` is one`),
    ),
  ];
}

/** A clause for the end of a problem, when one of the keys that are missing seems to be there misspelt; else nothing. */
export function misspeltAs(event: JsonObject, missing: readonly string[]): string {
  const slip = misspeltKeys(event).find(({ meant }) => missing.includes(meant));
  return slip === undefined ? '' : `; \`${slip.key}\` is not read, \`${slip.meant}\` is`;
}

/** Unknown keys that are near one which the event does not have. */
function misspeltKeys(event: JsonObject): readonly { readonly key: string; readonly meant: string }[] {
  const unknown = Object.keys(event).filter((key) => !KNOWN.has(key));
  if (unknown.length === 0) return [];
  const missing = KEYS.filter((key) => !isPresent(event, key));
  return unknown.slice(0, KEYS_COMPARED_MAX).flatMap((key) => {
    const meant = nearest(key, missing);
    return meant === undefined ? [] : [{ key, meant }];
  });
}

/** Keys of one kind of event in another. */
function misplacedKeys(event: JsonObject): readonly Warning[] {
  const [isRun, isOfJob] = [isPresent(event, 'run'), isPresent(event, 'run') || isPresent(event, 'job')];
  const told = (key: string, why: string): readonly Warning[] =>
    isPresent(event, key) ? [notRead(key, `${why}; \`${key}\` was kept unread`)] : [];
  if (isOfJob) {
    const ofType = isRun ? [] : told('eventType', 'an event without `run` says nothing of a run');
    return [...ofType, ...told('dataset', 'an event with `job` is about that job')];
  }
  return ['inputs', 'outputs'].flatMap((key) => told(key, 'an event without `job` is about its dataset alone'));
}

function isPresent(event: JsonObject, key: string): boolean {
  return (member(event, key) ?? null) !== null;
}

function notRead(key: string, message: string): Warning {
  return { code: 'KEY_NOT_READ', pointer: below('', key), message };
}
