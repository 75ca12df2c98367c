// When an answer to htmx fails, the page stays as it is and a toast says so, in the words of the page.
{
  function say(kind) {
    const words = document.getElementById(`failed-${kind}`);
    const region = document.getElementById("toasts");
    if (words && region) region.append(words.content.cloneNode(true));
  }

  document.addEventListener("htmx:sendError", () => say("network"));
  document.addEventListener("htmx:timeout", () => say("network"));
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    say(status === 404 ? "gone" : status === 403 ? "forbidden" : "server");
  });
}
