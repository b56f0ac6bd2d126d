// One document.
const CONTEXT = 1; // kept lines shown on each side of a removed one
let opened = null;

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
