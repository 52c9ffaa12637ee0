import { formatInstant } from '#foundation';
import type { Arrival, QuarantinedEvent } from '#operations';

import { type InspectionJson, understoodJson } from './inspection-json.ts';

/** What came in, as JSON. Times are RFC 3339, positions are text. */
export interface ArrivalJson extends Pick<InspectionJson, 'understood' | 'warnings' | 'redacted' | 'keptOut' | 'because' | 'problems'> {
  readonly position: string;
  readonly commitment: string;
  readonly recordedAt: string;
  readonly sender: { readonly id: string; readonly name: string | null };
  readonly outcome: 'accepted' | 'quarantined';
  /** Its id in quarantine; null when it was accepted. */
  readonly quarantine: string | null;
  /** Id of the quarantined event that it is a redrive of. */
  readonly redrives: string | null;
}

export function arrivalJson({
  position,
  commitment,
  recordedAt,
  by,
  byName,
  understood,
  quarantined,
  redrives,
  ...told
}: Arrival): ArrivalJson {
  return {
    ...{ position: position.toString(), commitment, recordedAt: formatInstant(recordedAt), sender: { id: by, name: byName } },
    outcome: quarantined === undefined ? 'accepted' : 'quarantined',
    understood: understood === undefined ? null : understoodJson(understood),
    ...{ warnings: told.warnings, redacted: told.redacted, keptOut: told.keptOut },
    ...{ because: quarantined?.because ?? null, problems: quarantined?.problems ?? [] },
    ...{ quarantine: quarantined?.id ?? null, redrives: redrives ?? null },
  };
}

/** What is in quarantine, as JSON, without its bytes. */
export interface QuarantinedJson extends Omit<QuarantinedEvent, 'position' | 'receivedAt' | 'redrivenTo'> {
  readonly position: string;
  readonly receivedAt: string;
  /** The position that its redrive was recorded at, or that of the event it is a duplicate of; null: still open. */
  readonly redrivenTo: string | null;
}

export function quarantinedJson({ position, receivedAt, redrivenTo, ...item }: QuarantinedEvent): QuarantinedJson {
  return {
    ...item,
    position: position.toString(),
    receivedAt: formatInstant(receivedAt),
    redrivenTo: redrivenTo === null ? null : redrivenTo.toString(),
  };
}
