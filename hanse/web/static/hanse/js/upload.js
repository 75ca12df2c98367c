// Files dropped on a .upload, or chosen in it, go up one after another with their progress; then the tab comes anew.
if (!window.hanseUploads) {
  window.hanseUploads = true;

  function line(form, file) {
    const item = form.querySelector("template").content.firstElementChild.cloneNode(true);
    item.querySelector("b").textContent = file.name;
    item.querySelector("progress").setAttribute("aria-label", file.name);
    document.querySelector(".uploads").append(item);
    return item;
  }

  function fail(item, sentence) {
    item.querySelector("progress").remove();
    const says = item.querySelector("span");
    says.textContent = sentence;
    says.hidden = false;
    item.dataset.tone = "bad";
  }

  const send = (form, file, item) => new Promise((next) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("file", file);
    request.upload.addEventListener("progress", (event) => (item.querySelector("progress").value = event.loaded / event.total));
    request.addEventListener("loadend", () => {
      const away = request.getResponseHeader("HX-Redirect");
      const told = request.getResponseHeader("Content-Type")?.startsWith("text/plain");
      if (away) location.assign(away);
      else if (request.status === 204) item.remove();
      else fail(item, told ? request.responseText : form.dataset.failed);
      next();
    });
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.send(body);
  });

  async function take(form, files) {
    const waiting = [...files].map((file) => [file, line(form, file)]);
    for (const [file, item] of waiting)
      if (file.size > form.dataset.most) fail(item, form.dataset.tooLarge);
      else await send(form, file, item);
    const failed = [...document.querySelectorAll(".uploads > [data-tone=bad]")];
    await htmx.ajax("GET", `${location.pathname}?tab=files`, { target: "#record", swap: "outerHTML" });
    document.querySelector(".uploads")?.append(...failed);
    document.getElementById("upload")?.focus();
  }

  const zone = (event) => event.target.closest?.(".upload");
  document.addEventListener("change", (event) => zone(event) && take(zone(event), event.target.files));
  for (const kind of ["dragover", "dragleave", "drop"])
    document.addEventListener(kind, (event) => {
      if (!zone(event)) return;
      event.preventDefault();
      zone(event).toggleAttribute("data-over", kind === "dragover");
      if (kind === "drop") take(zone(event), event.dataTransfer.files);
    });
}
