import { Failure } from '#foundation';
import { isUuid } from '#lineage';
import { LedgerReader, QuarantineReader, type QuarantineRow, type Session } from '#store';

import type { AnswerHeader, Asking, Question } from '../ask/answer.ts';
import { answerTo } from '../ask/ask.ts';
import { type Asker, MISSING } from '../ask/sight.ts';
import type { Context, Principal } from '../context.ts';
import { noteDenial } from '../denials.ts';
import { type AlsoUnmapped, EVERYTHING_RECORDED, type QuarantinedEvent } from './list-quarantine.ts';
import { visibleTo } from '../ask/quarantine-sight.ts';
import { asSeen } from './as-seen.ts';

/**
 * The bytes as they came: text when they are UTF-8, else base64. Both null: they were erased, the key file is not the ledger's own, or they are not the
 * asker's to read. Nobody takes secrets out of what could not be used.
 */
export interface QuarantinedBody {
  readonly text: string | null;
  readonly base64: string | null;
}

export interface QuarantinedAnswer {
  readonly header: AnswerHeader;
  readonly quarantined: QuarantinedEvent & { readonly body: QuarantinedBody };
}

/** One quarantined event with its bytes. Throws NOT_FOUND when there is none by that id, or none that the asker may see. */
export async function showQuarantined(
  context: Context,
  principal: Principal,
  input: { readonly id: string } & AlsoUnmapped & Question,
): Promise<QuarantinedAnswer> {
  const work = async (asking: Asking): Promise<QuarantinedAnswer> => {
    const { session, times, header } = asking;
    const knownAt = input.alsoUnmapped === true ? EVERYTHING_RECORDED : times.knownAt;
    const reader = new QuarantineReader(session, context.tenant);
    const found = isUuid(input.id) ? await reader.find(input.id, knownAt) : undefined;
    const sight = await visibleTo({ context, principal }, asking);
    const [row] = found === undefined ? [] : await asSeen(reader, [found], sight);
    if (row === undefined) throw unseen({ context, principal }, input.id);
    const isOwn = principal.kind === 'admin' || row.sender === principal.id;
    const bytes = isOwn ? await quarantinedBytes(context, session, row) : undefined;
    return { header: header(), quarantined: { ...row, body: bodyOf(bytes) } };
  };
  return answerTo(context, principal, { question: input, as: { operation: 'quarantined event' }, work });
}

/** The failure of whoever asks for what is not there, or not for them; noted as denied alike, but for administrators. */
export function unseen({ context, principal }: Asker, id: string): Failure {
  if (principal.kind !== 'admin')
    noteDenial(context, principal, { action: 'see', what: `quarantined event ${id}`, why: MISSING, policy: null });
  return notInQuarantine(id);
}

export function notInQuarantine(id: string): Failure {
  return new Failure('NOT_FOUND', `There is nothing in quarantine as ${id}; \`headgate quarantine list\` names what there is.`);
}

/** The bytes as they came; undefined when they cannot be read any more. */
export async function quarantinedBytes(
  { tenant, keys }: Context,
  session: Session,
  { position }: Pick<QuarantineRow, 'position'>,
): Promise<Buffer | undefined> {
  const [entry] = await new LedgerReader(session, tenant, keys).at([position]);
  return entry?.frame?.form === 'bytes' ? entry.frame.bytes : undefined;
}

function bodyOf(bytes: Buffer | undefined): QuarantinedBody {
  if (bytes === undefined) return { text: null, base64: null };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), base64: null };
  } catch {
    return { text: null, base64: bytes.toString('base64') }; // not UTF-8
  }
}
