import { type FacetPlace, VALUE_FORMS, type ValueForm } from '#openlineage';
import { type JsonObject, type JsonValue, locateJson } from '#record';

/** What the standard has in a place: a text, a number, a time or a flag that is kept as it is, what may be any value, or facets of a run or a job. */
export type MemberKind = 'text' | 'number' | 'time' | 'flag' | 'value' | 'facets';

/** A member of a facet of the standard that holds no further ones. */
export interface StandardMember {
  readonly place: FacetPlace;
  readonly facet: string;
  /** As `dataset schema.fields[].name`: `[]` is an item of a list, `*` a column. A condition within a condition, or a field within a field, is not told apart. */
  readonly path: string;
  readonly kind: MemberKind;
}

/** Every member of every facet of the standard, as their forms have it. */
export function standardMembers(): readonly StandardMember[] {
  return facets().flatMap(([place, facet, form]) => {
    const members: StandardMember[] = [];
    exampleOf(form, { path: `${place} ${facet}` }, (path, kind) => {
      members.push({ place, facet, path, kind });
      return null;
    });
    return members;
  });
}

/** A facet of the standard with all its members, each as it is given. */
export function standardFacet(
  { place, facet }: Pick<StandardMember, 'place' | 'facet'>,
  given: (path: string, kind: MemberKind) => JsonValue,
): JsonObject {
  const found = facets().find((each) => each[0] === place && each[1] === facet);
  if (found === undefined) throw new Error(`the standard has no facet ${facet} of a ${place}`);
  return exampleOf(found[2], { path: `${place} ${facet}` }, given) as JsonObject; // a facet is an object
}

function facets(): readonly (readonly [FacetPlace, string, ValueForm])[] {
  return (Object.keys(VALUE_FORMS) as FacetPlace[]).flatMap((place) =>
    Object.entries(VALUE_FORMS[place]).map(([facet, form]) => [place, facet, form] as const),
  );
}

function exampleOf(form: ValueForm, { path, around = [] }: At, given: (path: string, kind: MemberKind) => JsonValue): JsonValue {
  const inner = (of: ValueForm, step: string): JsonValue => exampleOf(of, { path: `${path}${step}`, around: [...around, form] }, given);
  switch (form.kind) {
    case 'kept':
      return given(path, kindOf(form));
    case 'value':
    case 'facets':
      return given(path, form.kind);
    case 'narrowed':
      return inner(form.of, '');
    case 'list':
      return [inner(form.of, '[]')];
    case 'columns':
      return { [EXAMPLE_COLUMN]: inner(form.of, '.*') };
    case 'object':
      return Object.fromEntries(
        [...form.members].flatMap(([key, member]) =>
          isWithin(member, [...around, form]) ? [] : [[key, inner(member, `.${key}`)] as const],
        ),
      );
  }
}

/** Where a form stands, and what it stands in. */
interface At {
  readonly path: string;
  readonly around?: readonly ValueForm[];
}

/** What `*` is called. */
export const EXAMPLE_COLUMN = 'id';

/** Whether a form is made of itself. */
function isWithin(form: ValueForm, around: readonly ValueForm[]): boolean {
  return around.includes(form) || (form.kind === 'list' && isWithin(form.of, around));
}

/** By what it keeps. */
function kindOf({ isKept }: Extract<ValueForm, { readonly kind: 'kept' }>): MemberKind {
  const keeps = (text: string): boolean => isKept(locateJson(text), text);
  if (keeps('"x"')) return 'text';
  if (keeps('"2026-03-01T00:00:00Z"')) return 'time';
  return keeps('1') ? 'number' : 'flag';
}
