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

  const hand = (name, blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  const lined = (words, most) => words.split(/\s+/).reduce((lines, word) => {
    const last = lines[lines.length - 1];
    if (last && last.length + word.length < most) lines[lines.length - 1] = last + " " + word;
    else lines.push(word);
    return lines;
  }, []);

  // A picture stands alone: it carries its title, and below it what run it is of.
  const pictureOf = (figure) => {
    const seen = [...figure.querySelectorAll("svg")].find((svg) => svg.getBoundingClientRect().width > 0);
    const svg = seen.cloneNode(true), space = svg.namespaceURI;
    const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
    const write = (words, y, size, more) => {
      const text = document.createElementNS(space, "text");
      for (const [key, value] of Object.entries({ x: 4, y, "font-size": size, ...more })) text.setAttribute(key, value);
      text.textContent = words;
      svg.append(text);
    };
    const title = lined(figure.querySelector("figcaption").textContent, width / 8.4);
    const source = lined(document.querySelector(".sub")?.textContent ?? "", width / 6);
    const above = 20 * title.length + 8, below = 14 * source.length + 10;
    title.forEach((line, n) => write(line, -above + 18 + 20 * n, 15, { "font-weight": 600 }));
    source.forEach((line, n) => write(line, height + 14 + 14 * n, 11, { fill: "#52606d" }));
    svg.setAttribute("viewBox", `0 ${-above} ${width} ${height + above + below}`);
    svg.setAttribute("height", height + above + below);
    return svg;
  };

  const get = (button) => {
    const figure = button.closest("[data-chart]"), name = figure.dataset.chart, kind = button.dataset.get;
    if (kind === "csv") {
      const text = JSON.parse(figure.querySelector("script.data").textContent);
      return hand(`${name}.csv`, new Blob(["\ufeff", text], { type: "text/csv" }));
    }
    const svg = pictureOf(figure), text = new XMLSerializer().serializeToString(svg);
    if (kind === "svg") return hand(`${name}.svg`, new Blob([text], { type: "image/svg+xml" }));
    const image = new Image(), canvas = document.createElement("canvas");
    image.onload = () => {
      canvas.width = 2 * svg.getAttribute("width");
      canvas.height = 2 * svg.getAttribute("height");
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => hand(`${name}.png`, blob), "image/png");
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  };

  // Rows that do not hold the text, or are not clear, are hidden, and a group with none left.
  const filter = (place) => {
    const words = (place.querySelector("[data-filter]").value || "").trim().toLowerCase();
    const clear = place.querySelector("[data-clear]")?.checked;
    let left = 0, all = 0;
    for (const body of place.querySelectorAll("tbody")) {
      const [head, ...rows] = body.rows;
      const group = head.textContent.toLowerCase();
      for (const row of rows) {
        const named = `${row.cells[0].textContent.toLowerCase()} ${group}`.includes(words);
        row.hidden = !named || (clear && !("isClear" in row.dataset));
        left += !row.hidden;
        all += 1;
      }
      head.hidden = rows.every((row) => row.hidden);
    }
    place.querySelector(".count").textContent = left === all ? "" : `${left} of ${all} rows`;
  };

  // A link into what is folded away unfolds it.
  const reveal = () => {
    const place = document.getElementById(location.hash.slice(1));
    for (let box = place?.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    if (place?.closest("details")) place.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if ("sort" in button.dataset) sort(button);
    if ("get" in button.dataset) get(button);
  });
  document.addEventListener("input", (event) => {
    if (event.target.closest(".tools")) filter(event.target.closest("[data-chart]"));
  });
})();
