"use strict";
// An addition, never a need: without this script the Hide button is a link, a draft has a button
// of its own, and a summary is copied by hand.

(function () {
  const away = "/away";

  const longestWait = 300;
  let touched = false;
  let leaving = false;

  // What was typed last goes to the server before the page that says where it belongs is closed.
  function keepDraft() {
    const form = document.querySelector("form[hx-post]");
    if (!form || !touched) {
      return null;
    }
    return fetch(form.getAttribute("hx-post"), {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { "HX-Request": "true" },
      keepalive: true,
    }).catch(function () {});
  }

  // The page goes first and the address after it: a slow network must not leave anything to read.
  function leave() {
    const kept = keepDraft();
    touched = false;
    leaving = true;
    document.title = "Today - Consultation support";
    document.body.replaceChildren();
    if (!kept) {
      window.location.replace(away);
      return;
    }
    const waited = new Promise(function (done) {
      window.setTimeout(done, longestWait);
    });
    Promise.race([kept, waited]).then(function () {
      window.location.replace(away);
    });
  }

  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, function () {
      touched = true;
    });
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey && event.key === ".") {
      event.preventDefault();
      leave();
    }
  });

  document.addEventListener("click", function (event) {
    const link = event.target.closest("[data-leave]");
    if (link) {
      event.preventDefault();
      leave();
    }
  });

  // A page kept in the browser's memory is asked for again, so that Back never shows an old one.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      document.body.replaceChildren();
      window.location.reload();
    }
  });

  const count = document.querySelector("[data-count]");
  if (count) {
    document.addEventListener("change", function () {
      const lines = Array.from(document.querySelectorAll("[data-always]"));
      const done = lines.filter((line) => line.checked).length;
      count.textContent = `${done} of ${lines.length} added.`;
    });
  }

  const copy = document.querySelector("[data-copy]");
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async function () {
      const text = document.getElementById(copy.dataset.copy).textContent;
      try {
        await navigator.clipboard.writeText(text);
        copy.textContent = "Copied";
      } catch {
        copy.textContent = "Select and copy by hand";
      }
    });
  }

  // The draft is kept by htmx. An answer that is not its one sentence means that this page may no
  // longer be shown: somebody hid the screen elsewhere, or is signed in no more.
  const said = document.getElementById("draft-state");
  if (said) {
    // htmx notes the address of the page there; nothing of a visit stays in the browser.
    document.addEventListener("DOMContentLoaded", function () {
      window.sessionStorage.clear();
    });
    document.addEventListener("htmx:beforeSwap", function (event) {
      const answer = event.detail.xhr;
      const sentence = (answer.getResponseHeader("Content-Type") || "").startsWith("text/plain");
      if (answer.status === 200 && sentence) {
        return;
      }
      event.detail.shouldSwap = false;
      if (leaving) {
        return;
      }
      if (answer.status === 200) {
        document.body.replaceChildren();
        window.location.reload();
      } else {
        said.textContent = "Draft not saved. Save before you leave.";
      }
    });
    document.addEventListener("htmx:sendError", function () {
      said.textContent = "Draft not saved. Save before you leave.";
    });
  }
})();
