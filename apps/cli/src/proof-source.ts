import { z } from 'zod';

import { type EntryProof, logUpTo, proveEntry } from '#operations';
import { parseProof } from '#log';

import { fetchServer, notHeadgate, toldFailure } from './remote/fetch-server.ts';
import { jsonIn } from './remote/json-in.ts';
import type { Login } from './remote/login-file.ts';
import type { Opened } from './with-installation.ts';
import type { Sources } from './with-source.ts';

type ProofSource = (position: string) => Promise<Pick<EntryProof, 'proof'>>;

/** What is recorded by now is taken into the log first: no server may be running. */
function within({ context, reader }: Opened): ProofSource {
  return async (position) => {
    await logUpTo(context);
    return proveEntry(context, reader, position);
  };
}

function behind(server: Login): ProofSource {
  return async (position) => {
    const { status, text } = await fetchServer(server, { method: 'GET', path: `/api/v1/log/proof/${encodeURIComponent(position)}` });
    if (status === 200 && parseProof(text) !== undefined) return { proof: text };
    const { code, message } = FailureShape.safeParse(jsonIn(text)).data ?? {};
    throw toldFailure(code, message ?? '') ?? notHeadgate(server, status);
  };
}

const FailureShape = z.object({ code: z.string(), message: z.string() });

/** Proofs of entries, from either place. */
export const PROOFS: Sources<ProofSource> = { keys: true, within, behind };
