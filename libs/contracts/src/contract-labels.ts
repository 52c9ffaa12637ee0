import { labelOfTag, labelSpelt } from '#labels';
import type { Name } from '#lineage';

import { type ContractLabel, ELEMENT } from './contract.ts';
import type { OdcsObject, OdcsProperty } from './odcs-document.ts';

/** Where a contract says what data are. */
type Marked = Pick<OdcsProperty, 'classification' | 'tags'>;

/** What a schema object says that the data of its dataset are: docs/decisions/0028. Each label of each place once. */
export function contractLabels({ tags, properties }: OdcsObject, dataset: Name): readonly ContractLabel[] {
  const found = [...labelsIn({ tags }, null), ...ofProperties(properties, [])];
  const distinct = new Map(found.map((each) => [JSON.stringify([each.column, each.label]), each]));
  return [...distinct.values()].map((each) => ({ dataset, ...each }));
}

type Found = Omit<ContractLabel, 'dataset'>;

function ofProperties(properties: readonly OdcsProperty[] | null | undefined, around: readonly string[]): readonly Found[] {
  return (properties ?? []).flatMap((property): readonly Found[] => {
    const path = [...around, property.physicalName ?? property.name];
    const { items } = property;
    const held = [...path, ELEMENT_NAME];
    return [
      ...labelsOfColumn(property, path),
      ...ofProperties(property.properties, path),
      ...(items == null ? [] : [...labelsOfColumn(items, held), ...ofProperties(items.properties, held)]),
    ];
  });
}

/** Producers call what is in an array with the name of its element, and without. */
function labelsOfColumn(marked: Marked, path: readonly string[]): readonly Found[] {
  const columns = [path.join('.'), path.filter((name) => name !== ELEMENT_NAME).join('.')];
  return columns.flatMap((column) => labelsIn(marked, column));
}

const ELEMENT_NAME = ELEMENT.slice(1);

function labelsIn({ classification, tags }: Marked, column: string | null): readonly Found[] {
  const isWord = typeof classification === 'string' && classification.trim() !== '';
  const classified = isWord ? [labelOfTag({ key: 'classification', value: classification })] : [];
  const tagged = (Array.isArray(tags) ? (tags as readonly unknown[]) : []).flatMap((tag) => (isTag(tag) ? labelSpelt(tag) : []));
  return [...classified, ...tagged].map((label) => ({ column, label }));
}

/** One without a key says nothing. */
function isTag(tag: unknown): tag is string {
  return typeof tag === 'string' && /^[^=]/.test(tag);
}
