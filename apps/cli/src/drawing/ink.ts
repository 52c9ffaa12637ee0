/** How words stand out. Without colour all of them give the text as it is, so a page must be readable without. */
export interface Ink {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly mark: (text: string) => string;
}

const asItIs = (text: string): string => text;

export const plainInk: Ink = { strong: asItIs, faint: asItIs, good: asItIs, bad: asItIs, mark: asItIs };

/** By the codes that every terminal knows ("Select Graphic Rendition" of ECMA-48). The terminal's theme says what the colours are. */
export const colouredInk: Ink = { strong: coded(1, 22), faint: coded(2, 22), good: coded(32, 39), bad: coded(31, 39), mark: coded(33, 39) };

function coded(on: number, off: number): (text: string) => string {
  return (text) => (text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`);
}
