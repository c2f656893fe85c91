/* Adds to the link that leaves: the page is empty at once and is not in the way back. Escape, three
   times in two seconds, does the same; once is for screen readers. Keeps nothing, asks nothing. */
(() => {
  const link = document.querySelector(".np-exit a");
  let pressed = [];

  const leave = () => {
    const to = link.href;
    for (const box of document.querySelectorAll("input, textarea, select")) {
      box.checked = false;
      box.value = "";
    }
    document.body.replaceChildren();
    document.title = "\u00a0";
    location.replace(to);
  };

  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") {
      pressed = [];
      return;
    }
    pressed = [...pressed, event.timeStamp].filter((at) => event.timeStamp - at < 2000);
    if (pressed.length > 2) leave();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();
