import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify, type RemoteJWKSet } from 'jose';

import { type Clock, Failure, KIB, MINUTE_MS, SECOND_MS } from '#foundation';
import type { Statement } from '#operations';
import { readJson } from '#record';

import { boundedFetch } from './bounded-fetch.ts';
import { type Claims, groupsIn, nameIn, subjectIn } from './claims.ts';
import { type OidcProvider, reasonOf } from './provider.ts';

/** A token that was believed: of whom, and until when. */
export interface Believed {
  readonly statement: Statement;
  readonly until: Date;
}

/** A header has 16 KB in Node, with all else that stands in it. */
const TOKEN_LENGTH_MAX = 12 * KIB;
const CLAIMS_DEPTH_MAX = 20;
/** A key that the provider takes back is out after it. */
const KEYS_MS_MAX = 5 * MINUTE_MS;
/** Between two looks for a key that is not known: tokens with made-up key ids must not make us ask for ever. */
const KEYS_COOLDOWN_MS = 30 * SECOND_MS;
const KEYS_ANSWER_MS_MAX = 5 * SECOND_MS;

const TOO_OLD = 'The token was issued too long ago, and your groups may have changed since (OIDC_RECHECK_MINUTES); get a fresh one.';

/** What only an ID token says of itself (OpenID Connect Core 1.0, 2 and 3.3.2.11). */
const ID_TOKEN_CLAIMS = ['nonce', 'at_hash', 'c_hash', 's_hash'] as const;
/** What providers say in access tokens, and in no ID token. */
const ACCESS_TOKEN_CLAIMS = ['scope', 'scp', 'client_id'] as const;

/** Reads access tokens of the provider: JWTs, as RFC 9068 and RFC 8725 have it. */
export class AccessTokens {
  private keys: { readonly from: string; readonly set: RemoteJWKSet } | undefined;

  constructor(
    private readonly provider: OidcProvider,
    private readonly clock: Clock,
    private readonly log: (line: string) => void,
  ) {}

  /** Throws IDENTITY_UNKNOWN with a sentence that says what is wrong with it, and STORE_UNAVAILABLE when the provider's keys cannot be had. */
  async believed(token: string): Promise<Believed> {
    requireForm(token);
    const { algorithms, audience, skewSeconds, groupsClaim, recheckMs } = this.provider.settings;
    const { issuer, jwks_uri: keysAt } = await this.provider.metadata();
    if (keysAt === undefined) throw new Failure('STORE_UNAVAILABLE', 'The provider of sign-ins publishes no keys; use a key of Headgate.');
    try {
      const { payload } = await jwtVerify(token, this.keysAt(keysAt), {
        algorithms: [...algorithms],
        issuer,
        audience,
        clockTolerance: skewSeconds,
        currentDate: this.clock.now(),
        requiredClaims: ['exp', 'iat', 'sub'],
        maxTokenAge: recheckMs / SECOND_MS,
      });
      return this.read(payload, { issuer, groupsClaim });
    } catch (error) {
      throw error instanceof Failure ? error : this.told(error);
    }
  }

  private read(payload: JWTPayload, { issuer, groupsClaim }: { readonly issuer: string; readonly groupsClaim: string }): Believed {
    const { exp = 0, iat = 0 } = payload; // both are there: they were asked for
    const subject = subjectIn(payload);
    const groups = groupsIn(payload, groupsClaim) ?? [];
    const toldAt = new Date(Math.min(iat * SECOND_MS, this.clock.now().getTime()));
    const { recheckMs, settings } = this.provider;
    const over = Math.min((exp + settings.skewSeconds) * SECOND_MS, iat * SECOND_MS + recheckMs);
    if (over <= this.clock.now().getTime()) throw unknown(TOO_OLD); // of how old it may be the tolerance of clocks takes nothing
    return { statement: { issuer, subject, name: nameIn(payload, issuer), groups, toldAt }, until: new Date(over) };
  }

  private keysAt(address: string): RemoteJWKSet {
    if (this.keys?.from !== address) {
      const set = createRemoteJWKSet(new URL(address), {
        timeoutDuration: KEYS_ANSWER_MS_MAX,
        cooldownDuration: KEYS_COOLDOWN_MS,
        cacheMaxAge: KEYS_MS_MAX,
        [customFetch]: boundedFetch,
      });
      this.keys = { from: address, set };
    }
    return this.keys.set;
  }

  private told(error: unknown): Failure {
    const sentence = sentenceFor(error, this.provider.settings);
    if (sentence !== undefined) return unknown(sentence);
    this.log(`the keys of the provider cannot be had: ${reasonOf(error)}`);
    return new Failure('STORE_UNAVAILABLE', 'The provider of sign-ins does not tell its keys; try again, or use a key of Headgate.', {
      cause: error,
    });
  }
}

/** What can be seen of a token before its signature is looked at. Nothing of its header is followed: keys come from the provider alone. */
function requireForm(token: string): void {
  if (token.length > TOKEN_LENGTH_MAX)
    throw unknown(
      `The token is longer than ${TOKEN_LENGTH_MAX} characters; have the provider send the groups alone that matter to Headgate.`,
    );
  const parts = token.split('.');
  if (parts.length === 5) throw unknown('The token is encrypted; have the provider send one that is signed alone (JWS).');
  const [header, claims] = [objectIn(parts[0]), objectIn(parts[1])];
  if (parts.length !== 3 || header === undefined || claims === undefined)
    throw unknown('That is neither a key of Headgate nor a token: keys look like hg_..., tokens are three parts with dots between them.');
  const type = header['typ'];
  const isAccessToken = typeof type === 'string' && /^(?:application\/)?at\+jwt$/i.test(type);
  if (!isAccessToken && !(isPlainJwt(type) && isLikeAccessToken(claims)))
    throw unknown(
      'That is no access token; an ID token proves nothing here. Send the access token, or sign in with `headgate login --remote <address>`.',
    );
}

function isPlainJwt(type: unknown): boolean {
  return type === undefined || (typeof type === 'string' && /^(?:application\/)?jwt$/i.test(type));
}

/** Providers older than RFC 9068 mark access tokens by what is in them alone. */
function isLikeAccessToken(claims: Claims): boolean {
  const { typ: kind, token_use: use } = claims; // where Keycloak and Cognito say it
  if (kind !== undefined || use !== undefined) return (kind ?? 'Bearer') === 'Bearer' && (use ?? 'access') === 'access';
  return (
    !ID_TOKEN_CLAIMS.some((claim) => Object.hasOwn(claims, claim)) && ACCESS_TOKEN_CLAIMS.some((claim) => Object.hasOwn(claims, claim))
  );
}

/** A part of a token as an object. Undefined: it is none. Throws IDENTITY_UNKNOWN when it says something twice, for readers differ in what then counts. */
function objectIn(part = ''): Claims | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(part)) return undefined;
  const reading = readJson(Buffer.from(part, 'base64url'), { depthMax: CLAIMS_DEPTH_MAX });
  if (reading.kind !== 'json' || reading.value === null || typeof reading.value !== 'object' || Array.isArray(reading.value))
    return undefined;
  if (reading.warnings.some(({ code }) => code === 'DUPLICATE_KEY'))
    throw unknown('The token says one thing twice; ask the provider for one that says each thing once.');
  return reading.value as Claims; // an object, and no list
}

/** What is wrong with a token, in a sentence. Undefined: nothing that was said of it. */
function sentenceFor(error: unknown, { audience }: OidcProvider['settings']): string | undefined {
  if (error instanceof errors.JWTExpired)
    return error.claim === 'iat'
      ? TOO_OLD
      : 'The token is over; get a fresh one: after `headgate login --remote <address>` commands do so by themselves.';
  if (error instanceof errors.JWTClaimValidationFailed) return claimSentence(error, audience);
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || !(error instanceof errors.JOSEError)) return undefined;
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported)
    return 'The token is signed in a way that is not allowed here; ask an administrator to see to OIDC_ALGORITHMS.';
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return 'The token is signed with a key that the provider does not publish, or not any more; get a fresh one.';
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return 'The signature of the token does not fit; get a fresh one from the provider.';
  return error.code === 'ERR_JOSE_GENERIC' ? undefined : 'The token cannot be read; get a fresh one from the provider.'; // an answer of the provider was not 200
}

function claimSentence({ claim, reason }: errors.JWTClaimValidationFailed, audience: string): string {
  if (reason === 'missing') return `The token does not say ${claim}; ask the provider for a token of a person that does.`;
  if (claim === 'iss')
    return 'The token is from somebody else than the provider that this server trusts; see /login/device for which that is.';
  if (claim === 'aud') return `The token is meant for somebody else; ask the provider for one for ${audience}.`;
  if (claim === 'nbf') return 'The token is not good yet; if it should be, a clock is wrong.';
  return `What the token says of ${claim} cannot be; get a fresh one from the provider.`;
}

function unknown(message: string): Failure {
  return new Failure('IDENTITY_UNKNOWN', message);
}
