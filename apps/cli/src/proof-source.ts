import { formatOpenedProof, parseProof, type ProofOpening } from '#log';
import { logUpTo, mapUpTo, proveThing, type ThingToProve } from '#operations';
import { z } from 'zod';

import { askServer, otherForm } from './remote/ask-server.ts';
import type { Login } from './remote/login-file.ts';
import type { Opened } from './with-installation.ts';
import type { Sources } from './with-source.ts';

export interface ProofWish {
  readonly thing: ThingToProve;
  /** Whether what the entry says is asked for as well. */
  readonly isOpened: boolean;
}

/** A proof as it is written. */
export interface MadeProof {
  readonly position: string;
  /** Of the kind that was wished. Undefined: there is nothing to open it with. */
  readonly file: string | undefined;
}

type ProofSource = (wish: ProofWish) => Promise<MadeProof>;

/** What is recorded by now is taken into the log first: no server may be running. */
function within({ context, reader }: Opened): ProofSource {
  return async ({ thing, isOpened }) => {
    await mapUpTo(context);
    await logUpTo(context);
    const { position, proof, opening } = await proveThing(context, reader, { ...thing, open: isOpened });
    return { position: String(position), file: isOpened ? opened(proof, opening) : proof };
  };
}

function behind(server: Login): ProofSource {
  return async ({ thing, isOpened }) => {
    const variables = { of: thing, open: isOpened };
    const { proof: made } = await askServer(server, ProofShape, { query: PROOF, variables });
    if (parseProof(made.proof) === undefined) throw otherForm(server, {});
    return { position: made.position, file: isOpened ? opened(made.proof, made.opening) : made.proof };
  };
}

function opened(text: string, opening: ProofOpening | null): string | undefined {
  const proof = parseProof(text);
  return proof === undefined || opening === null ? undefined : formatOpenedProof({ proof, opening });
}

const PROOF = `
query Proof($of: ProvedInput!, $open: Boolean!) { proof(of: $of, open: $open) { position proof opening { salt text } } }`;
const text = z.string();
const Opening = z.object({
  salt: text.regex(/^[0-9a-f]{64}$/).transform((digits) => Buffer.from(digits, 'hex')),
  text,
});
const ProofShape = z.object({ proof: z.object({ position: text, proof: text, opening: Opening.nullable() }) });

/** Proofs, from either place. */
export const PROOFS: Sources<ProofSource> = { keys: true, within, behind };
