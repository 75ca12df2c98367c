// Changes the theme at once and tells the server in the background; without this file the form does both.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-theme-form]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const chosen = event.submitter.value;
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  for (const button of form.querySelectorAll("[name=theme]")) button.ariaPressed = String(button === event.submitter);
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), redirect: "manual" });
  // A redirect is the server's "done"; anything else is said by the page itself.
  if (answer.type !== "opaqueredirect" && !answer.ok) form.submit();
});
