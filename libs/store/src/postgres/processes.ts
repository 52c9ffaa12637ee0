import { readFileSync } from 'node:fs';

import { errorCode } from '#foundation';

/** True while a process with this id runs, whoever owns it. One that has ended but was not yet collected does not run; nor does what is no process's id. */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false; // to the system these are groups of processes
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) !== 'EPERM') return false;
  }
  return linuxProcess(pid)?.state !== 'Z';
}

/** The short name of a running program, or undefined where the system does not tell (only Linux does). */
export function programName(pid: number): string | undefined {
  return linuxProcess(pid)?.program;
}

/** A mark that a later process with the same id does not share; empty where the system has none. */
export function birthMark(pid: number): string {
  return linuxProcess(pid)?.startTicks ?? '';
}

interface LinuxProcess {
  readonly program: string;
  readonly state: string;
  readonly startTicks: string;
}

/** Field numbers are those of proc(5), counted from the one after the name, which may itself hold spaces and brackets. */
function linuxProcess(pid: number): LinuxProcess | undefined {
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined; // no such process, or no /proc
  }

  const nameEnd = line.lastIndexOf(')');
  const fields = line.slice(nameEnd + 2).split(' ');
  const [state, startTicks] = [fields[0], fields[19]];
  if (state === undefined || startTicks === undefined) return undefined;
  return { program: line.slice(line.indexOf('(') + 1, nameEnd), state, startTicks };
}
