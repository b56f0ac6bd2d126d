"use strict";
// All text comes in as data and goes out through textContent: nothing that stands in an article can become markup.
const index = JSON.parse(document.getElementById("index").textContent);
const [PATH, TITLE, ARTICLE, WORDS, REMOVED, DOUBTFUL, KINDS, RULES] = [0, 1, 2, 3, 4, 5, 6, 7];
const CHUNK = 200; // rows added to the list at a time
const SHARES = 10; // steps of the histogram
const CONTEXT = 1; // kept lines shown on each side of a removed one
const $ = (id) => document.getElementById(id);
const share = (one) => (one[WORDS] ? one[REMOVED] / one[WORDS] : 0);
const step = (one) => Math.min(SHARES - 1, Math.floor(share(one) * SHARES));
const percent = (part) => `${Math.round(100 * part)}%`;
const order = {
  path: (one) => one[PATH], verdict: (one) => one[ARTICLE], words: (one) => one[WORDS], share, doubtful: (one) => one[DOUBTFUL],
};
let sorted = { by: "path", down: false };
let shown = [];
let drawn = 0;
let selected = -1;
let opened = null;

function element(name, { text, ...properties } = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  if (text !== undefined) made.textContent = text;
  made.append(...children);
  return made;
}

// --- overview ---

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

// --- the list ---

function matches(one) {
  const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const text = `${one[PATH]}\n${one[TITLE]}`.toLowerCase();
  const [kind, rule, verdict, part, doubt] = ["kind", "rule", "verdict", "share", "doubt"].map((id) => $(id).value);
  return words.every((word) => text.includes(word))
    && (!kind || (one[KINDS] >> Number(kind)) & 1)
    && (!rule || one[RULES].includes(Number(rule)))
    && (!verdict || one[ARTICLE] === (verdict === "article" ? 1 : 0))
    && (!part || step(one) === Number(part))
    && (!doubt || one[DOUBTFUL] > 0 === (doubt === "doubt"));
}

function filter() {
  const key = order[sorted.by];
  const sign = sorted.down ? -1 : 1;
  shown = index.documents.map((one, i) => i).filter((i) => matches(index.documents[i]));
  shown.sort((a, b) => {
    const [x, y] = [key(index.documents[a]), key(index.documents[b])];
    return (x < y ? -sign : x > y ? sign : 0) || a - b;
  });
  $("found").textContent = `${shown.length.toLocaleString("en")} of ${index.documents.length.toLocaleString("en")}`;
  for (const head of document.querySelectorAll("th[data-by]")) {
    head.setAttribute("aria-sort", head.dataset.by !== sorted.by ? "none" : sorted.down ? "descending" : "ascending");
  }
  for (const id of ["by-kind", "by-share", "by-rule"]) {
    for (const button of $(id).children) button.setAttribute("aria-pressed", button.dataset.value === $(id).select.value);
  }
  $("rows").replaceChildren();
  drawn = 0;
  selected = -1;
  draw();
}

function draw() {
  const rows = shown.slice(drawn, drawn + CHUNK).map((number) => {
    const one = index.documents[number];
    const link = element("a", { href: `#${number}`, text: one[PATH] });
    const row = element("tr", {},
      element("td", {}, link, element("small", { text: one[TITLE], dir: "auto" })),
      element("td", { text: one[ARTICLE] ? "article" : "no-article" }),
      element("td", { className: "number", text: one[WORDS].toLocaleString("en") }),
      element("td", { className: "number", text: percent(share(one)) }),
      element("td", { className: "number", text: one[DOUBTFUL] || "" }));
    return row;
  });
  $("rows").append(...rows);
  drawn += rows.length;
  $("more").textContent = !shown.length ? "No document is like that." : drawn < shown.length ? `${(shown.length - drawn).toLocaleString("en")} more below` : "";
}

function select(position) {
  if (!shown.length) return;
  const next = Math.max(0, Math.min(shown.length - 1, position));
  while (next >= drawn) draw();
  $("rows").children[selected]?.removeAttribute("aria-selected");
  selected = next;
  $("rows").children[selected].setAttribute("aria-selected", "true");
  $("rows").children[selected].scrollIntoView({ block: "nearest" });
}

// --- one document ---

async function read(number) {
  const data = $(`d${number}`).textContent;
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

async function open(number) {
  opened = number;
  const one = index.documents[number];
  const lines = await read(number);
  if (opened !== number) return;
  $("name").textContent = one[PATH];
  $("about").textContent = `${one[ARTICLE] ? "article" : "no article"}, ${percent(share(one))} of `
    + `${one[WORDS].toLocaleString("en")} words removed`;
  $("lines").replaceChildren(...folded(lines));
  $("overview").hidden = $("list").hidden = true;
  $("reader").hidden = false;
  window.scrollTo(0, 0);
  $("reader").focus({ preventScroll: true });
}

function close() {
  opened = null;
  $("reader").hidden = true;
  $("overview").hidden = $("list").hidden = false;
  $("lines").replaceChildren();
  if (selected >= 0) select(selected);
}

function folded(lines) {
  const near = lines.map((_, i) => lines.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some((line) => !line.kept));
  const out = [];
  for (let i = 0; i < lines.length; i++) {
    let end = i;
    while (!$("unfold").checked && end < lines.length && !near[end]) end++;
    if (end - i > 1) {
      out.push(fold(lines.slice(i, end)));
      i = end - 1;
    } else {
      out.push(row(lines[i]));
    }
  }
  return out;
}

function fold(lines) {
  const button = element("button", { type: "button", text: `${lines.length} lines kept` });
  const item = element("li", { className: "fold" }, button);
  button.onclick = () => item.replaceWith(...lines.map(row));
  return item;
}

function row(line) {
  const other = !line.kept && (($("kind").value && line.kind !== Number($("kind").value))
    || ($("rule").value && line.rule !== Number($("rule").value)));
  const kind = element("button", { type: "button", className: "kind", text: index.kinds[line.kind] });
  kind.setAttribute("aria-expanded", "false");
  const item = element("li", { className: `line k${line.kind} ${line.kept ? "kept" : "gone"}` },
    element("span", { className: "where", text: line.number }), kind,
    element("span", { className: "text", text: line.text, dir: "auto" }));
  item.classList.toggle("gap", line.gap > 0);
  item.classList.toggle("other", Boolean(other));
  item.classList.toggle("doubtful", Math.abs(line.score) < index.doubt);
  item.onclick = (event) => { if (!event.target.closest(".why")) toggle(item, line); };
  return item;
}

function toggle(item, line) {
  const there = item.querySelector(".why");
  item.querySelector(".kind").setAttribute("aria-expanded", String(!there));
  current(item);
  if (there) { there.remove(); return; }
  const fate = line.kept ? "kept" : "removed";
  const by = line.rule >= 0 ? ` by ${index.rules[line.rule][0]}, ${index.rules[line.rule][1]}` : "";
  const signed = (weight) => `${weight < 0 ? "−" : "+"}${Math.abs(weight).toFixed(2)}`;
  const rows = line.evidence.map(([rule, weight, saw]) => {
    const [code, name, why] = index.rules[rule];
    return element("tr", { title: why },
      element("td", { className: `number ${weight > 0 ? "for" : "against"}`, text: signed(weight) }),
      element("td", { text: code }), element("td", { text: name }), element("td", { text: saw, dir: "auto" }));
  });
  if (line.rest) {
    rows.push(element("tr", {}, element("td", { className: "number", text: signed(line.rest[1]) }),
      element("td", { colSpan: 3, text: `${line.rest[0]} weaker ones together` })));
  }
  item.append(element("div", { className: "why" },
    element("div", { text: `${fate}${by}; score ${signed(line.score)}: above 0 a line is not body` }),
    element("table", {}, element("tbody", {}, ...rows))));
}

function current(item) {
  $("lines").querySelector(".current")?.classList.remove("current");
  item.classList.add("current");
}

function jump(by) {
  const gone = [...$("lines").querySelectorAll(".gone:not(.other)")];
  if (!gone.length) return;
  const here = $("lines").querySelector(".current");
  const at = gone.indexOf(here);
  const passed = here ? gone.filter((item) => here.compareDocumentPosition(item) & Node.DOCUMENT_POSITION_PRECEDING).length : 0;
  const next = at >= 0 ? at + by : by > 0 ? passed : passed - 1;
  const item = gone[(next + gone.length) % gone.length];
  current(item);
  item.scrollIntoView({ block: "center" });
}

// --- what the reader does ---

const go = (number) => { location.hash = number === null ? "" : String(number); };

function route() {
  const number = /^#\d+$/.test(location.hash) ? Number(location.hash.slice(1)) : -1;
  if (number >= 0 && number < index.documents.length) {
    selected = shown.indexOf(number);
    open(number);
  } else if (opened !== null) {
    close();
  }
}

const keys = {
  "/": () => { if (opened === null) $("search").focus(); },
  j: () => (opened === null ? select(selected + 1) : selected + 1 < shown.length && go(shown[selected + 1])),
  k: () => (opened === null ? select(selected - 1) : selected > 0 && go(shown[selected - 1])),
  Enter: () => { if (opened === null && selected >= 0) go(shown[selected]); },
  Escape: () => { if (opened !== null) go(null); },
  n: () => opened !== null && jump(1),
  p: () => opened !== null && jump(-1),
  e: () => {
    if (opened === null) return;
    if (!$("lines").querySelector(".current")) jump(1);
    $("lines").querySelector(".current")?.click();
  },
  a: () => { if (opened !== null) { $("unfold").checked = !$("unfold").checked; open(opened); } },
};

document.onkeydown = (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.matches("input[type=search]")) {
    if (event.key === "Escape" || event.key === "Enter") { event.target.blur(); event.preventDefault(); select(0); }
    return;
  }
  if (event.target.matches("select, button, a") && event.key === "Enter") return;
  if (event.target.matches("select") || !Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
};
$("filters").onsubmit = (event) => event.preventDefault();
$("filters").oninput = filter;
$("filters").onreset = () => setTimeout(filter);
for (const head of document.querySelectorAll("th[data-by]")) {
  head.firstElementChild.onclick = () => {
    const by = head.dataset.by;
    sorted = { by, down: sorted.by === by ? !sorted.down : by !== "path" && by !== "verdict" };
    filter();
  };
}
$("back").onclick = () => go(null);
$("next").onclick = () => jump(1);
$("previous").onclick = () => jump(-1);
$("unfold").onchange = () => open(opened);
window.onhashchange = route;
new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting) && drawn < shown.length) draw(); },
  { rootMargin: "600px" }).observe($("more"));
overview();
filter();
route();
