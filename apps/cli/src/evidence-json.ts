import type { Contract } from '#operations';

type RestsOn = Contract['verdicts'][number]['evidence'][number];

/** An entry of the ledger that a verdict or an alert rests on, as it is printed. */
export interface Evidence extends Omit<RestsOn, 'position'> {
  readonly position: string;
}

export function evidenceJson({ position, ...entry }: RestsOn): Evidence {
  return { ...entry, position: position.toString() };
}
