// Lines of Markdown documents as a reader sees them: spans of text with styles. Links lead nowhere, images are not loaded.
const MAX_WIDTH = 60; // characters from which a column of a table gets no wider
const MAX_INDENT = 9; // em, so that text has room on a phone
const isRendered = (line) => Boolean(line.view) && $("rendered").checked;

// Show the text of a line in its item, rendered or as its source.
function setText(item, line) {
  const text = isRendered(line) ? renderLine(line) : element("span", { className: "text", text: line.text, dir: "auto" });
  item.querySelector(".text").replaceWith(text);
  item.dataset.block = isRendered(line) ? line.view.kind : "";
}

function renderLine(line) {
  const { kind, level = 0, depth = 0, quote = 0, mark = "", cells, group } = line.view;
  const node = element("span", { className: `text level${level}`, dir: "auto" });
  node.style.marginInlineStart = `${Math.min(MAX_INDENT, 1.5 * depth + quote)}em`;
  node.classList.toggle("quote", quote > 0);
  if (kind === "heading") Object.assign(node, { role: "heading", ariaLevel: level });
  if (mark) node.append(element("span", { className: "mark", text: mark }));
  if (kind === "table" && cells) {
    node.style.gridTemplateColumns = columns(group);
    node.append(...cells.map((cell) => element("span", { className: "cell" }, ...cell.map(renderRun))));
  } else {
    node.append(...(cells ? cells.flat().map(renderRun) : [line.text]));
  }
  return node;
}

function renderRun([text, styles = "", address = ""]) {
  return styles ? element("span", { className: styles, text, title: address }) : text;
}

// The columns of a table, as wide as their contents if there is room.
function columns(group) {
  lines.columns ??= {};
  lines.columns[group] ??= widths(group).map((width) => `minmax(0, ${0.55 * width}em)`).join(" ");
  return lines.columns[group];
}

function widths(group) {
  const out = [];
  for (const { view } of lines) {
    if (view?.kind !== "table" || view.group !== group) continue;
    (view.cells ?? []).forEach((cell, i) => {
      const length = cell.reduce((sum, [text]) => sum + text.length, 2);
      out[i] = Math.min(MAX_WIDTH, Math.max(out[i] ?? 4, length));
    });
  }
  return out;
}
