/** Remembers something by a text, for the texts that were asked for last, bounded by the length of all of them together. */
export class RecentTexts<Value> {
  private recent = new Map<string, Value>();
  private older: ReadonlyMap<string, Value> = new Map();
  private units = 0;

  /** Both halves together hold at most `unitsMax` UTF-16 units of text. */
  constructor(private readonly unitsMax: number) {}

  get(text: string): Value | undefined {
    const known = this.recent.get(text);
    if (known !== undefined) return known;
    const older = this.older.get(text);
    if (older !== undefined) this.set(text, older);
    return older;
  }

  set(text: string, value: Value): void {
    if (text.length > this.unitsMax / 2) return;
    if (this.units + text.length > this.unitsMax / 2) {
      this.older = this.recent;
      this.recent = new Map();
      this.units = 0;
    }
    this.units += text.length;
    this.recent.set(text, value);
  }
}
