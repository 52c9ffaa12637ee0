import { Failure } from '#foundation';

export type Claims = Readonly<Record<string, unknown>>;

/** Past this a directory sends all that it has, and not what it was asked for. Microsoft's own bound for a JWT is 200. */
const GROUPS_MAX = 500;
/** An LDAP name of a group may be long; this is longer than any that we know of. */
const GROUP_LENGTH_MAX = 512;
const NAME_LENGTH_MAX = 200;
/** OpenID Connect Core 1.0, section 2: at most 255 ASCII characters. */
const SUBJECT_LENGTH_MAX = 255;

/** The groups that a claim names: a list of texts, or one text. Undefined: there is no such claim. Throws ACCESS_DENIED on another form, and on more than anybody is in. */
export function groupsIn(claims: Claims, claim: string): readonly string[] | undefined {
  const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  if (value === undefined || value === null) return undefined;
  const groups: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (groups.length > GROUPS_MAX)
    throw new Failure(
      'ACCESS_DENIED',
      `The provider names more than ${GROUPS_MAX} groups; have it send those alone that matter to Headgate.`,
    );
  if (!groups.every((group) => typeof group === 'string' && group.length <= GROUP_LENGTH_MAX))
    throw new Failure(
      'ACCESS_DENIED',
      `The claim of groups must be a list of names of at most ${GROUP_LENGTH_MAX} characters; see to the provider, and to OIDC_GROUPS_CLAIM.`,
    );
  return groups as readonly string[]; // each was looked at
}

/**
 * What a person is called here: an address that the provider has verified, else its user name. It has an @, so that nobody takes the name of a key's holder;
 * it is for reading, and nobody is found by it.
 */
export function nameIn(claims: Claims, issuer: string): string {
  const { email, email_verified: isVerified, preferred_username: userName, sub } = claims;
  const found = [isVerified === false ? undefined : email, userName, sub].find((each) => typeof each === 'string' && plain(each) !== '');
  const name = plain(String(found));
  return name.includes('@') ? name : `${name}@${new URL(issuer).host}`;
}

/** Throws IDENTITY_UNKNOWN without one. */
export function subjectIn({ sub }: Claims): string {
  if (typeof sub === 'string' && sub !== '' && sub.length <= SUBJECT_LENGTH_MAX) return sub;
  throw new Failure('IDENTITY_UNKNOWN', 'The token does not say whose it is (sub); ask the provider for one of a person.');
}

/** On one line, and harmless to a terminal. */
function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, NAME_LENGTH_MAX);
}
