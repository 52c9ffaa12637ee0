import type { Instant } from '#foundation';
import { BEGINNING, END } from '#lineage';

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const POSTGRES_EPOCH_MICROSECONDS = 946_684_800_000_000n; // 2000-01-01 in Unix time
const INFINITY = 0x7fff_ffff_ffff_ffffn;
/** Before the rows, for the message that carries them: its letter and its length. */
const HEAD_BYTES = 5;
const COPY_DATA = 'd'.charCodeAt(0);
const COPY_DONE = Buffer.of('c'.charCodeAt(0), 0, 0, 0, 4);

/** Rows in Postgres's binary COPY format: four times cheaper than arrays as parameters. Fields go in by the order of `columns`. */
export class CopyRows {
  count = 0;
  private buffer = Buffer.allocUnsafe(64 * 1024);
  private at = 0;

  constructor(
    readonly table: string,
    readonly columns: readonly string[],
  ) {
    this.room(HEAD_BYTES + SIGNATURE.length + 8);
    this.at = HEAD_BYTES;
    this.at += SIGNATURE.copy(this.buffer, this.at);
    this.at = this.buffer.writeInt32BE(0, this.at);
    this.at = this.buffer.writeInt32BE(0, this.at);
  }

  row(): this {
    this.room(2);
    this.at = this.buffer.writeInt16BE(this.columns.length, this.at);
    this.count += 1;
    return this;
  }

  null(): this {
    this.room(4);
    this.at = this.buffer.writeInt32BE(-1, this.at);
    return this;
  }

  int2(value: number | null): this {
    if (value === null) return this.null();
    this.length(2);
    this.at = this.buffer.writeInt16BE(value, this.at);
    return this;
  }

  int4(value: number): this {
    this.length(4);
    this.at = this.buffer.writeInt32BE(value, this.at);
    return this;
  }

  int8(value: number | bigint | null): this {
    if (value === null) return this.null();
    this.length(8);
    this.at = this.buffer.writeBigInt64BE(BigInt(value), this.at);
    return this;
  }

  bool(value: boolean | null): this {
    if (value === null) return this.null();
    this.length(1);
    this.at = this.buffer.writeUInt8(value ? 1 : 0, this.at);
    return this;
  }

  text(value: string | null): this {
    if (value === null) return this.null();
    const bytes = Buffer.byteLength(value);
    this.length(bytes);
    this.at += this.buffer.write(value, this.at, 'utf8');
    return this;
  }

  bytes(value: Buffer | null): this {
    if (value === null) return this.null();
    this.length(value.length);
    this.at += value.copy(this.buffer, this.at);
    return this;
  }

  hex(value: string | null): this {
    return this.bytes(value === null ? null : Buffer.from(value, 'hex'));
  }

  uuid(value: string): this {
    return this.bytes(Buffer.from(value.replaceAll('-', ''), 'hex'));
  }

  /** Days since the epoch of Postgres. */
  date(value: string): this {
    return this.int4(Math.round((Date.parse(`${value}T00:00:00Z`) - Number(POSTGRES_EPOCH_MICROSECONDS / 1000n)) / 86_400_000));
  }

  /** Two fields: `timestamptz` and the nanoseconds within its microsecond. The ends of time are infinite. */
  instant(value: Instant | null): this {
    if (value === null) return this.null().null();
    this.length(8);
    if (value >= END || value <= BEGINNING) {
      this.at = this.buffer.writeBigInt64BE(value >= END ? INFINITY : -INFINITY - 1n, this.at);
      return this.int2(0);
    }
    const nanoseconds = ((value % 1000n) + 1000n) % 1000n;
    this.at = this.buffer.writeBigInt64BE((value - nanoseconds) / 1000n - POSTGRES_EPOCH_MICROSECONDS, this.at);
    return this.int2(Number(nanoseconds));
  }

  /** The rows as they go over the wire: one CopyData, then CopyDone. */
  message(): Buffer {
    this.room(2 + COPY_DONE.length);
    const end = this.buffer.writeInt16BE(-1, this.at);
    this.buffer.writeUInt8(COPY_DATA, 0);
    this.buffer.writeInt32BE(end - 1, 1);
    COPY_DONE.copy(this.buffer, end);
    return this.buffer.subarray(0, end + COPY_DONE.length);
  }

  private length(bytes: number): void {
    this.room(4 + bytes);
    this.at = this.buffer.writeInt32BE(bytes, this.at);
  }

  private room(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.at + bytes));
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
  }
}
