import type { FastifyReply } from 'fastify';

import type { BatchItem, EventQuarantined, EventRecorded, Principal } from '#operations';

import { STATUS } from '../http-answers.ts';

/** What each reason of quarantine is answered with. */
export const QUARANTINE_STATUS: Readonly<Record<EventQuarantined['because'], number>> = { unreadable: 400, unusable: 422, refused: 403 };
/** What an event that is in the ledger is answered with, now or before. */
export const RECORDED_STATUS = 201;

export function sendRecorded(reply: FastifyReply, { position, commitment, isDuplicate, warnings }: EventRecorded): void {
  void reply.header('headgate-position', position.toString());
  void reply
    .code(RECORDED_STATUS)
    .send({ position: position.toString(), commitment: commitment.toString('hex'), duplicate: isDuplicate, warnings });
}

export function sendQuarantined(reply: FastifyReply, { kind }: Pick<Principal, 'kind'>, { because, id, problems }: EventQuarantined): void {
  const message = because === 'refused' ? 'The event claims what its sender may not say.' : 'The event cannot be used as it is.';
  void reply.code(QUARANTINE_STATUS[because]).send({
    code: because === 'refused' ? 'ACCESS_DENIED' : because === 'unreadable' ? 'BODY_UNREADABLE' : 'EVENT_INVALID',
    message: `${message} It is kept in quarantine; nothing is lost. ${kind === 'person' ? PERSONS_SEND_NOTHING : mend(because, id)}`,
    quarantine: id,
    problems,
  });
}

function mend(because: EventQuarantined['because'], id: string): string {
  const look = `Look at it with \`headgate quarantine show ${id} --remote\``;
  if (because !== 'refused') return `${look}; mend the sender and send the event again.`;
  return `${look}; once what it claims is granted, send it on with \`headgate quarantine redrive ${id} --remote\`.`;
}

const PERSONS_SEND_NOTHING =
  'A person asks and sends nothing: send it with the key of an emitter, which `headgate keys create --emitter` makes.';

/** The standard's answer to a batch, and beside it what each event became. */
export function batchAnswer(items: readonly BatchItem[]): unknown {
  const failed = items.flatMap((item, index) => (item.kind === 'recorded' ? [] : [{ index, ...failureOf(item) }]));
  const retriable = failed.filter((each) => each.retriable).length;
  return {
    status: failed.length === 0 ? 'success' : 'partial_success',
    summary: {
      received: items.length,
      successful: items.length - failed.length,
      failed: failed.length,
      retriable,
      non_retriable: failed.length - retriable,
    },
    failed_events: failed,
    events: items.map((item) =>
      item.kind === 'recorded'
        ? {
            position: item.position.toString(),
            commitment: item.commitment.toString('hex'),
            duplicate: item.isDuplicate,
            warnings: item.warnings,
          }
        : null,
    ),
  };
}

function failureOf(item: Exclude<BatchItem, EventRecorded>): {
  readonly reason: string;
  readonly retriable: boolean;
  readonly quarantine?: string;
  readonly problems?: unknown;
} {
  if (item.kind === 'failed') return { reason: item.failure.message, retriable: STATUS[item.failure.code] === 503 };
  const reason = item.problems.map(({ pointer, message }) => `${pointer}: ${message}`).join('; ');
  return { reason, retriable: false, quarantine: item.id, problems: item.problems };
}
