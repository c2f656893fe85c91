// Keys for the worklist: arrows walk the rows, enter opens (the row is a link), "/" goes to search.
// Everything works without this file.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing) {
    const search = document.querySelector("[data-search]");
    if (search) {
      event.preventDefault();
      search.focus();
    }
    return;
  }
  if (typing || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
  const rows = [...document.querySelectorAll(".np-row-link")];
  const here = rows.indexOf(document.activeElement);
  if (!rows.length || (here < 0 && event.target !== document.body)) return;
  const next = here < 0 ? 0 : here + (event.key === "ArrowDown" ? 1 : -1);
  if (rows[next]) {
    event.preventDefault();
    rows[next].focus();
  }
});
