/* A list that follows its form at once. What a choice changes is fetched as the same page at the form's address, and
   its parts marked data-live-region are put in place of ours. The list works without this module; where anything goes
   wrong, the browser simply goes to the address.

   data-live           around the form and its results
   data-live-region    a part that is brought up to date; it has an id
   data-live-go        the button of the form that leads to the results
   data-kept           a box that stays chosen while the list changes; data-kept-list takes those that are out of sight
*/

const live = document.querySelector("[data-live]");
const form = live?.querySelector("form");
const kept = new Map(); // value of a chosen box -> a copy of its label
let shown = location.pathname + location.search;
let request = null; // the one under way, and where it goes

/* Parts of the page ----------------------------------------------------------------------------------------------- */

function isSame(ours, fresh) {
  return ours.nodeName === fresh.nodeName && (ours.id || "") === (fresh.id || "");
}

/** Make an element like a fresh one. What is in both stays the same node, so that the focus stays on it. */
function morph(ours, fresh) {
  if (!(fresh instanceof Element)) {
    if (ours.data !== fresh.data) ours.data = fresh.data;
    return;
  }
  morphAttributes(ours, fresh);
  let place = ours.firstChild;
  for (const child of [...fresh.childNodes]) {
    let match = place;
    while (match && !isSame(match, child)) match = match.nextSibling;
    if (!match) {
      ours.insertBefore(document.adoptNode(child), place);
      continue;
    }
    while (place !== match) place = remove(place);
    morph(match, child);
    place = match.nextSibling;
  }
  while (place) place = remove(place);
}

function remove(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

function morphAttributes(ours, fresh) {
  for (const { name } of [...ours.attributes]) {
    if (!fresh.hasAttribute(name) && name !== "open") ours.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (name !== "open" && ours.getAttribute(name) !== value) ours.setAttribute(name, value); // who folds is the reader
  }
  if (ours instanceof HTMLInputElement) {
    ours.checked = fresh.checked;
    ours.disabled = fresh.disabled;
    if (ours !== document.activeElement) ours.value = fresh.value;
  }
}

/** Have the number of results read out again where it is the same as before: what does not change is not read out. */
function repeat(status) {
  const words = status.textContent;
  status.textContent = "";
  requestAnimationFrame(() => {
    status.textContent ||= words;
  });
}

function put(page) {
  const focused = document.activeElement;
  const group = focused.closest("details[id]");
  const status = live.querySelector("[data-live-region] [role=status]");
  const said = status.textContent;
  for (const region of live.querySelectorAll("[data-live-region]")) {
    morph(region, page.getElementById(region.id));
  }
  for (const link of document.querySelectorAll("a[hreflang]")) {
    const fresh = page.querySelector(`a[hreflang="${link.hreflang}"]`);
    if (fresh) link.setAttribute("href", fresh.getAttribute("href"));
  }
  document.title = page.title;
  if (status.textContent === said) repeat(status);
  keep();
  if (!focused.isConnected) (group?.isConnected ? group.querySelector("summary") : heading()).focus();
}

function heading() {
  return live.querySelector("h2");
}

/* Going to an address --------------------------------------------------------------------------------------------- */

async function show(address, { isNew = true, leads = false } = {}) {
  const { href, pathname, search } = new URL(address, location.href);
  if (request?.href === href) return;
  request?.abort.abort();
  request = { href, abort: new AbortController() };
  const { signal } = request.abort;
  live.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(href, { signal, headers: { Accept: "text/html" } });
    if (!response.ok) throw new Error(response.status);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (signal.aborted) return;
    request = null;
    live.removeAttribute("aria-busy");
    put(page);
    shown = pathname + search;
    if (isNew) history.pushState(null, "", shown);
    if (leads) heading().focus();
  } catch {
    if (signal.aborted) return; // a later choice is on its way
    if (isNew) location.assign(href);
    else location.reload();
  }
}

function addressOfForm() {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value)).toString();
  return query ? `${form.action}?${query}` : form.action;
}

function onChange(event) {
  // A choice that is taken back takes the finer ones under it along.
  if (!event.target.checked) {
    for (const finer of event.target.closest("li")?.querySelectorAll("ul input") ?? []) finer.checked = false;
  }
  show(addressOfForm());
}

function onSubmit(event) {
  event.preventDefault();
  const leads = event.submitter?.hasAttribute("data-live-go") ?? false;
  if (leads) event.submitter.closest("details").open = false;
  show(addressOfForm(), { leads });
}

function onClick(event) {
  const link = event.target.closest("[data-live-region] a[href]");
  const isPlain = !(event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!link || !isPlain || link.origin !== location.origin || link.pathname !== location.pathname) return;
  event.preventDefault();
  show(link.href, { leads: true });
}

function onReturn() {
  if (location.pathname + location.search !== shown) show(location.href, { isNew: false });
}

/* Boxes that stay chosen ------------------------------------------------------------------------------------------ */

function onKept({ target }) {
  if (!target.matches("[data-kept]")) return;
  if (target.checked) kept.set(target.value, target.closest("label").cloneNode(true)); // the row will be another
  else kept.delete(target.value);
  limit();
}

/** Choose again what was chosen, in the list where it is there, else beside the button. */
function keep() {
  const list = live.querySelector("[data-kept-list]");
  const boxes = new Map([...live.querySelectorAll("[data-kept]")].map((box) => [box.value, box]));
  for (const [value, label] of kept) {
    if (boxes.has(value)) boxes.get(value).checked = true;
    else if (list) {
      const copy = label.cloneNode(true);
      copy.querySelector("input").checked = true;
      list.append(copy);
    }
  }
  limit();
}

function limit() {
  const list = live.querySelector("[data-kept-list]");
  for (const box of live.querySelectorAll("[data-kept]")) {
    box.disabled = !box.checked && kept.size >= Number(list.dataset.keptList);
  }
}

if (form) {
  form.addEventListener("change", onChange);
  form.addEventListener("submit", onSubmit);
  live.addEventListener("click", onClick);
  live.addEventListener("change", onKept);
  addEventListener("popstate", onReturn);
}
