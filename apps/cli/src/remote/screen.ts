import { colouredInk, type Ink, plainInk } from '../drawing/ink.ts';

/** What a page is drawn for. */
export interface Screen {
  readonly width: number;
  readonly ink: Ink;
}

interface Stream {
  readonly columns?: number;
  hasColors?(): boolean;
  write(text: string): unknown;
}

const WIDTH_MIN = 40;
const WIDTH_MAX = 200;
/** Into a file or another program. */
const WIDTH_UNKNOWN = 100;

/** As wide as the terminal, within reason, and in colour where there is colour. */
export function screenOn(stream: Stream): Screen {
  return {
    width: Math.max(WIDTH_MIN, Math.min(WIDTH_MAX, stream.columns ?? WIDTH_UNKNOWN)),
    ink: stream.hasColors?.() === true ? colouredInk : plainInk,
  };
}
