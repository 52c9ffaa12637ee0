import type { EphiMap, MapEdge, MapPlace } from '../ephi/ephi-map.ts';
import { EVIDENCE_FILES } from '../evidence/envelope.ts';
import {
  assumedSection,
  commitment,
  jobsSection,
  ownersSection,
  type Section,
  shortSection,
  sourcesSection,
  unknownSection,
} from './ephi-sections.ts';
import { named, open, state } from './ephi-words.ts';
import { counted, type Html, markup, table } from './html.ts';
import { STYLE } from './style.ts';

const TITLE = 'Where electronic protected health information goes';
/** A count of events this high means "at least". */
const COUNT_MAX = 1_000;

/** The report as one page for people: it needs no script, no server and no other file. The same map gives the same bytes. */
export function ephiPage(map: EphiMap): string {
  const sections = [
    shortSection(map),
    unknownSection(map),
    ownersSection(map),
    sourcesSection(map),
    assumedSection(map),
    jobsSection(map),
    edgesSection(map),
    commitmentsSection(map),
    rulesSection(map),
    checkSection(),
  ];
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${TITLE}: HIPAA_EPHI_MAP ${map.id}</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<a class="skip" href="#in-short">Skip to the report</a>
<header>
<p class="eyebrow">Headgate evidence, HIPAA_EPHI_MAP</p>
<h1>${TITLE}</h1>
<p class="lead">${map.question}</p>
${factsOf(map)}
</header>
<nav aria-label="Contents">
<ol>${sections.map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`)}</ol>
</nav>
<main>
${sections.map(sectionMarkup)}</main>
<footer>
<p>Report <span class="digest">${map.id}</span>. Asked again about the same two times, by the same rules, it has the same bytes.</p>
</footer>
</body>
</html>
`;
  return page.html;
}

function sectionMarkup({ id, title, body }: Section): Html {
  return markup`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${body}</section>
`;
}

function factsOf({ id, asOf, knownAt, askedAs, foldVersion, ruleVersion }: EphiMap): Html {
  return markup`<dl class="facts">
<dt>True in the world at</dt><dd><time datetime="${asOf}">${asOf}</time></dd>
<dt>As known from</dt><dd>the first ${knownAt} entries of the ledger</dd>
<dt>Asked as</dt><dd>${askedAs.join(', ')}</dd>
<dt>By</dt><dd>fold version ${foldVersion}, rules version ${ruleVersion}</dd>
<dt>Report</dt><dd class="digest">${id}</dd>
</dl>`;
}

function edgesSection({ edges }: EphiMap): Section {
  const rows = edges.map((edge) => [
    markup`<span id="edge-${edge.number}">${edge.number}</span>`,
    markup`${placed(edge.source)}<span class="quiet">to</span> ${placed(edge.target)}<span class="quiet">by</span> ${edge.via === null ? 'its own word' : named(edge.via)}`,
    doing(edge),
    restsOn(edge),
  ]);
  const body = markup`<p>Every edge on which ePHI is carried, may be, or is derived from; with the first and the last event that show it, by their commitments, and how many there are.</p>
<div class="edges">
${table({ caption: counted(edges.length, 'edge'), heads: ['Edge', 'From, to, by which job', 'What it does', 'Rests on'] }, rows)}</div>
`;
  return { id: 'edges', title: 'What this rests on: edges', body };
}

function placed({ kind, namespace, name, column }: MapPlace): Html {
  return named({ namespace, name }, kind === 'column' ? column : undefined);
}

function doing({ exposure, transformations, kind, origin }: MapEdge): Html {
  const words = transformations.map(
    ({ type, subtype, description, masking }) =>
      `${[type, subtype].filter((word) => word !== null).join(' ')}${masking ? ', masks' : ''}${description === null || description === '' ? '' : `: ${description}`}`,
  );
  const untold =
    exposure === null
      ? origin === 'column'
        ? 'any column of its source may hold ePHI'
        : 'which columns flow is not told'
      : 'how values change is not told';
  const lines = [...(words.length === 0 ? [untold] : words), ...(kind === 'declared' ? ['declared, not observed'] : [])];
  return markup`${exposure === null ? open('ASSUMED') : state(exposure)}<ul class="lines">${lines.map((line) => markup`<li>${line}</li>`)}</ul>`;
}

function restsOn({ evidence }: MapEdge): Html {
  if (evidence === null) return open('NO EVIDENCE');
  const { count, first, last, firstSeen, lastSeen } = evidence;
  const events = `${count >= COUNT_MAX ? 'at least ' : ''}${counted(count, 'event')}`;
  const line = (digits: string, seen: string): Html => markup`<li>${commitment(digits)} <span class="space">${seen}</span></li>`;
  return markup`${events}<ul class="lines">${line(first, firstSeen)}${first === last ? '' : line(last, lastSeen)}</ul>`;
}

function commitmentsSection({ commitments }: EphiMap): Section {
  const body = markup`<p>The commitments of the events, and of the versions of policies and contracts, that are named above: salted hashes that each fit one entry of the ledger alone. Whoever holds the ledger can show the entry to each of them; nobody can make up another one that fits.</p>
<ul class="digests">${commitments.map((digits) => markup`<li class="digest" id="event-${digits}">${digits}</li>`)}</ul>
`;
  return { id: 'commitments', title: 'What this rests on: events', body };
}

function rulesSection({ rules, ruleVersion }: EphiMap): Section {
  return {
    id: 'rules',
    title: `How this was judged (rules version ${ruleVersion})`,
    body: markup`<ul>${rules.map((rule) => markup`<li>${rule}</li>`)}</ul>\n`,
  };
}

function checkSection(): Section {
  const { page, report, signature, key } = EVIDENCE_FILES;
  const body = markup`<p>This page lies in a folder with three other files: <code>${report}</code>, the same report for machines; <code>${signature}</code>, an Ed25519 signature (a DSSE envelope over an in-toto statement) of the SHA-256 digests of both; and <code>${key}</code>, the public key. With any copy of Headgate, without its server, its database or a network:</p>
<pre><code>headgate verify &lt;this folder&gt; --key &lt;the public key, or its fingerprint&gt;</code></pre>
<p>Take the key from whoever runs that Headgate (<code>headgate signing-key</code> prints it), by another way than this folder: <code>${key}</code> beside this page proves nothing by itself. The answer tells apart whether <code>${page}</code> and the others are whole, who signed them, and who witnessed them. Nobody can witness a report yet.</p>
`;
  return { id: 'check', title: 'How to check this', body };
}
