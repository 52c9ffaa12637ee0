import { SECOND_MS } from '#foundation';

import { shortened } from '../drawing/text-width.ts';

/** Says what is being done, so that nobody waits in silence. */
export interface Progress {
  /** A new step begins; the one before is done. */
  readonly begin: (step: string) => void;
  /** How far the step is. */
  readonly tell: (detail: string) => void;
  /** The step is done; what comes next on the stream is not ours. Another step may begin later. */
  readonly end: () => void;
}

export interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** Whether it shows colours; Node asks NO_COLOR and TERM. */
  hasColors?(): boolean;
  write(text: string): unknown;
}

/** On a terminal: how often the line is drawn again. */
const REDRAW_MS = 0.1 * SECOND_MS;
/** Without a terminal: the longest silence. */
const SILENCE_MS = 1.5 * SECOND_MS;

/** On a terminal one line that changes; elsewhere a line for each step, and a further one when nothing was said for a while. */
export function progressOn(stream: Stream): Progress {
  return stream.isTTY === true ? changingLine(stream) : plainLines(stream);
}

function changingLine(stream: Stream): Progress {
  let step = '';
  let text = '';
  let began = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const draw = (): void => {
    const line = `  ${text} … ${secondsSince(began)} s`;
    stream.write(`\r\u001b[2K${shortened(line, (stream.columns ?? 80) - 1)}`);
  };
  return {
    begin: (next) => {
      step = text = next;
      began = performance.now();
      timer ??= setInterval(draw, REDRAW_MS).unref();
      draw();
    },
    tell: (detail) => {
      text = `${step}: ${detail}`;
    },
    end: () => {
      if (timer !== undefined) stream.write('\r\u001b[2K');
      clearInterval(timer);
      timer = undefined;
    },
  };
}

function plainLines(stream: Stream): Progress {
  let step = '';
  let detail = '';
  let began = performance.now();
  let timer: NodeJS.Timeout | undefined;
  return {
    begin: (next) => {
      clearInterval(timer);
      step = next;
      detail = '';
      began = performance.now();
      stream.write(`  ${step} …\n`);
      timer = setInterval(
        () => stream.write(`  ${detail === '' ? step : `${step}: ${detail}`} … ${secondsSince(began)} s\n`),
        SILENCE_MS,
      ).unref();
    },
    tell: (next) => {
      detail = next;
    },
    end: () => clearInterval(timer),
  };
}

function secondsSince(began: number): string {
  return ((performance.now() - began) / SECOND_MS).toFixed(0);
}
