import {
  type EventQuarantined,
  type EventRecorded,
  listQuarantine,
  mapUpTo,
  type QuarantinedBody,
  redriveQuarantined,
  senderCalled,
  showQuarantined,
} from '#operations';

import { type QuarantinedJson, quarantinedJson } from '../../server/src/ingest/arrival-json.ts';
import { DoorClient } from './remote/door-client.ts';
import type { Login } from './remote/login-file.ts';
import type { Opened } from './with-installation.ts';
import type { Sources } from './with-source.ts';

/** Which of what is in quarantine is listed. */
export interface QuarantineWish {
  readonly because?: EventQuarantined['because'] | undefined;
  /** By name or id. */
  readonly sender?: string | undefined;
  readonly open?: boolean | undefined;
  readonly first: number;
  readonly after: string | null;
}

/** What a redrive came to. */
export type Redriven = Pick<EventRecorded, 'kind' | 'position' | 'isDuplicate'> | Pick<EventQuarantined, 'kind' | 'because' | 'problems'>;

/** Where a quarantine is: in an installation on this machine, or behind a server. */
export interface QuarantineSource {
  readonly list: (wish: QuarantineWish) => Promise<{ readonly items: readonly QuarantinedJson[]; readonly next: string | null }>;
  readonly show: (id: string) => Promise<QuarantinedJson & { readonly body: QuarantinedBody }>;
  /** Who may redrive is asked once; then, one by one, what each redrive came to. Throws a `Failure` when it cannot be tried. */
  readonly redriver: () => Promise<(id: string) => Promise<Redriven>>;
  /** After redrives: brings the graph up to what was recorded, where nobody else does. */
  readonly settle: () => Promise<unknown>;
}

function within({ context, reader, actor }: Opened): QuarantineSource {
  return {
    list: async ({ sender: called, ...wish }) => {
      const sender = called === undefined ? undefined : await senderCalled(context, reader, called);
      const { nodes, pageInfo } = await listQuarantine(context, reader, { ...wish, sender, alsoUnmapped: true });
      return { items: nodes.map(quarantinedJson), next: pageInfo.hasNextPage ? pageInfo.endCursor : null };
    },
    show: async (id) => {
      const { quarantined } = await showQuarantined(context, reader, { id, alsoUnmapped: true });
      return { ...quarantinedJson(quarantined), body: quarantined.body };
    },
    redriver: async () => {
      const who = await actor();
      return (id) => redriveQuarantined(context, who, { id });
    },
    settle: () => mapUpTo(context),
  };
}

/** Answers of our own server are taken as what they are. */
function behind(server: Login): QuarantineSource {
  const door = new DoorClient(server);
  const path = '/api/v1/quarantine';
  return {
    list: async ({ because, sender, open, first, after }) => {
      const question = {
        because,
        sender,
        open: open === undefined ? undefined : String(open),
        first: String(first),
        after: after ?? undefined,
      };
      return (await door.get(path, question)) as unknown as Awaited<ReturnType<QuarantineSource['list']>>;
    },
    show: async (id) => (await door.get(`${path}/${encodeURIComponent(id)}`)) as unknown as Awaited<ReturnType<QuarantineSource['show']>>,
    redriver: () =>
      Promise.resolve(async (id) => {
        const answer = await door.ask('POST', `${path}/${encodeURIComponent(id)}/redrive`);
        const outcome = redriven(answer);
        if (outcome === undefined) throw door.failureIn(answer);
        return outcome;
      }),
    settle: () => Promise.resolve(),
  };
}

const BECAUSE: Readonly<Record<number, EventQuarantined['because']>> = { 400: 'unreadable', 422: 'unusable', 403: 'refused' };

function redriven({ status, json }: Awaited<ReturnType<DoorClient['ask']>>): Redriven | undefined {
  const { position, duplicate, problems, quarantine } = json;
  if (typeof position === 'string') return { kind: 'recorded', position: BigInt(position), isDuplicate: duplicate === true };
  const because = BECAUSE[status];
  if (typeof quarantine !== 'string' || because === undefined) return undefined;
  return { kind: 'quarantined', because, problems: problems as EventQuarantined['problems'] }; // as the door tells them
}

/** The quarantine, from either place. */
export const QUARANTINE: Sources<QuarantineSource> = { keys: true, within, behind };
