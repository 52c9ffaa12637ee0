/** Classes begin with `hg-`, because a style within a page holds for all of it. */
const SHAPES = `
.hg-lineage text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:12px}
.hg-lineage .hg-title{font-size:15px;font-weight:600}
.hg-lineage .hg-small{font-size:10px}
.hg-lineage .hg-box{stroke-width:1.2}
.hg-lineage .hg-root{stroke-width:2.6}
.hg-lineage .hg-line{fill:none;stroke-width:1.3}
.hg-lineage .hg-declared{stroke-dasharray:5 4}
.hg-lineage .hg-nameless{stroke-dasharray:2 3;fill-opacity:.35}
.hg-lineage .hg-rule{stroke-width:1}
.hg-lineage .hg-name{font-weight:600}
.hg-lineage .hg-label{paint-order:stroke;stroke-width:5px;stroke-linejoin:round}`;

interface Colours {
  readonly paper: string;
  readonly ink: string;
  readonly faint: string;
  readonly dataset: readonly [fill: string, stroke: string];
  readonly job: readonly [fill: string, stroke: string];
  readonly line: string;
  readonly phi: string;
  readonly masked: string;
}

/** Text has a contrast of 4.5 to 1 or more against whatever it stands on, as WCAG 2.2 asks for. */
const LIGHT: Colours = {
  paper: '#ffffff',
  ink: '#1b2430',
  faint: '#566477',
  dataset: ['#eef4fb', '#3f6fa8'],
  job: ['#fdf3df', '#a8742a'],
  line: '#7d8ba0',
  phi: '#b3261e',
  masked: '#1f6e43',
};
const DARK: Colours = {
  paper: '#12161c',
  ink: '#e6ebf2',
  faint: '#a3b0c2',
  dataset: ['#1a2737', '#6f9fd8'],
  job: ['#2e2616', '#d0a24c'],
  line: '#78879c',
  phi: '#ff9a8f',
  masked: '#7fd6a5',
};

function colours({ paper, ink, faint, dataset, job, line, phi, masked }: Colours): string {
  return `
.hg-lineage .hg-paper{fill:${paper}}
.hg-lineage text{fill:${ink}}
.hg-lineage .hg-small,.hg-lineage .hg-faint{fill:${faint}}
.hg-lineage .hg-dataset{fill:${dataset[0]};stroke:${dataset[1]}}
.hg-lineage .hg-job{fill:${job[0]};stroke:${job[1]}}
.hg-lineage .hg-rule{stroke:${dataset[1]}}
.hg-lineage .hg-line{stroke:${line}}
.hg-lineage .hg-tip{fill:${line}}
.hg-lineage .hg-label{fill:${faint};stroke:${paper}}
.hg-lineage .hg-phi{fill:${phi}}
.hg-lineage .hg-masked{fill:${masked}}`;
}

/** Light, and dark where the reader's system is. */
export const STYLE = `${SHAPES}${colours(LIGHT)}
@media (prefers-color-scheme:dark){${colours(DARK)}
}
`;
