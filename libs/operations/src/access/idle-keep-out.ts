import { isOfData, KeepOut, type KeepOutRule, type Policy } from '#access';

import type { Things } from './previewed-changes.ts';

/** Finds the rules of a policy on what is kept out that are about nothing of what is looked at, by names and columns alone. */
export class IdleKeepOut {
  private readonly idle: Set<KeepOutRule>;

  constructor(policy: Policy) {
    this.idle = new Set(new KeepOut([{ position: 0n, policy }]).rules); // its version is asked by nobody
  }

  /** From 1. */
  get numbers(): readonly number[] {
    return [...this.idle].map(({ number }) => number);
  }

  take(all: readonly Things[]): void {
    for (const things of all) for (const rule of this.idle) if (isAbout(rule, things)) this.idle.delete(rule);
  }
}

function isAbout(rule: KeepOutRule, { node, labels: { names }, columns }: Things): boolean {
  if (!names.some(rule.fitsName)) return false;
  return node.kind === 'job' ? !isOfData(rule) : !rule.isOfColumns || columns.some(rule.isAbout);
}
