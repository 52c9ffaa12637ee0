import type { RulingPreview } from '#operations';

import { oneLine } from './output.ts';

type Changes = RulingPreview['edges'];

/** Whether a ruling would change nothing at all. */
export function isIdle({ events, edges, nodes }: RulingPreview): boolean {
  const touched = (changes: Changes): number => changes.gone + changes.ended + changes.back + changes.changed;
  return events.takenOut + events.putBack + touched(edges) + touched(nodes) === 0;
}

/** A preview as it is shown before anything is done. */
export function previewLines({ size, behind, events, runs, nodes, edges }: RulingPreview): readonly string[] {
  return [
    `In the graph of ${size} entries this would change:`,
    `  events   ${events.takenOut} taken out, ${events.putBack} put back`,
    ...named(`  runs     ${runs.touched} touched`, runs.first, runs.touched),
    ...changed('  nodes   ', nodes),
    ...changed('  edges   ', edges),
    ...(behind > 0n ? [`${behind} recorded entries are not in the graph yet, and not in this preview.`] : []),
  ];
}

function changed(head: string, changes: Changes): readonly string[] {
  const { gone, ended, back, changed: moved } = changes;
  const names = changes.first.map(({ change, name }) => `${change}: ${name}`);
  return named(`${head} ${gone} gone, ${ended} ended, ${back} back, ${moved} at other times`, names, gone + ended + back + moved);
}

function named(head: string, first: readonly string[], count: number): readonly string[] {
  const left = count - first.length;
  return [head, ...first.map((name) => `    ${oneLine(name)}`), ...(left > 0 ? [`    and ${left} more`] : [])];
}
