import { ENTRY_KIND_CODES, type EntryKind } from '#record';
import { type EntryFrame, type SealedDeed, type StoredEntry, withoutNul } from '#store';

import { deedsIn } from '../record-act.ts';
import { isTrailKind } from '../trail-kinds.ts';
import { SubjectsSaid } from './subject-said.ts';

const KINDS = new Map((Object.keys(ENTRY_KIND_CODES) as EntryKind[]).map((kind) => [ENTRY_KIND_CODES[kind], kind]));

/**
 * Whether acts are found by what they say: a policy whose row is gone, or bears another name, would not be in force, and a decision without its row would stand in no
 * list. What stands there is compared with what follows from the body that was signed. Entries in the order of the ledger.
 */
export class FindingCheck {
  private readonly said = new SubjectsSaid();
  private rows = { acts: 0, deeds: 0 };

  constructor(
    /** Acts of before there were rows for the trail, by kind. */
    private readonly withoutDeeds: ReadonlyMap<number, { readonly first: number; readonly last: number }>,
  ) {}

  /** Rows that were seen. */
  get seen(): { readonly acts: number; readonly deeds: number } {
    return this.rows;
  }

  /** What is wrong with how the entry at a position is found. `text`: what its body says, in canonical JSON; undefined: nobody knows. */
  flawOf(position: number, entry: StoredEntry, text: string | undefined): string | undefined {
    const { acts, deeds } = entry;
    this.rows = { acts: this.rows.acts + acts.length, deeds: this.rows.deeds + deeds.length };
    const kind = KINDS.get(entry.kind);
    if (kind === undefined || text === undefined) return undefined; // told already
    if (kind === 'event' || kind === 'quarantined')
      return acts.length + deeds.length === 0 ? undefined : 'rows find it as an act, and it is none';
    const [act, ...others] = acts;
    if (act === undefined) return 'no row of hot.ledger_act finds it';
    const subject = this.said.of({ position, kind, by: entry.by, text })?.toWellFormed();
    if (others.length > 0 || act.kind !== entry.kind || (subject !== undefined && act.subject !== subject))
      return 'the row of hot.ledger_act that finds it tells of another act than it is';
    return this.isInTrail(position, entry, { kind, text, subject: act.subject })
      ? undefined
      : 'the rows of hot.ledger_deed that find it in the trail tell other than it says';
  }

  private isInTrail(
    position: number,
    { kind: code, deeds }: StoredEntry,
    { kind, text, subject }: { readonly kind: EntryKind; readonly text: string; readonly subject: string },
  ): boolean {
    const { first = Infinity, last = -1 } = this.withoutDeeds.get(code) ?? {};
    if (!isTrailKind(kind)) return deeds.length === 0;
    if (deeds.length === 0 && position >= first && position <= last) return true;
    const frame: EntryFrame = { form: 'json', digest: NO_DIGEST, text, isExact: false };
    const told = deedsIn({ kind, frame, remarks: '{}' }, subject);
    return told.length === deeds.length && told.every((deed, part) => isSame(deed, deeds[part]));
  }
}

/** Deeds are read from the text alone. */
const NO_DIGEST = Buffer.alloc(0);

function isSame(told: SealedDeed, stored: SealedDeed | undefined): boolean {
  if (stored === undefined) return false;
  const { action, outcome, about, thing } = told;
  return stored.action === asStored(action) && stored.outcome === outcome && stored.about === about && stored.thing === asStored(thing);
}

/** As Postgres holds a text. */
function asStored(text: string): string {
  return withoutNul(text).toWellFormed();
}
