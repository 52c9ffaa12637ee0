import type { AlertEvent as Happened, AlertState as Standing } from '#alerts';
import { acknowledgeAlert, findAlert, findReaders, listAlerts } from '#operations';

import { alertParent } from './contract-parents.ts';
import { FINDING_KINDS } from './contract-resolvers.ts';
import type { AlertEvent, AlertState, MutationResolvers, QueryResolvers, Resolvers } from './generated.ts';
import { timesIn } from './loaders.ts';
import { nodeParent, pageOf } from './parents.ts';
import { timesOf } from './request-context.ts';
import { same } from './same.ts';

type AlertTypes = 'Alert' | 'AlertAcknowledged' | 'AlertConnection' | 'AlertEdge' | 'AlertStep' | 'Readers' | 'ReadingColumn';

const STATES: Readonly<Record<Standing, AlertState>> = { open: 'OPEN', acknowledged: 'ACKNOWLEDGED', resolved: 'RESOLVED' };
const ASKED: Readonly<Record<AlertState, Standing>> = { OPEN: 'open', ACKNOWLEDGED: 'acknowledged', RESOLVED: 'resolved' };
const EVENTS: Readonly<Record<Happened, AlertEvent>> = { found: 'FOUND', acknowledged: 'ACKNOWLEDGED', mended: 'MENDED' };

export const alertQueries: Pick<QueryResolvers, 'alert' | 'alerts'> = {
  alert: async (_root, { id, ...args }, { context, principal }) => {
    const { alert, header } = await findAlert(context, principal, { id, ...timesOf(args) });
    return alertParent(alert, header);
  },
  alerts: async (_root, { states, first, after, ...args }, { context, principal }) => {
    const filter = { states: states?.map((state) => ASKED[state]) };
    return pageOf(await listAlerts(context, principal, { ...filter, first, after, ...timesOf(args) }), alertParent);
  },
};

export const alertMutations: Pick<MutationResolvers, 'acknowledgeAlert'> = {
  acknowledgeAlert: (_root, { id, note = null }, { unpinned, principal }) => acknowledgeAlert(unpinned, principal, { id, note }),
};

export const alertResolvers: Pick<Resolvers, AlertTypes> = {
  Alert: {
    id: ({ alert }) => alert.id,
    state: ({ alert }) => STATES[alert.state],
    kind: ({ alert }) => FINDING_KINDS[alert.kind],
    contract: ({ alert }) => alert.contract,
    dataset: ({ alert }) => alert.dataset,
    column: ({ alert }) => alert.column,
    expected: ({ alert }) => alert.expected,
    found: ({ alert }) => alert.found,
    openedAt: ({ alert }) => alert.openedAt,
    since: ({ alert }) => alert.since,
    evidence: ({ alert }) => alert.evidence,
    readers: ({ alert, header }, _args, { context, principal }) => {
      const { knownAt } = timesIn(header);
      return findReaders(context, principal, { alert, knownAt });
    },
    history: ({ alert }) => alert.history,
    header: ({ header }) => header,
  },
  AlertAcknowledged: { ...same('id', 'position'), state: ({ state }) => STATES[state] },
  AlertConnection: same('header', 'nodes', 'edges', 'pageInfo'),
  AlertEdge: same('cursor', 'node'),
  AlertStep: {
    ...same('at', 'note', 'evidence', 'position', 'commitment'),
    event: ({ event }) => EVENTS[event],
    state: ({ state }) => STATES[state],
    by: ({ by, byName }) => ({ id: by, name: byName }),
  },
  Readers: {
    header: ({ header }) => header,
    jobs: ({ jobs, header }) => jobs.map((job) => nodeParent(job, header)),
    columns: ({ columns, header }) => columns.map(({ dataset, ...rest }) => ({ ...rest, dataset: nodeParent(dataset, header) })),
  },
  ReadingColumn: same('dataset', 'column', 'depth'),
};
