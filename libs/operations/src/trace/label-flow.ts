import { compareUtf8, Failure, type Instant } from '#foundation';
import { type Form, type Held, labelSpelt, originOf, type Place, type Sayer, strongest } from '#labels';
import type { Transformation } from '#lineage';
import { thoseThere } from '#store';

import type { AnswerHeader, Question } from '../ask/answer.ts';
import { read, type Reading, readPage } from '../ask/ask.ts';
import type { Connection, Page } from '../ask/page.ts';
import { type NodeRef, nodeRef, type NodeReference } from '../ask/public-id.ts';
import { requireAuditor } from '../ask/require-auditor.ts';
import { resolve } from '../ask/resolve.ts';
import type { Context, Principal } from '../context.ts';
import { labelsFound, type LabelsFound } from './held-labels.ts';
import { type LabelSayer, withSayers } from './label-sayers.ts';

/** A dataset or a job whole, or a column of a dataset. */
export interface FlowPlace {
  readonly node: NodeRef;
  readonly column: string | null;
}

/** One way that data went. */
export interface FlowStep {
  readonly from: FlowPlace;
  readonly to: FlowPlace;
  /** The job that wrote or declared it, or the dataset that says so of itself. */
  readonly by: NodeRef | null;
  /** Null: it was declared. */
  readonly runId: string | null;
  /** When it was written. */
  readonly at: Instant;
  readonly transformation: Transformation | null;
  readonly isAssumed: boolean;
}

/** A label that data bear. */
export interface FlowLabel {
  readonly label: string;
  readonly form: Form;
  /** Some step on the way was without column lineage. */
  readonly isAssumed: boolean;
  /** Somebody says so of this place; else it came. */
  readonly isDeclared: boolean;
  /** Where it is said. */
  readonly origin: FlowPlace;
  /** Who says it there: events first, then policies, then contracts. */
  readonly saidBy: readonly LabelSayer[];
  /** From there, step by step; none where it is declared. */
  readonly path: readonly FlowStep[];
}

export interface ClassificationAnswer {
  readonly header: AnswerHeader;
  readonly dataset: NodeRef;
  readonly column: string | null;
  readonly labels: readonly FlowLabel[];
}

/** The labels of a dataset, or of a column of it, said or come by lineage. For auditors and administrators from whom nothing is hidden. Throws NOT_FOUND. */
export async function classification(
  context: Context,
  principal: Principal,
  input: { readonly dataset: NodeReference; readonly column?: string | null | undefined } & Question,
): Promise<ClassificationAnswer> {
  await requireAuditor(context, principal, 'ask which labels data bear');
  if (input.column === '') throw new Failure('BAD_REQUEST', 'A column has a name; leave it out to ask about the dataset whole.');
  return read(context, principal, {
    question: input,
    as: { operation: 'classification' },
    work: async (reading) => {
      const { canonical } = await resolve(reading, 'dataset', input.dataset);
      reading.sight.noteShown([canonical]);
      const found = await labelsFound({ context, principal }, reading, { up: [canonical.node] });
      const column = input.column ?? null;
      return {
        header: reading.asking.header(found.reasons),
        dataset: nodeRef(canonical),
        column,
        labels: await withSayers(reading.asked, labelsOf(found.held.read({ node: canonical.node, column }), found)),
      };
    },
  });
}

/** A place where data bear a label. */
export interface LabelledPlace {
  readonly dataset: NodeRef;
  readonly column: string | null;
  readonly label: FlowLabel;
}

/**
 * Everywhere that data bear a label, by name and column; a column of a struct, and columns of a dataset that bears it whole, only where something came or is said
 * of them alone. For auditors and administrators from whom nothing is hidden.
 */
export async function labelledPlaces(
  context: Context,
  principal: Principal,
  input: { readonly label: string; readonly isDeclared?: boolean | null | undefined } & Page & Question,
): Promise<Connection<LabelledPlace>> {
  await requireAuditor(context, principal, 'ask where data bear a label');
  const label = labelSpelt(input.label);
  const isDeclared = input.isDeclared ?? null;
  let found: LabelsFound | undefined;
  return readPage(context, principal, {
    input,
    listing: {
      of: ['labelled', label, isDeclared],
      items: async (reading, { after, limit }) => {
        found = await labelsFound({ context, principal }, reading, { down: label });
        const places = (await placesWith(reading, found, label)).filter(
          (place) => isDeclared === null || place.label.isDeclared === isDeclared,
        );
        return places.filter((place) => after === undefined || isAfter(keyOf(place), after)).slice(0, limit);
      },
      keyOf,
      show: async ({ asked, sight }, places) => {
        const shown = new Set(places.map(({ dataset }) => dataset.id));
        const named = [...(found?.names ?? [])].filter(([, name]) => name.kind === 'dataset' && shown.has(nodeRef(name).id));
        sight.noteShown(named.map(([node, { namespace, name }]) => ({ node, namespace, name })));
        const labels = await withSayers(
          asked,
          places.map(({ label: said }) => said),
        );
        return places.flatMap((place, index) => labels.slice(index, index + 1).map((told) => ({ ...place, label: told })));
      },
      reasons: () => found?.reasons ?? [],
    },
  });
}

/** A label before anybody is called by name who says it. */
type FoundLabel = Omit<FlowLabel, 'saidBy'> & { readonly sayers: readonly Sayer[] };
type FoundPlace = Omit<LabelledPlace, 'label'> & { readonly label: FoundLabel };

/** Of each label the strongest forms in which it is there. */
function labelsOf(held: readonly Held[], found: LabelsFound): readonly FoundLabel[] {
  const labels = [...new Set(held.map(({ label }) => label))].toSorted(compareUtf8);
  return labels.flatMap((label) => strongest(held.filter((each) => each.label === label)).map((each) => foundLabel(each, found)));
}

/** Of datasets that are there: what was dropped holds nothing, whatever its tags still say. */
async function placesWith({ asked }: Reading, found: LabelsFound, label: string): Promise<readonly FoundPlace[]> {
  const { held, names } = found;
  const places = held.placesWith(label);
  const there = await thoseThere(
    asked,
    places.map(({ node }) => node),
  );
  return places
    .filter(({ node }) => there.has(node))
    .flatMap((place): readonly FoundPlace[] => {
      const name = names.get(place.node);
      if (name?.kind !== 'dataset') return [];
      const born = held.bornBy(place).filter((each) => each.label === label);
      return labelsOf(born, found).map((each) => ({ dataset: nodeRef(name), column: place.column, label: each }));
    })
    .toSorted((left, right) => (isAfter(keyOf(left), keyOf(right)) ? 1 : -1));
}

/** By name and column, the dataset whole first; one place may bear a label in two forms, neither above the other. */
function keyOf({ dataset, column, label }: FoundPlace): readonly string[] {
  return [dataset.namespace, dataset.name, column === null ? '' : `=${column}`, label.form];
}

function isAfter(key: readonly (string | null)[], other: readonly (string | null)[]): boolean {
  const at = key.findIndex((part, index) => part !== other[index]);
  return at !== -1 && compareUtf8(key[at] ?? '', other[at] ?? '') > 0;
}

function foundLabel(held: Held, { held: all, names }: LabelsFound): FoundLabel {
  const { label, form, isAssumed, came } = held;
  return {
    ...{ label, form, isAssumed, isDeclared: came === undefined, sayers: all.sayersOf(held) },
    ...{ origin: flowPlace(originOf(held), names), path: pathOf(held, names) },
  };
}

function pathOf(held: Held, names: LabelsFound['names']): readonly FlowStep[] {
  const steps: FlowStep[] = [];
  for (let { came } = held; came !== undefined; { came } = came.before) {
    const { way, writer, at } = came;
    steps.push({
      from: flowPlace({ node: way.source, column: way.sourceColumn }, names),
      to: flowPlace({ node: way.target, column: way.targetColumn }, names),
      by: writer.by === null ? null : nodeRef(writer.by),
      runId: writer.runId,
      at,
      transformation: way.transformation,
      isAssumed: way.isAssumed,
    });
  }
  return steps.reverse();
}

function flowPlace({ node, column }: Place, names: LabelsFound['names']): FlowPlace {
  const name = names.get(node);
  if (name === undefined) throw new Error('a label came by a place that was not read');
  return { node: nodeRef(name), column };
}
