import type { EphiMap, MapEdge, MapName } from '../ephi/ephi-map.ts';
import type { Basis } from '../ephi/phi-tags.ts';
import type { Exposure } from '../ephi/reach.ts';
import { type Html, markup } from './html.ts';

const STATES: Readonly<Record<Exposure, string>> = { UNMASKED: 'unmasked', PSEUDONYMISED: 'pseudonymised', DERIVED: 'derived' };

/** In which state ePHI is, as a mark with a word. */
export function state(exposure: Exposure): Html {
  return markup`<span class="state ${STATES[exposure]}">${exposure}</span>`;
}

/** A mark for what ePHI comes from. */
export const sourceMark: Html = markup`<span class="state source">SOURCE</span>`;

/** A mark for what nobody knows. */
export function open(word: string): Html {
  return markup`<span class="state open">${word}</span>`;
}

/** A name, with its namespace below it. */
export function named({ namespace, name }: MapName, column?: string | null): Html {
  const whole = column === undefined ? name : column === null ? `${name}, rows as a whole` : `${name}.${column}`;
  return markup`<span class="name">${whole}</span><span class="space name">${namespace}</span>`;
}

/** The edges of a way, one after the other, each with its job and a link to its evidence. */
export function way({ edges }: Pick<EphiMap, 'edges'>, witness: readonly number[]): Html {
  const steps = witness.flatMap((number) => edges[number - 1] ?? []);
  return markup`<ol class="way">${steps.map((edge) => markup`<li>${step(edge)}</li>`)}</ol>`;
}

function step({ number, via, exposure, target }: MapEdge): Html {
  const doing = exposure === 'PSEUDONYMISED' ? ', masks it' : exposure === 'DERIVED' ? ', derives from it' : '';
  const into =
    target.kind === 'column' ? markup` to ${target.name}${target.column === null ? '' : `.${target.column}`}` : markup` to ${target.name}`;
  return markup`${via?.name ?? 'said of itself'}${into}${doing} (<a href="#edge-${number}">edge ${number}</a>)`;
}

/** Why a column counts as a source. */
export const BASES: Readonly<Record<Basis, string>> = {
  COLUMN: 'it is said of the column',
  DATASET: 'it is said of its dataset as a whole',
  WITHIN: 'it is a part of a column of which it is said',
  AROUND: 'a column of which it is said is a part of it',
  WHOLE: 'it is said of its dataset as a whole, and columns that no schema shows lead on',
};

/** The gravest first: what ePHI may have reached unseen, then what bounds and producers left out, then what nobody said. */
export function compareUnknown(left: { readonly code: string }, right: { readonly code: string }): number {
  const order = Object.keys(TITLES); // a code that is not ours yet stands before all
  return order.indexOf(left.code) - order.indexOf(right.code);
}

/** What is unknown, as a heading. Codes that are not ours yet stand for themselves. */
export function unknownTitle(code: string): string {
  return TITLES[code] ?? code.toLowerCase().replaceAll('_', ' ');
}

const TITLES: Readonly<Record<string, string>> = {
  TRUNCATED: 'Cut short',
  NO_COLUMN_LINEAGE: 'Reached, and nobody tells by which columns',
  MASKING_NOT_TOLD: 'Carried on, and masking is not told',
  QUARANTINED_EVENTS: 'Events that could not be used',
  ACCESS_SCOPED: 'As far as the asker may see',
  ENTRIES_SET_ASIDE: 'Entries that could not be applied',
  EXTRACTION_ERRORS: 'Producers that could not see everything',
  PRODUCER_SILENT: 'Producers that fell silent',
  RUN_NEVER_ENDED: 'Runs without an end',
  EVIDENCE_MISSING: 'Shown without evidence',
  SCHEMA_NOT_KNOWN: 'Columns not known',
  OWNER_NOT_KNOWN: 'Owner not known',
  NOT_TAGGED: 'Of which nobody says what they are',
};
