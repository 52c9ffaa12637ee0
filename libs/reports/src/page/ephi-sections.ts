import { nameKey } from '#lineage';

import type { Destination, EphiMap, EphiSource, MapDataset } from '../ephi/ephi-map.ts';
import type { Saying } from '../ephi/phi-tags.ts';
import { EXPOSURES } from '../ephi/reach.ts';
import { BASES, compareUnknown, named, open, sourceMark, state, unknownTitle, way } from './ephi-words.ts';
import { counted, type Html, markup, table } from './html.ts';

/** Digits of a commitment that a table shows; the list has them all. */
const SHORT_DIGITS = 12;

/** A part of the page under a heading of its own. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

export function shortSection({ summary }: EphiMap): Section {
  const { sources, sourceDatasets, unmasked, pseudonymised, derived, assumedDatasets, datasetsLookedAt, datasetsTagged } = summary;
  const tiles: readonly (readonly [number, string])[] = [
    [sources, `source columns, in ${counted(sourceDatasets, 'dataset')}`],
    [unmasked, 'further columns that it reaches unmasked'],
    [pseudonymised, 'further columns that it reaches masked on every way'],
    [derived, 'columns that only derive from it'],
    [assumedDatasets, 'datasets that may hold it: no column lineage'],
  ];
  const body = markup`<dl class="tiles">${tiles.map(([count, words]) => markup`<div><dt>${words}</dt><dd>${count}</dd></div>`)}</dl>
<p>${counted(datasetsLookedAt, 'dataset')} looked at; ${datasetsTagged} of them carry tags, of ${summary.datasetsRuled} a policy or a contract says what they are, ${summary.datasetsWithSchema} a schema, ${summary.datasetsOwned} an owner. Each column is counted once, at its gravest. A masked value is a pseudonym: it is ePHI still.</p>
`;
  return { id: 'in-short', title: 'In short', body };
}

export function unknownSection({ unknown }: EphiMap): Section {
  const notes = [...unknown].sort(compareUnknown).map(
    ({ code, message, about }) => markup`<div class="note">
<h3>${unknownTitle(code)}${about.length > 1 ? markup` <span class="quiet">(${about.length})</span>` : ''}</h3>
<p>${message}</p>
${about.length === 0 ? '' : markup`<ul>${about.map((each) => markup`<li>${each}</li>`)}</ul>`}
</div>
`,
  );
  const none = markup`<p>Nothing is known to be missing. What no producer told and nobody said is not known all the same.</p>`;
  return { id: 'not-known', title: 'What is not known', body: unknown.length === 0 ? none : markup`${notes}` };
}

export function sourcesSection(map: EphiMap): Section {
  const datasets = new Set(map.sources.map(nameKey));
  const groups = [...datasets].map((key) =>
    sourceDataset(
      map,
      map.sources.filter((source) => nameKey(source) === key),
    ),
  );
  const none = markup`<p>Of no column and no dataset anybody says that it is ePHI. That does not say that there is none.</p>`;
  const body = markup`<p>Each source, with everything that it directly reaches, the gravest first. The way shown is the shortest in that state.</p>
${groups.length === 0 ? none : groups}`;
  return { id: 'sources', title: 'Where ePHI comes from, and where it goes', body };
}

function sourceDataset(map: EphiMap, sources: readonly EphiSource[]): Html {
  const [first] = sources;
  if (first === undefined) return markup``;
  const dataset = map.datasets.find((each) => nameKey(each) === nameKey(first));
  return markup`<h3>${named(first)}</h3>
<p>Owner: ${ownersOf(dataset)}</p>
${sources.map((source) => sourceColumn(map, source))}`;
}

function sourceColumn(map: EphiMap, source: EphiSource): Html {
  const { column, basis, saidBy, isReached, destinations, derived } = source;
  const what = column ?? 'the rows as a whole';
  const nowhere = markup`<p>Leads nowhere, as far as column lineage tells.</p>
`;
  return markup`<h4>${what}</h4>
<p class="quiet">Source because ${BASES[basis]}: ${saidBy.map((saying, index) => markup`${index === 0 ? '' : '; '}${sayingWords(saying)}`)}.${isReached ? ' It is also reached from another source.' : ''}</p>
${destinations.length === 0 ? nowhere : destinationTable(map, { caption: `What ${what} reaches`, head: 'Reaches' }, destinations)}
${derived.length === 0 ? '' : destinationTable(map, { caption: `What only derives from ${what} (weaker)`, head: 'Derives' }, derived)}`;
}

/** Who says it, with what tells that. */
function sayingWords(saying: Saying): Html {
  const { toldBy } = saying;
  const by = toldBy === null ? 'by what counts no more' : markup`by ${commitment(toldBy)}`;
  switch (saying.by) {
    case 'tag':
      return markup`the tag <code>${saying.key}${saying.value === null ? '' : ` = ${saying.value}`}</code>, ${by}`;
    case 'policy':
      return markup`label ${saying.place} of the policy <code>${saying.policy}</code>, version ${saying.version}, ${by}`;
    case 'contract':
      return markup`the contract <code>${saying.contract}</code>, version ${saying.version}, ${by}`;
  }
}

function destinationTable(
  map: EphiMap,
  { caption, head }: { readonly caption: string; readonly head: string },
  destinations: readonly Destination[],
): Html {
  return table(
    { caption, heads: [head, 'State', 'By way of'] },
    destinations.map((each) => [named(each, each.column), state(each.exposure), way(map, each.witness)]),
  );
}

export function assumedSection(map: EphiMap): Section {
  const rows = map.assumed.map((each) => [named(each), markup`${open('ASSUMED')} at worst ${state(each.atWorst)}`, way(map, each.witness)]);
  const body =
    rows.length === 0
      ? markup`<p>Wherever a dataset was made from one that holds ePHI, column lineage tells which columns flowed.</p>`
      : markup`<p>These were made from datasets that hold ePHI, and no column lineage tells which columns flowed. Any of their columns may hold it.</p>
${table({ caption: 'Datasets that may hold ePHI', heads: ['Dataset', 'State', 'By way of'] }, rows)}`;
  return { id: 'assumed', title: 'Where it may have gone', body };
}

export function ownersSection({ datasets }: EphiMap): Section {
  const rows = datasets.map((each) => [
    markup`${named(each)}${each.otherNames.map((other) => markup`<span class="space name">also ${other.namespace} ${other.name}</span>`)}`,
    columnsOf(each),
    ownersOf(each),
  ]);
  const shape = { caption: 'Datasets that hold ePHI, may hold it, or derive from it', heads: ['Dataset', 'Its columns', 'Owner'] };
  return { id: 'datasets', title: 'Where it is, and who owns it', body: table(shape, rows) };
}

/** The columns of a dataset, by what they are to ePHI. */
function columnsOf({ columns, roles }: MapDataset): Html {
  const groups = COLUMN_STATES.flatMap((wanted) => {
    const names = columns.filter(({ state: each }) => each === wanted).map(({ column }) => column ?? 'the rows as a whole');
    return names.length === 0 ? [] : [markup`<li>${wanted === 'SOURCE' ? sourceMark : state(wanted)} ${names.join(', ')}</li>`];
  });
  const assumed = roles.includes('ASSUMED') ? markup`<li>${open('ASSUMED')} any column</li>` : '';
  return markup`<ul class="lines">${groups}${assumed}</ul>`;
}

const COLUMN_STATES = ['SOURCE', ...EXPOSURES] as const;

function ownersOf(dataset: MapDataset | undefined): Html {
  if (dataset === undefined || dataset.owners.length === 0) return open('NOT KNOWN');
  const owners = dataset.owners.map(
    ({ name, type, toldBy }, index) =>
      markup`${index === 0 ? '' : ', '}${name}${type === null ? '' : markup` <span class="quiet">(${type.toLowerCase()})</span>`}${toldBy === null ? '' : markup`, by ${commitment(toldBy)}`}`,
  );
  return markup`${owners}`;
}

export function jobsSection({ jobs }: EphiMap): Section {
  const rows = jobs.map((job) => [named(job), job.exposure === null ? open('ASSUMED') : state(job.exposure), markup`${job.edges}`]);
  const body = table({ caption: 'Jobs on the ways of this report', heads: ['Job', 'At the gravest', 'Edges'] }, rows);
  return { id: 'jobs', title: 'Which jobs carry it', body };
}

/** A commitment, short, with a link to it in full. */
export function commitment(digits: string): Html {
  return markup`<a class="digest" href="#event-${digits}">${digits.slice(0, SHORT_DIGITS)}…</a>`;
}
