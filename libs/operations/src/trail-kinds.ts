import type { EntryKind } from '#record';

/** What the trail is made of: what somebody decided, and what was denied to somebody. */
export const TRAIL_KINDS = [
  'policy',
  'key',
  'retraction',
  'setting',
  'decision',
  'contract',
  'report',
  'retirement',
  'erasure',
  'restoration',
] as const;
export type TrailKind = (typeof TRAIL_KINDS)[number];

/** Whether entries of a kind are part of the trail. */
export function isTrailKind(kind: EntryKind): kind is TrailKind {
  return TRAIL_KINDS.some((each) => each === kind);
}
