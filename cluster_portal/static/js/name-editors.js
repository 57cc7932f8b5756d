/* Editors of rich text are read out by the label of the field in whose place they stand. Runs before them. */

document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const label = textarea.labels[0]?.textContent.trim();
  if (label) editor.view.dom.setAttribute("aria-label", label);
});
