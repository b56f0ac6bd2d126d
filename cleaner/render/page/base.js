"use strict";
// Insert text through textContent only, so that nothing in an article can become markup.
const index = JSON.parse(document.getElementById("index").textContent);
const [PATH, TITLE, ARTICLE, WORDS, REMOVED, DOUBTFUL, KINDS, RULES, CONFIDENCE] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const $ = (id) => document.getElementById(id);
const share = (one) => (one[WORDS] ? one[REMOVED] / one[WORDS] : 0);
const percent = (part) => `${Math.round(100 * part)}%`;

function element(name, { text, ...properties } = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  if (text !== undefined) node.textContent = text;
  node.append(...children);
  return node;
}
