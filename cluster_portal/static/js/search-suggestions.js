/* Names that are offered while somebody types into a search field: a combobox with a list, as the ARIA Authoring
   Practices describe it. Without this module the field is a field, and its form leads to the results.

   data-suggest    at the form; suggest/ below its address answers with suggestions for ?q=
*/

const PAUSE = 150; // milliseconds without a key before anything is asked
const LEAST = 2; // letters

let number = 0;

class Suggestions {
  constructor(form) {
    this.form = form;
    this.field = form.querySelector("input[type=search]");
    this.list = document.createElement("ul");
    this.list.className = "suggestions";
    this.list.id = `suggestions-${++number}`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", form.querySelector("label").textContent);
    this.list.hidden = true;
    this.status = document.createElement("p");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    this.field.after(this.list);
    form.append(this.status);
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
    })) {
      this.field.setAttribute(name, value);
    }
    this.field.addEventListener("input", () => this.wait());
    this.field.addEventListener("keydown", (event) => this.onKey(event));
    this.field.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", (event) => {
      const one = event.target.closest("[role=option]");
      if (one) location.assign(one.dataset.url);
    });
    form.addEventListener("submit", () => this.close());
  }

  wait() {
    clearTimeout(this.timer);
    this.request?.abort();
    if (this.field.value.trim().length < LEAST) return this.close();
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    this.request = new AbortController();
    const address = `${this.form.action}suggest/?${new URLSearchParams({ q: this.field.value })}`;
    try {
      const response = await fetch(address, { signal: this.request.signal, headers: { Accept: "application/json" } });
      if (!response.ok) return this.close();
      this.show(await response.json());
    } catch {
      // Later keys have asked anew, or the network is gone: the form still works.
    }
  }

  show({ suggestions, status }) {
    if (document.activeElement !== this.field) return;
    this.list.replaceChildren(...suggestions.map((one, place) => this.option(one, place)));
    this.list.hidden = suggestions.length === 0;
    this.field.setAttribute("aria-expanded", String(!this.list.hidden));
    this.choose(-1);
    this.status.textContent = status;
  }

  option({ title, language, kind, url }, place) {
    const option = document.createElement("li");
    option.className = "suggestions__one";
    option.id = `${this.list.id}-${place}`;
    option.setAttribute("role", "option");
    option.dataset.url = url;
    const name = document.createElement("span");
    name.textContent = title;
    if (language && language !== document.documentElement.lang) name.lang = language;
    const what = document.createElement("span");
    what.className = "suggestions__kind";
    what.textContent = kind;
    option.append(name, " ", what);
    return option;
  }

  choose(place) {
    this.chosen = place;
    for (const [index, option] of [...this.list.children].entries()) {
      option.setAttribute("aria-selected", String(index === place));
    }
    const option = this.list.children[place];
    if (option) {
      this.field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      this.field.removeAttribute("aria-activedescendant");
    }
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.choose(-1);
    this.status.textContent = "";
  }

  onKey(event) {
    if (this.list.hidden || event.isComposing) return;
    const count = this.list.children.length;
    // One place more than there are suggestions: the field itself, with what was typed.
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.choose(((this.chosen + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Escape") {
      event.preventDefault(); // what was typed stays
      event.stopPropagation();
      this.close();
    } else if (event.key === "Enter" && this.chosen >= 0) {
      event.preventDefault();
      location.assign(this.list.children[this.chosen].dataset.url);
    }
  }
}

for (const form of document.querySelectorAll("form[data-suggest]")) new Suggestions(form);
