import { readdirSync, readFileSync } from 'node:fs';

/** A tick of /proc is a hundredth of a second on every Linux that Node runs on. */
const TICK_MICROSECONDS = 10_000;

/** Processor time that a process and all below it have used, in microseconds; what ended below it is counted with its parent. 0 without /proc. */
export function processorMicroseconds(pid: number): number {
  const all = new Map(processes().map((process) => [process.pid, process]));
  const root = all.get(pid);
  if (root === undefined) return 0;
  const below = [...all.values()].filter((process) => isBelow(process, pid, all));
  return (root.own + root.ended + below.reduce((sum, process) => sum + process.own + process.ended, 0)) * TICK_MICROSECONDS;
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Ticks of its own, and of children that ended. */
  readonly own: number;
  readonly ended: number;
}

function processes(): readonly Process[] {
  try {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (processOf(Number(name)) ?? []) : []));
  } catch {
    return [];
  }
}

function processOf(pid: number): Process | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' '); // the name may hold spaces
    const ticks = (index: number): number => Number(fields[index]);
    return { pid, parent: ticks(1), own: ticks(11) + ticks(12), ended: ticks(13) + ticks(14) };
  } catch {
    return undefined; // it ended meanwhile
  }
}

function isBelow({ parent }: Process, pid: number, all: ReadonlyMap<number, Process>): boolean {
  for (let above = all.get(parent); above !== undefined; above = all.get(above.parent)) if (above.pid === pid) return true;
  return false;
}
