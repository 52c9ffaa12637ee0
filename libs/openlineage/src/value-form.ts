import type { KeepOutRule, SaidName } from '#access';
import { type LocatedJson, spoken } from '#record';

/** What of a part of a facet is a value about data, and may be kept out; all else is a name, a kind, a count or a time, and stays. */
export type ValueForm =
  /** Stays if it is of that kind; else it is a value. */
  | { readonly kind: 'kept'; readonly isKept: (json: LocatedJson, text: string) => boolean }
  /** Goes whole. `isOfAll`: it may speak of any column, whatever is around it. `isDescription`: somebody wrote it about the data, and none of them stand in it by rights. */
  | { readonly kind: 'value'; readonly isOfAll: boolean; readonly isDescription: boolean }
  | ObjectForm
  | { readonly kind: 'list'; readonly of: ValueForm }
  /** What stands under the name of a column is about that column; or it says more itself of what it is about. */
  | { readonly kind: 'columns'; readonly of: ValueForm; readonly saysMore: boolean }
  /** An object that says itself what it is about. */
  | { readonly kind: 'narrowed'; readonly by: (said: Said, scope: Scope) => Scope; readonly of: ValueForm }
  /** The facets of a run or a job that another one brings along. */
  | { readonly kind: 'facets'; readonly of: 'run' | 'job' };

/** Members that are not named here may be anything, and so may their names. */
export interface ObjectForm {
  readonly kind: 'object';
  readonly members: ReadonlyMap<string, ValueForm>;
  /** They may speak of any column, whatever is around them. */
  readonly othersAreOfAll?: true;
}

/** By which rules something is covered. */
export interface Scope {
  /** Those that cover it. */
  readonly rules: readonly KeepOutRule[];
  /** Those that cover the facet, whatever the column. */
  readonly all: readonly KeepOutRule[];
  /** Those that cover what carries it by its own name: a job is also covered by the datasets that its event names. */
  readonly own: readonly KeepOutRule[];
  /** Those for this facet that cover a dataset, by its name. */
  readonly of: (dataset: SaidName) => readonly KeepOutRule[];
  /** Where the columns of a field stand: `address.`. */
  readonly prefix: string;
}

/** An object as it stands in a text. */
export class Said {
  constructor(
    private readonly json: LocatedJson,
    private readonly text: string,
  ) {}

  /** The last member of a name, as JSON has it. Of what is no object there is none. */
  member(key: string): Said | undefined {
    const found = this.json.kind === 'object' ? this.json.members.findLast((member) => member.key === key) : undefined;
    return found && new Said(found.value, this.text);
  }

  items(key: string): readonly Said[] {
    const list = this.member(key)?.json;
    return list?.kind === 'array' ? list.items.map((item) => new Said(item, this.text)) : [];
  }

  /** A member that is a text. */
  textIn(key: string): string | undefined {
    const json = this.member(key)?.json;
    return json?.kind === 'string' ? spoken(this.text, json.span) : undefined;
  }

  /** A name is never empty, and what has none may be called anything. */
  name(): SaidName {
    return { namespace: this.textIn('namespace') || undefined, name: this.textIn('name') || undefined };
  }
}

/** Only the rules about a column; of what names none, all: it may be about any. */
export function aboutColumn(rules: readonly KeepOutRule[], column: string | undefined): readonly KeepOutRule[] {
  return column === undefined ? rules : rules.filter((rule) => rule.isAbout(column));
}
