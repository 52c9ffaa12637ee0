import { Failure } from '#foundation';
import {
  type CosignRequest,
  formatNote,
  type Judged,
  judgeCheckpoint,
  type Note,
  originIn,
  parseCheckpoint,
  parseNote,
  signed,
  type Signer,
  signersOf,
  type TreeHead,
  type Verifier,
} from '#log';
import { SeenCheckpoints } from '#store';

export interface DeskOptions {
  readonly folder: string;
  readonly signer: Signer;
  /** Of the log that is witnessed. */
  readonly log: Verifier;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What came of a request. */
export type Answered = Exclude<Judged, { kind: 'cosign' }> | { readonly kind: 'cosigned'; readonly before: number; readonly note: Note };

/** Where a witness judges, remembers and signs. One process at a time has its folder. */
export class WitnessDesk {
  private readonly kept: SeenCheckpoints;
  private readonly name: string;

  constructor(private readonly options: DeskOptions) {
    const origin = originIn(options.log.name);
    if (origin === undefined) throw new Failure('BAD_REQUEST', `${options.log.name} is the log of no Headgate.`);
    this.kept = new SeenCheckpoints(options.folder);
    this.name = `${origin.log}.${origin.restores}`;
  }

  get log(): Verifier {
    return this.options.log;
  }

  /** What it cosigned last, as it stands in its file. Throws STORE_UNAVAILABLE where that is not its own. */
  last(): (TreeHead & { readonly note: Note }) | undefined {
    const text = this.kept.read(this.name);
    if (text === undefined) return undefined;
    const note = parseNote(text);
    const checkpoint = note === undefined ? undefined : parseCheckpoint(note.text);
    const isOurs = note !== undefined && (signersOf(note, [this.log]) ?? []).length > 0;
    if (note === undefined || checkpoint === undefined || !isOurs)
      throw new Failure(
        'STORE_UNAVAILABLE',
        `${this.kept.fileOf(this.name)} holds no checkpoint of ${this.log.name}; bring it back from its backup.`,
      );
    return { size: checkpoint.size, root: checkpoint.root, note };
  }

  /** Begins from a checkpoint that somebody kept, where it cosigned none yet. Throws BAD_REQUEST. */
  begin(text: string): void {
    const note = parseNote(text);
    if (note === undefined || parseCheckpoint(note.text)?.origin !== this.log.name || (signersOf(note, [this.log]) ?? []).length === 0)
      throw new Failure('BAD_REQUEST', `--seen names no checkpoint of ${this.log.name} that its key signed.`);
    if (this.last() === undefined) this.kept.keep(this.name, formatNote(note));
  }

  /** Judges a request; what it cosigns is in its file before it answers. */
  answer(request: CosignRequest): Answered {
    const { signer, now } = this.options;
    const last = this.last();
    const seen = last === undefined ? undefined : { ...last, origin: this.log.name, extensions: [] };
    const judged = judgeCheckpoint(request, { log: this.log, seen });
    if (judged.kind !== 'cosign') return judged;
    const note = signed({ text: request.note.text, signatures: this.ofLog(request.note) }, signer, Math.floor(now() / 1_000));
    this.kept.keep(this.name, formatNote(note));
    return { kind: 'cosigned', before: request.old, note };
  }

  /** The signature of the log, without those of others. */
  private ofLog({ text, signatures }: Note): Note['signatures'] {
    return signatures.filter((signature) => (signersOf({ text, signatures: [signature] }, [this.log]) ?? []).length > 0).slice(0, 1);
  }
}
