import { decodeProtectedHeader } from 'jose';
import * as oidc from 'openid-client';

import { type Clock, Failure, HOUR_MS, SECOND_MS } from '#foundation';
import type { GroupRole, PeopleProvider, Told } from '#operations';

import { boundedFetch } from './bounded-fetch.ts';
import { type Claims, groupsIn, nameIn, subjectIn } from './claims.ts';
import type { OidcSettings } from './settings.ts';

/** What one way to the provider and back is known by. None is ever used for a second. */
export interface Proofs {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE (RFC 7636): only whoever set out has it. */
  readonly verifier: string;
}

/** Of one request. A person waits for it. */
const ANSWER_SECONDS_MAX = 5;
/** Addresses of a provider change seldom; its keys are asked for apart. */
const METADATA_MS_MAX = HOUR_MS;
/** After a discovery that failed none is tried: whoever asks meanwhile is told at once. */
const FAILURE_MS = 2 * SECOND_MS;

type Tokens = Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>;

/** The OpenID Connect provider of the settings. Nothing is asked of it before it is needed. */
export class OidcProvider implements PeopleProvider {
  readonly groupRoles: readonly GroupRole[];
  readonly recheckMs: number;
  private configuration: { readonly found: Promise<oidc.Configuration>; readonly until: number } | undefined;

  constructor(
    readonly settings: OidcSettings,
    private readonly clock: Clock,
    private readonly log: (line: string) => void,
  ) {
    this.groupRoles = settings.groupRoles;
    this.recheckMs = settings.recheckMs;
  }

  /** What it says of itself. Throws STORE_UNAVAILABLE when it does not answer. */
  async metadata(): Promise<oidc.ServerMetadata> {
    return (await this.found()).serverMetadata();
  }

  /** Where a browser is sent to. Throws STORE_UNAVAILABLE. */
  async address(redirectUri: string, { state, nonce, verifier }: Proofs): Promise<URL> {
    return oidc.buildAuthorizationUrl(await this.found(), {
      redirect_uri: redirectUri,
      scope: this.settings.scopes,
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(this.settings.scopes.split(' ').includes('offline_access') ? { prompt: 'consent' } : {}), // without it none may be given (Core 1.0, 11)
    });
  }

  /** What comes of a browser's coming back to `url`. Throws IDENTITY_UNKNOWN when anything of it does not fit, STORE_UNAVAILABLE without an answer. */
  async exchange(url: URL, { state, nonce, verifier }: Proofs): Promise<Told> {
    const toldAt = this.clock.now();
    const configuration = await this.found();
    const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
    try {
      const tokens = await oidc.authorizationCodeGrant(configuration, url, checks);
      const subject = subjectIn(this.idClaims(tokens) ?? {});
      return await this.told(tokens, { subject, toldAt, before: undefined });
    } catch (error) {
      throw error instanceof Failure ? error : this.refused(error);
    }
  }

  /** As PeopleProvider has it. By the refresh token, and without one by userinfo. */
  async askAgain(grant: string, subject: string): Promise<Told | undefined> {
    const toldAt = this.clock.now();
    try {
      const configuration = await this.found();
      if (!grant.startsWith(REFRESH))
        return await this.told({ access_token: grant.slice(ACCESS.length) }, { subject, toldAt, before: undefined });
      const refresh = grant.slice(REFRESH.length);
      const tokens = await oidc.refreshTokenGrant(configuration, refresh);
      const claims = this.idClaims(tokens);
      if (claims !== undefined && subjectIn(claims) !== subject)
        throw new Failure('IDENTITY_UNKNOWN', 'The provider speaks of somebody else.');
      return await this.told(tokens, { subject, toldAt, before: refresh });
    } catch (error) {
      this.log(`the provider does not vouch any more for whoever signed in: ${reasonOf(error)}`);
      return undefined;
    }
  }

  private async told(
    tokens: Pick<Tokens, 'access_token'> & Partial<Tokens>,
    { subject, toldAt, before }: { readonly subject: string; readonly toldAt: Date; readonly before: string | undefined },
  ): Promise<Told> {
    const configuration = await this.found();
    const { issuer, userinfo_endpoint: userinfo } = configuration.serverMetadata();
    const inToken: Claims = tokens.claims?.() ?? {};
    const known = groupsIn(inToken, this.settings.groupsClaim);
    const isAsked = userinfo !== undefined && (known === undefined || !('email' in inToken));
    const claims: Claims = isAsked ? { ...(await oidc.fetchUserInfo(configuration, tokens.access_token, subject)), ...inToken } : inToken;

    const groups = known ?? groupsIn(claims, this.settings.groupsClaim) ?? [];
    const statement = { issuer, subject, name: nameIn({ ...claims, sub: subject }, issuer), groups, toldAt };
    const refresh = tokens.refresh_token ?? before;
    return { statement, grant: refresh === undefined ? `${ACCESS}${tokens.access_token}` : `${REFRESH}${refresh}` };
  }

  /** The claims of an ID token, whose signature, issuer, audience and times were looked at; here, that its algorithm is one of ours. */
  private idClaims(tokens: Tokens): Claims | undefined {
    if (tokens.id_token === undefined) return undefined;
    const { alg = 'none' } = decodeProtectedHeader(tokens.id_token);
    if (!this.settings.algorithms.includes(alg))
      throw new Failure('IDENTITY_UNKNOWN', 'The provider signs with an algorithm that is not allowed here; see to OIDC_ALGORITHMS.');
    return tokens.claims();
  }

  private async found(): Promise<oidc.Configuration> {
    const now = this.clock.now().getTime();
    if (this.configuration === undefined || this.configuration.until <= now)
      this.configuration = { found: this.discover(), until: now + METADATA_MS_MAX };
    const asked = this.configuration;
    try {
      return await asked.found;
    } catch (error) {
      if (this.configuration === asked) this.configuration = { found: asked.found, until: Math.min(asked.until, now + FAILURE_MS) };
      this.log(`the provider ${this.settings.issuer} does not tell of itself: ${reasonOf(error)}`);
      throw unavailable(error);
    }
  }

  private async discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret, skewSeconds } = this.settings;
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out; our settings let it through for this machine alone
    const insecure = issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [];
    return oidc.discovery(new URL(issuer), clientId, { [oidc.clockTolerance]: skewSeconds }, clientAuthentication(clientSecret), {
      execute: [oidc.enableNonRepudiationChecks, ...insecure],
      timeout: ANSWER_SECONDS_MAX,
      [oidc.customFetch]: boundedFetch,
    });
  }

  private refused(error: unknown): Failure {
    if (isNoAnswer(error)) {
      this.log(`the provider did not answer: ${reasonOf(error)}`);
      return unavailable(error);
    }
    this.log(`the provider, or who came from it, was not believed: ${reasonOf(error)}`);
    return new Failure('IDENTITY_UNKNOWN', 'The provider did not confirm this sign-in. Begin again at /login.', { cause: error });
  }
}

/** What a grant begins with: which kind of token it is. */
const REFRESH = 'refresh ';
const ACCESS = 'access ';

/** The way that every provider must know (RFC 6749, 2.3.1), unless it says that it does not. */
function clientAuthentication(secret: string | undefined): oidc.ClientAuth {
  if (secret === undefined) return oidc.None();
  return (server, ...rest) => {
    const isBasic = server.token_endpoint_auth_methods_supported?.includes('client_secret_basic') ?? true;
    (isBasic ? oidc.ClientSecretBasic(secret) : oidc.ClientSecretPost(secret))(server, ...rest);
  };
}

function unavailable(cause: unknown): Failure {
  return new Failure('STORE_UNAVAILABLE', 'The provider of sign-ins does not answer; try again, or use a key.', { cause });
}

/** Nobody was there, or nobody answered in time: no word about a person. */
function isNoAnswer(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof Error && (error.name === 'TimeoutError' || isNoAnswer(error.cause)));
}

/** For the log: which error, and never what was sent or answered. */
export function reasonOf(error: unknown): string {
  if (error instanceof Failure) return error.message;
  if (!(error instanceof Error)) return 'not known';
  const told = 'error' in error && typeof error.error === 'string' && /^[a-z_]{1,60}$/.test(error.error) ? error.error : undefined; // such as invalid_grant
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const inner = error.cause instanceof Error && 'code' in error.cause ? String(error.cause.code) : undefined;
  return told ?? inner ?? code ?? error.name;
}
