import type { Span } from './json-located.ts';
import { isSecretName, tellsNothing } from './secret-names.ts';

/** What stands in the place of a secret. */
export const REDACTED = '[redacted]';

interface TextRule {
  readonly name: string;
  /** Ends with the group `secret`, which must go; where there is a group `key`, only if that is the name of a secret. */
  readonly pattern: RegExp;
}

/** No blank, no delimiter; a comma ends it only before the next `name=`. */
const BARE = String.raw`[^\s"'\x60;&,]+(?:,(?!\s*[\w.-]{1,64}=)[^\s"'\x60;&,]*){0,200}`;
/** Up to the quote that opened it, which may stand in it behind a backslash. */
const WITHIN_QUOTES = String.raw`(?:[^\\"'\n]+|(?!\k<quote>)(?:["']|\\.)){1,200}`;
const NAME = String.raw`[\w.-]{1,200}`;

/**
 * The places within a string where a secret is known to stand. A repeated class excludes what it stops at and a repeated
 * group is bounded, so that no text takes more than linear time or the stack. What a bound leaves over, the next pass finds.
 */
export const TEXT_RULES: readonly TextRule[] = [
  {
    name: 'the password in the user part of a URL',
    pattern: /\/\/[^\s/?#@:"'<>]*:(?<secret>[^\s/?#"'<>]+)(?=@)/g,
  },
  {
    name: 'the password in a thin Oracle address',
    pattern: /jdbc:oracle:\w{1,16}:[^\s/@"']{1,128}\/(?<secret>[^\s/@"']+)(?=@)/g,
  },
  {
    name: 'a line that is one setting',
    pattern: new RegExp(`^(?<key>${NAME})=(?<secret>[^=\\n]+)$`, 'gm'),
  },
  {
    name: 'a parameter of a URL or a connection string',
    pattern: new RegExp(`(?:^|[?&;,|{"']\\s?)(?<key>${NAME})=(?<secret>${BARE})`, 'gm'),
  },
  {
    name: 'the signature of a signed URL',
    pattern: /(?:^|[?&;])(?:sig|signature|x-amz-signature|x-goog-signature)=(?<secret>[^\s&"'#]+)/gi,
  },
  {
    name: 'an argument of a command',
    pattern: new RegExp(`(?:^|\\s)(?:--|-D)(?<key>${NAME})[= ](?<secret>${BARE})`, 'g'),
  },
  {
    name: 'an environment variable or a word of a connection string',
    pattern: new RegExp(`(?<=\\s)(?<key>[A-Z][A-Z0-9_]{1,100}|passw(?:or)?d|pwd)=(?<secret>${BARE})`, 'g'),
  },
  {
    name: 'a quoted value after its name',
    pattern: new RegExp(
      String.raw`(?<![\w.-])(?<open>\\{0,8}["'\x60]?)(?<key>${NAME})\k<open>\s{0,8}(?:=>|[:=])\s{0,8}(?<quote>\\{0,8}["'])` +
        String.raw`(?<secret>${WITHIN_QUOTES}(?:\k<quote>\k<quote>${WITHIN_QUOTES}){0,20})`,
      'g',
    ),
  },
  {
    name: 'a password clause of SQL',
    pattern: /\b(?:password|passphrase|secret|identified\s{1,8}by(?:\s{1,8}password)?)\s{1,8}'(?<secret>[^'\n]+)/gi,
  },
  {
    name: 'the value of an authorization header',
    pattern: /\bauthorization["']?\s{0,8}[:=]\s{0,8}["']?(?:bearer|basic|token|apikey)\s{1,8}(?<secret>[\w.~+/=-]+)/gi,
  },
  {
    name: 'a bearer token',
    pattern: /\bbearer\s{1,8}(?=[a-z.~+/=_-]{0,64}\d)(?<secret>[\w.~+/=-]{8,})/gi,
  },
  {
    name: 'an AWS key, with the secret that follows it',
    pattern: /\b(?<secret>(?:AKIA|ASIA)[A-Z0-9]{16}(?!\w)(?:[\s:;,/|]{1,4}[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/]))?)/g,
  },
  {
    name: 'a token that shows by its form whose it is',
    pattern:
      /\b(?<secret>gh[opsur]_\w{36,}|github_pat_\w{22,}|glpat-[\w-]{20,}|xox[abeprs]-[\w-]{10,}|dapi[0-9a-f]{32}(?!\w)|AIza[\w-]{35}(?![\w-])|eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*)/g,
  },
  {
    name: 'a key of Headgate',
    pattern: /(?<![\w-])(?<secret>hg_[\w-]{8}_[\w-]{43})(?![\w-])/g,
  },
  {
    name: 'the body of a private key',
    pattern: /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?<secret>[^-]+(?:-{1,4}[^-]+){0,200})/g,
  },
];

/**
 * Whether a text or canonical JSON can hold a secret at all, by word or by form: what the rules here and the names in
 * `isSecretName` need is a part of this. Nothing that it finds holds a quote, so that parts of a canonical text which meet beside one may be asked apart. 13 µs for an event of 3.5 KB (2026-11-21).
 */
export const MAY_HOLD_SECRET =
  /pass|secret|token|credential|(?:api|access|account|private|storage|encryption|signing|fernet)[-_. ]?key|pwd|sas|authorization|identified|bearer|sig=|signature=|akia|asia[a-z0-9]{16}|gh[opsur]_|github_pat_|glpat-|xox[abeprs]-|dapi|aiza|eyj|hg_|-----begin|jdbc:oracle|\/\/[^\s/"@]*@/i;

/** A text that holds more than this goes whole. */
const SECRETS_MAX = 10_000;

/** Where secrets stand in a text, in order and apart from each other. What is redacted already is no secret. */
export function secretSpans(text: string): readonly Span[] {
  if (!MAY_HOLD_SECRET.test(text)) return [];
  const found: Span[] = [];
  for (const { pattern } of TEXT_RULES) {
    for (const match of text.matchAll(pattern)) {
      if (holdsSecret(match)) found.push(spanOf(match));
      if (found.length > SECRETS_MAX) return [{ start: 0, end: text.length }];
    }
  }
  return joined(found);
}

function holdsSecret({ groups: { key, secret = '' } = {} }: RegExpExecArray): boolean {
  if (secret === REDACTED || tellsNothing(secret)) return false;
  return key === undefined || (isSecretName(key) && !isReference(key, secret));
}

/** Every pattern ends with its secret. */
function spanOf({ index, 0: { length }, groups: { secret = '' } = {} }: RegExpExecArray): Span {
  return { start: index + length - secret.length, end: index + length };
}

/** Spans that overlap or touch become one. */
function joined(found: readonly Span[]): readonly Span[] {
  const spans: Span[] = [];
  for (const { start, end } of found.toSorted((a, b) => a.start - b.start)) {
    const last = spans.at(-1);
    if (last === undefined || start > last.end) spans.push({ start, end });
    else spans[spans.length - 1] = { start: last.start, end: Math.max(last.end, end) };
  }
  return spans;
}

/** SQL and source code name a column or a variable where a configuration has a value: `a.token=b.token`, `password=:password`. */
function isReference(key: string, value: string): boolean {
  const name = key.slice(key.lastIndexOf('.') + 1);
  return value.endsWith(name) && /^(?:[:$@]|(?:\w+\.)+)$/.test(value.slice(0, -name.length));
}

/** Where one secret went another may show, so a text is searched again, at most so often; then it goes whole. */
export const PASSES_MAX = 4;

/** A text without its secrets. Hiding twice is hiding once. */
export function hideSecrets(text: string, passes = PASSES_MAX): string {
  const spans = secretSpans(text);
  if (spans.length === 0) return text;
  return passes === 0 ? REDACTED : hideSecrets(hideSpans(text, spans), passes - 1);
}

/** Puts the mark in the place of each span. */
export function hideSpans(text: string, spans: readonly Span[]): string {
  let hidden = '';
  let from = 0;
  for (const { start, end } of spans) {
    hidden += text.slice(from, start) + REDACTED;
    from = end;
  }
  return hidden + text.slice(from);
}
