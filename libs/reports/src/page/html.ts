/** Markup that is safe to set into a page: text from outside stands escaped in it. */
export interface Html {
  readonly html: string;
}

type Part = string | number | Html | readonly Part[];

/** A piece of a page. Texts are escaped, pieces are set in as they are, lists one after the other. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: strings.map((text, index) => (index === 0 ? text : markupOf(parts[index - 1] ?? '') + text)).join('') };
}

function markupOf(part: Part): string {
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return 'html' in part ? part.html : part.map(markupOf).join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Control characters, and marks that would turn text about, are shown by their numbers: a name may hold anything. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, (each) => ENTITIES[each] ?? each)
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu, shownByNumber);
}

function shownByNumber(each: string): string {
  return `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A column of a table; the first one heads its rows. */
export interface TableShape {
  readonly caption: string;
  readonly heads: readonly string[];
}

/** A table that is read as one at any width: on a narrow page each row becomes a card, and each cell says its head. */
export function table({ caption, heads }: TableShape, rows: readonly (readonly Html[])[]): Html {
  const body = rows.map(
    (cells) =>
      markup`<tr role="row">${cells.map((cell, index) =>
        index === 0
          ? markup`<th scope="row" role="rowheader">${cell}</th>`
          : markup`<td role="cell" data-head="${heads[index] ?? ''}"><div>${cell}</div></td>`,
      )}</tr>
`,
  );
  return markup`<table role="table">
<caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${heads.map((head) => markup`<th scope="col" role="columnheader">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">
${body}</tbody>
</table>
`;
}

/** `1 column`, `2 columns`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
