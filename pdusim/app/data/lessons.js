"use strict";
// The lessons: a question, a guess, the experiment, and the model's answer over the guess.
window.lessonsPage = (lessons, { ask, watch, element, list, keepOpen, progressText, unbroken }) => {
  const $ = (id) => document.getElementById(id);
  const NS = "http://www.w3.org/2000/svg";
  const WAYS = [["less", "less"], ["none", "no clear change"], ["more", "more"]];
  function svg(tag, attributes, text) {
    const made = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }
  const rounded = (value) => (Math.abs(value) < 10 ? Math.round(value * 10) / 10 : Math.round(value));

  // A curve to draw: with the pointer over the picture, or with a slider at each workload.
  function curve(lesson) {
    const { at, top, x_unit, unit } = lesson.guess, W = 640, H = 300, L = 48, R = 14, T = 26, B = 44;
    const low = at[0], high = at[at.length - 1];
    const px = (v) => L + (v - low) / (high - low) * (W - L - R), py = (v) => H - B - v / top * (H - T - B);
    const values = at.map(() => null);
    const picture = svg("svg", { viewBox: `0 0 ${W} ${H}`, class: "draw", role: "img", "aria-label": "Your guess as a curve; the sliders below draw the same" });
    for (let v = 0; v <= top; v += 20) {
      picture.append(svg("line", { x1: L, x2: W - R, y1: py(v), y2: py(v), class: "grid" }), svg("text", { x: L - 7, y: py(v) + 4, "text-anchor": "end" }, v));
    }
    at.forEach((v) => picture.append(svg("text", { x: px(v), y: H - B + 18, "text-anchor": "middle" }, v)));
    picture.append(svg("text", { x: L, y: 14 }, unit), svg("text", { x: (L + W) / 2, y: H - 6, "text-anchor": "middle" }, x_unit));
    const mine = svg("path", { class: "guess" }), model = svg("path", { class: "model" }), dots = svg("g", { class: "model-dots" }), handles = svg("g", {});
    const words = svg("g", {});
    picture.append(mine, model, dots, handles, words);
    const sliders = at.map((v, k) => {
      const input = element("input", { type: "range", min: 0, max: top, step: 1, value: 0, "aria-label": `Your guess at ${v} %` });
      input.oninput = () => { values[k] = Number(input.value); show(); };
      return input;
    });
    function show() {
      const known = values.map((v, k) => [px(at[k]), v]).filter(([, v]) => v !== null).map(([x, v]) => [x, py(v)]);
      mine.setAttribute("d", known.map(([x, y], k) => `${k ? "L" : "M"}${x} ${y}`).join(""));
      handles.replaceChildren(...known.map(([x, y]) => svg("rect", { x: x - 5, y: y - 5, width: 10, height: 10, class: "handle" })));
    }
    function pointed(event) {
      const box = picture.getBoundingClientRect(), x = (event.clientX - box.left) / box.width * W, y = (event.clientY - box.top) / box.height * H;
      const k = at.reduce((best, v, i) => (Math.abs(px(v) - x) < Math.abs(px(at[best]) - x) ? i : best), 0);
      values[k] = Math.round(Math.max(0, Math.min(top, (H - B - y) / (H - T - B) * top)));
      sliders[k].value = values[k];
      show();
    }
    picture.onpointerdown = (event) => { picture.setPointerCapture(event.pointerId); pointed(event); };
    picture.onpointermove = (event) => { if (event.buttons) pointed(event); };
    const between = (points, x) => {
      for (let i = 1; i < points.length; i++) {
        const [a, b] = [points[i - 1], points[i]];
        if (a[0] <= x && x <= b[0]) return a[1] + (b[1] - a[1]) * (x - a[0]) / (b[0] - a[0] || 1);
      }
      return null;
    };
    function met(points) {
      const inside = points.map(([x, y]) => [Math.max(low, Math.min(high, x)), Math.min(top, y)]);
      model.setAttribute("d", inside.map(([x, y], k) => `${k ? "L" : "M"}${px(x)} ${py(y)}`).join(""));
      dots.replaceChildren(...inside.map(([x, y]) => svg("circle", { cx: px(x), cy: py(y), r: 4.5 })));
      const [x, y] = inside[inside.length - 1];
      words.replaceChildren(svg("text", { x: px(x), y: py(y) - 10, "text-anchor": "end", class: "model-word" }, "the model"));
      const last = values.map((v, k) => [k, v]).filter(([, v]) => v !== null).pop();
      if (last) words.append(svg("text", { x: px(at[last[0]]), y: py(last[1]) + 20, "text-anchor": "end", class: "guess-word" }, "your guess"));
      const off = values.map((v, k) => [at[k], v, between(points, at[k])]).filter(([, v, m]) => v !== null && m !== null);
      if (!off.length) return "You drew no guess where the model has an answer.";
      const far = off.reduce((a, b) => (Math.abs(b[1] - b[2]) > Math.abs(a[1] - a[2]) ? b : a));
      return `You were furthest off at ${far[0]} %: you drew ${rounded(far[1])} %, the model finds ${rounded(far[2])} %.`;
    }
    const row = element("div", { class: "curve-sliders" }, ...sliders.map((input, k) => element("label", {}, `${at[k]} %`, input)));
    return { boxes: [picture, row], met, given: () => values.some((v) => v !== null) };
  }
  // For each measure: less, no clear change, more.
  function ways(lesson) {
    const rows = lesson.guess.labels.map((label, n) => {
      const name = `guess-${lesson.name}-${n}`, told = element("span", { class: "verdict" });
      const choices = WAYS.map(([value, words]) => element("label", {}, element("input", { type: "radio", name, value }), words));
      return { name, told, box: element("fieldset", {}, element("legend", {}, label), ...choices, told) };
    });
    const chosen = ({ name }) => { const one = document.querySelector(`input[name="${name}"]:checked`); return one ? one.value : null; };
    const said = Object.fromEntries(WAYS);
    function met(found) {
      let right = 0, given = 0;
      rows.forEach((row, n) => {
        const mine = chosen(row);
        if (mine) given++;
        if (mine === found[n]) right++;
        row.told.textContent = `The model: ${said[found[n]]}${mine ? (mine === found[n] ? " ✓" : " ✗") : ""}`;
      });
      return given ? `You were right in ${right} of ${given}.` : "";
    }
    return { boxes: rows.map((row) => row.box), met, given: () => rows.some(chosen) };
  }
  function spread(lesson) {
    const { top, unit } = lesson.guess;
    const input = element("input", { type: "range", min: 0, max: top, step: 1, value: 0, "aria-label": lesson.guess.ask }), out = element("output", {}, "not guessed yet");
    let value = null;
    input.oninput = () => { value = Number(input.value); out.textContent = `${value} ${unit}`; };
    const met = ([found]) => (value === null ? `The model: ${found} ${unit}.` : `You guessed ${value}; the model finds ${found} ${unit}.`);
    return { boxes: [element("div", { class: "row" }, input, out)], met, given: () => value !== null };
  }
  const KINDS = { curve, ways, spread };

  const articles = lessons.map((lesson, n) => {
    const go = element("button", { type: "button", class: "main", id: `lesson-${lesson.name}` }, "Run the experiment");
    const status = element("p", { class: "status", role: "status" }), short = element("p", { class: "short" });
    const against = element("p", { class: "against" }), said = element("ul", { class: "findings" }), charts = element("div", {});
    const guess = KINDS[lesson.guess.kind](lesson);
    const answer = element("div", { class: "answer" }, short, against, said, charts);
    answer.hidden = true;
    go.onclick = async () => {
      status.textContent = "Running…";
      try {
        const { job } = await ask("/api/lesson", { name: lesson.name });
        watch(job, lesson.name, (found) => {
          status.textContent = progressText(found);
          if (!found.sentences) return;
          answer.hidden = false;
          short.textContent = unbroken(found.sentences[0]);
          against.textContent = unbroken(guess.met(found.met));
          list(said, found.sentences.slice(1)); keepOpen(charts, found.charts);
        }, (error) => { status.textContent = error; });
      } catch (error) { status.textContent = error.message; }
    };
    const article = element("article", { class: "lesson", "data-lesson": lesson.name },
      element("h2", {}, `${n + 1}. ${lesson.title}`), element("p", { class: "question" }, lesson.question),
      element("p", {}, element("strong", {}, "Experiment. "), lesson.experiment),
      element("p", {}, element("strong", {}, "Think first. "), lesson.think),
      element("section", { class: "guessing", "aria-label": "Your guess" }, element("p", {}, element("strong", {}, "Guess. "), lesson.guess.ask), ...guess.boxes),
      element("div", { class: "actions" }, go), status, answer);
    return article;
  });

  // A presenter's mode: one lesson at a time, large, with the arrow keys.
  let shown = -1;
  const begin = element("button", { type: "button", id: "present" }, "Present on a projector");
  const steps = element("div", { class: "presenter", role: "group", "aria-label": "Presenter" });
  const place = element("span", { role: "status" });
  const button = (text, act) => { const made = element("button", { type: "button" }, text); made.onclick = act; return made; };
  steps.append(button("Before", () => turn(shown - 1)), place, button("Next", () => turn(shown + 1)), button("End", end));
  steps.hidden = true;
  function turn(to) {
    shown = Math.max(0, Math.min(articles.length - 1, to));
    articles.forEach((one, k) => one.classList.toggle("shown", k === shown));
    place.textContent = `${shown + 1} of ${articles.length}`;
    scrollTo(0, 0);
  }
  function present() {
    document.body.classList.add("presenting");
    steps.hidden = false;
    turn(Math.max(0, shown));
    if (document.documentElement.requestFullscreen) document.documentElement.requestFullscreen().catch(() => {});
    steps.querySelector("button:nth-of-type(2)").focus();
  }
  function end() {
    document.body.classList.remove("presenting");
    steps.hidden = true;
    if (document.fullscreenElement) document.exitFullscreen();
    begin.focus();
  }
  begin.onclick = present;
  document.addEventListener("keydown", (event) => {
    if (!document.body.classList.contains("presenting")) return;
    if (event.key === "Escape") end();
    if (event.target.tagName === "INPUT") return;
    if (event.key === "ArrowRight" || event.key === "PageDown") turn(shown + 1);
    if (event.key === "ArrowLeft" || event.key === "PageUp") turn(shown - 1);
  });
  $("lesson-list").append(element("div", { class: "actions" }, begin), steps, ...articles);
};
