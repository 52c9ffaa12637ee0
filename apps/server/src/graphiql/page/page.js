// Opens GraphiQL for whoever is signed in: by the session of a one-time link or of a provider's sign-in, or by a key, which is kept for this tab alone and sent nowhere but to this server.
import { questionsPlugin } from './questions.js';

const KEY = 'headgate-key';
const OWNER = 'headgate-owner';
/** Of the list of questions, beside everything else; GraphiQL would give it a third. It can be dragged. */
const LIST_WIDTH = '0.25';
/** By then the browser has taken what it saves. */
const SAVED_WITHIN_MS = 60_000;
const signInForm = document.getElementById('sign-in');
const signOutForm = document.getElementById('sign-out');
const reportForm = document.getElementById('report');
const field = document.getElementById('key');
const provider = document.getElementById('provider');
provider.href = '/login';
const answer = document.getElementById('answer');
const { GraphiQL, React, ReactDOM } = globalThis;
let key = sessionStorage.getItem(KEY) ?? '';
let root;

/** Who sends: the key, or the cookie of the session, which the browser adds by itself; then the server wants to see that our own page asks. */
function proof() {
  return key === '' ? { 'headgate-csrf': '1' } : { authorization: `Bearer ${key}` };
}

/** What GraphiQL asks through. A header typed into its own header editor comes before ours. */
async function ask(params, { headers = {} } = {}) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...proof(), ...headers },
    body: JSON.stringify(params),
  });
  const result = await response.json();
  if (response.status === 401) showSignIn(result.errors[0].message, true);
  return result;
}

function say(text, isRefused = false) {
  answer.textContent = text;
  answer.toggleAttribute('data-refused', isRefused);
}

function showSignIn(text, isRefused) {
  signOutForm.hidden = true;
  reportForm.hidden = true;
  signInForm.hidden = false;
  say(text, isRefused);
  tryTo(async () => (provider.hidden = !(await fetch('/login/device')).ok)); // only where the server knows a provider
}

/**
 * GraphiQL remembers tabs and what was typed. It does so for this browser tab and for one principal: names that one may see are not left lying for
 * the next, and a new tab opens with the book.
 */
function memoryOf(owner) {
  const own = () => Object.keys(sessionStorage).filter((name) => name.startsWith('graphiql:'));
  const clear = () => own().forEach((name) => sessionStorage.removeItem(name));
  if (sessionStorage.getItem(OWNER) !== owner) clear();
  sessionStorage.setItem(OWNER, owner);
  return {
    getItem: (name) => sessionStorage.getItem(name),
    setItem: (name, value) => sessionStorage.setItem(name, value),
    removeItem: (name) => sessionStorage.removeItem(name),
    get length() {
      return own().length;
    },
    clear,
  };
}

async function open({ id, name, kind, roles, until }) {
  const ends = until === null ? '' : `, until ${new Date(until).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}`;
  signInForm.hidden = true;
  provider.hidden = true;
  signOutForm.hidden = false;
  reportForm.hidden = false;
  say(`Signed in as ${name} (${roles.length > 0 ? roles.join(', ') : kind})${ends}. Each tab holds a question; press ▶.`);

  const chapters = await (await fetch('/graphiql/book.json')).json();
  const tabs = chapters.flatMap((chapter) => chapter.tabs);
  const storage = memoryOf(id);
  const questions = questionsPlugin(chapters);
  const isNew = storage.length === 0;
  if (isNew) storage.setItem('graphiql:docExplorerFlex', LIST_WIDTH);
  // To somebody new GraphiQL shows the first tab without its variables, unless it is given them apart.
  const first = isNew ? { query: tabs[0].query, variables: tabs[0].variables } : {};
  root ??= ReactDOM.createRoot(document.getElementById('graphiql'));
  // Who signs in anew may see another schema: a new `key` of React makes GraphiQL ask for it again.
  root.render(
    React.createElement(GraphiQL, {
      key: id,
      fetcher: ask,
      storage,
      defaultTabs: tabs.map(({ query, variables }) => ({ query, variables })),
      defaultEditorToolsVisibility: 'variables',
      plugins: [questions],
      visiblePlugin: questions,
      ...first,
    }),
  );
}

async function begin() {
  const response = await fetch('/session', { headers: proof() });
  if (response.ok) {
    if (key !== '') sessionStorage.setItem(KEY, key);
    return open(await response.json());
  }
  const { message } = await response.json();
  const hint = 'Sign in with a key, which stays in this tab, or with a link: headgate login-link makes one.';
  showSignIn(key === '' ? hint : message, key !== '');
}

/** Saves the report of now. It is asked for as everything is: a link would carry neither the key nor the header of our own pages. */
async function saveReport() {
  say('The report is being made; it takes seconds.');
  const response = await fetch('/api/v1/reports/HIPAA_EPHI_MAP', { method: 'POST', headers: proof() });
  if (!response.ok) return say((await response.json()).message, true);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = /filename="([^"]+)"/.exec(response.headers.get('content-disposition'))[1];
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), SAVED_WITHIN_MS);
  say(`${link.download} is saved. Unpack it, and check it with headgate verify.`);
}

function tryTo(work) {
  work().catch((error) => say(`The server does not answer: ${error.message}`, true));
}

signInForm.addEventListener('submit', (event) => {
  event.preventDefault();
  key = field.value.trim();
  tryTo(begin);
});

reportForm.addEventListener('submit', (event) => {
  event.preventDefault();
  tryTo(saveReport);
});

signOutForm.addEventListener('submit', () => sessionStorage.clear()); // the form itself ends the session

tryTo(begin);
