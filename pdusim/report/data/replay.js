"use strict";
(() => {
  const D = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const LEVELS = ["low", "medium", "high", "very high"];
  const AWAY = ["", "sick", "on leave", "family leave", "leaving", "away"];
  const LIGHT = {
    states: ["#00735c", "#0072b2", "#5d6873", "#7b3f63", "#7b3f63", "#b93f00", "#8a6100", "#8a6100"],
    ink: "#1f2933", soft: "#52606d", line: "#c3cad1", box: "#f4f6f8", team: "#8a96a3", sick: "#fde6c0",
    leave: "#e2edf6", left: "#f9dfd2", red: "#b93f00", amber: "#a86a00", blue: "#0072b2", paper: "#ffffff", mark: "#f2b417",
  };
  const DARK = {
    states: ["#4fc9a4", "#6db8f2", "#aab6c2", "#d9a4c5", "#d9a4c5", "#ff9a62", "#e5bd55", "#e5bd55"],
    ink: "#e5e9ee", soft: "#a9b4c0", line: "#3a4653", box: "#1f2730", team: "#6b7885", sick: "#4d3a16",
    leave: "#1c3a52", left: "#552a1a", red: "#ff9a62", amber: "#e5bd55", blue: "#5cb3ec", paper: "#14191f", mark: "#f2b417",
  };
  const FONT = "system-ui, DejaVu Sans, sans-serif";
  const dark = matchMedia("(prefers-color-scheme: dark)"), still = matchMedia("(prefers-reduced-motion: reduce)");
  let C = dark.matches ? DARK : LIGHT;
  const CLOSED = D.states.length, N = D.persons.length, FIRST = D.first, WEEKS = D.weeks;
  const stats = { frames: 0, moved: 0 };
  const count = (n, what) => `${n.toLocaleString("en-GB")} ${what}${n === 1 ? "" : "s"}`;

  // A shape a state, so that the colour says it only once more. Each adds itself to the path.
  const SHAPES = [
    (g, x, y, r) => { g.moveTo(x + r, y); g.arc(x, y, r, 0, 6.284); },
    (g, x, y, r) => { r = Math.max(0, r - 0.7); g.moveTo(x + r, y); g.arc(x, y, r, 0, 6.284); },
    (g, x, y, r) => { g.moveTo(x - r, y); g.lineTo(x + r, y); g.moveTo(x, y - r); g.lineTo(x, y + r); },
    (g, x, y, r) => { r = Math.max(0, r - 0.7); g.rect(x - r, y - r, 2 * r, 2 * r); },
    (g, x, y, r) => { g.rect(x - r, y - r, 2 * r, 2 * r); },
    (g, x, y, r) => { g.moveTo(x, y - r); g.lineTo(x + r, y + r); g.lineTo(x - r, y + r); g.closePath(); },
    (g, x, y, r) => { r *= 1.25; g.moveTo(x, y - r); g.lineTo(x + r, y); g.lineTo(x, y + r); g.lineTo(x - r, y); g.closePath(); },
    (g, x, y, r) => { g.moveTo(x, y - r); g.lineTo(x + r, y); g.lineTo(x, y + r); g.lineTo(x - r, y); g.closePath(); },
  ];
  const HOLLOW = [false, true, true, true, false, false, false, true];

  // One unit: who is where in each week. The spot of everybody is worked out once, so that it is
  // the same whichever way one comes to a week, and nobody moves but who changes hands.
  function unit(data) {
    const holder = new Int16Array(N).fill(-1), state = new Int8Array(N).fill(CLOSED), risk = new Int8Array(N);
    const spot = new Int16Array(N).fill(-1), was = new Int16Array(N).fill(-1), wasSpot = new Int16Array(N).fill(-1);
    const c = data.changes, spots = new Int16Array(c.length / 5).fill(-1), most = new Array(D.places.length).fill(0);
    const startOf = [], taken = D.places.map(() => []), missed = Array.from({ length: WEEKS }, () => []), total = [];
    for (let i = 0; i < data.missed.length; i++) missed[data.missed[i][0]].push(i);
    for (let w = 0, sum = 0; w < WEEKS; w++) { if (w >= FIRST) sum += missed[w].length; total.push(sum); }
    for (let w = 0, i = 0; w <= WEEKS; w++) { while (i < c.length && c[i] < w) i += 5; startOf.push(i); }
    for (let i = 0; i < c.length; i += 5) {
      const person = c[i + 1], place = c[i + 3] === CLOSED ? -1 : c[i + 2];
      if (holder[person] !== place) {
        if (holder[person] >= 0) taken[holder[person]][spot[person]] = false;
        holder[person] = place; spot[person] = -1;
        if (place >= 0) {
          const row = taken[place];
          let free = row.indexOf(false);
          if (free < 0) free = row.length;
          row[free] = true; spot[person] = free;
          most[place] = Math.max(most[place], free + 1);
        }
      }
      spots[i / 5] = spot[person];
    }
    function reset() { holder.fill(-1); state.fill(CLOSED); spot.fill(-1); was.fill(-1); wasSpot.fill(-1); }
    function step(w) {
      was.set(holder); wasSpot.set(spot);
      for (let i = startOf[w]; i < startOf[w + 1]; i += 5) {
        const person = c[i + 1];
        state[person] = c[i + 3]; risk[person] = c[i + 4];
        holder[person] = c[i + 3] === CLOSED ? -1 : c[i + 2]; spot[person] = spots[i / 5];
      }
    }
    reset();
    return { data, holder, state, risk, spot, was, wasSpot, most, missed, total, reset, step,
      x: new Float32Array(N), y: new Float32Array(N) };
  }
  const U = D.units.map(unit);
  let week = -1, playing = false, part = 1, last = 0, chosen = null, lit = -1, ratio = 1, geometry = null, dot = 6;

  $("units").classList.toggle("two", U.length > 1);
  U.forEach((u, i) => {
    const section = document.createElement("section"), heading = document.createElement("h2"), name = document.createElement("span");
    name.textContent = u.data.name;
    u.said = document.createElement("span"); u.said.className = "count";
    heading.append(name, u.said);
    u.canvas = document.createElement("canvas");
    u.canvas.setAttribute("role", "img");
    u.canvas.setAttribute("aria-label", `Posts of the unit under ${u.data.name}, with their cases as marks; what it shows stands above and below in words`);
    u.pen = u.canvas.getContext("2d");
    u.canvas.onpointermove = (event) => show(u, event, false);
    u.canvas.onpointerdown = (event) => show(u, event, true);
    section.append(heading, u.canvas);
    $("units").append(section);
    u.number = i;
  });

  // Places ------------------------------------------------------------------------------------
  const most = D.places.map((_, p) => Math.max(...U.map((u) => u.most[p])));
  const used = D.places.map((p, i) => ({ ...p, i })).filter((p) => most[p.i] > 0 ||
    (p.g !== "spo" && U.some((u) => u.data.staff[p.i] && u.data.staff[p.i].w.slice(FIRST).some((v) => v >= 0))));
  const teams = [...new Set(used.filter((p) => p.t > 0).map((p) => p.t))].sort((a, b) => a - b);
  const natural = (a, b) => a.n.localeCompare(b.n, "en", { numeric: true });
  const rank = { po: 0, nqo: 0, pso: 1, pqip: 2, spo: 3 };

  function layout(width) {
    ratio = Math.min(2, window.devicePixelRatio || 1);
    dot = width < 500 ? 5 : 6;
    const step = dot + 2, perRow = Math.max(3, Math.floor((width - 8) / 96)), cell = Math.floor((width - 10) / perRow);
    const columns = Math.floor((cell - 17) / step), boxOf = new Array(D.places.length).fill(null), outlines = [];
    let y = 2;
    const strip = (place, inside) => {
      const many = Math.floor((width - 30) / step), h = 18 + Math.ceil(Math.max(1, most[place.i]) / many) * step + 3;
      boxOf[place.i] = { place, x: inside ? 5 : 1, y, w: width - (inside ? 10 : 2), h, columns: many };
      y += h + 4;
    };
    for (const team of teams) {
      const begin = y;
      y += 17;
      const inside = used.filter((p) => p.t === team && p.g !== "pool");
      inside.sort((a, b) => (rank[a.g] ?? 4) - (rank[b.g] ?? 4) || natural(a, b));
      for (let k = 0; k < inside.length; k += perRow) {
        const row = inside.slice(k, k + perRow);
        const h = 19 + Math.max(1, ...row.map((p) => Math.ceil(most[p.i] / columns))) * step + 2;
        row.forEach((place, j) => { boxOf[place.i] = { place, x: 5 + j * cell, y, w: cell - 4, h, columns }; });
        y += h + 4;
      }
      for (const place of used.filter((p) => p.t === team && p.g === "pool")) strip(place, true);
      outlines.push({ team, y: begin, h: y - begin, w: width - 2 });
      y += 6;
    }
    for (const place of used.filter((p) => !p.t)) strip(place, false);
    geometry = { width, height: Math.max(y, 120), boxOf, outlines, step };
    for (const u of U) {
      u.canvas.width = Math.round(width * ratio); u.canvas.height = Math.round(geometry.height * ratio);
      u.canvas.style.height = `${geometry.height}px`;
    }
  }
  function at(place, spot) {
    const box = place >= 0 ? geometry.boxOf[place] : null;
    if (!box) return null;
    return [box.x + 11 + (spot % box.columns) * geometry.step + dot / 2, box.y + 19 + Math.floor(spot / box.columns) * geometry.step + dot / 2];
  }

  // Drawing -----------------------------------------------------------------------------------
  function drawUnit(u, ease) {
    const g = u.pen, r = dot / 2;
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.fillStyle = C.paper; g.fillRect(0, 0, geometry.width, geometry.height);
    g.textBaseline = "middle"; g.lineWidth = 1.2;
    for (const one of geometry.outlines) {
      g.strokeStyle = C.team; g.strokeRect(1.5, one.y + 0.5, one.w - 1, one.h);
      g.fillStyle = C.soft; g.font = `600 11px ${FONT}`; g.fillText(`Team ${one.team}`, 7, one.y + 9);
    }
    for (const box of geometry.boxOf) if (box) drawBox(u, box);
    const paths = SHAPES.map(() => new Path2D()), hidden = new Path2D();
    stats.moved = 0;
    for (let p = 0; p < N; p++) {
      const to = at(u.holder[p], u.spot[p]);
      u.x[p] = -99;
      if (!to || u.state[p] === CLOSED) continue;
      let [x, y] = to, size = r;
      if (ease < 1) {
        const from = at(u.was[p], u.wasSpot[p]);
        if (!from) size = r * ease;
        else if (from[0] !== x || from[1] !== y) { x = from[0] + (x - from[0]) * ease; y = from[1] + (y - from[1]) * ease; stats.moved++; }
      }
      u.x[p] = x; u.y[p] = y;
      SHAPES[u.state[p]](paths[u.state[p]], x, y, size);
      if (u.risk[p] > 3) { hidden.moveTo(x - r - 0.5, y + r + 1.6); hidden.lineTo(x + r + 0.5, y + r + 1.6); }
    }
    paths.forEach((path, s) => {
      g.lineWidth = 1.5; g.strokeStyle = C.states[s]; g.fillStyle = C.states[s];
      if (HOLLOW[s]) g.stroke(path); else g.fill(path);
    });
    g.strokeStyle = C.ink; g.lineWidth = 1.6; g.stroke(hidden);
    g.strokeStyle = C.red; g.lineWidth = 2;
    for (const i of u.missed[week]) {
      const p = u.data.missed[i][1];
      if (u.x[p] < 0) continue;
      g.beginPath(); g.arc(u.x[p], u.y[p], r + 2.5, 0, 6.284); g.stroke();
    }
    if (chosen && chosen.u === u && u.x[chosen.person] >= 0) {
      g.strokeStyle = C.mark; g.lineWidth = 3;
      g.beginPath(); g.arc(u.x[chosen.person], u.y[chosen.person], r + 7, 0, 6.284); g.stroke();
    }
  }
  function drawBox(u, box) {
    const g = u.pen, place = box.place, of = u.data.staff[place.i], one = place.g !== "pool" && place.g !== "unpaid";
    const load = of ? of.w[week] : -2, away = of ? of.a[week] : 0, nobody = one && load === -2;
    g.fillStyle = nobody ? C.left : away === 1 || away === 3 ? C.sick : away === 2 ? C.leave : C.box;
    g.fillRect(box.x, box.y, box.w, box.h);
    if (lit === place.i) { g.strokeStyle = C.mark; g.lineWidth = 3; g.strokeRect(box.x + 1, box.y + 1, box.w - 2, box.h - 2); }
    g.fillStyle = C.ink; g.font = `${box.w < 92 ? 10 : 11}px ${FONT}`;
    g.fillText(one ? place.n : place.g === "pool" ? "waiting for an officer" : place.n, box.x + 9, box.y + 9);
    if (!one) return;
    const note = nobody ? "vacant" : away && away !== 4 ? AWAY[away] : load >= 0 ? `${load} %` : "";
    g.fillStyle = load > 110 && !away ? C.red : C.soft; g.textAlign = "right";
    g.fillText(note.replace("family leave", "away"), box.x + box.w - 3, box.y + 9);
    g.textAlign = "left";
    if (load < 0) return;
    const full = box.h - 4, tall = Math.min(1, load / 200) * full;
    g.fillStyle = load > 110 ? C.red : load > 100 ? C.amber : C.blue;
    g.fillRect(box.x + 1, box.y + box.h - 2 - tall, 4, tall);
    g.fillStyle = C.ink; g.fillRect(box.x, box.y + box.h - 2 - full / 2, 7, 1);
  }
  function draw() {
    const ease = part * part * (3 - 2 * part);
    for (const u of U) drawUnit(u, ease);
  }

  // The running count -------------------------------------------------------------------------
  const day = (w, style) => {
    const date = new Date(`${D.start}T12:00:00Z`);
    date.setUTCDate(date.getUTCDate() + 7 * w);
    return date.toLocaleDateString("en-GB", { ...style, timeZone: "UTC" });
  };
  const PLAIN = { day: "numeric", month: "long", year: "numeric" };
  function drawLine() {
    const canvas = $("line"), g = canvas.getContext("2d"), width = canvas.clientWidth || 800, h = 120;
    canvas.width = Math.round(width * ratio); canvas.height = h * ratio; canvas.style.height = `${h}px`;
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.fillStyle = C.paper; g.fillRect(0, 0, width, h);
    const top = Math.max(1, ...U.map((u) => u.total[WEEKS - 1])), right = 54;
    const px = (w) => 8 + (w - FIRST) / Math.max(1, WEEKS - 1 - FIRST) * (width - 8 - right), py = (v) => h - 16 - v / top * (h - 44);
    g.font = `12px ${FONT}`; g.textBaseline = "middle"; g.fillStyle = C.soft;
    g.fillText(`Risk reviews missed since ${day(FIRST, PLAIN)}`, 8, 8);
    g.fillStyle = C.line; g.fillRect(8, py(0), width - 8 - right, 1);
    D.dates.forEach(([w], k) => {
      if (w < FIRST) return;
      g.fillStyle = C.team; g.fillRect(px(w), 18, 1, py(0) - 18);
      g.fillStyle = C.soft; g.fillText(String(k + 1), px(w) + 3, 24 + (k % 3) * 12);
    });
    for (let w = FIRST; w < WEEKS; w += 26) { g.fillStyle = C.soft; g.fillText(day(w, { month: "short", year: "numeric" }), px(w), h - 7); }
    const ends = U.map((u) => Math.min(py(u.total[week]), h - 34));
    if (U.length > 1 && Math.abs(ends[0] - ends[1]) < 13) {
      const [low, high] = ends[0] >= ends[1] ? [0, 1] : [1, 0], middle = (ends[0] + ends[1]) / 2;
      ends[low] = middle + 7; ends[high] = middle - 7;
    }
    U.forEach((u, i) => {
      g.strokeStyle = g.fillStyle = U.length > 1 && i === 0 ? C.soft : C.red;
      g.lineWidth = 2; g.setLineDash(i ? [] : U.length > 1 ? [6, 3] : []);
      g.beginPath();
      for (let w = FIRST; w <= week; w++) g.lineTo(px(w), py(u.total[w]));
      g.stroke(); g.setLineDash([]);
      g.font = `600 12px ${FONT}`; g.fillText(u.total[week].toLocaleString("en-GB"), px(week) + 6, ends[i]); g.font = `12px ${FONT}`;
    });
    const told = U.map((u) => `${u.data.name}: ${u.total[week]}`).join("; ");
    canvas.setAttribute("aria-label", `Risk reviews missed from ${day(FIRST, PLAIN)} to ${day(week, PLAIN)}. ${told}.`);
  }
  function say() {
    const sign = D.dates.filter(([w]) => w <= week && w >= FIRST), now = sign.length ? sign[sign.length - 1] : null;
    const since = now ? ` ${now[0] === week ? "Now" : "Since"} ${day(now[0], { day: "numeric", month: "short", year: "numeric" })}: ${now[2]}.` : "";
    $("now").textContent = `Week of ${day(week, PLAIN)}.${since}`;
    for (const u of U) {
      u.said.replaceChildren();
      const b = document.createElement("b");
      b.textContent = u.total[week].toLocaleString("en-GB");
      const of = u.data.series, load = of.workload_pct[week];
      u.said.append(b, ` missed so far, ${u.missed[week].length} this week; workload ${load === null ? "unknown" : `${load} %`}, ` +
        `${count(of.caseload[week], "case")}, ${of.staff_sick ? of.staff_sick[week] : 0} off sick`);
    }
    const list = $("missed");
    list.replaceChildren();
    for (const u of U) for (const i of u.missed[week]) {
      const item = document.createElement("li"), button = document.createElement("button");
      button.type = "button";
      button.textContent = `${D.persons[u.data.missed[i][1]]}${U.length > 1 ? `, ${u.data.name}` : ""}: ${u.data.missed[i][2].toLowerCase()}`;
      button.onclick = () => { play(false); why(u, i, button); };
      item.append(button); list.append(item);
    }
    if (!list.children.length) { const item = document.createElement("li"); item.textContent = "None."; list.append(item); }
    if (lit >= 0) tellPlace(lit);
    drawLine();
  }

  // Telling -----------------------------------------------------------------------------------
  function panel(heading, text, acts) {
    const box = $("told"), h = document.createElement("b"), p = document.createElement("p"), row = document.createElement("div");
    h.textContent = heading; p.textContent = text; row.className = "acts";
    for (const [name, act] of acts) {
      const button = document.createElement("button");
      button.type = "button"; button.textContent = name; button.onclick = act;
      row.append(button);
    }
    box.replaceChildren(h, p, row); box.hidden = false;
    return row;
  }
  function why(u, i, from) {
    const [, person, heading, text] = u.data.missed[i];
    chosen = { u, person };
    const close = () => { $("told").hidden = true; chosen = null; draw(); if (from && from.isConnected) from.focus(); };
    $("told").setAttribute("aria-label", "Why it was missed");
    panel(heading, text, [["Close", close]]).firstChild.focus();
    draw();
  }
  function tellPerson(u, p) {
    const hidden = u.risk[p] > 3 ? ", truly higher than assessed" : "";
    $("tip").textContent = `${D.persons[p]}: ${D.states[u.state[p]]}, assessed ${LEVELS[u.risk[p] % 4]} risk${hidden}; with ${D.places[u.holder[p]].n}.`;
  }
  function tellPlace(i) {
    $("tip").textContent = U.map((u) => {
      const of = u.data.staff[i], kinds = new Array(CLOSED).fill(0);
      for (let p = 0; p < N; p++) if (u.holder[p] === i && u.state[p] !== CLOSED) kinds[u.state[p]]++;
      const held = kinds.reduce((a, b) => a + b, 0), name = (of && of.n[week]) || D.places[i].n;
      const parts = kinds.map((n, s) => (n ? `${n} ${D.states[s]}` : "")).filter(Boolean);
      const load = of && of.w[week] >= 0 ? `, workload ${of.w[week]} %` : "", away = of && of.a[week] ? `, ${AWAY[of.a[week]]}` : "";
      return `${U.length > 1 ? `${u.data.name}: ` : ""}${name}${load}${away}; ${count(held, "case")}${held ? ` (${parts.join(", ")})` : ""}.`;
    }).join(" ");
  }
  function show(u, event, press) {
    const box = u.canvas.getBoundingClientRect(), px = event.clientX - box.left, py = event.clientY - box.top;
    for (let p = 0; p < N; p++) if (u.x[p] >= 0 && Math.hypot(u.x[p] - px, u.y[p] - py) <= dot) {
      tellPerson(u, p);
      const i = u.missed[week].find((one) => u.data.missed[one][1] === p);
      if (press && i !== undefined) { play(false); why(u, i, null); }
      return;
    }
    const found = geometry.boxOf.find((b) => b && px >= b.x && px <= b.x + b.w && py >= b.y && py <= b.y + b.h);
    if (found) tellPlace(found.place.i);
  }

  // Time --------------------------------------------------------------------------------------
  function goTo(target) {
    target = Math.max(FIRST, Math.min(WEEKS - 1, target));
    const next = target - week === 1 && week >= 0;
    if (target < week || week < 0) { week = FIRST - 1; for (const u of U) u.reset(); }
    for (let w = week + 1; w <= target; w++) for (const u of U) u.step(w);
    week = target;
    part = next && !still.matches ? 0 : 1;
    $("week").value = week;
    $("week").setAttribute("aria-valuetext", `Week of ${day(week, PLAIN)}`);
    say();
  }
  let since = 0;
  function tick(time) {
    const passed = Math.min(0.25, (time - last) / 1000), speed = Number($("speed").value);
    last = time; stats.frames++;
    // Without motion a week stands still for its time, and then the next one does.
    since += passed * speed * (playing ? 1 : 2);
    part = still.matches ? 1 : Math.min(1, since);
    draw();
    if (since < 1) { requestAnimationFrame(tick); return; }
    if (!playing) return;
    if (week >= WEEKS - 1) { play(false); return; }
    since = 0; goTo(week + 1);
    requestAnimationFrame(tick);
  }
  let running = 0;
  function wake() {
    cancelAnimationFrame(running); since = part >= 1 ? 1 : 0;
    last = performance.now(); running = requestAnimationFrame(tick);
  }
  function play(on) {
    if (on === playing) return;
    playing = on;
    $("play").textContent = on ? "Pause" : "Play";
    $("now").setAttribute("aria-live", on ? "off" : "polite");
    if (on) { if (week >= WEEKS - 1) goTo(FIRST); wake(); }
  }
  function move(to) { play(false); goTo(to); wake(); }

  // A guided minute ---------------------------------------------------------------------------
  let stop = 0, timer = 0, held = false;
  function stops() {
    const u = U[U.length - 1], busy = used.filter((p) => p.t > 0 && u.data.staff[p.i] && u.data.staff[p.i].w[FIRST] >= 0)
      .sort((a, b) => u.data.staff[b.i].w[FIRST] - u.data.staff[a.i].w[FIRST])[0];
    const from = (D.dates.find(([w]) => w >= FIRST) || [FIRST])[0];
    let at = -1;
    for (let w = from; w < WEEKS && at < 0; w++) if (u.missed[w].length) at = w;
    const found = [];
    if (busy) {
      found.push([`One box is one post: ${busy.n}`, `Every mark in it is a person on probation. The bar at its left is the workload in official points, ${u.data.staff[busy.i].w[FIRST]} % here; the tick is 100 %.`, () => { goTo(FIRST); lit = busy.i; }]);
    }
    found.push(["Boxes stand in teams", "A senior gives each new case to somebody in the team; who waits stands in the strip at its foot. A shaded box is somebody off sick, on leave, or a vacant post: its cases are still there.", () => { lit = -1; goTo(FIRST); }]);
    found.push(["Play ten weeks", "A mark that crosses to another box has changed hands. One that appears was sentenced or released to the unit; one that goes has ended.", () => { goTo(FIRST); held = true; runTo(FIRST + 10); }]);
    const dated = D.dates.find(([w]) => w >= FIRST);
    if (dated) found.push([`${day(dated[0], PLAIN)}: the policy`, `${dated[2][0].toUpperCase()}${dated[2].slice(1)}. From here on the units may differ.`, () => goTo(dated[0])]);
    if (at >= 0) {
      const i = u.missed[at][0], [, person, heading, text] = u.data.missed[i];
      found.push([`A review missed: ${heading.toLowerCase()}`, text, () => { goTo(at); chosen = { u, person }; }]);
    }
    const ends = U.map((one) => `${count(one.total[WEEKS - 1], "review")} missed${U.length > 1 ? ` under ${one.data.name}` : ""}`).join(", ");
    found.push(["At the end", `${ends}. One run of each: chance alone moves this number, so ask the report how sure a difference is. Click any red ring to see why that one was missed.`, () => goTo(WEEKS - 1)]);
    return found;
  }
  function runTo(end) {
    play(true);
    const watch = () => { if (playing && week < end) requestAnimationFrame(watch); else { play(false); held = false; } };
    requestAnimationFrame(watch);
  }
  function guide(to, moving = !still.matches) {
    clearTimeout(timer);
    const all = stops();
    stop = Math.max(0, Math.min(all.length - 1, to));
    play(false); chosen = null; lit = -1;
    const [heading, text, act] = all[stop];
    act(); draw();
    $("told").setAttribute("aria-label", "Guided minute");
    const acts = [];
    if (stop > 0) acts.push(["Before", () => guide(stop - 1, false)]);
    if (stop < all.length - 1) acts.push(["Next", () => guide(stop + 1, false)]);
    if (moving && stop < all.length - 1) acts.push(["Wait here", () => guide(stop, false)]);
    acts.push(["End", () => { clearTimeout(timer); play(false); $("told").hidden = true; chosen = null; lit = -1; draw(); $("guide").focus(); }]);
    const spotted = lit >= 0 ? geometry.boxOf[lit] : chosen && geometry.boxOf[chosen.u.holder[chosen.person]];
    if (spotted) {
      const top = (chosen ? chosen.u : U[0]).canvas.getBoundingClientRect().top + scrollY + spotted.y;
      if (top < scrollY + 80 || top > scrollY + innerHeight * 0.55) scrollTo({ top: Math.max(0, top - innerHeight * 0.3), behavior: "instant" });
    }
    const row = panel(`${stop + 1} of ${all.length}. ${heading}`, text, acts);
    row.children[Math.min(stop > 0 ? 1 : 0, row.children.length - 1)].focus({ preventScroll: true });
    if (moving && stop < all.length - 1) timer = setTimeout(() => guide(stop + 1), 10000);
  }
  window.replay = { data: D, stats, units: U, get week() { return week; }, get playing() { return playing; }, goTo, guide,
    place: (u, p) => [U[u].x[p], U[u].y[p]] };

  // Controls ----------------------------------------------------------------------------------
  $("week").min = FIRST; $("week").max = WEEKS - 1;
  $("play").onclick = () => play(!playing);
  $("back").onclick = () => move(week - 1);
  $("on").onclick = () => move(week + 1);
  $("week").oninput = () => move(Number($("week").value));
  $("guide").onclick = () => guide(0);
  $("post").append(new Option("none", "-1"), ...used.map((p) => new Option(p.n, String(p.i))));
  $("post").onchange = () => {
    lit = Number($("post").value);
    if (lit >= 0) tellPlace(lit); else $("tip").textContent = "";
    draw();
  };
  document.onkeydown = (event) => {
    if (event.key === "Escape" && !$("told").hidden) { [...$("told").querySelectorAll("button")].pop().click(); return; }
    if (["INPUT", "SELECT", "BUTTON"].includes(event.target.tagName)) return;
    if (event.key === " ") { event.preventDefault(); play(!playing); }
    if (event.key === "ArrowRight") move(week + 1);
    if (event.key === "ArrowLeft") move(week - 1);
  };
  function fit() {
    layout(U[0].canvas.parentElement.clientWidth || 800);
    if (week >= 0) { part = 1; drawLine(); draw(); }
  }
  window.onresize = fit;
  dark.onchange = () => { C = dark.matches ? DARK : LIGHT; legend(); drawLine(); draw(); };
  function legend() {
    const shape = (s) => {
      const steps = [], r = 5, g = {
        moveTo: (x, y) => steps.push(`M${x} ${y}`), lineTo: (x, y) => steps.push(`L${x} ${y}`), closePath: () => steps.push("Z"),
        arc: (x, y, a) => steps.push(`M${x - a} ${y}a${a} ${a} 0 1 0 ${2 * a} 0a${a} ${a} 0 1 0 ${-2 * a} 0`),
        rect: (x, y, w, h) => steps.push(`M${x} ${y}h${w}v${h}h${-w}Z`),
      };
      SHAPES[s](g, 8, 8, r);
      const paint = HOLLOW[s] ? `fill="none" stroke="${C.states[s]}" stroke-width="2"` : `fill="${C.states[s]}"`;
      return `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${steps.join("")}" ${paint}/></svg>`;
    };
    const ring = `<svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6" fill="none" stroke="${C.red}" stroke-width="2.5"/></svg>`;
    const bar = `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2 13H14" stroke="${C.ink}" stroke-width="3"/></svg>`;
    $("key").innerHTML = D.states.map((name, s) => `<li>${shape(s)}${name}</li>`).join("") +
      `<li>${bar}underlined: truly at a higher risk than assessed</li><li>${ring}risk review missed this week</li>` +
      "<li>Bar at the left of a box: workload in official points, with a tick at 100 %; blue up to 100 %, amber up to 110 %, red above</li>" +
      "<li>Shaded box: sick, on leave or vacant, as it says</li>" +
      "<li>PO probation officer, PSO probation services officer, PQIP trainee, SPO senior</li>" +
      D.dates.map(([w, , note], k) => (w >= FIRST ? "<li></li>" : "")).join("");
    [...$("key").querySelectorAll("li:empty")].forEach((item, k) => {
      const shown = D.dates.map((d, n) => [n + 1, ...d]).filter((d) => d[1] >= FIRST)[k];
      item.textContent = `${shown[0]}: ${day(shown[1], PLAIN)}, ${shown[3]}`;
    });
  }
  legend(); fit(); goTo(FIRST); draw();
})();
