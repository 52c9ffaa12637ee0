import type { HistoryStep } from '#testkit';

/** Leaves out one item after the other for as long as what is left still fails: no item of what remains can be spared. */
export async function shrunk<Item>(
  items: readonly Item[],
  fails: (items: readonly Item[]) => Promise<boolean>,
  leaveOut: (items: readonly Item[], index: number) => readonly Item[] = without,
): Promise<readonly Item[]> {
  let smallest = items;
  for (let hasShrunk = true; hasShrunk;) {
    hasShrunk = false;
    for (let index = smallest.length - 1; index >= 0; index -= 1) {
      const smaller = leaveOut(smallest, index);
      if (!(await fails(smaller))) continue;
      smallest = smaller;
      hasShrunk = true;
    }
  }
  return smallest;
}

function without<Item>(items: readonly Item[], index: number): readonly Item[] {
  return items.filter((_, other) => other !== index);
}

/** As `without`, where retractions count events: what they name stays the same. */
export function withoutStep(history: readonly HistoryStep[], index: number): readonly HistoryStep[] {
  const rest = without(history, index);
  if (history[index]?.kind !== 'event') return rest;
  const place = history.slice(0, index).filter(({ kind }) => kind === 'event').length;
  const moved = (of: number): readonly number[] => (of === place ? [] : [of > place ? of - 1 : of]);
  return rest.map((step) => (step.kind === 'retract-events' ? { ...step, of: step.of.flatMap(moved) } : step));
}

/** A history as it can be read, a line a step. */
export function told(history: readonly HistoryStep[]): string {
  return history.map((step) => `  ${step.kind === 'event' ? `${step.body} by ${step.emitter}` : JSON.stringify(step)}`).join('\n');
}
