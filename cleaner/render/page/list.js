// The list of documents.
const CHUNK = 200; // rows added at a time
const order = {
  path: (one) => one[PATH], verdict: (one) => one[ARTICLE], words: (one) => one[WORDS],
  share: (one) => (one[ARTICLE] ? share(one) : -1), doubtful: (one) => one[DOUBTFUL],
  confidence: (one) => one[CONFIDENCE],
};
const figures = new Set(["words", "share", "doubtful"]); // columns sorted from the largest first
const natural = new Intl.Collator("en", { numeric: true }); // "record 2" before "record 10"
let sorted = { by: "", down: false }; // input order
let shown = [];
let drawn = 0;
let selected = -1;

function matches(one) {
  const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const text = `${one[PATH]}\n${one[TITLE]}`.toLowerCase();
  const [kind, rule, verdict, part, doubt, below] = ["kind", "rule", "verdict", "share", "doubt", "below"].map((id) => $(id).value);
  return words.every((word) => text.includes(word))
    && (!kind || (one[KINDS] >> Number(kind)) & 1)
    && (!rule || one[RULES].includes(Number(rule)))
    && (!verdict || one[ARTICLE] === (verdict === "article" ? 1 : 0))
    && (!part || step(one) === Number(part))
    && (!below || one[CONFIDENCE] < Number(below))
    && (!doubt || one[DOUBTFUL] > 0 === (doubt === "doubt"));
}

function sort(by) {
  if (sorted.by !== by) sorted = { by, down: figures.has(by) };
  else if (sorted.down === figures.has(by)) sorted.down = !sorted.down;
  else sorted = { by: "", down: false };
  filter();
}

function compare(a, b) {
  const key = order[sorted.by];
  if (!key) return a - b;
  const [x, y] = [key(index.documents[a]), key(index.documents[b])];
  const by = sorted.by === "path" ? natural.compare(x, y) : x - y;
  return (sorted.down ? -by : by) || a - b;
}

function filter() {
  shown = index.documents.map((one, i) => i).filter((i) => matches(index.documents[i]));
  shown.sort(compare);
  $("found").textContent = `${shown.length.toLocaleString("en")} of ${index.documents.length.toLocaleString("en")}`;
  for (const head of document.querySelectorAll("th[data-by]")) {
    head.setAttribute("aria-sort", head.dataset.by !== sorted.by ? "none" : sorted.down ? "descending" : "ascending");
  }
  for (const id of ["by-kind", "by-share", "by-rule"]) {
    for (const button of $(id).querySelectorAll("button")) button.setAttribute("aria-pressed", button.dataset.value === $(id).select.value);
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
    return element("tr", {},
      element("td", {}, link, element("small", { text: one[TITLE], dir: "auto" })),
      element("td", { text: one[ARTICLE] ? "article" : "no-article" }),
      element("td", { className: "number", text: one[WORDS].toLocaleString("en") }),
      element("td", { className: "number", text: one[ARTICLE] ? percent(share(one)) : "–" }),
      element("td", { className: "number", text: one[DOUBTFUL] || "" }),
      element("td", { className: "number", text: one[CONFIDENCE].toFixed(2) }));
  });
  $("rows").append(...rows);
  drawn += rows.length;
  $("more").textContent = !shown.length ? "No matching documents." : drawn < shown.length ? `${(shown.length - drawn).toLocaleString("en")} more (scroll)` : "";
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
