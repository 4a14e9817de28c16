"use strict";
// An addition, never a need: the list of what follows fills itself after each answer, and a plan
// proposes who does it and by when. Without this script both are done with the buttons.

(function () {
  const form = document.getElementById("after");
  const kept = document.getElementById("kept");
  if (!form || !kept) {
    return;
  }
  const draft = form.getAttribute("hx-post");
  const notSaved = "Draft not saved. Save before you leave.";

  // htmx notes the address of the page there; nothing of a visit stays in the browser.
  document.addEventListener("DOMContentLoaded", function () {
    window.sessionStorage.clear();
  });

  // An answer from any other address means that this page may no longer be shown: somebody hid the
  // screen elsewhere, the gate has shut, or nobody is signed in.
  document.addEventListener("htmx:beforeSwap", function (event) {
    const answer = event.detail.xhr;
    const ours = new URL(answer.responseURL, window.location.href).pathname === draft;
    if (answer.status === 200 && ours) {
      return;
    }
    event.detail.shouldSwap = false;
    if (answer.status === 200) {
      document.body.replaceChildren();
      window.location.reload();
    } else {
      kept.textContent = notSaved;
    }
  });
  document.addEventListener("htmx:sendError", function () {
    kept.textContent = notSaved;
  });

  // Somebody who opened the rest of the list reads on while it fills itself.
  let opened = false;
  document.addEventListener("htmx:beforeSwap", function () {
    const more = document.getElementById("more-actions");
    opened = Boolean(more && more.open);
  });
  document.addEventListener("htmx:afterSwap", function () {
    const more = document.getElementById("more-actions");
    if (more && opened) {
      more.open = true;
    }
  });

  // A yes to danger brings back the questions that were folded because it is over.
  form.addEventListener("change", function (event) {
    const asked = event.target.closest("[data-unfolds]");
    const others = asked && document.getElementById(asked.dataset.unfolds);
    if (others && event.target.type === "radio" && event.target.value === "yes") {
      others.open = true;
    }
  });

  // What a plan proposes is written only into an empty box, or over an earlier proposal.
  form.addEventListener("change", function (event) {
    const chosen = event.target.closest("select[data-fills]");
    if (!chosen) {
      return;
    }
    const option = chosen.selectedOptions[0];
    const proposals = [option.dataset.owner || "", option.dataset.by || ""];
    chosen.dataset.fills.split(" ").forEach(function (id, place) {
      const box = document.getElementById(id);
      if (box && (!box.value || box.value === box.dataset.proposed)) {
        box.value = proposals[place];
        box.dataset.proposed = proposals[place];
      }
    });
  });
})();
