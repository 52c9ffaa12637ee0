import { type Context, type Principal, receiveEvent, recordRuling } from '#operations';
import { type Dice, emitterId, type HistoryEntry, type HistoryStep, recordedHistory } from '#testkit';

/** How a history reaches the ledger. */
export interface Sending {
  readonly dice: Dice;
  /** Steps that are on their way at once, at most; 1: one after the other. */
  readonly atOnceMax: number;
  /** Waited for after each group of steps that were sent at once. */
  readonly between?: () => Promise<void>;
}

const ADMIN: Principal = { id: emitterId('an administrator'), kind: 'admin', name: 'an administrator', namespaces: [], roles: ['admin'] };

/**
 * Records a history through the product's operations and gives what the reference needs: the same entries, at the positions that the ledger gave.
 * Steps that are sent at once are recorded in whatever order it gets to be.
 */
export async function recordSteps(context: Context, history: readonly HistoryStep[], sending: Sending): Promise<readonly HistoryEntry[]> {
  const known = new Map<string, HistoryEntry>();
  const rulings: HistoryEntry[] = [];
  const { entries } = recordedHistory(history);
  for (const entry of entries) {
    if (entry.kind === 'event') known.set(entry.digest, entry);
    else rulings.push(entry);
  }

  const recorded: HistoryEntry[] = [];
  const send = async (step: HistoryStep): Promise<void> => {
    if (step.kind !== 'event') {
      const entry = rulings.shift();
      if (entry?.kind !== 'setting' && entry?.kind !== 'retraction') throw new Error('a ruling is missing');
      const { position } = await recordRuling(context, ADMIN, entry.kind === 'setting' ? entry.setting : entry.retraction);
      recorded.push({ ...entry, position: Number(position) });
      return;
    }
    const by = emitterId(step.emitter);
    const emitter: Principal = { id: by, kind: 'emitter', name: step.emitter, namespaces: ['*'], roles: [] };
    const received = await receiveEvent(context, emitter, Buffer.from(step.body));
    if (received.kind === 'quarantined') throw new Error(`a history holds what cannot be used: ${JSON.stringify(received.problems)}`);
    if (received.isDuplicate) return;
    const entry = known.get(digestOf(step));
    if (entry?.kind !== 'event') throw new Error('an event is missing');
    recorded.push({ ...entry, emitter: by, position: Number(received.position) });
  };
  for (let from = 0; from < history.length;) {
    const until = from + 1 + sending.dice.below(sending.atOnceMax);
    await Promise.all(history.slice(from, until).map(send));
    await sending.between?.();
    from = until;
  }
  return inOrder(recorded);
}

function digestOf(step: HistoryStep): string {
  const [entry] = recordedHistory([step]).entries;
  if (entry?.kind !== 'event') throw new Error('not an event');
  return entry.digest;
}

/** By position, which must have no gaps. */
function inOrder(recorded: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const sorted = recorded.toSorted((left, right) => left.position - right.position);
  const gap = sorted.findIndex(({ position }, index) => position !== index);
  if (gap !== -1) throw new Error(`the ledger's positions have a gap: ${sorted[gap]?.position} stands where ${gap} belongs`);
  return sorted;
}
