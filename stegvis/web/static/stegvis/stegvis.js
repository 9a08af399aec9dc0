// Stegvis in the page: error focus, autosave status, unsaved-changes guard, busy buttons, live percent.
// Every page works without this file; nothing is kept in the browser's storage.
"use strict";
(() => {
  const dirty = new Set(); // forms with typed text that the server has not confirmed

  function focusErrors(root) {
    const summary = root.querySelector("[data-error-summary]");
    if (!summary) return;
    summary.focus();
    if (!document.title.startsWith("Fel: ")) document.title = "Fel: " + document.title;
  }

  function setStatus(form, text, failed) {
    const line = form && form.querySelector("[data-autosave-status]");
    if (!line) return;
    // Only a failure is read aloud: a voice after every pause in typing would be in the way.
    if (failed) line.setAttribute("role", "alert"); else line.removeAttribute("role");
    line.textContent = text;
  }

  const number = (text) => Number(text.replace(",", "."));

  // "2 förmiddagar à 3 h", "3 dagar x 4,5 tim", "10 h" or "25 %" -> hours a week; null if it cannot be read.
  function weeklyHours(text, full) {
    const product = text.match(/(\d+(?:[.,]\d+)?)\s*(?:gånger|\p{L}+)?\s*(?:à|á|a|x|×|\*)\s*(\d+(?:[.,]\d+)?)/iu);
    if (product) return number(product[1]) * number(product[2]);
    const hours = text.match(/(\d+(?:[.,]\d+)?)\s*(?:h|tim)/i);
    if (hours) return number(hours[1]);
    const percent = text.match(/(\d+(?:[.,]\d+)?)\s*%/);
    return percent ? (number(percent[1]) / 100) * full : null;
  }

  // <output data-extent="id_extent"> reads one field; "id_times id_hours" multiplies two.
  function showExtent(output) {
    const values = output.dataset.extent.split(" ").map((id) => (document.getElementById(id) || {}).value || "");
    const full = number(output.dataset.full || "40");
    const hours = values.length === 2 ? number(values[0]) * number(values[1]) : weeklyHours(values[0], full);
    const write = (value) => value.toLocaleString("sv-SE", { maximumFractionDigits: 1 });
    output.textContent = hours ? `${write(hours)} timmar i veckan = ${write((hours / full) * 100)} % av ${write(full)} timmar` : "";
  }

  const showExtents = () => document.querySelectorAll("[data-extent]").forEach(showExtent);

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.matches("[data-guard]")) dirty.add(form);
    showExtents();
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    dirty.delete(form);
    if (event.defaultPrevented || form.method !== "post" || form.matches("[data-repeat]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
  });

  // The back button may bring the page back as it was left: let its forms be sent again.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
    document.querySelectorAll("[aria-busy=true]").forEach((button) => button.removeAttribute("aria-busy"));
  });

  window.addEventListener("beforeunload", (event) => {
    for (const form of dirty) if (form.isConnected) { event.preventDefault(); return; }
  });

  const autosaved = (event) => event.target.closest && event.target.closest("form[data-autosave]");
  document.addEventListener("htmx:beforeRequest", (event) => setStatus(autosaved(event), "Sparar …", false));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = autosaved(event);
    if (!form) return;
    if (!event.detail.successful) { setStatus(form, "Det gick inte att spara. Texten finns kvar här; skriv vidare så försöker vi igen.", true); return; }
    dirty.delete(form);
    setStatus(form, "Sparat " + new Date().toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" }), false);
  });
  document.addEventListener("htmx:afterSettle", (event) => { focusErrors(event.target); showExtents(); });

  focusErrors(document);
  showExtents();
})();
