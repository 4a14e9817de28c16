"use strict";
// An addition, never a need: without this script the Hide button is a link, a draft has a button
// of its own, and a summary is copied by hand.

(function () {
  const away = "/away";
  const locked = "/locked";
  const here = "/account/here";

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
  function leave(where, title) {
    if (leaving) {
      return;
    }
    const kept = keepDraft();
    touched = false;
    leaving = true;
    document.title = `${title} - Consultation support`;
    document.body.replaceChildren();
    if (!kept) {
      window.location.replace(where);
      return;
    }
    const waited = new Promise(function (done) {
      window.setTimeout(done, longestWait);
    });
    Promise.race([kept, waited]).then(function () {
      window.location.replace(where);
    });
  }

  function hide() {
    leave(away, "Today");
  }

  function lock() {
    leave(`${locked}?next=${encodeURIComponent(window.location.pathname)}`, "Locked");
  }

  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, function () {
      touched = true;
    });
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey && event.key === ".") {
      event.preventDefault();
      hide();
    }
  });

  document.addEventListener("click", function (event) {
    const link = event.target.closest("[data-leave], [data-lock]");
    if (link) {
      event.preventDefault();
      if ("lock" in link.dataset) {
        lock();
      } else {
        hide();
      }
    }
  });

  // The screen locks when nobody has pressed a key or moved the pointer for a while. The server
  // locks by itself too; it is told now and then that somebody is there, and only then.
  const idle = Number(document.body.dataset.idleSeconds || 0) * 1000;
  if (idle) {
    const betweenNews = 40000;
    const betweenTabs = 1000;
    const tabs = "BroadcastChannel" in window ? new BroadcastChannel("presence") : null;
    let last = Date.now();
    let news = null;
    let told = 0;
    let timer = null;

    function tellServer() {
      const key = document.querySelector("input[name=csrf_token]");
      if (leaving || !key) {
        return;
      }
      fetch(here, { method: "POST", headers: { "X-CSRFToken": key.value }, redirect: "manual" })
        .then(function (answer) {
          // Another window has locked, or signed out.
          if (answer.type === "opaqueredirect") {
            lock();
          }
        })
        .catch(function () {});
    }

    function judge() {
      const left = last + idle - Date.now();
      if (left <= 0) {
        lock();
        return false;
      }
      window.clearTimeout(timer);
      timer = window.setTimeout(judge, left);
      return true;
    }

    function noteSomebody(event) {
      // After a sleep of the computer the first movement comes before any timer.
      if (leaving || !event.isTrusted || !judge()) {
        return;
      }
      last = Date.now();
      if (tabs && last - told >= betweenTabs) {
        told = last;
        tabs.postMessage("here");
      }
      if (news === null) {
        news = window.setTimeout(function () {
          news = null;
          tellServer();
        }, betweenNews);
      }
    }

    for (const kind of ["keydown", "input", "pointerdown", "pointermove", "wheel", "touchstart"]) {
      document.addEventListener(kind, noteSomebody, { capture: true, passive: true });
    }
    document.addEventListener("visibilitychange", judge);
    window.addEventListener("focus", judge);
    if (tabs) {
      tabs.addEventListener("message", function () {
        if (judge()) {
          last = Date.now();
        }
      });
    }
    judge();
  }

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

  if (navigator.clipboard) {
    for (const copy of document.querySelectorAll("[data-copy]")) {
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
