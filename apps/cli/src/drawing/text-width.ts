const ESCAPE = '\u001b';
/** A colour code, which takes no room. */
const CODE = new RegExp(`${ESCAPE}\\[(\\d+)m`, 'g');
const ENDS: ReadonlySet<string> = new Set(['0', '22', '39']);

/** How many columns a text takes: one for each character. Colour codes take none; wide characters, of which we have none, would count too little. */
export function widthOf(text: string): number {
  return Array.from(text.replace(CODE, '')).length;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text;
}

/** A text without colours in at most `width` columns: what is too much is left out of its middle. */
export function shortened(text: string, width: number): string {
  const characters = Array.from(text);
  if (characters.length <= width) return text;
  if (width <= 1) return '…'.slice(0, Math.max(0, width));
  const kept = width - 1;
  const atEnd = Math.ceil(kept / 2); // ends of names tell more than their beginnings
  return `${characters.slice(0, kept - atEnd).join('')}…${characters.slice(characters.length - atEnd).join('')}`;
}

/** A dotted name in at most `width` columns: its first part, as many of its last as there is room for, and a mark for what is left out. */
export function shortenedName(name: string, width: number): string {
  if (widthOf(name) <= width) return name;
  const [first = '', ...others] = name.split('.');
  for (let left = others.length - 1; left > 0; left -= 1) {
    const short = [first, '…', ...others.slice(-left)].join('.');
    if (widthOf(short) <= width) return short;
  }
  return shortened(name, width);
}

/** Breaks a text at its spaces into lines of at most `width` columns; a longer word is broken where it must. Colour goes on over a break. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((each) => pieces(each, Math.max(1, width)))) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return coloursClosed([...lines, line]);
}

function pieces(word: string, width: number): readonly string[] {
  if (widthOf(word) <= width) return [word];
  const found: string[] = [];
  let piece = '';
  for (const unit of word.match(new RegExp(`${ESCAPE}\\[\\d+m|.`, 'gsu')) ?? []) {
    if (!unit.startsWith(ESCAPE) && widthOf(piece) === width) {
      found.push(piece);
      piece = '';
    }
    piece += unit;
  }
  return [...found, piece];
}

/** Each line ends the colour that it leaves open, and the next begins it again, so that lines can be put beside other text. */
function coloursClosed(lines: readonly string[]): readonly string[] {
  let open = '';
  return lines.map((line) => {
    const begun = open + line;
    for (const [code, number = ''] of line.matchAll(CODE)) open = ENDS.has(number) ? '' : code;
    return open === '' ? begun : `${begun}${ESCAPE}[0m`;
  });
}
