// What a form of prices comes to, counted while it is typed; the department counts again.
function countMoney(form, beside) {
  const number = (name) => Number((form.elements[name]?.value || "").replace(/[,，]/g, "")) || 0;
  let total = 0, counted = 0;
  for (const price of form.querySelectorAll("[name$='.unit_price_fen']")) {
    const row = price.name.slice(0, -"unit_price_fen".length);
    const days = form.elements[row + "days"] ? number(row + "days") : 1;
    const amount = number(row + "quantity") * days * number(price.name);
    total += amount;
    if (form.elements[row + "within_ceiling"]?.checked) counted += amount;
  }
  const rule = beside.dataset, sums = { total, counted };
  if (rule.perDay) {
    const staff = Math.min(number("staff"), Math.floor(rule.headcount * rule.percent / 100), rule.most);
    sums.ceiling = rule.perDay * (Number(rule.headcount) + staff) * rule.hundredths / 10000;
    sums.over = Math.max(0, counted - sums.ceiling);
    beside.querySelector(".over").classList.toggle("is-over", sums.over > 0);
  }
  for (const out of beside.querySelectorAll("[data-out]")) {
    out.value = sums[out.dataset.out].toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  }
}
document.addEventListener("input", (event) => {
  const form = event.target.form, beside = form?.parentElement.querySelector("[data-money]");
  if (beside && form.querySelector("[name$='.unit_price_fen']")) countMoney(form, beside);
});
