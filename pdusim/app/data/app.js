"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const IMPOSSIBLE = "The values marked in red are not possible, so nothing was run.";
  const unbroken = (text) => text.replaceAll(" %", "\u00a0%");
  let session = null, current = null, watching = 0, latest = null;

  async function ask(path, body) {
    const headers = { "Content-Type": "application/json" };
    if (session) headers["X-Session"] = session.token;
    const reply = await fetch(path, { method: "POST", headers, body: JSON.stringify(body || {}) });
    const content = await reply.json();
    if (!reply.ok) throw Object.assign(new Error(content.error || "refused"), content);
    return content;
  }
  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  // Levers ---------------------------------------------------------------------------------
  function addLever(lever) {
    const text = element("input", { type: "text", inputmode: "decimal", id: `n-${lever.name}`, value: lever.default, "aria-label": `${lever.label}, number`, autocomplete: "off" });
    const slider = element("input", { type: "range", id: `s-${lever.name}`, min: lever.low, max: lever.high, step: lever.step, value: lever.default });
    slider.oninput = () => { text.value = slider.value; clear(lever.name); };
    text.oninput = () => { clear(lever.name); const v = number(text.value); if (v !== null) slider.value = v; };
    $("sliders").append(element("div", { class: "lever", id: `lever-${lever.name}` },
      element("label", { for: `s-${lever.name}` }, lever.label),
      element("div", { class: "row" }, slider, text, element("span", { class: "unit" }, lever.unit)),
      element("p", { class: "help" }, lever.help), element("p", { class: "wrong", role: "alert" })));
  }
  function addRule(rule) {
    const list = element("select", { id: "n-rule" });
    rule.options.forEach((option, n) => list.append(element("option", { value: option }, rule.labels[n])));
    list.value = rule.default;
    $("sliders").append(element("div", { class: "lever", id: "lever-rule" }, element("label", { for: "n-rule" }, rule.label), list,
      element("p", { class: "help" }, rule.help), element("p", { class: "wrong", role: "alert" })));
  }
  function number(text) {
    const clean = text.trim().replace(",", ".");
    return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(clean) && Number.isFinite(Number(clean)) ? Number(clean) : null;
  }
  function clear(name) { refuse(name, ""); }
  function refuse(name, why) {
    const box = $(`lever-${name}`);
    if (!box) { $("status").textContent = `${name}: ${why}`; return; }
    box.classList.toggle("bad", Boolean(why));
    box.querySelector(".wrong").textContent = why;
  }
  function levers() {
    const found = { rule: $("n-rule").value };
    let right = true;
    for (const lever of session.sliders) {
      const value = number($(`n-${lever.name}`).value);
      if (value === null) { refuse(lever.name, "A number is expected."); right = false; }
      else if (value < lever.low || value > lever.high) { refuse(lever.name, `Between ${lever.low} and ${lever.high} ${lever.unit}.`); right = false; }
      else { clear(lever.name); found[lever.name] = value; }
    }
    return right ? found : null;
  }

  // Running --------------------------------------------------------------------------------
  async function run(event) {
    event.preventDefault();
    const asked = levers();
    if (!asked) { $("status").textContent = IMPOSSIBLE; return; }
    $("status").textContent = "Running…";
    window.pdusim.asked = performance.now();
    window.pdusim.first = null;
    try {
      const { job } = await ask("/api/run", { levers: asked, against: $("against").value });
      current = job;
      if (window.innerWidth <= 860) $("answer").scrollIntoView();
      $("person-status").textContent = "Choose whom to follow.";
      watch(job, "try", show, (error) => { $("status").textContent = error; });
    } catch (error) {
      if (error.problems) { for (const [name, why] of Object.entries(error.problems)) refuse(name, why); $("status").textContent = IMPOSSIBLE; }
      else $("status").textContent = error.message;
    }
  }
  async function watch(job, place, showIt, fail) {
    const mine = ++watching;
    latest = place;
    let shown = -1;
    for (;;) {
      let found;
      try { found = await ask("/api/job", { job, shown }); } catch (error) { fail(error.message); return; }
      if (mine !== watching) {
        // Something begun elsewhere on the page has stopped this one; say so where it stands.
        if (latest !== place) showIt({ ...found, running: false, stopped: true });
        return;
      }
      if (found.done !== shown || !found.running || !found.done) showIt(found);
      shown = found.done;
      if (!found.running) return;
      await new Promise((go) => setTimeout(go, found.done ? 400 : 120));
    }
  }
  function progressText(found) {
    const runs = found.done === 1 ? "1 run" : `${found.done} runs`;
    if (found.error && found.error !== "stopped") return `It failed: ${found.error}. Run it again.`;
    if (!found.running) return found.stopped ? `Stopped after ${runs} of each.` : `Done: ${runs} of each.`;
    if (!found.done) return "Running…";
    return found.done === 1 ? "One run of each: a first glance, which cannot tell. Refining…" : `${runs} of each so far; refining to ${found.wanted}…`;
  }
  function keepOpen(box, html) {
    const open = [...box.querySelectorAll("figure")].filter((f) => f.querySelector("details[open]")).map((f) => f.id);
    box.innerHTML = html;
    open.forEach((id) => { const f = document.getElementById(id); if (f) f.querySelector("details").open = true; });
  }
  function list(box, sentences, tones) { box.replaceChildren(...(sentences || []).map((text, n) => element("li", { class: (tones || [])[n] || "" }, unbroken(text)))); }
  function show(found) {
    if (found.done && window.pdusim.first === null) window.pdusim.first = performance.now() - window.pdusim.asked;
    window.pdusim.answer = found;
    $("status").textContent = progressText(found);
    const bar = $("progress");
    bar.hidden = !found.running; bar.max = found.wanted; bar.value = found.done;
    $("after").hidden = !found.done; $("stop").disabled = !found.running;
    if (!found.cards) return;
    $("cards").replaceChildren(...found.cards.map((card) => element("div", { class: "card", "data-measure": card.measure },
      element("h3", {}, card.title), element("p", { class: "big" }, unbroken(card.policy)),
      element("p", {}, unbroken(`${found.names[0]}: ${card.base}`)), element("p", {}, `difference: ${card.gap}`))));
    list($("sentences"), found.sentences.slice(0, 4), found.tones.slice(0, 4));
    list($("others"), found.sentences.slice(4), found.tones.slice(4));
    $("more").hidden = found.sentences.length < 5;
    keepOpen($("charts"), found.charts);
    $("command").hidden = false;
    $("command").textContent = `With the downloaded file, “pdusim run policy.yaml --replications ${found.done} --seed ${session.seed}” gives the same numbers.`;
  }

  // Lessons --------------------------------------------------------------------------------
  function addLesson(lesson, n) {
    const go = element("button", { type: "button", class: "main", id: `lesson-${lesson.name}` }, "Run the experiment");
    const status = element("p", { class: "status", role: "status" });
    const said = element("ul", { class: "findings" }), charts = element("div", {});
    go.onclick = async () => {
      status.textContent = "Running…";
      try {
        const { job } = await ask("/api/lesson", { name: lesson.name });
        watch(job, lesson.name, (found) => {
          status.textContent = progressText(found);
          if (found.sentences) { list(said, found.sentences); keepOpen(charts, found.charts); }
        }, (error) => { status.textContent = error; });
      } catch (error) { status.textContent = error.message; }
    };
    $("lesson-list").append(element("article", { class: "lesson", "data-lesson": lesson.name },
      element("h2", {}, `${n + 1}. ${lesson.title}`), element("p", { class: "question" }, lesson.question),
      element("p", {}, element("strong", {}, "Experiment. "), lesson.experiment),
      element("p", {}, element("strong", {}, "Think first. "), lesson.think),
      element("div", { class: "actions" }, go), status, said, charts));
  }

  // One person -----------------------------------------------------------------------------
  async function follow() {
    if (!current) { $("person-status").textContent = "Run a policy first: there is nothing to compare yet."; return; }
    $("person-status").textContent = "Looking through two lives…";
    try {
      const found = await ask("/api/person", { job: current, kind: $("kind").value });
      $("person-status").textContent = `Two lives of ${found.person}: first as a picture, then day by day.`;
      $("person-chart").innerHTML = found.chart;
      $("person-words").innerHTML = found.told;
    } catch (error) { $("person-status").textContent = error.message; }
  }

  // The rest -------------------------------------------------------------------------------
  function choose(tab) {
    for (const one of document.querySelectorAll("[role=tab]")) {
      const mine = one === tab;
      one.setAttribute("aria-selected", mine);
      one.tabIndex = mine ? 0 : -1;
      $(one.getAttribute("aria-controls")).hidden = !mine;
    }
  }
  async function keep() {
    const { kept } = await ask("/api/keep", { job: current });
    const list_ = $("against");
    [...list_.options].filter((o) => o.value === "kept").forEach((o) => o.remove());
    list_.append(element("option", { value: "kept" }, kept));
    list_.value = "kept";
    $("status").textContent = `${kept} is kept: move the sliders and run again to compare with it.`;
  }
  async function download() {
    const { yaml } = await ask("/api/yaml", { job: current });
    const link = element("a", { href: URL.createObjectURL(new Blob([yaml], { type: "application/yaml" })), download: "policy.yaml" });
    document.body.append(link); link.click(); link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
  async function begin() {
    window.pdusim = { first: null, asked: 0, answer: null };
    session = await ask("/api/session");
    session.sliders.forEach(addLever);
    addRule(session.rule);
    session.lessons.forEach(addLesson);
    $("honest").textContent = `To answer while you watch, each run settles for ${session.warm_up_weeks} weeks and is watched for ${session.observe_weeks}; a full study takes 52 and 104. So intervals are wider, and what builds up over a year does not show: look at directions more than at sizes.`;
    $("levers").onsubmit = run;
    $("reset").onclick = () => { session.sliders.forEach((l) => { $(`n-${l.name}`).value = l.default; $(`s-${l.name}`).value = l.default; clear(l.name); }); $("n-rule").value = session.rule.default; };
    $("stop").onclick = () => ask("/api/stop", { job: current });
    $("keep").onclick = keep; $("yaml").onclick = download; $("follow").onclick = follow;
    const tabs = [...document.querySelectorAll("[role=tab]")];
    tabs.forEach((tab, i) => {
      tab.onclick = () => choose(tab);
      tab.onkeydown = (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step) { const next = tabs[(i + step + tabs.length) % tabs.length]; choose(next); next.focus(); }
      };
    });
    document.body.dataset.ready = "yes";
  }
  begin().catch((error) => { $("status").textContent = `The page could not start: ${error.message}`; });
})();
