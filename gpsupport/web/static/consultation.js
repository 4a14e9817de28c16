"use strict";
// An addition, never a need: without this script the Hide button is a link, a draft has a button
// of its own, and a summary is copied by hand.

(function () {
  const away = "/away";

  // The page goes first and the address after it: a slow network must not leave anything to read.
  function leave() {
    document.title = "Today - Consultation support";
    document.body.replaceChildren();
    window.location.replace(away);
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

  const form = document.querySelector("form[data-draft]");
  if (form) {
    const said = document.getElementById("draft-state");
    const pause = 1500;
    let timer = 0;
    let running = false;
    let again = false;

    async function save() {
      if (running) {
        again = true;
        return;
      }
      running = true;
      try {
        const answer = await fetch(form.dataset.draft, {
          method: "POST",
          body: new FormData(form),
          headers: { Accept: "application/json" },
          credentials: "same-origin",
          redirect: "manual",
        });
        if (answer.ok) {
          said.textContent = (await answer.json()).said;
        } else if (answer.type === "opaqueredirect" || answer.status === 409) {
          document.body.replaceChildren();
          window.location.reload();
        } else {
          said.textContent = "Draft not saved. Save before you leave.";
        }
      } catch {
        said.textContent = "Draft not saved. Save before you leave.";
      }
      running = false;
      if (again) {
        again = false;
        save();
      }
    }

    function later() {
      window.clearTimeout(timer);
      timer = window.setTimeout(save, pause);
    }

    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("submit", function () {
      window.clearTimeout(timer);
    });
  }
})();
