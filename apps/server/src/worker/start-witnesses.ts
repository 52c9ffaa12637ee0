import { KIB, SECOND_MS } from '#foundation';
import { type Context, cosignAsked, type Witness } from '#operations';

import { failureText } from '../failure-text.ts';
import { startTurns, type Turns } from './start-turns.ts';

/** Between two checkpoints that a witness is asked to cosign. */
const LOOK_MS = 10 * SECOND_MS;
const ANSWER_MS_MAX = 10 * SECOND_MS;
const ANSWER_BYTES_MAX = 16 * KIB;

/** Asks the witnesses whose addresses are set to cosign the newest checkpoint (C2SP tlog-witness). Why one does not is told once, and again when that changes. */
export function startWitnesses(context: Context, log: (line: string) => void, lookMs = LOOK_MS): Turns {
  const asked = (context.witnesses ?? []).flatMap(({ verifier, url }) => (url === null ? [] : [{ verifier, url }]));
  const turns = asked.map((witness) => {
    let told: string | undefined;
    return startTurns(
      {
        name: `asking the witness ${witness.verifier.name}`,
        lookMs,
        turn: async () => {
          const flaw = await ask(context, witness).catch((error: unknown) => failureText(error));
          if (flaw !== undefined && flaw !== told) log(`the witness ${witness.verifier.name} did not cosign the log: ${flaw}`);
          told = flaw;
          return { hasMore: false };
        },
      },
      log,
    );
  });
  return {
    stop: async () => {
      await Promise.all(turns.map((each) => each.stop()));
    },
  };
}

/** Undefined: it cosigned, or there is nothing new. */
async function ask(context: Context, { verifier, url }: Witness & { readonly url: string }): Promise<string | undefined> {
  let asking = await cosignAsked(context, verifier);
  if (asking === undefined) return undefined;
  let { status, text } = await post(url, asking.text);
  if (status === 409 && /^(0|[1-9]\d{0,15})\n$/.test(text)) {
    const known = Number(text);
    asking = await cosignAsked(context, verifier, known);
    if (asking === undefined) return `it cosigned ${known} entries before, and the log is shorter: the database is older, or was changed`;
    ({ status, text } = await post(url, asking.text));
  }
  if (status !== 200) return refusal(status);
  await asking.keep(text);
  return undefined;
}

/** What the answers of the standard mean. */
function refusal(status: number): string {
  switch (status) {
    case 404:
      return 'it was not told to witness this log (404); after a restore it needs the new key of the log';
    case 403:
      return 'it knows another key of this log (403)';
    case 409:
      return 'it cosigned as many entries of another history (409)';
    case 422:
      return 'what it cosigned before is not the beginning of this log (422): another history was signed';
    default:
      return `it answered ${status}`;
  }
}

async function post(url: string, body: string): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(`${url}/add-checkpoint`, {
    ...{ method: 'POST', body, redirect: 'manual' },
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  });
  const bytes: Uint8Array[] = [];
  let size = 0;
  const chunks: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? []; // bytes, as fetch gives them
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > ANSWER_BYTES_MAX) throw new Error(`it answered with more than ${ANSWER_BYTES_MAX} bytes`);
    bytes.push(chunk);
  }
  return { status: response.status, text: Buffer.concat(bytes).toString('utf8') };
}
