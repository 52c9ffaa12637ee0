import { z } from 'zod';

import { verifierIn } from '#log';
import type { Witness } from '#operations';

/** Settings of what is told of the log elsewhere. */
export const logEnvironment = {
  LOG_ANCHOR_FOLDER: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder on another machine or medium, in which checkpoints of the log are kept, each ten minutes and at the end. Unset: nowhere',
    ),
  LOG_WITNESSES: z
    .string()
    .default('')
    .refine((text) => witnessesIn(text) !== undefined, {
      error:
        'must be keys of witnesses as headgate witness key prints them, with spaces between, each with its address (http or https) behind it or none; no name twice',
    })
    .transform((text) => witnessesIn(text) ?? [])
    .describe(
      'Who is believed to have seen the log: keys as `headgate witness key` prints them, with spaces between, each with the address behind it at which it is asked for its word, if it is. Unset: nobody',
    ),
};

/** Undefined: it is no list of witnesses. */
function witnessesIn(text: string): readonly Witness[] | undefined {
  const witnesses: Witness[] = [];
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const verifier = verifierIn(word);
    const last = witnesses.at(-1);
    if (verifier?.kind === 'witness' && !witnesses.some((known) => known.verifier.name === verifier.name))
      witnesses.push({ verifier, url: null });
    else if (/^https?:\/\/[^\s/]/.test(word) && last?.url === null) witnesses.splice(-1, 1, { ...last, url: word.replace(/\/+$/, '') });
    else return undefined;
  }
  return witnesses;
}
