import { z } from 'zod';

import { mapUpTo, requestReport, type RequestedReport } from '#operations';

import { askServer } from './remote/ask-server.ts';
import { jsonIn } from './remote/json-in.ts';
import type { Login } from './remote/login-file.ts';
import type { Opened } from './with-installation.ts';
import type { Sources } from './with-source.ts';

export interface ReportWish {
  readonly kind: RequestedReport['kind'];
  readonly asOf: string | undefined;
  readonly knownAt: string | undefined;
}

type Made = 'id' | 'kind' | 'digest' | 'json' | 'html' | 'signature' | 'publicKey' | 'fingerprint' | 'map';

/** A report with its bytes, as it is written and told of. */
export interface MadeReport extends Pick<RequestedReport, Made> {
  readonly position: string;
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
}

type ReportSource = (wish: ReportWish) => Promise<MadeReport>;

function within({ context, actor }: Opened): ReportSource {
  return async (wish) => {
    if (wish.knownAt === undefined) await mapUpTo(context);
    const { position, header, ...made } = await requestReport(context, await actor(), wish);
    return { ...made, position: position.toString(), reasons: header.reasons };
  };
}

function behind(server: Login): ReportSource {
  return async ({ kind, asOf = null, knownAt = null }) => {
    const { requestReport: made } = await askServer(server, ReportShape, { query: REPORT, variables: { kind, asOf, knownAt } });
    const { header, ...rest } = made;
    return { ...rest, map: jsonIn(made.json) as MadeReport['map'], reasons: header.reasons }; // as the report of our own server says it
  };
}

const REPORT = `
mutation Report($kind: ReportKind!, $asOf: String, $knownAt: String) {
  requestReport(kind: $kind, asOf: $asOf, knownAt: $knownAt) {
    header { reasons { code message } }
    id kind digest json html signature publicKey fingerprint position
  }
}`;

const text = z.string();
const ReportShape = z.object({
  requestReport: z.object({
    header: z.object({ reasons: z.array(z.object({ code: text, message: text })) }),
    ...{ id: text, kind: z.literal('HIPAA_EPHI_MAP'), digest: text, fingerprint: text, position: text },
    ...{ json: text, html: text, signature: text, publicKey: text },
  }),
});

/** Reports, from either place. */
export const REPORTS: Sources<ReportSource> = { keys: true, within, behind };
