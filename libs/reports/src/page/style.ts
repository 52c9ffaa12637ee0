/** How a report looks: dark and light, on a phone, on a desk and in print; without a script and with nothing from outside. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b2430; --faint: #525f70; --line: #d5dbe3; --panel: #f4f6f9; --link: #1d4fa8;
  --bad-ink: #8c1414; --bad: #fdecec; --bad-line: #e2a3a3;
  --warn-ink: #6b4700; --warn: #fdf3dc; --warn-line: #dcbf7c;
  --soft-ink: #3c4757; --soft: #eef1f5; --soft-line: #b9c2ce;
  --open-ink: #4b2a86; --open: #f2ecfb; --open-line: #bfa8e2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12161d; --ink: #e5eaf1; --faint: #a4afbd; --line: #333d4a; --panel: #1a202a; --link: #8fb6ff;
    --bad-ink: #ffb3b0; --bad: #3a1a1c; --bad-line: #7d3b3d;
    --warn-ink: #f3cf85; --warn: #33290f; --warn-line: #73602a;
    --soft-ink: #c3ccd8; --soft: #232b36; --soft-line: #4a5666;
    --open-ink: #d4c0fb; --open: #2a2140; --open-line: #5f4b8d;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
header, nav, main, footer { max-width: 68rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.5rem; }
footer { padding-top: 1rem; padding-bottom: 3rem; color: var(--faint); font-size: 0.9rem; }
a { color: var(--link); text-underline-offset: 0.15em; }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 0.5rem; padding: 0.4rem 0.8rem; background: var(--paper); border: 1px solid var(--line); z-index: 1; }
h1 { margin: 0.1rem 0 0.6rem; font-size: clamp(1.6rem, 4.5vw, 2.3rem); line-height: 1.2; letter-spacing: -0.01em; text-wrap: balance; }
h2 { margin: 3rem 0 0.75rem; padding-top: 1.1rem; border-top: 2px solid var(--line); font-size: 1.4rem; line-height: 1.25; }
h3 { margin: 2rem 0 0.4rem; font-size: 1.1rem; line-height: 1.35; overflow-wrap: anywhere; }
h4 { margin: 1.4rem 0 0.3rem; font-size: 1rem; overflow-wrap: anywhere; }
p, ul, ol, dl { margin: 0.5rem 0 0.9rem; max-width: 46rem; }
li { margin: 0.2rem 0; overflow-wrap: anywhere; }
.eyebrow { margin: 0; color: var(--faint); font-size: 0.85rem; letter-spacing: 0.06em; text-transform: uppercase; }
.lead { font-size: 1.1rem; }
.quiet, .space { color: var(--faint); font-weight: 400; }
.space { display: block; font-size: 0.8rem; line-height: 1.35; }
.name { overflow-wrap: anywhere; }
code, .digest { font: 0.85em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
pre { max-width: 46rem; margin: 0.5rem 0 1rem; padding: 0.7rem 0.9rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1.25rem; max-width: none; margin: 1.25rem 0; padding: 0.9rem 1.1rem; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; font-size: 0.95rem; }
.facts dt { color: var(--faint); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 0.75rem; max-width: none; padding: 0; }
.tiles div { display: flex; flex-direction: column-reverse; justify-content: flex-end; padding: 0.8rem 1rem; border: 1px solid var(--line); border-radius: 8px; background: var(--panel); }
.tiles dd { margin: 0; font-size: 1.9rem; line-height: 1.15; font-weight: 650; font-variant-numeric: tabular-nums; }
.tiles dt { font-size: 0.85rem; line-height: 1.35; color: var(--faint); }
.state { display: inline-block; padding: 0.05rem 0.5rem; border: 1px solid; border-radius: 4px; font-size: 0.78rem; line-height: 1.5; font-weight: 650; letter-spacing: 0.02em; white-space: nowrap; }
.unmasked { color: var(--bad-ink); background: var(--bad); border-color: var(--bad-line); }
.pseudonymised { color: var(--warn-ink); background: var(--warn); border-color: var(--warn-line); }
.source { color: var(--paper); background: var(--ink); border-color: var(--ink); }
.derived { color: var(--soft-ink); background: var(--soft); border-color: var(--soft-line); }
.open { color: var(--open-ink); background: var(--open); border-color: var(--open-line); border-style: dashed; }
.note { max-width: none; margin: 0.9rem 0; padding: 0.75rem 1rem; border: 1px dashed var(--open-line); border-left: 4px solid var(--open-ink); border-radius: 6px; background: var(--open); }
.note h3 { margin: 0 0 0.2rem; }
.note p { margin: 0.2rem 0; }
.note ul { margin: 0.5rem 0 0; padding-left: 1.1rem; columns: 22rem auto; max-width: none; font-size: 0.9rem; }
nav ol { columns: 16rem auto; max-width: none; padding-left: 1.3rem; }
.way, .lines { margin: 0; padding: 0; list-style: none; max-width: none; }
.way li { margin: 0; }
.lines li + li { margin-top: 0.3rem; }
nav li { margin: 0; padding: 0.15rem 0; }
.edges td:nth-child(2) { width: 44%; }
.edges th:first-child { min-width: 3.6rem; }
.way li + li::before { content: "then "; color: var(--faint); }
table { width: 100%; margin: 0.6rem 0 1.2rem; border-collapse: collapse; font-size: 0.92rem; }
caption { padding: 0.2rem 0 0.4rem; text-align: left; color: var(--faint); font-size: 0.85rem; }
th, td { padding: 0.45rem 0.9rem 0.45rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead th { color: var(--faint); font-size: 0.8rem; font-weight: 600; border-bottom: 2px solid var(--line); }
tbody th { font-weight: 600; }
tr:target { background: var(--panel); }
.digests { columns: 34rem auto; max-width: none; padding-left: 0; list-style: none; }
@media (max-width: 40rem) {
  header { padding-top: 1.5rem; }
  .facts { grid-template-columns: 1fr; gap: 0; }
  .facts dd { margin-bottom: 0.5rem; }
  .tiles { grid-template-columns: 1fr 1fr; }
  table, tbody, tr, th, td, caption { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tbody tr { margin: 0 0 0.7rem; padding: 0.6rem 0.8rem; border: 1px solid var(--line); border-radius: 8px; }
  th, td { padding: 0.2rem 0; border: 0; }
  td, .edges td:nth-child(2) { display: grid; width: auto; grid-template-columns: 5rem 1fr; gap: 0.6rem; }
  td::before { content: attr(data-head); color: var(--faint); font-size: 0.8rem; line-height: 1.8; }
}
@media print {
  :root { color-scheme: light; --paper: #fff; --ink: #000; --faint: #444; --line: #bbb; --panel: #f6f6f6; --link: #000; --bad-ink: #700; --bad: #fff; --bad-line: #700; --warn-ink: #530; --warn: #fff; --warn-line: #530; --soft-ink: #333; --soft: #fff; --soft-line: #777; --open-ink: #306; --open: #fff; --open-line: #306; }
  body { font-size: 9.5pt; }
  .source { color: var(--ink); background: var(--paper); }
  nav, .skip { display: none; }
  header, main, footer { max-width: none; padding-left: 0; padding-right: 0; }
  h2, h3, h4 { break-after: avoid; }
  tr, .note { break-inside: avoid; }
  thead { display: table-header-group; }
}
`;
