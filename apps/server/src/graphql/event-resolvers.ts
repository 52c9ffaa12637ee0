import { Failure } from '#foundation';
import {
  listEvents,
  listQuarantine,
  type QuarantinedEvent,
  type RecordedEntry,
  redriveQuarantined,
  showEvent,
  showQuarantined,
} from '#operations';

import type { EntryKind, MutationResolvers, Outcome, QuarantineCause, QueryResolvers, Resolvers } from './generated.ts';
import { JsonText } from './json-text.ts';
import { eventParent, pageOf, quarantinedParent } from './parents.ts';
import { optionalJob, runReference } from './references.ts';
import { timesOf } from './request-context.ts';
import { same } from './same.ts';

type EventTypes =
  | 'Event'
  | 'EventConnection'
  | 'EventEdge'
  | 'Warning'
  | 'Quarantined'
  | 'QuarantineConnection'
  | 'QuarantineEdge'
  | 'Problem'
  | 'Redriven';

/** What an entry is, as the schema says it. */
export const ENTRY_KINDS: Readonly<Record<RecordedEntry['kind'], EntryKind>> = {
  event: 'EVENT',
  quarantined: 'QUARANTINED',
  retraction: 'RETRACTION',
  setting: 'SETTING',
  policy: 'POLICY',
  contract: 'CONTRACT',
  decision: 'DECISION',
  alert: 'ALERT',
  report: 'REPORT',
  key: 'KEY',
  retirement: 'RETIREMENT',
  erasure: 'ERASURE',
  restoration: 'RESTORATION',
  withheld: 'WITHHELD',
};
const OUTCOMES: Readonly<Record<RecordedEntry['outcome'], Outcome>> = {
  accepted: 'ACCEPTED',
  quarantined: 'QUARANTINED',
  recorded: 'RECORDED',
};
const CAUSES: Readonly<Record<QuarantinedEvent['because'], QuarantineCause>> = {
  unreadable: 'UNREADABLE',
  unusable: 'UNUSABLE',
  refused: 'REFUSED',
};
const BECAUSE: Readonly<Record<QuarantineCause, QuarantinedEvent['because']>> = {
  UNREADABLE: 'unreadable',
  UNUSABLE: 'unusable',
  REFUSED: 'refused',
};

export const eventQueries: Pick<QueryResolvers, 'events' | 'event' | 'quarantine' | 'quarantined'> = {
  events: async (_root, { run, job, from, to, first, after, ...args }, { context, principal }) => {
    const filter = { run: run == null ? undefined : runReference(run), job: optionalJob(job), from, to };
    return pageOf(await listEvents(context, principal, { ...filter, first, after, ...timesOf(args) }), eventParent);
  },
  event: async (_root, { position, commitment, ...args }, { context, principal }) => {
    const { entry, header } = await showEvent(context, principal, { ...entryReference(position, commitment), ...timesOf(args) });
    return eventParent(entry, header);
  },
  quarantine: async (_root, { because, sender, open, first, after, ...args }, { context, principal }) => {
    const filter = { because: because == null ? undefined : BECAUSE[because], sender, open };
    return pageOf(await listQuarantine(context, principal, { ...filter, first, after, ...timesOf(args) }), quarantinedParent);
  },
  quarantined: async (_root, { id, ...args }, { context, principal, loaders }) => {
    const { quarantined, header } = await showQuarantined(context, principal, { id, ...timesOf(args) });
    loaders.quarantinedBody(header).prime(quarantined.id, quarantined.body);
    return quarantinedParent(quarantined, header);
  },
};

export const eventMutations: Pick<MutationResolvers, 'redriveQuarantined'> = {
  redriveQuarantined: (_root, { id }, { unpinned, principal }) => redriveQuarantined(unpinned, principal, { id }),
};

export const eventResolvers: Pick<Resolvers, EventTypes> = {
  Event: {
    position: ({ entry }) => entry.position,
    commitment: ({ entry }) => entry.commitment,
    recordedAt: ({ entry }) => entry.recordedAt,
    sender: ({ entry }) => (entry.by === null ? null : { id: entry.by, name: entry.byName }),
    kind: ({ entry }) => ENTRY_KINDS[entry.kind],
    outcome: ({ entry }) => OUTCOMES[entry.outcome],
    warnings: ({ entry }) => entry.warnings,
    redacted: ({ entry }) => entry.redacted,
    keptOut: ({ entry }) => entry.keptOut,
    body: ({ entry }) => entry.body,
    json: ({ entry }) => (entry.body === null ? null : (JsonText.checked(entry.body) ?? null)),
    header: ({ header }) => header,
  },
  EventConnection: same('header', 'nodes', 'edges', 'pageInfo'),
  EventEdge: same('cursor', 'node'),
  Warning: { code: ({ code }) => code, pointer: ({ pointer }) => pointer ?? null, message: ({ message }) => message ?? null },
  Quarantined: {
    id: ({ quarantined }) => quarantined.id,
    position: ({ quarantined }) => quarantined.position,
    because: ({ quarantined }) => CAUSES[quarantined.because],
    problems: ({ quarantined }) => quarantined.problems,
    receivedAt: ({ quarantined }) => quarantined.receivedAt,
    sender: ({ quarantined }) => ({ id: quarantined.sender, name: quarantined.senderName }),
    byteLength: ({ quarantined }) => quarantined.bytes,
    redrivenTo: ({ quarantined }) => quarantined.redrivenTo,
    text: async ({ quarantined, header }, _args, { loaders }) => (await loaders.quarantinedBody(header).load(quarantined.id)).text,
    base64: async ({ quarantined, header }, _args, { loaders }) => (await loaders.quarantinedBody(header).load(quarantined.id)).base64,
    header: ({ header }) => header,
  },
  QuarantineConnection: same('header', 'nodes', 'edges', 'pageInfo'),
  QuarantineEdge: same('cursor', 'node'),
  Problem: same('pointer', 'message'),
  Redriven: {
    position: (redriven) => (redriven.kind === 'recorded' ? redriven.position : null),
    duplicate: (redriven) => redriven.kind === 'recorded' && redriven.isDuplicate,
    warnings: (redriven) => (redriven.kind === 'recorded' ? redriven.warnings : []),
    problems: (redriven) => (redriven.kind === 'quarantined' ? redriven.problems : []),
  },
};

function entryReference(position: string | null | undefined, commitment: string | null | undefined) {
  if (commitment != null) return { commitment };
  if (position != null) return { position };
  throw new Failure('BAD_REQUEST', 'Say which entry: by its position or by its commitment.');
}
