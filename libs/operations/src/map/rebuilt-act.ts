import { FOLD_VERSION, type Generation } from '#store';

import type { Context, Principal } from '../context.ts';
import { writtenDecision } from '../decided.ts';
import { decisionAct } from '../decision-act.ts';
import type { Act } from '../record-act.ts';
import type { Comparison } from './compare-graphs.ts';

/** Which graph took the place of which, at how many entries. */
export interface Rebuilt {
  readonly before: Generation;
  readonly generation: number;
  readonly size: bigint;
  /** Undefined: another fold version made the graph before, so nothing was compared. */
  readonly comparison: Comparison | undefined;
}

/** That the graph was rebuilt and switched to. */
export function rebuiltAct(context: Pick<Context, 'from'>, principal: Principal, rebuilt: Rebuilt): Act {
  const { before, generation, size, comparison } = rebuilt;
  const differed = comparison === undefined ? null : comparison.differences !== undefined;
  const found =
    differed === null ? 'they were not compared' : differed ? 'they differed, and this was accepted' : 'compared, they were the same';
  const why = `Graph ${generation} of fold version ${FOLD_VERSION} took the place of graph ${before.generation} of fold version ${before.fold}, at ${size} entries: ${found}.`;
  const decided = writtenDecision({
    ...{ action: 'replay', outcome: 'done', things: [`graph ${generation}`], about: null },
    ...{ why, policy: null, rule: null },
  });
  const replay = {
    before: { generation: before.generation, foldVersion: before.fold },
    after: { generation, foldVersion: FOLD_VERSION },
    ...{ size: size.toString(), differed },
  };
  return decisionAct(context, principal, { decisions: [decided], more: { replay } });
}
