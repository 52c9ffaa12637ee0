/** A value without event time, and the history of belief in it. Values compare by `same`. */
export class KnownValue<Value> {
  readonly opened: { readonly value: Value; readonly knownFrom: bigint; readonly knownTo: bigint | undefined }[] = [];
  readonly closed: { readonly row: bigint; readonly knownTo: bigint }[] = [];
  value: Value | undefined;
  private settled: { readonly value: Value; readonly row: bigint | undefined; readonly knownFrom: bigint | undefined } | undefined;

  constructor(
    stored: { readonly row: bigint; readonly value: Value } | undefined,
    private readonly same: (left: Value, right: Value) => boolean,
  ) {
    this.value = stored?.value;
    this.settled = stored === undefined ? undefined : { ...stored, knownFrom: undefined };
  }

  settle(size: bigint): void {
    const { settled, value } = this;
    if (settled !== undefined && value !== undefined && this.same(settled.value, value)) return;
    if (settled === undefined && value === undefined) return;
    if (settled?.row !== undefined) this.closed.push({ row: settled.row, knownTo: size });
    else if (settled?.knownFrom !== undefined && settled.knownFrom < size) {
      this.opened.push({ value: settled.value, knownFrom: settled.knownFrom, knownTo: size });
    }
    this.settled = value === undefined ? undefined : { value, row: undefined, knownFrom: size };
  }

  /** Call once, at the end: what this batch opened and is still believed. */
  finish(): void {
    const { settled } = this;
    if (settled?.knownFrom !== undefined) this.opened.push({ value: settled.value, knownFrom: settled.knownFrom, knownTo: undefined });
  }
}
