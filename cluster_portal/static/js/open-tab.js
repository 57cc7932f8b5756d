/* Opens the language tab of the field that the address names in its fragment, such as #id_title_fi.

   Without it the form opens as it is, with all fields one below the other where there are no tabs either. */

const ATTEMPTS = 40; // one each 50 ms: the tabs are made some time after the page is there

function openTab(attempt = 0) {
  const field = location.hash.startsWith("#id_") && document.getElementById(location.hash.slice(1));
  if (!field) return;
  const panel = field.closest(".ui-tabs-panel");
  if (!panel && attempt < ATTEMPTS) {
    setTimeout(openTab, 50, attempt + 1);
    return;
  }
  field.closest("details")?.setAttribute("open", "");
  if (panel) document.querySelector(`a[href="#${CSS.escape(panel.id)}"]`).click();
  (panel ?? field).scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
}

addEventListener("load", () => openTab());
