// The reader: one document with its lines and their evidence.
const CONTEXT = 1; // kept lines shown on each side of a removed one
let opened = null; // number of the open document
let lines = []; // its lines, each with its list item once that is made

async function read(number) {
  const data = $(`d${number}`).textContent;
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

async function open(number) {
  opened = number;
  const one = index.documents[number];
  const loaded = await read(number);
  if (opened !== number) return; // another document was opened meanwhile
  lines = loaded;
  $("name").textContent = one[PATH];
  const words = `${one[WORDS].toLocaleString("en")} words`;
  const about = one[ARTICLE] ? `article, ${percent(share(one))} of ${words} removed` : `no article (${words})`;
  $("about").textContent = `${about}, confidence ${one[CONFIDENCE]}`;
  $("reader").classList.toggle("no-article", !one[ARTICLE]);
  $("rendering").hidden = !lines.some((line) => line.view);
  $("lines").replaceChildren(...items());
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

// True if a line is never folded: it is removed, uncertain or current.
function isUnfolded(line) {
  return !line.kept || line.doubtful || line.item?.classList.contains("current");
}

// The items of the list: rows, and a button for each run of folded lines.
function items() {
  const near = lines.map((_, i) => lines.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some(isUnfolded));
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

// Fold or unfold.
function refold() {
  keepPlace(() => $("lines").replaceChildren(...items()));
}

// Show the lines rendered or as their source.
function rerender() {
  keepPlace(() => { for (const line of lines) if (line.item) setText(line.item, line); });
}

// Change the lines, and keep the current place at its position on the screen.
function keepPlace(change) {
  const [here, focus] = [currentPlace(), document.activeElement];
  const top = here?.getBoundingClientRect().top;
  change();
  focus.focus({ preventScroll: true });
  const there = here && [...$("lines").children].findLast((item) => item.at <= here.at);
  if (there) window.scrollBy(0, there.getBoundingClientRect().top - top);
}

// The current line if it is visible, else the first visible item.
function currentPlace() {
  const above = document.querySelector(".bar").getBoundingClientRect().bottom;
  const visible = [...$("lines").children].filter((item) => {
    const box = item.getBoundingClientRect();
    return box.bottom > above && box.top < window.innerHeight;
  });
  return visible.find((item) => item.classList.contains("current")) || visible[0];
}

function fold(start, end) {
  const button = element("button", { type: "button", text: `${end - start} lines kept` });
  const item = element("li", { className: "fold", at: start }, button);
  button.onclick = () => item.replaceWith(...lines.slice(start, end).map((_, i) => row(start + i)));
  return item;
}

function row(at) {
  lines[at].item ??= makeRow(lines[at], at);
  return lines[at].item;
}

function makeRow(line, at) {
  const kind = element("button", { type: "button", className: "kind", text: index.kinds[line.kind] });
  kind.setAttribute("aria-expanded", "false");
  const item = element("li", { className: `line k${line.kind} ${line.kept ? "kept" : "gone"}`, at },
    element("span", { className: "where", text: line.number }), kind, element("span", { className: "text" }));
  setText(item, line);
  item.classList.toggle("gap", line.gap > 0);
  item.classList.toggle("other", !line.kept && isOther(line));
  item.classList.toggle("doubtful", line.doubtful > 0);
  item.onclick = (event) => {
    if (!event.target.closest(".why") && (event.target.closest("button") || !hasSelection(item))) toggle(item, line);
  };
  return item;
}

// True if the filters exclude this line.
function isOther(line) {
  const [kind, rule, doubt] = ["kind", "rule", "doubt"].map((id) => $(id).value);
  return Boolean((kind && line.kind !== Number(kind)) || (rule && line.rule !== Number(rule)) || (doubt === "doubt" && !line.doubtful));
}

// True if text in the item is selected; the click that ends a selection must not open the evidence.
function hasSelection(item) {
  const selection = document.getSelection();
  return !selection.isCollapsed && selection.containsNode(item, true);
}

function toggle(item, line) {
  const evidence = item.querySelector(".why");
  item.querySelector(".kind").setAttribute("aria-expanded", String(!evidence));
  setCurrent(item);
  if (evidence) evidence.remove();
  else item.append(why(line));
}

// How a line got its kind, and its score if it has one.
function ground(line) {
  const [code, name] = index.rules[line.rule] || [];
  const by = code ? ` by ${code} ${name}` : "";
  return `${by}${code || line.score === null ? `: ${line.basis}` : ""}${line.score === null ? "" : ` (score ${signed(line.score)})`}`;
}

const signed = (weight) => `${weight < 0 ? "−" : "+"}${Math.abs(weight).toFixed(2)}`;

function why(line) {
  const outcome = line.kept ? "Kept" : index.documents[opened][ARTICLE] ? "Removed" : `Classified as ${index.kinds[line.kind]}`;
  const [, , reason] = index.rules[line.rule] || [];
  const listed = line.evidence.map(([rule]) => rule);
  const pieces = line.evidence.map((one, i) => piece(one, listed.indexOf(one[0]) === i));
  if (line.rest) {
    pieces.push(element("li", {}, element("span", { className: "number", text: signed(line.rest[1]) }),
      element("span", { text: `${line.rest[0]} weaker rules combined` })));
  }
  return element("div", { className: "why" },
    element("div", { text: outcome + ground(line) }),
    element("div", { className: "reason", text: line.own && !listed.includes(line.rule) ? reason : "" }),
    element("ul", {}, ...pieces));
}

// One piece of evidence; the reason of a rule is shown once for each line.
function piece([rule, weight, saw], isFirst) {
  const [code, name, reason] = index.rules[rule];
  return element("li", {},
    element("span", { className: `number ${weight > 0 ? "for" : "against"}`, text: signed(weight) }),
    element("div", {}, element("b", { text: `${code} ${name}` }), " ", element("span", { text: saw, dir: "auto" }),
      element("div", { className: "reason", text: isFirst ? reason : "" })));
}

function setCurrent(item) {
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
  setCurrent(item);
  item.scrollIntoView({ block: "center" });
}
