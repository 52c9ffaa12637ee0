import { MINUTE_MS } from '#foundation';
import { SIGN_IN_LINK_MS_MAX } from '#operations';

/** A page that tells a person something in a few sentences. All but `title` and `heading` is HTML: what is not ours in it goes through `escaped`. */
interface Notice {
  readonly title: string;
  readonly heading: string;
  readonly body: string;
  /** Beside what every page says of itself. */
  readonly head?: string;
}

/** As a whole document. */
export function noticePage({ title, heading, body, head = '' }: Notice): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>Headgate · ${title}</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/graphiql/page.css" />${head}
  </head>
  <body>
    <main class="notice">
      <h1>${heading}</h1>
      ${body}
    </main>
  </body>
</html>
`;
}

/** How one signs in by a link. */
export const BY_LINK = `<p>An administrator makes a link, good once and for ${SIGN_IN_LINK_MS_MAX / MINUTE_MS} minutes, on the machine of the server:</p>
      <pre>headgate login-link --name &lt;who signs in&gt;</pre>`;
/** How one signs in by a key. */
export const BY_KEY = '<p>Whoever holds a key can <a href="/graphiql">sign in with the key</a>.</p>';

/** What whoever could not sign in sees: why, and what there is to do instead. */
export function notSignedInPage(sentence: string, instead: string): string {
  return noticePage({
    title: 'not signed in',
    heading: 'Not signed in',
    body: `<p>${escaped(sentence)}</p>
      ${instead}
      ${BY_KEY}`,
  });
}

/** As HTML shows it, in text and in attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
