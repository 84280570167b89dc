// Every page works without this file; it only makes some things quicker. No library, no inline script.
"use strict";

const root = document.documentElement;
root.classList.add("js");

// The menu folds to its icons, and stays so on this computer.
const fold = document.querySelector("[data-fold]");
function showFolded(folded) {
  root.classList.toggle("folded", folded);
  fold.setAttribute("aria-pressed", String(folded));
}
if (fold) {
  showFolded(localStorage.getItem("folded") === "yes");
  fold.addEventListener("click", () => {
    const folded = !root.classList.contains("folded");
    localStorage.setItem("folded", folded ? "yes" : "no");
    showFolded(folded);
  });
}

// Cards that open over the page close again by Escape or a click elsewhere, and focus goes back.
for (const opened of document.querySelectorAll("details.who")) {
  opened.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    opened.open = false;
    opened.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (!opened.contains(event.target)) opened.open = false;
  });
}

// A form is sent once, however often its button is pressed.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// The first field that was refused takes the focus.
const refused = document.querySelector("[aria-invalid=true]");
if (refused) refused.focus();

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
