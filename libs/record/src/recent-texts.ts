/** What remembering one text costs beside its length, in units. */
const ENTRY_UNITS = 512;

/** Remembers something by a text, for the texts that were asked for last, bounded by the length of all of them together. */
export class RecentTexts<Value> {
  private recent = new Map<string, Value>();
  private older: ReadonlyMap<string, Value> = new Map();
  private units = 0;

  /** Both halves together weigh at most `unitsMax`: for each text its UTF-16 units and some more. */
  constructor(private readonly unitsMax: number) {}

  get(text: string): Value | undefined {
    const known = this.recent.get(text);
    if (known !== undefined) return known;
    const older = this.older.get(text);
    if (older !== undefined) this.set(text, older);
    return older;
  }

  set(text: string, value: Value): void {
    const units = text.length + ENTRY_UNITS;
    if (units > this.unitsMax / 2) return;
    if (!this.recent.has(text)) {
      if (this.units + units > this.unitsMax / 2) {
        this.older = this.recent;
        this.recent = new Map();
        this.units = 0;
      }
      this.units += units;
    }
    this.recent.set(text, value);
  }
}
