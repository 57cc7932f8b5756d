/* The window in which an editor of rich text lets a picture be chosen: hands over its address and closes.

   The words that describe it stay empty, so that the library's are shown, in each language; the page adds the credit. */

const choice = document.querySelector("[data-callback]");

choice?.addEventListener("click", (event) => {
  const chosen = event.target.closest("button")?.dataset;
  if (!chosen || !window.opener) return;
  const data = { id: chosen.id, alternative_text: "", caption: "" };
  window.opener.CKEDITOR.tools.callFunction(Number(choice.dataset.callback), chosen.address, data);
  window.close();
});
