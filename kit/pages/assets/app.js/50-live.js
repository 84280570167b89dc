// What waits and what came in is told while a page stands open. A page nobody looks at hangs up:
// browsers keep few connections, and on coming back it is told how things stand.
const said = document.getElementById("live");

function follow() {
  let source = null, pause = 10;

  function say(words, path) {
    const link = document.createElement("a");
    link.href = path;
    link.textContent = words;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "quiet small";
    close.textContent = said.dataset.close;
    close.addEventListener("click", () => said.replaceChildren());
    said.replaceChildren(link, close);
  }

  function show(state) {
    const badge = document.querySelector(".top .badge");
    if (badge) {
      badge.textContent = state.todos;
      badge.classList.toggle("due", state.todos > 0);
    }
    for (const link of document.querySelectorAll('.side a[href="/notification/mine"]')) {
      const count = link.querySelector(".badge") || link.appendChild(document.createElement("b"));
      count.className = "badge due";
      count.hidden = !state.unread;
      count.textContent = state.unread;
    }
    const known = sessionStorage.getItem("unread");
    sessionStorage.setItem("unread", state.unread);
    if (location.pathname === "/" && state.opened) say(said.dataset.todos, "/");
    if (known !== null && state.unread > Number(known)) say(said.dataset.mail, "/notification/mine");
  }

  function open() {
    if (source || document.hidden) return;
    source = new EventSource("/live");
    source.addEventListener("state", (event) => { pause = 10; show(JSON.parse(event.data)); });
    // Refused, for instance because there is no place left: the browser does not try again itself.
    source.addEventListener("error", () => {
      if (!source || source.readyState !== EventSource.CLOSED) return;
      source = null;
      setTimeout(open, pause * 1000);
      pause = Math.min(pause * 2, 300);
    });
  }

  function hangUp() {
    if (source) source.close();
    source = null;
  }

  document.addEventListener("visibilitychange", () => { if (document.hidden) hangUp(); else open(); });
  window.addEventListener("pagehide", hangUp);
  window.addEventListener("pageshow", open);
}
if (said && window.EventSource) follow();
