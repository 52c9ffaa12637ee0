/**
 * The libs from left to right: a lib imports only libs to its left, and `apps` stand right of them all.
 * This is the only such list. dependency-cruiser and ESLint both read it.
 */
export const libsInOrder = [
  'foundation',
  'record',
  'log',
  'lineage',
  'labels',
  'contracts',
  'drift',
  'alerts',
  'access',
  'reports',
  'openlineage',
  'store',
  'operations',
];

/** Plain functions from data to data: no `async`, no clock, no randomness. All but `foundation`, which holds the clock, up to `openlineage`. */
export const domainLibs = libsInOrder.slice(1, libsInOrder.indexOf('openlineage'));

/** The rooms of `operations`: a room imports only rooms to its left. What stands beside the rooms is for all of them. */
export const operationsRooms = [
  'receive',
  'judge',
  'map',
  'ask',
  'rule',
  'trace',
  'quarantine',
  'arrive',
  'access',
  'sign-in',
  'contract',
  'alert',
  'notice',
  'report',
  'log',
];

/** Libs outside the order: one for tests alone, and one that is published and imports nothing of ours. */
export const libsApart = ['testkit', 'openlineage-client'];
