// Input: keys, mouse, and the hash of the address.
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
    $("lines").querySelector(".current .kind")?.click();
  },
  a: () => { if (opened !== null) { $("unfold").checked = !$("unfold").checked; refold(); } },
  r: () => { if (opened !== null && !$("rendering").hidden) { $("rendered").checked = !$("rendered").checked; rerender(); } },
  "?": () => $("keys").showModal(),
};

document.onkeydown = (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || $("keys").open) return;
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
  head.firstElementChild.onclick = () => sort(head.dataset.by);
}
$("back").onclick = () => go(null);
$("next").onclick = () => jump(1);
$("previous").onclick = () => jump(-1);
$("unfold").onchange = refold;
$("rendered").onchange = rerender;
for (const button of document.querySelectorAll(".help")) button.onclick = keys["?"];
$("known").onclick = () => $("keys").close();
window.onhashchange = route;
new IntersectionObserver((entries) => { if (entries.some((one) => one.isIntersecting) && drawn < shown.length) draw(); },
  { rootMargin: "600px" }).observe($("more"));
overview();
filter();
route();
