// Forms open over the page they belong to; without this they are pages of their own.
const drawer = document.getElementById("drawer");

// The head of the row a form was opened from: whom or what it is about.
let about = "";

async function fill(response) {
  drawer.innerHTML = await response.text();
  sayAbout();
  drawer.classList.toggle("broad", drawer.querySelector(".rows, .form-with-side, .broad") !== null);
  if (!drawer.open) drawer.showModal();
  drawer.scrollTop = 0;
  const first = drawer.querySelector("[aria-invalid=true]") || drawer.querySelector("[role=alert]") ||
    drawer.querySelector("form input:not([type=hidden]), form select, form textarea");
  if (first) { if (first.matches("[role=alert]")) first.tabIndex = -1; first.focus(); }
}

function sayAbout() {
  const head = drawer.querySelector(".drawer-head");
  if (!about || !head) return;
  const said = document.createElement("p");
  said.className = "drawer-about";
  said.textContent = about;
  head.after(said);
}

async function openDrawer(path, row = "") {
  about = row;
  const response = await fetch(path, { headers: { "X-Drawer": "1" } });
  if (response.redirected || !response.headers.get("content-type").startsWith("text/html")) location.assign(path);
  else await fill(response);
}

// Going to the page one is on already would only move to its anchor.
function go(path) {
  const target = new URL(path, location.href);
  const same = target.pathname + target.search === location.pathname + location.search;
  if (same) location.reload(); else location.assign(target);
}

function sayUnheard(form) {
  const said = document.createElement("p");
  said.className = "refusal unheard";
  said.setAttribute("role", "alert");
  form.prepend(said);
  said.textContent = drawer.dataset.unheard;
  drawer.scrollTop = 0;
}

async function send(form, button) {
  const body = new FormData(form, button);
  form.querySelector(".unheard")?.remove();
  for (const control of form.querySelectorAll("button[type=submit]")) control.disabled = true;
  try {
    const response = await fetch(form.action, { method: "POST", headers: { "X-Drawer": "1" }, body });
    const to = response.headers.get("X-Go");
    if (to) go(to);
    else if (response.redirected) location.assign(response.url);
    else await fill(response);
  } catch {
    // Nothing came back: the same key makes it safe to press again.
    for (const control of form.querySelectorAll("button[type=submit]")) control.disabled = false;
    sayUnheard(form);
  }
}

if (drawer) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-drawer]");
    if (link && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
      event.preventDefault();
      const head = link.closest("tr")?.querySelector("th[scope=row]");
      openDrawer(link.href, head?.textContent.trim()).catch(() => location.assign(link.href));
    }
  });
  drawer.addEventListener("click", (event) => {
    if (event.target === drawer || event.target.closest("[data-close]")) {
      event.preventDefault();
      drawer.close();
    }
  });
  drawer.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-form]")) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });
}

// A further row is the last one again, empty, with its number counted on.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-more]");
  if (!button) return;
  event.preventDefault();
  const body = button.closest(".rows").querySelector("tbody");
  const row = body.lastElementChild.cloneNode(true);
  const name = button.value;
  for (const control of row.querySelectorAll("[name]")) {
    const next = (full) => full.replace(name + "." + (body.children.length - 1) + ".", name + "." + body.children.length + ".");
    for (const attribute of ["name", "id"]) control.setAttribute(attribute, next(control.getAttribute(attribute) || control.name));
    if (control.type === "checkbox" || control.type === "radio") control.checked = control.defaultChecked; else control.value = "";
  }
  for (const label of row.querySelectorAll("label")) label.htmlFor = label.parentElement.querySelector("[id]").id;
  body.append(row);
  row.querySelector("input, select, textarea").focus();
});

// Choosing in a filter is asking for it.
for (const form of document.querySelectorAll("form[data-filter]")) {
  form.addEventListener("change", (event) => { if (event.target.tagName === "SELECT") form.requestSubmit(); });
}
