// Opens GraphiQL once the server takes the key. The key is kept for this tab alone and sent nowhere but to this server.

const KEY = 'headgate-key';
const form = document.getElementById('sign-in');
const field = document.getElementById('key');
const answer = document.getElementById('answer');
let key = sessionStorage.getItem(KEY) ?? '';
let root;

/** What GraphiQL asks through. A header typed into its own header editor comes before the key. */
async function ask(params, { headers = {} } = {}) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${key}`, ...headers },
    body: JSON.stringify(params),
  });
  return response.json();
}

function say(text, isRefused) {
  answer.textContent = text;
  answer.toggleAttribute('data-refused', isRefused);
}

async function open() {
  const { errors } = await ask({ query: '{ __typename }' });
  if (errors?.length > 0) return say(errors[0].message, true);

  sessionStorage.setItem(KEY, key);
  say('Signed in. Each tab holds a question; press ▶.', false);
  const examples = await (await fetch('/graphiql/examples.json')).json();
  const { GraphiQL, React, ReactDOM } = globalThis;
  root ??= ReactDOM.createRoot(document.getElementById('graphiql'));
  // GraphiQL keeps the tabs of whoever was here before. To somebody new it shows the first tab without its variables, unless it is given them apart.
  const first = localStorage.getItem('graphiql:tabState') === null ? examples[0] : {};
  // A new key may see another schema: a new `key` of React makes GraphiQL ask for it again.
  root.render(
    React.createElement(GraphiQL, { key, fetcher: ask, defaultTabs: examples, defaultEditorToolsVisibility: 'variables', ...first }),
  );
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  key = field.value.trim();
  open().catch((error) => say(`The server does not answer: ${error.message}`, true));
});

if (key !== '') {
  field.value = key;
  open().catch((error) => say(`The server does not answer: ${error.message}`, true));
}
