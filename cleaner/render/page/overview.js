// The overview above the list: totals and charts.
const SHARES = 10; // bars of the histogram
const TOP = 15; // bars shown before "and N more"; enough for all kinds
const step = (one) => (one[ARTICLE] ? Math.min(SHARES - 1, Math.floor(share(one) * SHARES)) : SHARES);

function chart(id, select, bars) {
  const most = Math.max(1, ...bars.map((bar) => bar.size));
  const buttons = bars.map((bar) => drawBar(bar, most, select));
  $(id).append(...buttons.slice(0, TOP));
  if (bars.length > TOP) {
    $(id).append(element("details", {}, element("summary", { text: `and ${bars.length - TOP} more` }), ...buttons.slice(TOP)));
  }
  $(id).select = select;
}

function drawBar(bar, most, select) {
  const size = element("span", { className: "size" });
  size.style.width = `${(100 * bar.size) / most}%`;
  const button = element("button", { type: "button", title: bar.title || "", className: bar.className || "" },
    element("span", { text: bar.name }), size, element("span", { className: "number", text: bar.size.toLocaleString("en") }));
  button.dataset.value = bar.value;
  button.setAttribute("aria-label", `${bar.name}: ${bar.size}; show these documents`);
  button.onclick = () => { select.value = select.value === bar.value ? "" : bar.value; filter(); };
  return button;
}

function overview() {
  const counts = new Array(SHARES + 1).fill(0); // the last one counts documents without an article
  for (const one of index.documents) counts[step(one)]++;
  const shares = counts.map((size, i) => ({ name: i < SHARES ? `${10 * i} to ${10 * (i + 1)}%` : "no article", size, value: String(i) }));
  const kinds = index.kinds.map((kind, i) => ({ name: kind, size: index.words[i], value: String(i), className: `k${i}` }));
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
  chart("by-rule", $("rule"), rules);
  $("totals").textContent = index.totals;
  if (index.failures.length) {
    $("failures").hidden = false;
    $("failures").firstElementChild.textContent = `${index.failures.length} could not be read`;
    $("failures").lastElementChild.append(...index.failures.map((text) => element("li", { text })));
  }
}
