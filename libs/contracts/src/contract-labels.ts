import { labelOfTag, labelSpelt } from '#labels';
import type { Name } from '#lineage';

import type { ContractLabel } from './contract.ts';
import type { OdcsObject, OdcsProperty } from './odcs-document.ts';

/** Where a contract says what data are. */
type Marked = Pick<OdcsProperty, 'classification' | 'tags'>;

/** What a schema object says that the data of its dataset are: docs/decisions/0028. Each label of each place once. */
export function contractLabels({ tags, properties }: OdcsObject, dataset: Name): readonly ContractLabel[] {
  const found = [...labelsIn({ tags }, null), ...ofProperties(properties, null)];
  const distinct = new Map(found.map((each) => [JSON.stringify([each.column, each.label]), each]));
  return [...distinct.values()].map((each) => ({ dataset, ...each }));
}

type Found = Omit<ContractLabel, 'dataset'>;

/** What an array holds is called as the array is. */
function ofProperties(properties: readonly OdcsProperty[] | null | undefined, parent: string | null): readonly Found[] {
  return (properties ?? []).flatMap((property): readonly Found[] => {
    const name = property.physicalName ?? property.name;
    const path = parent === null ? name : `${parent}.${name}`;
    const { items } = property;
    return [
      ...labelsIn(property, path),
      ...ofProperties(property.properties, path),
      ...(items == null ? [] : [...labelsIn(items, path), ...ofProperties(items.properties, path)]),
    ];
  });
}

function labelsIn({ classification, tags }: Marked, column: string | null): readonly Found[] {
  const classified = isWord(classification) ? [labelOfTag({ key: 'classification', value: classification })] : [];
  const words: readonly unknown[] = Array.isArray(tags) ? tags : [];
  const tagged = words.filter(isWord).flatMap((tag) => (tag.startsWith('=') ? [] : labelSpelt(tag))); // a tag without a key says nothing
  return [...classified, ...tagged].map((label) => ({ column, label }));
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
