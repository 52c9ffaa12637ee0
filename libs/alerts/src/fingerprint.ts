import type { Finding } from '#contracts';
import { hex, sha256 } from '#foundation';
import type { Name } from '#lineage';
import { canonicalJson } from '#record';

/** What makes two findings one alert: whatever event shows it, and however often. */
export interface Fingerprint {
  /** The contract's id. */
  readonly contract: string;
  /** As the contract names it. */
  readonly dataset: Name;
  readonly column: string;
  readonly kind: AlertKind;
}

/** The findings that raise an alert: those that break a promise. What is not known raises none. */
export type AlertKind = Exclude<Finding['kind'], 'schema-unknown'>;

/** Half of an id: the same for all alerts of one promise, so that they are found together. */
const HALF = 16;

/** The alert's id: 32 hex digits, a function of its fingerprint. It begins with the prefix of its promise. */
export function alertId({ column, kind, ...promise }: Fingerprint): string {
  return alertPrefix(promise) + digits(column, kind);
}

/** What the ids of all alerts about one dataset of one contract begin with. */
export function alertPrefix({ contract, dataset: { namespace, name } }: Pick<Fingerprint, 'contract' | 'dataset'>): string {
  return digits(contract, namespace, name);
}

function digits(...parts: readonly string[]): string {
  return hex(sha256(canonicalJson(parts))).slice(0, HALF);
}
