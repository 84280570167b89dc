// At the marking desk a code that was typed or scanned leads to its score, not to sending half a form.
const marking = document.querySelector("[data-marking]");
if (marking) {
  const score = marking.querySelector("#score");
  score.select();
  marking.querySelector("#anon_code").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || score.value) return;
    event.preventDefault();
    score.focus();
  });
}
