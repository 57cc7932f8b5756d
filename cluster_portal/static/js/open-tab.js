/* Opens the language tab of the field that the address names in its fragment, such as #id_title_fi.

   Without it the form opens as it is, with all fields one below the other where there are no tabs either. */

function openTab() {
  const field = location.hash.startsWith("#id_") && document.getElementById(location.hash.slice(1));
  if (!field) return;
  const panel = field.closest(".ui-tabs-panel");
  field.closest("details")?.setAttribute("open", "");
  if (panel) document.querySelector(`a[href="#${CSS.escape(panel.id)}"]`)?.click();
  (panel ?? field).scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
}

/* After `load`: the tabs are made when the page is ready. */
addEventListener("load", openTab);
