// Makes an element on the page like a freshly rendered one, changing only
// what differs. So focus, scroll, selection, a playing video, an open fold
// and a bar in motion stay as they are. What a person may be typing into is
// never touched: forms are left alone, but for those marked as fresh, in
// which nobody is.

export function morph(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeName !== fresh.nodeName) return old.replaceWith(fresh);
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  if (old.nodeName === "FORM" && inUse(old)) return;
  // A moment is told in words that change by themselves: see ago.js.
  if (old.matches("time[data-ago]") && old.dateTime === fresh.dateTime) return;
  if (old.nodeName === "CANVAS") return; // a script draws it
  attributes(old, fresh);
  if (old.nodeName === "VIDEO") return;
  children(old, fresh);
  if (old.nodeName === "FORM") old.reset();
}

function inUse(form) {
  const { fresh, touched } = form.dataset;
  return fresh === undefined || touched !== undefined || form.contains(document.activeElement);
}

// ours are the attributes that scripts set while the page lives.
const ours = new Set(["open", "aria-busy", "preload", "data-watched", "data-playing"]);

function attributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !ours.has(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (ours.has(name)) continue;
    if (name === "value" && old.matches(".elapsed")) continue;
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

// children pairs them by their key, or else by kind and place. What has no
// pair is removed first, so that whatever stays in its order is not moved.
function children(old, fresh) {
  const left = [...old.childNodes];
  const pairs = [...fresh.childNodes].map((wanted) => {
    const found = left.findIndex((node) => same(node, wanted));
    return { node: found < 0 ? wanted : left.splice(found, 1)[0], wanted };
  });
  for (const node of left) node.remove();
  let at = old.firstChild;
  for (const { node, wanted } of pairs) {
    if (node === at) at = at.nextSibling;
    else move(old, node, at);
    if (node !== wanted) morph(node, wanted);
  }
}

// move puts a node before another one. Where the browser can, an element
// that changes its place keeps its focus, and its video or bar goes on.
export function move(parent, node, before) {
  if (parent.moveBefore && node.parentNode === parent) parent.moveBefore(node, before);
  else parent.insertBefore(node, before);
}

function same(a, b) {
  if (a.nodeName !== b.nodeName) return false;
  if (a.nodeType !== Node.ELEMENT_NODE) return true;
  return key(a) === key(b);
}

function key(element) {
  return element.dataset.key ?? element.id ?? "";
}

// parse returns the one element that a piece of HTML from our own server holds.
export function parse(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.firstElementChild;
}
