import { lineageSvg } from '../drawing/lineage-svg.ts';
import type { Traced, Traces } from './page/lineage.ts';

/** A page that needs nothing from elsewhere: the lineages of the demo, drawn. */
export function lineageHtml({ score, model, pseudonym }: Traces): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Where does the sepsis score come from?</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Where does the sepsis score come from?</h1>
<p>Aldermere, an invented hospital, runs both ways: streams from the bedside raise alerts, and nightly batches build the report that its quality board
reads. These are the answers of Headgate to three questions about it, from the events that Flink, Debezium, Spark, dbt and Airflow sent.</p>
${part({ id: 'score', title: 'Column by column, from the report back to the bedside', text: 'The score in the report is an aggregate of what the stream alerted, and that was calculated from what monitors and the laboratory measured.' }, score)}
${part({ id: 'model', title: 'What the model learnt from', text: 'The score is given by a model. It flows in as a whole, and this is what it was trained on.' }, model)}
${part({ id: 'patient', title: 'And the patient?', text: 'The number in the patient record is hashed once, on its way into the warehouse. After that only the pseudonym is copied.' }, pseudonym)}
<footer><p>Drawn by <code>headgate demo</code>. Draw your own: <code>headgate lineage &lt;name&gt; --columns --format svg</code></p></footer>
</main>
</body>
</html>
`;
}

function part({ id, title, text }: Record<'id' | 'title' | 'text', string>, { start, lineage }: Traced): string {
  const column = typeof start.column === 'string' ? `, ${start.column}` : '';
  const drawn = lineageSvg(lineage, { title: `${start.dataset.name}${column}` });
  return `<section>
<h2 id="${id}">${title}</h2>
<p>${text}</p>
<div class="drawing" role="region" aria-labelledby="${id}" tabindex="0">${drawn}</div>
</section>`;
}

/** A drawing wider than the window is scrolled within its frame, so that its letters stay as large as the text. */
const STYLE = `
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1c2430; --faint: #55606e; --line: #d5dae1; }
@media (prefers-color-scheme: dark) { :root { --paper: #12161c; --ink: #e6e9ee; --faint: #a3adba; --line: #343c47; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 17px/1.6 system-ui, sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.3rem; margin: 3rem 0 0.5rem; }
p { max-width: 44rem; margin: 0 0 1rem; }
.drawing { overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; }
.drawing:focus-visible { outline: 3px solid #3b7dd8; outline-offset: 2px; }
.drawing svg { display: block; max-width: none !important; margin: 0 auto; }
footer { color: var(--faint); margin-top: 3rem; }
code { font: 0.9em ui-monospace, monospace; }
@media print { .drawing { overflow: visible; border: 0; } .drawing svg { max-width: 100% !important; } }
`;
