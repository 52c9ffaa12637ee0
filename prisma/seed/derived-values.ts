import { createHash } from 'node:crypto';

/** The first digits of the SHA-256 of a name, in lower-case hexadecimal. At most 64. */
export function digestHex(name: string, length: number): string {
  return createHash('sha256').update(name, 'utf8').digest('hex').slice(0, length);
}

/** A whole number in a closed range, always the same for the same name. */
export function digestNumber(name: string, { from, to }: { readonly from: number; readonly to: number }): number {
  return from + (Number.parseInt(digestHex(name, 12), 16) % (to - from + 1));
}

/** A run id of the shape of a UUID version 7: its first 48 bits are the instant the run began, the rest its name's digest. */
export function runId(name: string, began: number): string {
  const instant = began.toString(16).padStart(12, '0');
  const tail = digestHex(`run ${name} at ${began}`, 18);
  return `${instant.slice(0, 8)}-${instant.slice(8)}-7${tail.slice(0, 3)}-8${tail.slice(3, 6)}-${tail.slice(6)}`;
}

/** A UUID of version 4's shape, for things that are not runs, such as a dbt invocation. */
export function uuid(name: string): string {
  const digits = digestHex(name, 30);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(12, 15)}-9${digits.slice(15, 18)}-${digits.slice(18)}`;
}

/** An Iceberg snapshot id: nineteen digits, past what a double holds exactly, so it is kept as text. */
export function snapshotId(name: string): string {
  return `${digestNumber(`${name}, high`, { from: 100_000_000, to: 899_999_999 })}${digestNumber(`${name}, low`, { from: 1_000_000_000, to: 9_999_999_999 })}`;
}
