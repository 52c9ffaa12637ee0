import { oneLine, secondOf } from '../output.ts';
import type { ChangeJson } from '../policy-desk.ts';

/** Of a name in a row. */
const NAME_LENGTH_MAX = 60;

/** A change in columns: what it is called by, how it stands, and what there is to know of it. */
export function changeRow(change: ChangeJson): readonly string[] {
  const { position, name, kind, by, byName, at, why } = change;
  const author = `${WORDS[kind]} ${secondOf(at)} by ${oneLine(byName ?? by, NAME_LENGTH_MAX)}`;
  return [position, stateWords(change), name, `${author}${why === null ? '' : `: ${oneLine(why)}`}${outcome(change)}`];
}

const WORDS: Readonly<Record<ChangeJson['kind'], string>> = { draft: 'drafted', application: 'applied', rollback: 'rolled back' };

function stateWords({ state, isInForce }: ChangeJson): string {
  switch (state) {
    case 'waiting':
      return 'waits';
    case 'owed':
      return isInForce ? 'in force, approval owed' : 'superseded, approval owed';
    case 'approved':
      return isInForce ? 'in force' : 'superseded';
    case 'rejected':
    case 'overtaken':
      return state;
  }
}

function outcome({ kind, state, to, version, isAlone, decidedBy, decidedByName, whyRejected }: ChangeJson): string {
  const decider = oneLine(decidedByName ?? decidedBy ?? '', NAME_LENGTH_MAX);
  const parts = [
    ...(to === null ? [] : [`to version ${to}`]),
    ...(state === 'rejected' ? [`rejected by ${decider}${whyRejected === null ? '' : `: ${oneLine(whyRejected)}`}`] : []),
    ...(state === 'approved' && decidedBy !== null && !isAlone ? [`approved by ${decider}`] : []),
    ...(kind === 'draft' && version !== null ? [`as version ${version}`] : []),
    ...(isAlone ? ['approved by its author alone'] : []),
  ];
  return parts.length === 0 ? '' : `; ${parts.join(', ')}`;
}
