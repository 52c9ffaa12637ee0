import { MIB } from '#foundation';

import { wholeNumber } from '../arguments.ts';
import { type CommandContext, EXIT } from '../command.ts';
import { fileBytes } from '../file-bytes.ts';
import { printJson, printLines } from '../output.ts';
import type { PreviewJson } from '../policy-desk.ts';
import { previewLines } from './preview-lines.ts';

/** More than any policy that can be put into force. */
const TEXT_BYTES_MAX = 4 * MIB;
const DAYS_MAX = 90;

/** The option of what previews. */
export const DAYS = { days: { type: 'string' } } as const;

/** How many days of decisions are replayed; undefined: none. */
export function daysIn(days: string | undefined): number | undefined {
  return days === undefined ? undefined : wholeNumber(days, '--days', { min: 1, max: DAYS_MAX });
}

/** A file's text, or that of the standard input. */
export async function textIn(file: string): Promise<string> {
  return (await fileBytes(file, TEXT_BYTES_MAX)).toString('utf8');
}

/** What became of something, as JSON and in sentences. */
interface Told {
  readonly json: boolean | undefined;
  readonly outcome: unknown;
  readonly lines: readonly string[];
}

/** Prints what became of something. */
export function tell(commandContext: CommandContext, { json, outcome, lines }: Told): number {
  if (json === true) printJson(commandContext, outcome);
  else printLines(commandContext, lines);
  return EXIT.done;
}

/** Prints a preview. */
export function previewed(commandContext: CommandContext, json: boolean | undefined, preview: PreviewJson): number {
  return tell(commandContext, { json, outcome: preview, lines: previewLines(preview) });
}
