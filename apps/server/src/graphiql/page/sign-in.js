// Takes the token of a one-time link out of the address, behind #, where neither this server nor a proxy before it ever sees it, and posts it.

const form = document.getElementById('sign-in');
const token = location.hash.slice(1);

if (token !== '') {
  history.replaceState(null, '', '/signin'); // no token in the history
  sessionStorage.clear(); // what whoever was here before left in this tab
  document.getElementById('answer').textContent = 'Signing in …';
  form.elements.token.value = token;
  form.submit();
}
