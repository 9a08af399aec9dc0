// Error focus, autosave status, guard of unsaved text, busy buttons. Pages work without it.
"use strict";
(() => {
  const dirty = new Set(); // forms with text that is not saved

  function focusErrors(root) {
    const summary = root.querySelector("[data-error-summary]");
    if (!summary) return;
    summary.focus();
    document.title = "Fel: " + document.title.replace(/^Fel: /, "");
  }

  function setStatus(form, text, failed) {
    const line = form?.querySelector("[data-autosave-status]");
    if (!line) return;
    // Only a failure is read aloud.
    if (failed) line.setAttribute("role", "alert"); else line.removeAttribute("role");
    line.textContent = text;
  }

  const all = (selector, act) => document.querySelectorAll(selector).forEach(act);

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.matches("[data-guard]")) dirty.add(form);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    dirty.delete(form);
    if (event.defaultPrevented || form.method !== "post" || form.matches("[data-repeat]")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  });

  // The back button may bring the page back as it was left.
  window.addEventListener("pageshow", () => {
    all("form[data-sent]", (form) => delete form.dataset.sent);
    all("[aria-busy=true]", (button) => button.removeAttribute("aria-busy"));
  });

  window.addEventListener("beforeunload", (event) => {
    if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
  });

  // The menu's More closes as people expect of one; without this it closes with its own button.
  const more = document.querySelector("[data-more]");
  document.addEventListener("click", (event) => { if (more && !more.contains(event.target)) more.open = false; });
  more?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !more.open) return;
    more.open = false;
    more.querySelector("summary").focus();
  });

  const autosaved = (event) => event.target.closest?.("form[data-autosave]");
  document.addEventListener("htmx:beforeRequest", (event) => setStatus(autosaved(event), "Sparar …"));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = autosaved(event);
    if (!form) return;
    const status = event.detail.xhr.status; // 0: no network; 422: swapped in, not saved
    if (status < 200 || status > 299) return setStatus(form, "Det gick inte att spara. Texten finns kvar här.", true);
    dirty.delete(form);
    setStatus(form, "Sparat " + new Date().toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" }));
  });
  document.addEventListener("htmx:afterSettle", (event) => focusErrors(event.target));

  // A key that is not found or not unlocked: the login library only writes in the console.
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const told = document.createElement("p");
    told.className = "ds-validation-message";
    told.textContent = "Nyckeln kunde inte användas. Försök igen, eller välj ett annat sätt.";
    document.getElementById("messages")?.replaceChildren(told);
  });

  // htmx stores the address, which may hold a name searched for.
  const forget = () => { try { sessionStorage.clear(); } catch { /* blocked: nothing kept */ } };
  for (const name of ["pushedIntoHistory", "replacedInHistory"]) document.addEventListener("htmx:" + name, forget);

  forget();
  focusErrors(document);
})();
