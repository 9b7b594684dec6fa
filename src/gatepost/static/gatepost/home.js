// Sends each form to the browser API and shows the answer; keeps nothing.
const prefix = "/_allauth/browser/v1/";
const shown = document.getElementById("answer");

function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";
}

async function call(verb, path, body) {
  if (!csrfToken()) await fetch(prefix + "config");
  const response = await fetch(prefix + path, {
    method: verb,
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
    body: verb === "GET" ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  try {
    shown.textContent = `${response.status}\n${JSON.stringify(JSON.parse(text), null, 2)}`;
  } catch {
    shown.textContent = `${response.status}`;
  }
}

for (const form of document.forms) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    call(form.dataset.verb, form.dataset.path, Object.fromEntries(new FormData(form)));
  });
}

// A mailed link leads here; its key goes into the right field and out of the address.
const mailed = location.pathname.match(/^\/account\/(verify-email|password\/reset\/key|login\/code)\/(.+)$/);
if (mailed) {
  const paths = { "verify-email": "auth/email/verify", "password/reset/key": "auth/password/reset", "login/code": "auth/code/confirm" };
  const field = document.querySelector(`form[data-path="${paths[mailed[1]]}"] input`);
  field.value = decodeURIComponent(mailed[2]);
  field.focus();
  history.replaceState(null, "", "/");
}
