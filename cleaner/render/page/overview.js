// What there is above the list: totals and charts.
const SHARES = 10; // steps of the histogram
const step = (one) => Math.min(SHARES - 1, Math.floor(share(one) * SHARES));

function chart(id, select, bars) {
  const most = Math.max(1, ...bars.map((bar) => bar.size));
  for (const bar of bars) {
    const button = element("button", { type: "button", title: bar.title || "" },
      element("span", { text: bar.name }),
      element("meter", { max: most, value: bar.size }),
      element("span", { className: "number", text: bar.size.toLocaleString("en") }));
    button.dataset.value = bar.value;
    button.setAttribute("aria-label", `${bar.name}: ${bar.size}; show these documents`);
    button.onclick = () => { select.value = select.value === bar.value ? "" : bar.value; filter(); };
    $(id).append(button);
  }
  $(id).select = select;
}

function overview() {
  const counts = new Array(SHARES).fill(0);
  for (const one of index.documents) counts[step(one)]++;
  const shares = counts.map((size, i) => ({ name: `${10 * i} to ${10 * (i + 1)}%`, size, value: String(i) }));
  const kinds = index.kinds.map((kind, i) => ({ name: kind, size: index.words[i], value: String(i) }));
  const rules = index.removed.map(([rule, size]) => {
    const [code, name, why] = index.rules[rule];
    return { name: `${code} ${name}`, title: why, size, value: String(rule) };
  });
  const named = kinds.filter((kind) => kind.size).sort((a, b) => b.size - a.size);
  for (const kind of named) $("kind").append(element("option", { value: kind.value, text: kind.name }));
  for (const rule of rules) $("rule").append(element("option", { value: rule.value, text: rule.name }));
  for (const one of shares) $("share").append(element("option", { value: one.value, text: one.name }));
  chart("by-kind", $("kind"), named);
  chart("by-share", $("share"), shares);
  chart("by-rule", $("rule"), rules.slice(0, 12));
  $("totals").textContent = index.totals;
  if (index.failures.length) {
    $("failures").hidden = false;
    $("failures").firstElementChild.textContent = `${index.failures.length} could not be read`;
    $("failures").lastElementChild.append(...index.failures.map((text) => element("li", { text })));
  }
}
