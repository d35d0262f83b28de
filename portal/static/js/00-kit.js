// Quicker ways to what every page also offers as a link or a form. Nothing here decides anything.

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const seen = (element) => element.checkVisibility();
const openCase = () => /^\/cases\/([A-Z]+\d+)/.exec(location.pathname)?.[1] || "";
const label = (element) =>
  (element.ariaLabel || element.placeholder || element.innerText || "").trim().split("\n")[0];
