// The address that the start prints has the token behind its #, which no
// server and no log ever sees. It is taken out of the address and sent.

const form = document.getElementById("sign-in");
const token = decodeURIComponent(location.hash.slice(1));
if (form && token) {
  history.replaceState(null, "", location.pathname + location.search);
  form.elements.token.value = token;
  form.requestSubmit();
}
