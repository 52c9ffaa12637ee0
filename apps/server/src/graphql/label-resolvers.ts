import { classification, type FlowLabel, labelledPlaces, type LabelSayer } from '#operations';

import type { LabelForm, LabelSayerKind, QueryResolvers, Resolvers } from './generated.ts';
import { nodeParent, pageOf } from './parents.ts';
import { nodeReference } from './references.ts';
import { timesOf } from './request-context.ts';
import { same } from './same.ts';

type LabelTypes =
  'Classification' | 'FlowLabel' | 'LabelSayer' | 'FlowStep' | 'FlowPlace' | 'LabelledConnection' | 'LabelledEdge' | 'LabelledPlace';

const FORMS: Readonly<Record<FlowLabel['form'], LabelForm>> = { plain: 'PLAIN', pseudonymised: 'PSEUDONYMISED', inferred: 'INFERRED' };
const SAYERS: Readonly<Record<LabelSayer['kind'], LabelSayerKind>> = { event: 'EVENT', policy: 'POLICY', contract: 'CONTRACT' };

export const labelQueries: Pick<QueryResolvers, 'classification' | 'labelled'> = {
  classification: (_root, { dataset, column, ...args }, { context, principal }) =>
    classification(context, principal, { dataset: nodeReference(dataset, 'dataset'), column, ...timesOf(args) }),
  labelled: async (_root, { label, isDeclared, first, after, ...args }, { context, principal }) =>
    pageOf(await labelledPlaces(context, principal, { label, isDeclared, first, after, ...timesOf(args) }), (place, header) => ({
      place,
      header,
    })),
};

export const labelResolvers: Pick<Resolvers, LabelTypes> = {
  Classification: {
    ...same('header', 'column'),
    dataset: ({ dataset, header }) => nodeParent(dataset, header),
    labels: ({ labels, header }) => labels.map((label) => ({ label, header })),
  },
  FlowLabel: {
    label: ({ label }) => label.label,
    form: ({ label }) => FORMS[label.form],
    isAssumed: ({ label }) => label.isAssumed,
    isDeclared: ({ label }) => label.isDeclared,
    origin: ({ label, header }) => ({ place: label.origin, header }),
    saidBy: ({ label }) => label.saidBy,
    path: ({ label, header }) => label.path.map((step) => ({ step, header })),
  },
  LabelSayer: {
    kind: ({ kind }) => SAYERS[kind],
    event: (sayer) => (sayer.kind === 'event' ? sayer.event : null),
    name: (sayer) => (sayer.kind === 'event' ? null : sayer.kind === 'policy' ? sayer.policy : sayer.contract),
    version: (sayer) => (sayer.kind === 'event' ? null : sayer.version),
    place: (sayer) => (sayer.kind === 'policy' ? sayer.place : null),
  },
  FlowStep: {
    from: ({ step, header }) => ({ place: step.from, header }),
    to: ({ step, header }) => ({ place: step.to, header }),
    by: ({ step, header }) => (step.by === null ? null : nodeParent(step.by, header)),
    runId: ({ step }) => step.runId,
    at: ({ step }) => step.at,
    transformation: ({ step }) => step.transformation,
    isAssumed: ({ step }) => step.isAssumed,
  },
  FlowPlace: { node: ({ place, header }) => nodeParent(place.node, header), column: ({ place }) => place.column },
  LabelledConnection: same('header', 'nodes', 'edges', 'pageInfo'),
  LabelledEdge: same('cursor', 'node'),
  LabelledPlace: {
    dataset: ({ place, header }) => nodeParent(place.dataset, header),
    column: ({ place }) => place.column,
    label: ({ place, header }) => ({ label: place.label, header }),
  },
};
