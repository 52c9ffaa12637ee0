import { z } from 'zod';

import { formatInstant, type Instant } from '#foundation';
import {
  acknowledgeAlert,
  type Alert,
  type AlertAcknowledged,
  findAlert,
  findReaders,
  listAlerts,
  mapUpTo,
  type Readers,
} from '#operations';

import { type Evidence, evidenceJson } from './evidence-json.ts';
import {
  EVIDENCE,
  EvidenceShape,
  NameShape,
  PAGE_INFO,
  PageInfoShape,
  PERSON,
  PersonShape,
  spelled,
  wordOf,
} from './remote/answer-parts.ts';
import { askServer } from './remote/ask-server.ts';
import type { Login } from './remote/login-file.ts';
import type { Opened } from './with-installation.ts';
import { everyPage, type Sources } from './with-source.ts';

export const STATES = ['open', 'acknowledged', 'resolved'] as const;
type State = Alert['state'];
type Step = Alert['history'][number];

/** An alert as it is printed. */
export interface AlertJson extends Omit<Alert, 'openedAt' | 'since' | 'evidence' | 'history'> {
  readonly evidence: readonly Evidence[];
  readonly openedAt: string;
  readonly since: string | null;
  readonly history: readonly (Omit<Step, 'at' | 'position' | 'evidence'> &
    Evidence & { readonly at: string; readonly evidence: readonly Evidence[] })[];
}

/** Who reads the column of an alert, as it is printed. */
export interface ReadersJson extends Omit<Readers, 'header'> {
  readonly asOf: string;
  readonly knownAt: string;
}

interface AlertSource {
  readonly list: (state: State | undefined) => Promise<readonly AlertJson[]>;
  readonly show: (id: string) => Promise<AlertJson & { readonly readers: ReadersJson | null }>;
  readonly acknowledge: (id: string, note: string | null) => Promise<Omit<AlertAcknowledged, 'position'> & { readonly position: string }>;
}

const PAGE = 500;

function within({ context, reader, actor }: Opened): AlertSource {
  return {
    list: async (state) => {
      await mapUpTo(context);
      const states = state === undefined ? undefined : [state];
      return (await everyPage((after) => listAlerts(context, reader, { states, first: PAGE, after }))).map(alertJson);
    },
    show: async (id) => {
      await mapUpTo(context);
      const { alert, header } = await findAlert(context, reader, { id });
      const readers = await findReaders(context, reader, { alert, knownAt: header.knownAt.toString() });
      return { ...alertJson(alert), readers: readers === null ? null : readersJson(readers) };
    },
    acknowledge: async (id, note) => {
      const { position, ...acknowledged } = await acknowledgeAlert(context, await actor(), { id, note });
      return { ...acknowledged, position: position.toString() };
    },
  };
}

function alertJson({ evidence, openedAt, since, history, ...alert }: Alert): AlertJson {
  return {
    ...alert,
    evidence: evidence.map(evidenceJson),
    openedAt: formatInstant(openedAt),
    since: textOrNull(since),
    history: history.map(({ at, evidence: grounds, ...step }) => ({
      ...step,
      position: step.position.toString(),
      evidence: grounds.map(evidenceJson),
      at: formatInstant(at),
    })),
  };
}

function textOrNull(instant: Instant | null): string | null {
  return instant === null ? null : formatInstant(instant);
}

function readersJson({ header, jobs, columns }: Readers): ReadersJson {
  return { asOf: formatInstant(header.asOf), knownAt: header.knownAt.toString(), jobs, columns };
}

/** What the server lets one answer hold. */
const REMOTE_PAGE = 100;

function behind(server: Login): AlertSource {
  return {
    list: async (state) => {
      const states = state === undefined ? null : [spelled(state)];
      return everyPage(
        async (after) => (await askServer(server, ListShape, { query: LIST, variables: { states, first: REMOTE_PAGE, after } })).alerts,
      );
    },
    show: async (id) => (await askServer(server, ShowShape, { query: SHOW, variables: { id } })).alert,
    acknowledge: async (id, note) => (await askServer(server, AckShape, { query: ACK, variables: { id, note } })).acknowledgeAlert,
  };
}

const ALERT = `id state kind contract dataset { namespace name } column expected found openedAt since ${EVIDENCE}
  history { event state note position commitment by ${PERSON} ${EVIDENCE} at }`;
const LIST = `
query Alerts($states: [AlertState!], $first: Int, $after: String) {
  alerts(states: $states, first: $first, after: $after) { nodes { ${ALERT} } ${PAGE_INFO} }
}`;
const SHOW = `
query Alert($id: ID!) {
  alert(id: $id) {
    ${ALERT}
    readers { header { asOf knownAt } jobs { id namespace name } columns { dataset { id namespace name } column depth } }
  }
}`;
const ACK = `
mutation Acknowledge($id: ID!, $note: String) {
  acknowledgeAlert(id: $id, note: $note) { id state position }
}`;

const Text = z.string().nullable();
const StateShape = wordOf(STATES);
const StepShape = z
  .object({
    event: wordOf(['found', 'acknowledged', 'mended']),
    state: StateShape,
    note: Text,
    ...{ position: z.string(), commitment: z.string(), by: PersonShape, evidence: EvidenceShape, at: z.string() },
  })
  .transform(({ by, ...step }) => ({ ...step, by: by.id, byName: by.name }));
const AlertShape = z.object({
  ...{ contract: z.string(), dataset: NameShape, column: z.string(), kind: wordOf(['column-missing', 'type-changed']) },
  ...{ id: z.string(), expected: Text, found: Text, state: StateShape, evidence: EvidenceShape },
  ...{ openedAt: z.string(), since: Text, history: z.array(StepShape) },
});
const NodeShape = z.object({ id: z.string(), namespace: z.string(), name: z.string() });
const ReadersShape = z
  .object({
    header: z.object({ asOf: z.string(), knownAt: z.string() }),
    jobs: z.array(NodeShape.transform((job) => ({ ...job, kind: 'job' as const }))),
    columns: z.array(
      z.object({ dataset: NodeShape.transform((dataset) => ({ ...dataset, kind: 'dataset' as const })), column: Text, depth: z.number() }),
    ),
  })
  .transform(({ header, ...readers }) => ({ ...header, ...readers }));
const ListShape = z.object({ alerts: z.object({ nodes: z.array(AlertShape), pageInfo: PageInfoShape }) });
const ShowShape = z.object({ alert: AlertShape.extend({ readers: ReadersShape.nullable() }) });
const AckShape = z.object({ acknowledgeAlert: z.object({ id: z.string(), state: StateShape, position: z.string() }) });

/** Alerts, from either place. */
export const ALERTS: Sources<AlertSource> = { keys: 'or-new', within, behind };
