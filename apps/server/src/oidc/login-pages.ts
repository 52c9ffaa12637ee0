import { BY_KEY, BY_LINK, escaped, noticePage } from '../notice-page.ts';

/** What whoever signed in sees for a moment. A page, and no redirect: what leads here came from the provider, and browsers would hold the new cookie back. */
export function signedInPage(returnTo: string): string {
  const place = escaped(returnTo);
  return noticePage({
    title: 'signed in',
    heading: 'Signed in',
    body: `<p>Go on to <a id="on" href="${place}">${place}</a>.</p>`,
    head: `<meta http-equiv="refresh" content="0;url=${place}" />`,
  });
}

/** What there is to do where no provider is known. */
export function noProviderPage(): string {
  return noticePage({
    title: 'no provider',
    heading: 'Nobody signs in here by a provider',
    body: `<p>This server knows no OpenID Connect provider. Who runs it sets <code>OIDC_ISSUER</code> and <code>OIDC_CLIENT_ID</code>, and says which roles groups have: by <code>OIDC_GROUP_ROLES</code>, or with <code>headgate apply</code>.</p>
      ${BY_LINK}
      ${BY_KEY}`,
  });
}
