import {
  type Checkpoint,
  type ExpectedTile,
  originIn,
  parseCheckpoint,
  parseNote,
  signersOf,
  TILE_WIDTH,
  tilePath,
  TreeChecker,
  type Verifier,
} from '#log';
import { ENTRY_KIND_CODES, leafHash } from '#record';
import { type LedgerRow, ledgerRows, ledgerTotals, logHead, type Session, storedTile } from '#store';

import type { Context } from '../context.ts';
import { leafStored, openedBody } from './check-entry.ts';
import { FindingCheck } from './check-finding.ts';
import { declaredIn, type DeclaredRestore } from './restores.ts';

/** What is not as it was signed. */
export interface LedgerFlaw {
  /** Of the first entry that it may be about. Null: it is about none, or which one cannot be told. */
  readonly position: number | null;
  readonly message: string;
}

export interface LedgerVerdict {
  /** Which log it is, as checkpoints name it. */
  readonly origin: string;
  /** Entries that are recorded, and those of them that are in the log. */
  readonly recorded: number;
  readonly logged: number;
  /** Bodies that opened to what their entries committed to. */
  readonly opened: number;
  /** Of how many entries the checkpoint is that was seen before. Null: none was given. */
  readonly seen: number | null;
  /** Restores that were declared, the first one first: what was signed before each from some place on is lost. */
  readonly restores: readonly DeclaredRestore[];
  /** The first positions first, what is about no entry last. At most 100. None: the ledger is whole. */
  readonly flaws: readonly LedgerFlaw[];
}

export interface LedgerTrust {
  /** By whose key checkpoints are checked. */
  readonly log: Verifier;
  /** A checkpoint that was seen before, as a signed note: what the ledger holds must begin with it. */
  readonly seen: string | undefined;
}

type Checking = Pick<Context, 'database' | 'keys' | 'tenant'>;

const FLAWS_MAX = 100;
/** Of a ledger of which all is changed as many are remembered. */
const FLAWS_KEPT_MAX = 10_000;
const STATEMENT_MS_MAX = 600_000;

/**
 * Whether the ledger in the database is what its log signed, entry by entry, body by body and tile by tile, and begins with what somebody saw before. Reads all of
 * it, and shares with what keeps the log the hash alone. For whoever has the machine.
 */
export function checkLedger(context: Checking, trust: LedgerTrust): Promise<LedgerVerdict> {
  return context.database.snapshot((session) => new LedgerCheck(context, session, trust).run(), { statementMsMax: STATEMENT_MS_MAX });
}

class LedgerCheck {
  private readonly flaws: LedgerFlaw[] = [];
  private readonly tree = new TreeChecker();
  /** Leaves that are not those of their tiles, and tiles that are not those of their tree. */
  private readonly unlike: { readonly position: number; readonly tile: string }[] = [];
  private recorded = 0;
  private found = 0;
  private opened = 0;
  /** An entry is missing, so that nothing after it can be told by where it stands. */
  private isTorn = false;
  private readonly restores: DeclaredRestore[] = [];
  /** Whether the first entries are those of the checkpoint that was seen. */
  private isSeen = false;

  constructor(
    private readonly context: Checking,
    private readonly session: Session,
    private readonly trust: LedgerTrust,
  ) {}

  async run(): Promise<LedgerVerdict> {
    const { session, trust } = this;
    const { log, next, rows, acts, deeds, withoutDeeds } = await ledgerTotals(session, this.context.tenant);
    const finding = new FindingCheck(withoutDeeds);
    const { size, note } = await logHead(session, this.context.tenant);
    const head = note === null && size === 0 ? undefined : this.checkpointIn(note ?? '', 'the newest checkpoint');
    const seen = trust.seen === undefined ? undefined : this.checkpointIn(trust.seen, 'the checkpoint that you gave');
    if (head !== undefined && head.size !== size)
      this.flaw(null, `the log says that it holds ${size} entries, and its newest checkpoint is of ${head.size}`);
    await this.walk({ log, size, root: head?.size === size ? head.root : undefined, seen, finding });
    if (seen !== undefined) this.judgeSeen(seen, size);
    if (next !== this.recorded) this.flaw(null, `the ledger says that it holds ${next} entries, and it holds ${this.recorded}`);
    if (rows !== this.found) this.flaw(null, `${rows - this.found} rows of entries stand in no batch`);
    const loose = acts + deeds - finding.seen.acts - finding.seen.deeds;
    if (loose !== 0) this.flaw(null, `${loose} rows of hot.ledger_act or hot.ledger_deed find what is no entry`);
    return {
      ...{ origin: trust.log.name, recorded: this.recorded, logged: size, opened: this.opened, seen: seen?.size ?? null },
      restores: this.restores,
      flaws: this.flaws.sort(byPosition).slice(0, FLAWS_MAX),
    };
  }

  private async walk({ log, size, root, seen, finding }: Claimed): Promise<void> {
    for await (const rows of ledgerRows(this.session, this.context.tenant))
      for (const row of rows) {
        this.checkRow(row, finding);
        if (this.isTorn || this.tree.size >= size || row.entry === undefined) continue;
        const leaf = leafStored(log, row.entry);
        if (leaf === undefined) this.flaw(row.position, 'what the gate said of it cannot be read');
        for (const tile of this.tree.add(leafHash(leaf ?? ''))) await this.checkTile(tile, { isWhole: true });
        if (this.tree.size === seen?.size) this.isSeen = this.tree.root().equals(seen.root);
      }
    if (this.isTorn) return;
    if (this.tree.size < size) {
      this.flaw(this.tree.size, `it is not there, and the log holds ${size} entries`);
      return;
    }
    for (const tile of this.tree.unfilled()) await this.checkTile(tile, { isWhole: false });
    this.tellUnlike(root);
  }

  private checkRow({ position, entry }: LedgerRow, finding: FindingCheck): void {
    if (position !== this.recorded && !this.isTorn) {
      this.isTorn = true;
      this.flaw(Math.min(position, this.recorded), position > this.recorded ? `what stands next is ${position}` : 'it is there twice');
    }
    this.recorded = position + 1;
    if (entry === undefined) {
      this.isTorn = true;
      this.flaw(position, 'it is not there');
      return;
    }
    this.found += 1;
    const opened = openedBody(this.context.keys, entry);
    const flaw = finding.flawOf(position, entry, 'flaw' in opened ? undefined : opened.text);
    if (flaw !== undefined) this.flaw(position, flaw);
    if ('flaw' in opened) {
      this.flaw(position, opened.flaw);
      return;
    }
    this.opened += 1;
    if (entry.kind === ENTRY_KIND_CODES.restoration) this.restores.push(...declaredIn(position, opened.text));
  }

  /** What was signed after the place at which a restore began is lost, as far as the restore says so. */
  private judgeSeen({ origin, size }: Checkpoint, logged: number): void {
    const restore = this.restores[originIn(origin)?.restores ?? 0];
    if (restore !== undefined && restore.from < size) {
      if (restore.lost < size)
        this.flaw(
          restore.position,
          `it declares a restore after a checkpoint of ${restore.lost} entries, and the one that you gave is of ${size}`,
        );
    } else if (size > logged) this.flaw(logged, `the log ends before it, and the checkpoint that you gave is of ${size} entries`);
    else if (!this.isSeen && size > 0)
      this.flaw(null, `the first ${size} entries are not those of the checkpoint that you gave: another history was signed`);
  }

  private async checkTile({ level, index, hashes }: ExpectedTile, { isWhole }: { readonly isWhole: boolean }): Promise<void> {
    const stored = await storedTile(this.session, this.context.tenant, { level, index });
    const tile = tilePath({ level, index, width: hashes.length });
    const first = hashes.findIndex((hash, at) => stored?.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES).equals(hash) !== true);
    if (!isWhole && (stored?.length ?? 0) > hashes.length * HASH_BYTES) this.flaw(null, `${tile} of the log is longer than the log`);
    if (first < 0) return;
    const leaves = TILE_WIDTH ** (level + 1) * index + TILE_WIDTH ** level * first;
    if (level === 0 || !this.unlike.some(({ position }) => position >= leaves && position < leaves + TILE_WIDTH ** level))
      this.unlike.push({ position: leaves, tile });
  }

  /** Where the entries have the root that was signed, the tiles are what was changed. */
  private tellUnlike(root: Uint8Array | undefined): void {
    const isSigned = root !== undefined && this.tree.root().equals(root);
    for (const { position, tile } of this.unlike)
      if (isSigned) this.flaw(null, `${tile} of the log was changed; the entries under it are those that were signed`);
      else this.flaw(position, 'it, or what the log says of it, is not what was signed');
    if (root !== undefined && !isSigned && this.unlike.length === 0)
      this.flaw(null, 'entries and tree were changed together: their root is not the one that was signed');
  }

  /** Nothing is known by a checkpoint that the key did not sign. */
  private checkpointIn(text: string, called: string): Checkpoint | undefined {
    const { log } = this.trust;
    const note = parseNote(text);
    const checkpoint = note === undefined ? undefined : parseCheckpoint(note.text);
    if (note === undefined || checkpoint === undefined) this.flaw(null, `${called} is none`);
    else if (originIn(checkpoint.origin)?.log !== originIn(log.name)?.log)
      this.flaw(null, `${called} is of another log than the key that you gave`);
    else if ((signersOf(note, [{ ...log, name: checkpoint.origin }]) ?? []).length === 0)
      this.flaw(null, `${called} is not signed by the key that you gave`);
    else return checkpoint;
    return undefined;
  }

  private flaw(position: number | null, message: string): void {
    if (this.flaws.length < FLAWS_KEPT_MAX) this.flaws.push({ position, message });
  }
}

/** What the database says, and what was seen before. */
interface Claimed {
  readonly log: string;
  /** Entries in the log. */
  readonly size: number;
  /** As its key signed it. */
  readonly root: Uint8Array | undefined;
  readonly seen: Checkpoint | undefined;
  readonly finding: FindingCheck;
}

const HASH_BYTES = 32;

function byPosition({ position: left }: LedgerFlaw, { position: right }: LedgerFlaw): number {
  return (left ?? Infinity) === (right ?? Infinity) ? 0 : (left ?? Infinity) - (right ?? Infinity);
}
