export { commitmentOf, contentDigest, identityOf } from './digests.ts';
export { canonicalNumber } from './json-number.ts';
export { below, isObject, isStorable, member } from './json-reading.ts';
export { JSON_DEPTH_CEILING, readJson, type JsonLimits, type JsonReading, type JsonText, type JsonWarning } from './json-text.ts';
export { canonicalJson, type JsonObject, type JsonValue } from './json-value.ts';
export { ENTRY_KIND_CODES, leafHash, leafOf, type Admission, type Entry, type EntryKind } from './leaf.ts';
export { redact, REDACTION_RULE, type Redacted } from './redaction.ts';
export { openBody, openBytes, saltOf, sealBody, SealBroken, sealBytes, type BodyKey, type SealedBody } from './sealed-body.ts';
export { hideSecrets, REDACTED } from './secret-text.ts';
