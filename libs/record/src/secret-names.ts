/** Words that make a name the name of a secret, wherever in it they stand; letters may come before but not after. */
const HOLDS_SECRET = new RegExp(
  [
    'passw(?:or)?ds?',
    'passphrases?',
    'secrets?',
    'tokens?',
    'credentials?',
    '(?:api|access|account|private|storage|secret|encryption|signing|fernet)[-_. ]?keys?',
    '(?<![a-z])(?:sas|pwd|authorization)',
    '(?<=[a-z0-9][-_.])pass',
  ]
    .map((word) => `(?:${word})(?![a-z])`)
    .join('|'),
);

/** `token_type` and `passwordFile` describe a secret and are none. */
const DESCRIBES_SECRET =
  /(?:passw(?:or)?d|passphrase|secret|token|credentials?|keys?|sas|authorization)[-_. ](?:type|names?|file|path|dir|url|uri|endpoint|provider|class|manager|mode|enabled|required|count|length|size|limit|policy|expiry|expires|expiration|expires[-_. ]at|arn|version|location|mechanism|columns?|fields?|scopes?|format|alias|ttl|timeout|lifetime)$/;

/** Upper-case PWD is the working directory of a shell; as `pwd` it is a password. */
const WORKING_DIRECTORY = /^(?:OLD)?PWD$/;

/** Whether what stands under this name is a secret: `database.password`, `AWS_SESSION_TOKEN`, `apiKey`; not `tokenizer`, `secretary`. */
export function isSecretName(name: string): boolean {
  if (WORKING_DIRECTORY.test(name)) return false;
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  return HOLDS_SECRET.test(words) && !DESCRIBES_SECRET.test(words);
}

/** Values that tell nothing: empty, a switch, a mask, or a placeholder that somebody else fills in. */
const TELLS_NOTHING =
  /^(?:|true|false|yes|no|on|off|null|none|\*+(?:\(redacted\))?|\$\{[\w. -]+\}|\{\{[\w. -]+\}\}|%\(\w+\)s|%s|\?|hg_\.\.\.)$/i;

export function tellsNothing(value: string): boolean {
  return TELLS_NOTHING.test(value);
}
