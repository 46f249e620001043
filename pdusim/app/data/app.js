"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const IMPOSSIBLE = "The values marked in red are not possible, so nothing was run.";
  const unbroken = (text) => text.replaceAll(" %", "\u00a0%");
  const GONE = "The server does not answer. Is “pdusim demo” still running? This page asks again by itself.";
  const FORGOTTEN = "The server was started anew and has forgotten this answer: press Run.";
  let session = null, current = null, watching = 0, latest = null, asked = null;

  // A server that has gone is said in words; one that came back knows nobody, and is greeted anew.
  async function ask(path, body, again = true) {
    const headers = { "Content-Type": "application/json" };
    if (session) headers["X-Session"] = session.token;
    let reply;
    try { reply = await fetch(path, { method: "POST", headers, body: JSON.stringify(body || {}) }); }
    catch { throw Object.assign(new Error(GONE), { gone: true }); }
    const content = await reply.json();
    if (reply.ok) return content;
    if (again && session && content.error && content.error.startsWith("this page is too old")) {
      session.token = (await ask("/api/session", {}, false)).token;
      [...$("against").options].slice(1).forEach((o) => o.remove());
      if (body && "job" in body) throw new Error(FORGOTTEN);
      return ask(path, body && body.against ? { ...body, against: "baseline" } : body, false);
    }
    throw Object.assign(new Error(content.error || "refused"), content);
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
    slider.oninput = () => { text.value = slider.value; clear(lever.name); compareStamp(); };
    text.oninput = () => { clear(lever.name); const v = number(text.value); if (v !== null) slider.value = v; compareStamp(); };
    $("sliders").append(element("div", { class: "lever", id: `lever-${lever.name}` },
      element("label", { for: `s-${lever.name}` }, lever.label),
      element("div", { class: "row" }, slider, text, element("span", { class: "unit" }, lever.unit)),
      element("p", { class: "help" }, lever.help), element("p", { class: "wrong", role: "alert" })));
  }
  function addRule(rule) {
    const list = element("select", { id: "n-rule" });
    rule.options.forEach((option, n) => list.append(element("option", { value: option }, rule.labels[n])));
    list.value = rule.default;
    list.onchange = compareStamp;
    $("sliders").append(element("div", { class: "lever", id: "lever-rule" }, element("label", { for: "n-rule" }, rule.label), list,
      element("p", { class: "help" }, rule.help), element("p", { class: "wrong", role: "alert" })));
  }
  // The law to start from, its policies and its sliders: another law has other ones.
  function drawLaw(told) {
    Object.assign(session, told);
    $("sliders").replaceChildren();
    session.sliders.forEach(addLever);
    addRule(session.rule);
    $("law").replaceChildren(...session.laws.map((law) => element("option", { value: law.name }, law.label)));
    $("law").value = session.law;
    const families = new Map();
    for (const one of session.policies) families.set(one.family, [...(families.get(one.family) ?? []), one]);
    $("n-policy").replaceChildren(element("option", { value: "none" }, "none: the law alone"), ...[...families].map(([family, members]) =>
      element("optgroup", { label: family }, ...members.map((one) => element("option", { value: one.name }, one.title)))));
    $("against").options[0].textContent = session.base;
  }
  async function changeLaw() {
    try { drawLaw(await ask("/api/law", { law: $("law").value })); $("against").value = "baseline"; compareStamp(); }
    catch (error) { $("law").value = session.law; $("status").textContent = error.message; }
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
    const found = { rule: $("n-rule").value, policy: $("n-policy").value };
    let right = true;
    for (const lever of session.sliders) {
      const value = number($(`n-${lever.name}`).value);
      if (value === null) { refuse(lever.name, "A number is expected."); right = false; }
      else if (value < lever.low || value > lever.high) { refuse(lever.name, `Between ${lever.low} and ${lever.high} ${lever.unit}.`); right = false; }
      else { clear(lever.name); found[lever.name] = value; }
    }
    return right ? found : null;
  }

  // The policy an answer is of, and the address that leads back to it ------------------------
  function changed(found) {
    const list_ = session.sliders.filter((l) => Number(found[l.name]) !== Number(l.default)).map((l) => [l.name, String(found[l.name])]);
    if (found.policy !== "none") list_.unshift(["policy", found.policy]);
    if (session.law !== "baseline") list_.unshift(["law", session.law]);
    if (found.rule !== session.rule.default) list_.push(["rule", found.rule]);
    return list_;
  }
  function inWords(found) {
    const said = changed(found).filter(([name]) => name !== "law").map(([name, value]) => {
      if (name === "policy") return session.policies.find((one) => one.name === value)?.title ?? value;
      if (name === "rule") return `${session.rule.label}: ${session.rule.labels[session.rule.options.indexOf(value)]}`;
      const lever = session.sliders.find((l) => l.name === name);
      return `${lever.label}: ${value} ${lever.unit}`.trim();
    });
    return said.length ? said.join("; ") : "nothing changed";
  }
  function seen() {
    const found = { rule: $("n-rule").value, policy: $("n-policy").value };
    for (const lever of session.sliders) found[lever.name] = number($(`n-${lever.name}`).value);
    return found;
  }
  function compareStamp() {
    if (!asked) return;
    const same = session.law === asked.law && JSON.stringify(changed(seen())) === JSON.stringify(changed(asked.levers)) && $("against").value === asked.against;
    $("answer").classList.toggle("stale", !same);
    const first = same ? "This answer is of" : "The sliders have moved since. This answer is still of";
    $("stamp").hidden = false;
    $("stamp").replaceChildren(element("strong", {}, `${first}: ${unbroken(asked.words)}.`), `Compared with ${asked.base}. Both are ${asked.window}.`);
  }
  function address(found) {
    const text = new URLSearchParams(changed(found)).toString();
    return `#${text || "run=baseline"}`;
  }
  // Puts the sliders where an address says; what it does not name stands at its default.
  async function fromAddress() {
    if (!location.hash.includes("=")) return false;
    const told = new URLSearchParams(location.hash.slice(1));
    const law = session.laws.some((one) => one.name === told.get("law")) ? told.get("law") : "baseline";
    if (law !== session.law) { $("law").value = law; await changeLaw(); }
    $("n-policy").value = session.policies.some((one) => one.name === told.get("policy")) ? told.get("policy") : "none";
    for (const lever of session.sliders) {
      const value = number(told.get(lever.name) ?? "") ?? lever.default;
      $(`n-${lever.name}`).value = value; $(`s-${lever.name}`).value = value; clear(lever.name);
    }
    const rule = told.get("rule");
    $("n-rule").value = session.rule.options.includes(rule) ? rule : session.rule.default;
    return true;
  }

  // Running --------------------------------------------------------------------------------
  async function run(event) {
    if (event) event.preventDefault();
    const wanted = levers();
    if (!wanted) { $("status").textContent = IMPOSSIBLE; return; }
    $("status").textContent = "Running…";
    window.pdusim.asked = performance.now();
    window.pdusim.first = null;
    try {
      const { job, window: weeks } = await ask("/api/run", { levers: wanted, against: $("against").value, law: session.law });
      current = job;
      asked = { levers: wanted, law: session.law, words: inWords(wanted), window: weeks, against: $("against").value, base: $("against").selectedOptions[0].textContent };
      compareStamp();
      if (event && address(wanted) !== location.hash) history.pushState(null, "", address(wanted));
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
      try { found = await ask("/api/job", { job, shown }); }
      catch (error) {
        fail(error.message);
        if (!error.gone || mine !== watching) return;
        await new Promise((go) => setTimeout(go, 1000));
        continue;
      }
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
    // Focus stays where it was: on the same control of the same chart.
    const held = box.contains(document.activeElement) ? document.activeElement : null;
    const chart = held && held.closest("figure") ? held.closest("figure").id : "";
    const place = chart ? [...held.closest("figure").querySelectorAll("summary, button, [tabindex]")].indexOf(held) : -1;
    box.innerHTML = html;
    if (place >= 0 && document.getElementById(chart)) document.getElementById(chart).querySelectorAll("summary, button, [tabindex]")[place]?.focus({ preventScroll: true });
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
      element("p", {}, unbroken(`${found.names[0]}: ${card.base}`)), ...card.kept.map((level, n) => element("p", {}, unbroken(`${found.names[n + 2]}: ${level}`))), element("p", {}, `difference: ${card.gap}`))));
    list($("sentences"), found.sentences.slice(0, 4), found.tones.slice(0, 4));
    list($("others"), found.sentences.slice(4), found.tones.slice(4));
    $("more").hidden = found.sentences.length < 5;
    keepOpen($("charts"), found.charts);
    $("command").hidden = false;
    $("command").textContent = `With the two files of the download, “pdusim run base.yaml policy.yaml --replications ${found.done} --seed ${session.seed}” gives the same numbers and the same difference.`;
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
    // It is drawn beside every policy that follows; with what a difference is, stays chosen.
    if (![...list_.options].some((o) => o.value === kept)) list_.append(element("option", { value: kept }, `${kept}: ${asked.words}`));
    while (list_.options.length > 1 + session.kept) list_.options[1].remove();
    $("status").textContent = `${kept} is kept: it stands beside those you run from now on, and in “Compare with”.`;
  }
  async function download() {
    const { zip } = await ask("/api/yaml", { job: current });
    const bytes = Uint8Array.from(atob(zip), (sign) => sign.charCodeAt(0));
    const link = element("a", { href: URL.createObjectURL(new Blob([bytes], { type: "application/zip" })), download: "policy.zip" });
    document.body.append(link); link.click(); link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
  async function begin() {
    window.pdusim = { first: null, asked: 0, answer: null };
    session = await ask("/api/session");
    drawLaw(session);
    window.lessonsPage(session.lessons, { ask, watch, element, list, keepOpen, progressText, unbroken });
    $("honest").textContent = `To answer while you watch, each run settles for ${session.warm_up_weeks} weeks and is watched for ${session.observe_weeks}; a full study takes 52 and 104. So intervals are wider, and what builds up over a year does not show: look at directions more than at sizes.`;
    $("levers").onsubmit = run;
    $("reset").onclick = () => { session.sliders.forEach((l) => { $(`n-${l.name}`).value = l.default; $(`s-${l.name}`).value = l.default; clear(l.name); }); $("n-rule").value = session.rule.default; $("n-policy").value = "none"; compareStamp(); };
    $("law").onchange = changeLaw;
    $("n-policy").onchange = compareStamp;
    $("against").onchange = compareStamp;
    window.onpopstate = async () => { if (await fromAddress()) run(null); };
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
    if (await fromAddress()) run(null);
  }
  begin().catch((error) => { $("status").textContent = `The page could not start: ${error.message}`; });
})();
