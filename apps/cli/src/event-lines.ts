import type { InspectionJson, UnderstoodJson } from '../../server/src/ingest/inspection-json.ts';
import { oneLine } from './output.ts';

/** Of each of inputs, outputs, warnings and problems; JSON has them all. */
const SHOWN_MAX = 10;

/** What is told of an event below its first line, for people. */
export type EventDetails = Pick<InspectionJson, 'understood' | 'warnings' | 'redacted' | 'keptOut' | 'problems'>;

/** Who speaks of what, in one line: `run COMPLETE of nightly / load_orders`. */
export function eventSummary(understood: UnderstoodJson | null): string {
  if (understood === null) return 'nothing that could be understood';
  const { kind, eventType, job, dataset } = understood;
  const name = oneLine(nameOf(job ?? dataset ?? { namespace: '', name: '' }));
  switch (kind) {
    case 'run':
      return `run ${eventType ?? 'without eventType'} of ${name}`;
    case 'job':
      return `job ${name}`;
    case 'dataset':
      return `dataset ${name}`;
  }
}

/** What it reads and writes, what is kept without being understood, what is odd, what is wrong. Nothing to tell, no lines. */
export function eventLines({ understood, warnings, redacted, keptOut, problems }: EventDetails): readonly string[] {
  const ownFacets = [...new Set(facetLists(understood).flatMap(({ kept }) => kept))];
  return [
    ...some('in', (understood?.inputs ?? []).map(nameOf)),
    ...some('out', (understood?.outputs ?? []).map(nameOf)),
    ...(ownFacets.length === 0
      ? []
      : [line('kept', `as they came, not of the standard: ${ownFacets.slice(0, SHOWN_MAX).join(', ')}${more(ownFacets)}`)]),
    ...some(
      'secret',
      redacted.map((pointer) => `${pointer} is taken out before it is stored`),
    ),
    ...some(
      'value',
      keptOut.map(({ pointer, how }) => `${pointer} is ${how === 'drop' ? 'taken out' : 'hashed'} before it is stored`),
    ),
    ...some(
      'warning',
      warnings
        .filter(({ code }) => code !== 'KEPT_OUT' && (code !== 'REDACTED' || redacted.length === 0))
        .map(({ pointer, message }) => `${pointer} ${message}`.trim()),
    ),
    ...some(
      'problem',
      problems.map(({ pointer, message }) => `${pointer} ${message}`.trim()),
    ),
  ];
}

function nameOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace} / ${name}`;
}

function facetLists(understood: UnderstoodJson | null) {
  const datasets = [
    ...(understood?.inputs ?? []),
    ...(understood?.outputs ?? []),
    ...(understood?.dataset === undefined ? [] : [understood.dataset]),
  ];
  const all = [understood?.runFacets, understood?.jobFacets, ...datasets.flatMap(({ facets, useFacets }) => [facets, useFacets])];
  return all.flatMap((each) => each ?? []);
}

function some(word: string, texts: readonly string[]): readonly string[] {
  const shown = texts.slice(0, SHOWN_MAX).map((text) => line(word, text));
  return texts.length > SHOWN_MAX ? [...shown, line('', `and ${texts.length - SHOWN_MAX} more`)] : shown;
}

function more(list: readonly string[]): string {
  return list.length > SHOWN_MAX ? ` and ${list.length - SHOWN_MAX} more` : '';
}

function line(word: string, text: string): string {
  return `  ${word.padEnd(WORD_LENGTH)}  ${oneLine(text, 1000)}`;
}

const WORD_LENGTH = 'problem'.length;
