import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { Failure } from '#foundation';
import { refusePastQuota, REPORT_KINDS, type ReportKind, requestReport, takeQuota, untilAnswered } from '#operations';
import { evidenceFiles, evidenceZip } from '#reports';

import { authenticateAsker, type Gatehouse } from './authenticate.ts';
import { cameFrom, headerOf, readyScope, refuse } from './ingest/door.ts';
import { answerPostAlone } from './json-route.ts';
import { tellKeyEnd } from './key-end.ts';
import { queryOf } from './query-of.ts';
import { requireOwnPage } from './session-cookie.ts';

const PATH = '/api/v1/reports/:kind';
/** What `requestReport` costs over GraphQL with all its fields. */
const COST = 32;
const HOW_TO_ASK =
  'Send no body; the times stand in the address: POST /api/v1/reports/HIPAA_EPHI_MAP?asOf=2026-01-31T06:30:00Z&knownAt=381.';

const time = z.string('must be said once').min(1, 'must not be empty');
const ReportAsked = z.strictObject({ asOf: time.optional(), knownAt: time.optional() });

interface Named {
  readonly Params: { readonly kind: string };
}

export interface ReportDoor extends Gatehouse {
  /** Told of what went wrong without being a failure that has an answer of its own. */
  readonly log: (line: string) => void;
}

/**
 * `POST /api/v1/reports/<kind>`: a report to be saved, by the session of a browser or by a key; the same four files that `headgate report` writes, in one ZIP file.
 * A POST, for it records that the report was made: no link of another site may cause that, and no browser that fetches ahead.
 */
export function reportRoutes(door: ReportDoor): (scope: FastifyInstance) => Promise<void> {
  return async (scope) => {
    readyScope(scope, door);
    scope.post<Named>(PATH, (request, reply) => {
      handOut(door, request, reply).catch((error: unknown) => refuse(request, reply, error));
    });
    answerPostAlone(scope, PATH, `not answered here, for a report that is made is recorded; use POST. ${HOW_TO_ASK}`);
    await Promise.resolve();
  };
}

async function handOut(door: ReportDoor, request: FastifyRequest<Named>, reply: FastifyReply): Promise<void> {
  const context = { ...door.context, from: cameFrom(request) };
  const principal = await authenticateAsker(door, request);
  requireOwnPage((header) => header in request.headers);
  tellKeyEnd(reply, context, principal.keyEnds);
  await refusePastQuota(context, principal, 'window');
  const kind = kindOf(request.params.kind);
  refuseBody(request);
  const times = queryOf(ReportAsked, request);
  await takeQuota(context, principal, { query_cost_per_minute: COST });
  const atLeast = headerOf(request.headers, 'headgate-at-least');
  if (atLeast !== undefined) await untilAnswered(context, principal, atLeast);
  const made = await requestReport(context, principal, { kind, ...times });
  const name = `${kind}-${made.id}`;
  void reply
    .headers({
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="${name}.zip"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .send(evidenceZip(name, evidenceFiles(made)));
}

/** Throws NOT_FOUND. */
function kindOf(named: string): ReportKind {
  const kind = REPORT_KINDS.find((each) => each === named);
  if (kind === undefined) throw new Failure('NOT_FOUND', `There is no such report; ask for ${REPORT_KINDS.join(' or ')}.`);
  return kind;
}

/** Whoever sends the times in a body would be given a report of now. Throws BAD_REQUEST. */
function refuseBody({ headers }: FastifyRequest): void {
  const isSent = headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
  if (isSent) throw new Failure('BAD_REQUEST', `A report is not asked for in a body. ${HOW_TO_ASK}`);
}
