"use strict";
// What a page can do beyond being read: sort a table, filter it, hand out a chart.
(() => {
  document.documentElement.classList.add("live");

  const valueOf = (row, column) => {
    const cell = row.cells[column];
    if (cell.dataset.value === undefined) return cell.textContent.trim().toLowerCase();
    return cell.dataset.value === "" ? null : Number(cell.dataset.value);
  };

  // What has no value comes last whichever way the column is sorted.
  const sort = (button) => {
    const head = button.closest("th"), table = button.closest("table"), body = table.tBodies[0];
    const column = Number(button.dataset.sort);
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const rows = [...body.rows].filter((row) => !("fixed" in row.dataset));
    rows.sort((a, b) => {
      const [x, y] = [valueOf(a, column), valueOf(b, column)];
      if (x === null || y === null) return (x === null) - (y === null);
      return (up ? 1 : -1) * (x < y ? -1 : x > y ? 1 : 0);
    });
    body.append(...rows);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button && "sort" in button.dataset) sort(button);
  });
})();
