// One document.
const CONTEXT = 1; // kept lines shown on each side of a removed one
let opened = null; // number of the document
let lines = []; // its lines, each with its item once it was shown
const doubtful = (line) => Math.abs(line.score) < index.doubt;

async function read(number) {
  const data = $(`d${number}`).textContent;
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

async function open(number) {
  opened = number;
  const one = index.documents[number];
  const unpacked = await read(number);
  if (opened !== number) return;
  lines = unpacked;
  $("name").textContent = one[PATH];
  const words = `${one[WORDS].toLocaleString("en")} words`;
  $("about").textContent = one[ARTICLE] ? `article, ${percent(share(one))} of ${words} removed` : `no article, so nothing is written of its ${words}`;
  $("reader").classList.toggle("no-article", !one[ARTICLE]);
  $("lines").replaceChildren(...folded());
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

// What is never folded: lines that are removed or doubtful, and the one that the reader is at.
function stands(line) {
  return !line.kept || doubtful(line) || line.item?.classList.contains("current");
}

function folded() {
  const near = lines.map((_, i) => lines.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some(stands));
  const out = [];
  for (let i = 0; i < lines.length; i++) {
    let end = i;
    while (!$("unfold").checked && end < lines.length && !near[end]) end++;
    if (end - i > 1) {
      out.push(fold(i, end));
      i = end - 1;
    } else {
      out.push(row(i));
    }
  }
  return out;
}

// Folds or unfolds, and leaves what the reader is at where it is on the screen.
function refold() {
  const [here, focus] = [place(), document.activeElement];
  const top = here?.getBoundingClientRect().top;
  $("lines").replaceChildren(...folded());
  focus.focus({ preventScroll: true });
  const there = here && [...$("lines").children].findLast((item) => item.at <= here.at);
  if (there) window.scrollBy(0, there.getBoundingClientRect().top - top);
}

// What the reader is at: the current line if it is on the screen, else what is first there.
function place() {
  const above = document.querySelector(".bar").getBoundingClientRect().bottom;
  const seen = [...$("lines").children].filter((item) => {
    const box = item.getBoundingClientRect();
    return box.bottom > above && box.top < window.innerHeight;
  });
  return seen.find((item) => item.classList.contains("current")) || seen[0];
}

function fold(start, end) {
  const button = element("button", { type: "button", text: `${end - start} lines kept` });
  const item = element("li", { className: "fold", at: start }, button);
  button.onclick = () => item.replaceWith(...lines.slice(start, end).map((_, i) => row(start + i)));
  return item;
}

function row(at) {
  lines[at].item ??= made(lines[at], at);
  return lines[at].item;
}

function made(line, at) {
  const kind = element("button", { type: "button", className: "kind", text: index.kinds[line.kind] });
  kind.setAttribute("aria-expanded", "false");
  const item = element("li", { className: `line k${line.kind} ${line.kept ? "kept" : "gone"}`, at },
    element("span", { className: "where", text: line.number }), kind,
    element("span", { className: "text", text: line.text, dir: "auto" }));
  item.classList.toggle("gap", line.gap > 0);
  item.classList.toggle("other", !line.kept && isOther(line));
  item.classList.toggle("doubtful", doubtful(line));
  item.onclick = (event) => {
    if (!event.target.closest(".why") && (event.target.closest("button") || !isMarked(item))) toggle(item, line);
  };
  return item;
}

// Whether the filters ask for other lines than this one.
function isOther(line) {
  const [kind, rule, doubt] = ["kind", "rule", "doubt"].map((id) => $(id).value);
  return Boolean((kind && line.kind !== Number(kind)) || (rule && line.rule !== Number(rule)) || (doubt === "doubt" && !doubtful(line)));
}

// Whether text in it is selected: the click that ends a selection asks for nothing.
function isMarked(item) {
  const selection = document.getSelection();
  return !selection.isCollapsed && selection.containsNode(item, true);
}

function toggle(item, line) {
  const there = item.querySelector(".why");
  item.querySelector(".kind").setAttribute("aria-expanded", String(!there));
  current(item);
  if (there) there.remove();
  else item.append(why(line));
}

const signed = (weight) => `${weight < 0 ? "−" : "+"}${Math.abs(weight).toFixed(2)}`;

function why(line) {
  const fate = line.kept ? "kept" : index.documents[opened][ARTICLE] ? "removed" : `seen as ${index.kinds[line.kind]}`;
  const [code, name, reason] = index.rules[line.rule] || [];
  const told = line.evidence.map(([rule]) => rule);
  const pieces = line.evidence.map((one, i) => piece(one, told.indexOf(one[0]) === i));
  if (line.rest) {
    pieces.push(element("li", {}, element("span", { className: "number", text: signed(line.rest[1]) }),
      element("span", { text: `${line.rest[0]} weaker ones together` })));
  }
  return element("div", { className: "why" },
    element("div", { text: `${fate}${code ? ` by ${code}, ${name}` : ""}; score ${signed(line.score)}: above 0 a line is not body` }),
    element("div", { className: "reason", text: told.includes(line.rule) ? "" : reason }),
    element("ul", {}, ...pieces));
}

// One piece of evidence; what is said of its rule is said once for each line.
function piece([rule, weight, saw], isFirst) {
  const [code, name, reason] = index.rules[rule];
  return element("li", {},
    element("span", { className: `number ${weight > 0 ? "for" : "against"}`, text: signed(weight) }),
    element("div", {}, element("b", { text: `${code} ${name}` }), " ", element("span", { text: saw, dir: "auto" }),
      element("div", { className: "reason", text: isFirst ? reason : "" })));
}

function current(item) {
  $("lines").querySelector(".current")?.classList.remove("current");
  item.classList.add("current");
}

function jump(by) {
  const stops = [...$("lines").querySelectorAll(".gone:not(.other), .doubtful:not(.other)")];
  if (!stops.length) return;
  const here = $("lines").querySelector(".current");
  const at = stops.indexOf(here);
  const passed = here ? stops.filter((item) => here.compareDocumentPosition(item) & Node.DOCUMENT_POSITION_PRECEDING).length : 0;
  const next = at >= 0 ? at + by : by > 0 ? passed : passed - 1;
  const item = stops[(next + stops.length) % stops.length];
  current(item);
  item.scrollIntoView({ block: "center" });
}
