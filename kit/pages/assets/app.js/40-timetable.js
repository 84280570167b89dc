// The timetable: a session is dragged to another half-day, or carried there by the arrow keys. Where
// it may stand is asked of the server while it is carried; the server also has the last word.
{
const board = document.querySelector("[data-board][data-slots]");
const COLUMNS = { ArrowLeft: -1, ArrowRight: 1 }, LINES = { ArrowUp: -1, ArrowDown: 1 };
let lifted = null;

function say(text) { document.querySelector("[data-says]").textContent = text; }

function reasonsOf(slot) {
  const words = slot.reasons.filter((reason) => reason.blocks).map((reason) => reason[board.dataset.language]);
  return slot.free ? board.dataset.free : words.join(" ");
}

function putDown() {
  if (!lifted) return;
  lifted.card.classList.remove("tt-lifted");
  for (const cell of board.querySelectorAll("td")) {
    cell.classList.remove("tt-free", "tt-taken", "tt-target");
    cell.querySelector("[data-why]")?.remove();
  }
  lifted = null;
}

async function lift(card) {
  putDown();
  const mine = lifted = { card, slots: new Map(), cell: card.closest("td") };
  card.classList.add("tt-lifted");
  mine.asked = fetch(board.dataset.slots + card.dataset.session).then((answer) => answer.json()).then((found) => {
    for (const slot of found.slots || []) {
      const cell = board.querySelector(`td[data-on="${slot.on}"][data-half="${slot.half_day}"]`);
      if (!cell || cell === card.closest("td")) continue;
      mine.slots.set(cell, slot);
      // Dropped already: the answer is still needed, its colours are not.
      if (lifted !== mine) continue;
      cell.classList.add(slot.free ? "tt-free" : "tt-taken");
      const why = document.createElement("p");
      why.className = "tt-why";
      why.dataset.why = "";
      why.textContent = reasonsOf(slot);
      cell.append(why);
    }
  });
  await mine.asked.catch(() => say(board.dataset.failed));
}

async function place(cell) {
  const { card, slots, asked } = lifted;
  await asked.catch(() => {});
  const slot = slots.get(cell);
  putDown();
  if (!slot) return;
  if (!slot.free) { say(`${cell.dataset.name}: ${reasonsOf(slot)}`); return; }
  const to = { on: slot.on, half_day: slot.half_day, starts: slot.starts, ends: slot.ends };
  if ("told" in board.dataset) { openDrawer(`${card.dataset.form}&${new URLSearchParams(to)}`); return; }
  say(board.dataset.saving);
  const key = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
  const response = await fetch(card.dataset.put, {
    method: "PUT",
    headers: { "Content-Type": "application/json", "Idempotency-Key": key },
    body: JSON.stringify({ session: { ...JSON.parse(card.dataset.draft), ...to } }),
  });
  if (response.ok) { location.reload(); return; }
  say((await response.json())[`detail_${board.dataset.language}`]);
}

// The card that has the focus is lifted by the first arrow key; the next ones look for its place.
function carry(card, key) {
  if (!lifted) lift(card);
  const row = lifted.cell.parentElement, rows = [...row.parentElement.rows];
  const line = rows[rows.indexOf(row) + (LINES[key] || 0)] || row;
  const cell = line.cells[lifted.cell.cellIndex + (COLUMNS[key] || 0)];
  if (!cell || cell.tagName !== "TD") return;
  lifted.cell.classList.remove("tt-target");
  cell.classList.add("tt-target");
  lifted.cell = cell;
  lifted.asked.then(() => {
    if (lifted?.cell !== cell) return;
    const slot = lifted.slots.get(cell);
    say([cell.dataset.name, slot ? reasonsOf(slot) : "", board.dataset.lifted].filter(Boolean).join(" · "));
  });
}

if (board) {
  board.addEventListener("dragstart", (event) => {
    const card = event.target.closest("[data-session]");
    if (!card) return;
    event.dataTransfer.effectAllowed = "move";
    lift(card);
  });
  board.addEventListener("dragover", (event) => {
    const cell = event.target.closest("td");
    if (!lifted || !cell) return;
    if (lifted.slots.get(cell)?.free !== false) event.preventDefault();
    else say(`${cell.dataset.name}: ${reasonsOf(lifted.slots.get(cell))}`);
  });
  board.addEventListener("drop", (event) => {
    event.preventDefault();
    const cell = event.target.closest("td");
    if (lifted && cell) place(cell).catch(() => say(board.dataset.failed));
  });
  board.addEventListener("dragend", () => { if (lifted) putDown(); });
  board.addEventListener("keydown", (event) => {
    const card = event.target.closest("[data-session]");
    if (!card || event.target !== card) return;
    if (event.key in COLUMNS || event.key in LINES) carry(card, event.key);
    else if (event.key === "Enter" && lifted) place(lifted.cell).catch(() => say(board.dataset.failed));
    else if (event.key === "Escape" && lifted) { putDown(); say(""); }
    else return;
    event.preventDefault();
  });
}

// Only who was marked otherwise than shown is sent; the rest is what the box above says.
for (const form of document.querySelectorAll("form[data-exceptions]")) {
  form.addEventListener("submit", () => {
    if (!form.elements.rest.checked) return;
    for (const row of form.querySelectorAll("tbody tr")) {
      const chosen = row.querySelector("input:checked");
      if (chosen?.defaultChecked) for (const control of row.querySelectorAll("input")) control.disabled = true;
    }
  });
}

for (const shown of document.querySelectorAll("[data-renew]")) {
  setTimeout(() => location.reload(), Number(shown.dataset.renew) * 1000);
}
}
