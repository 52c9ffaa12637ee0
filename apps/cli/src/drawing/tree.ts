import { padEnd, widthOf, wrapped } from './text-width.ts';

/** Something that has come from others, each by a way. */
export interface TreeNode {
  /** As it is, or as it is made for the room that there is. */
  readonly label: string | ((width: number) => string);
  /** Stands at the right, all of a tree below each other. */
  readonly note?: string;
  readonly branches: readonly Branch[];
}

/** A way, and what it leads to. The way's name stands on the line that joins them; `name` is given the room that there is. */
export interface Branch {
  readonly name: (width: number) => string;
  readonly nodes: readonly TreeNode[];
}

interface Row {
  readonly left: string;
  readonly note: string;
  /** What goes on at the left of further lines of the note. */
  readonly rail: string;
}

const GAP = 2;
/** Notes are never made narrower than this. */
const NOTE_WIDTH_MIN = 22;

/** A tree with its root at the top, in at most `width` columns where labels allow it. */
export function drawTree(root: TreeNode, width: number): readonly string[] {
  const rows = [
    { left: labelOf(root, width), note: root.note ?? '', rail: root.branches.length > 0 ? '│' : '' },
    ...rowsBelow(root, '', width),
  ];
  const widest = Math.max(0, ...rows.filter(({ note }) => note !== '').map(({ left }) => widthOf(left)));
  const notesAt = Math.min(widest + GAP, Math.max(0, width - NOTE_WIDTH_MIN));
  return rows.flatMap((row) => drawRow(row, notesAt, width));
}

function rowsBelow({ branches }: TreeNode, prefix: string, width: number): readonly Row[] {
  const isLast = (branch: number, node: number): boolean =>
    branch === branches.length - 1 && node === (branches[branch]?.nodes.length ?? 0) - 1;
  return branches.flatMap(({ name, nodes }, branch) => {
    const left = `${prefix}│  `;
    return [
      { left: left + name(width - widthOf(left)), note: '', rail: '' },
      ...nodes.flatMap((node, index) => nodeRows(node, prefix, { isLast: isLast(branch, index), width })),
    ];
  });
}

function nodeRows(node: TreeNode, prefix: string, { isLast, width }: { readonly isLast: boolean; readonly width: number }): readonly Row[] {
  const inner = prefix + (isLast ? '   ' : '│  ');
  const rail = node.branches.length > 0 ? `${inner}│` : inner.trimEnd();
  const lead = `${prefix}${isLast ? '└─' : '├─'} `;
  return [{ left: lead + labelOf(node, width - widthOf(lead)), note: node.note ?? '', rail }, ...rowsBelow(node, inner, width)];
}

function labelOf({ label }: TreeNode, width: number): string {
  return typeof label === 'string' ? label : label(width);
}

function drawRow({ left, note, rail }: Row, notesAt: number, width: number): readonly string[] {
  if (note === '') return [left];
  const lines = wrapped(note, width - notesAt);
  const hasRoom = widthOf(left) + GAP <= notesAt;
  const head = hasRoom ? [padEnd(left, notesAt) + (lines[0] ?? '')] : [left];
  return [...head, ...lines.slice(hasRoom ? 1 : 0).map((line) => padEnd(rail, notesAt) + line)];
}
