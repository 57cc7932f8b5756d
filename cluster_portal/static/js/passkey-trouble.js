// Says on the page that a passkey was not used; allauth's script would only tell the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const trouble = document.getElementById("passkey-trouble");
  if (trouble) {
    trouble.hidden = false;
  }
});
