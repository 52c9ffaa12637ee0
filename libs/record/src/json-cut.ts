import { closingQuote } from './json-scan.ts';

/** Which values are cut out of a text. */
export interface CutNames {
  /** Members of the outermost object. */
  readonly outer: ReadonlySet<string>;
  /** Members of objects that stand in a list, which is a member of the outermost object and is not cut itself. */
  readonly inner: ReadonlySet<string>;
}

/** Where a value stood: a member of the outermost object; or of an object, by the number of its place in a list. */
export interface CutPlace {
  readonly outer: string;
  readonly inner?: { readonly item: number; readonly name: string };
}

/** A text without some of its values. */
export interface CutText {
  /** The text with CUT in the place of each value. */
  readonly rest: string;
  /** The values, in the order of the text, with the space around them. No two have one place. */
  readonly values: readonly { readonly place: CutPlace; readonly text: string }[];
}

/** Values cut out of one text. Real events have one for each dataset and a few more; a text with more is read as a whole. */
const VALUES_MAX = 100;

/** Stands for a value that was cut out. No JSON text holds it. */
export const CUT = '\0';

const QUOTE = 0x22;
const COLON = 0x3a;
const COMMA = 0x2c;
const BACKSLASH = '\\';
const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;
const CLOSE_OBJECT = 0x7d;
const CLOSE_ARRAY = 0x5d;

/** How deep the members of the outermost object stand, and those of the objects in its lists. */
const OUTER = 1;
const INNER = 3;

/**
 * Cuts values out of the text of an object. Means something only when the text is JSON and an object, but ends for any text. Undefined when there is
 * nothing to cut or too much, and when a name stands there twice or is spelled with escapes. Takes time linear in the text.
 */
export function cutMembers(text: string, names: CutNames): CutText | undefined {
  const cutter = new Cutter(text, names);
  return cutter.run() && cutter.values.length > 0 ? { rest: cutter.rest, values: cutter.values } : undefined;
}

/** Holds how far the cutting has come. */
class Cutter {
  readonly values: { place: CutPlace; text: string }[] = [];
  rest = '';
  private kept = 0;
  private depth = 0;
  /** The list member that is being read, and the number of its item. */
  private list: string | undefined;
  private item = 0;
  /** The members that are being read, by depth; `start` is -1 before the colon. */
  private readonly seenOuter = new Set<string>();
  /** In the object that is being read. */
  private readonly seenInner = new Set<string>();
  private readonly members = { [OUTER]: { name: '', start: -1 }, [INNER]: { name: '', start: -1 } };

  constructor(
    private readonly text: string,
    private readonly names: CutNames,
  ) {}

  /** Whether what was cut can be put back without a doubt. */
  run(): boolean {
    const { text } = this;
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      if (unit === QUOTE) {
        const end = closingQuote(text, at);
        if (!this.string(at, end)) return false;
        at = end;
      } else if (unit === COLON) this.colon(at);
      else if (unit === COMMA || unit === CLOSE_OBJECT || unit === CLOSE_ARRAY) {
        if (!this.end(at, unit)) return false;
      } else if (unit === OPEN_OBJECT || unit === OPEN_ARRAY) this.open(unit);
    }
    this.rest += text.slice(this.kept);
    return true;
  }

  private get member(): { name: string; start: number } | undefined {
    if (this.depth === OUTER) return this.members[OUTER];
    return this.depth === INNER && this.list !== undefined ? this.members[INNER] : undefined;
  }

  private string(at: number, end: number): boolean {
    const { member } = this;
    if (member?.start !== -1) return true;
    member.name = this.text.slice(at + 1, end);
    return !member.name.includes(BACKSLASH);
  }

  private colon(at: number): void {
    const { member } = this;
    if (member?.start === -1) member.start = at + 1;
  }

  private open(unit: number): void {
    this.depth += 1;
    if (this.depth !== OUTER + 1) return;
    const { name } = this.members[OUTER];
    this.list = unit === OPEN_ARRAY && !this.names.outer.has(name) ? name : undefined;
    this.item = 0;
    this.seenInner.clear();
  }

  /** Ends a member, an item or a container. */
  private end(at: number, unit: number): boolean {
    const { member } = this;
    if (member !== undefined && member.start !== -1) {
      const isDone = this.take(member, at);
      member.start = -1;
      if (!isDone) return false;
    }
    if (unit !== COMMA) this.depth -= 1;
    else if (this.depth === OUTER + 1) {
      this.item += 1;
      this.seenInner.clear();
    }
    return true;
  }

  private take({ name, start }: { readonly name: string; readonly start: number }, at: number): boolean {
    const isOuter = this.depth === OUTER;
    if (isOuter && this.seenOuter.has(name)) return false;
    if (isOuter) this.seenOuter.add(name);
    if (!(isOuter ? this.names.outer : this.names.inner).has(name)) return true;
    if (this.values.length === VALUES_MAX || (!isOuter && this.seenInner.has(name))) return false;
    if (!isOuter) this.seenInner.add(name);
    const place = isOuter ? { outer: name } : { outer: this.list ?? '', inner: { item: this.item, name } };
    this.values.push({ place, text: this.text.slice(start, at) });
    this.rest += this.text.slice(this.kept, start) + CUT;
    this.kept = at;
    return true;
  }
}

/** Whether two places of one text are one. */
export function isSamePlace(left: CutPlace, right: CutPlace): boolean {
  return left.outer === right.outer && left.inner?.item === right.inner?.item && left.inner?.name === right.inner?.name;
}
