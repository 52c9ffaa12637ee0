import { SIGN_IN_LINK_MS_MAX } from '#operations';
import { MINUTE_MS } from '#foundation';

/** What whoever signed in sees for a moment. A page, and no redirect: what leads here came from the provider, and browsers would hold the new cookie back. */
export function signedInPage(returnTo: string): string {
  const place = escaped(returnTo);
  return page(
    'signed in',
    `<meta http-equiv="refresh" content="0;url=${place}" />`,
    `<h1>Signed in</h1>
      <p>Go on to <a id="on" href="${place}">${place}</a>.</p>`,
  );
}

/** What whoever could not sign in at the provider sees. */
export function notSignedInPage(sentence: string): string {
  return page(
    'not signed in',
    '',
    `<h1>Not signed in</h1>
      <p>${escaped(sentence)}</p>
      <p><a href="/login">Sign in again</a>. Whoever holds a key can <a href="/graphiql">sign in with the key</a>.</p>`,
  );
}

/** What there is to do where no provider is known. */
export function noProviderPage(): string {
  return page(
    'no provider',
    '',
    `<h1>Nobody signs in here by a provider</h1>
      <p>This server knows no OpenID Connect provider. Who runs it sets <code>OIDC_ISSUER</code>, <code>OIDC_CLIENT_ID</code> and <code>OIDC_GROUP_ROLES</code>.</p>
      <p>Until then an administrator makes a link, good once and for ${SIGN_IN_LINK_MS_MAX / MINUTE_MS} minutes, on the machine of the server:</p>
      <pre>headgate login-link --name &lt;who signs in&gt;</pre>
      <p>Whoever holds a key can <a href="/graphiql">sign in with the key</a>.</p>`,
  );
}

function page(title: string, head: string, body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    ${head}
    <title>Headgate · ${title}</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/graphiql/page.css" />
  </head>
  <body>
    <main class="notice">
      ${body}
    </main>
  </body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
