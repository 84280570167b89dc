// A card reader types a whole id number; only its end is sent, so that no address holds it.
for (const form of document.querySelectorAll("[data-seek]")) {
  form.addEventListener("submit", () => {
    const typed = form.elements.q;
    if (/^\d{17}[\dx]$/i.test(typed.value.trim())) typed.value = typed.value.trim().slice(-3);
  });
}

// One person found: Enter confirms. The search takes the focus again on the next page.
const firstFound = document.querySelector("[data-first]");
if (firstFound) firstFound.focus();

// The wall and the code stay fresh while somebody looks at them.
for (const live of document.querySelectorAll("[data-live]")) {
  setInterval(async () => {
    if (document.hidden || live.contains(document.activeElement)) return;
    const answer = await fetch(live.dataset.live).catch(() => null);
    if (answer && answer.ok && !answer.redirected) live.innerHTML = await answer.text();
  }, live.dataset.every * 1000);
}

// A long list takes its time; say so while it is checked.
document.addEventListener("submit", (event) => {
  const said = event.target.parentElement.querySelector("[data-sending]");
  if (said) said.hidden = false;
});

for (const form of document.querySelectorAll("[data-seats]")) {
  form.addEventListener("input", () => {
    const seats = [...form.querySelectorAll("[data-seat]")];
    form.querySelector("[data-total]").value = seats.reduce((sum, one) => sum + Number(one.value), 0);
  });
}
