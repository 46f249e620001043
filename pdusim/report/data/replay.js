"use strict";
(() => {
  const D = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const COLOURS = ["#009e73", "#66c2a5", "#a6a6a6", "#8a93a0", "#5d6873", "#d55e00", "#0072b2", "#56b4e9"];
  const LEVELS = ["low", "medium", "high", "very high"];
  const AWAY = ["", "sick", "on leave", "family leave", "leaving", "away"];
  const CLOSED = D.states.length, N = D.persons.length;
  const canvas = $("unit"), pen = canvas.getContext("2d");
  const line = $("line"), linePen = line.getContext("2d");

  // Where everybody is: one array a property, so that a step touches only what changes.
  const holder = new Int16Array(N).fill(-1), state = new Int8Array(N).fill(CLOSED);
  const risk = new Int8Array(N), slot = new Int16Array(N).fill(-1);
  const x = new Float32Array(N), y = new Float32Array(N), fromX = new Float32Array(N), fromY = new Float32Array(N);
  const toX = new Float32Array(N), toY = new Float32Array(N), seen = new Uint8Array(N);
  let slots = D.staff.map(() => []);
  const startOf = [], missedIn = Array.from({ length: D.weeks }, () => []);
  for (let i = 0; i < D.missed.length; i += 2) missedIn[D.missed[i]].push(D.missed[i + 1]);
  for (let w = 0, i = 0; w <= D.weeks; w++) {
    while (i < D.changes.length && D.changes[i] < w) i += 5;
    startOf.push(i);
  }
  let week = -1, playing = false, part = 1, last = 0, boxes = [], dot = 6, cell = 0, ratio = 1, boxOf = [];
  const stats = { frames: 0, slowest: 0, moved: 0 };
  window.replay = { data: D, stats, get week() { return week; }, get playing() { return playing; } };

  function take(person, officer) {
    const old = holder[person];
    if (old >= 0 && slot[person] >= 0) slots[old][slot[person]] = -1;
    holder[person] = officer;
    if (officer < 0) { slot[person] = -1; return; }
    const row = slots[officer];
    let free = row.indexOf(-1);
    if (free < 0) { free = row.length; row.push(-1); }
    row[free] = person;
    slot[person] = free;
  }
  function apply(w) {
    for (let i = startOf[w]; i < startOf[w + 1]; i += 5) {
      const person = D.changes[i + 1], officer = D.changes[i + 2];
      if (D.changes[i + 3] === CLOSED) { take(person, -1); state[person] = CLOSED; continue; }
      state[person] = D.changes[i + 3];
      risk[person] = D.changes[i + 4];
      if (holder[person] !== officer) take(person, officer);
    }
    // Close the gaps that leavers made, a box at a time, once they are half of it.
    slots.forEach((row, officer) => {
      const kept = row.filter((p) => p >= 0);
      if (row.length > 12 && kept.length < row.length * 0.6) {
        slots[officer] = kept;
        kept.forEach((p, k) => { slot[p] = k; });
      }
    });
  }
  function goTo(target) {
    target = Math.max(D.first, Math.min(D.weeks - 1, target));
    if (target < week || week < 0) {
      holder.fill(-1); state.fill(CLOSED); slot.fill(-1); slots = D.staff.map(() => []);
      week = -1;
    }
    const jump = target - week !== 1;
    for (let w = week + 1; w <= target; w++) apply(w);
    week = target;
    layout();
    fromX.set(x); fromY.set(y);
    place();
    part = jump ? 1 : 0;
    if (jump) { x.set(toX); y.set(toY); }
    $("week").value = week;
    say();
  }
  function layout() {
    const width = canvas.clientWidth || 800;
    ratio = Math.min(2, window.devicePixelRatio || 1);
    dot = width < 600 ? 5 : 6;
    const perRow = width < 600 ? 4 : Math.max(6, Math.floor(width / 100));
    cell = Math.floor(width / perRow);
    const columns = Math.floor((cell - 16) / (dot + 1.5));
    boxes = []; boxOf = new Array(D.staff.length).fill(null);
    let row = 0;
    const now = (o) => o.w[week] !== -2 || slots[o.i].some((p) => p >= 0);
    D.staff.forEach((o, i) => { o.i = i; });
    const wide = D.staff.filter((o) => (o.g === "pool" || o.g === "unpaid") && now(o));
    wide.sort((a, b) => (a.g === b.g ? (a.n < b.n ? -1 : 1) : a.g === "pool" ? -1 : 1));
    const held = (o) => slots[o.i].some((p) => p >= 0);
    const people = D.staff.filter((o) => o.g !== "pool" && o.g !== "unpaid" && now(o) && (o.g !== "spo" || held(o)));
    people.sort((a, b) => a.t - b.t || a.i - b.i);
    const most = people.reduce((n, o) => Math.max(n, slots[o.i].length), 46);
    const tall = 19 + Math.ceil(most / columns) * (dot + 1.5);
    people.forEach((o, k) => {
      const box = { o, x: (k % perRow) * cell, y: row + Math.floor(k / perRow) * (tall + 5), w: cell - 5, h: tall, columns };
      boxes.push(box); boxOf[o.i] = box;
    });
    row += Math.ceil(people.length / perRow) * (tall + 5) + 6;
    for (const o of wide) {
      const many = Math.floor((width - 16) / (dot + 1.5));
      const h = 17 + Math.max(1, Math.ceil(slots[o.i].length / many)) * (dot + 1.5) + 4;
      const box = { o, x: 0, y: row, w: width - 5, h, columns: many };
      boxes.push(box); boxOf[o.i] = box;
      row += h + 5;
    }
    const height = Math.max(row, 200);
    if (canvas.width !== Math.round(width * ratio) || Math.abs(canvas.height - height * ratio) > 2) {
      canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio);
      canvas.style.height = `${height}px`;
    }
  }
  function place() {
    const step = dot + 1.5;
    stats.moved = 0;
    for (let p = 0; p < N; p++) {
      const box = holder[p] >= 0 ? boxOf[holder[p]] : null;
      if (state[p] === CLOSED || !box) { seen[p] = 0; continue; }
      const k = slot[p];
      toX[p] = box.x + 10 + (k % box.columns) * step + dot / 2;
      toY[p] = box.y + 18 + Math.floor(k / box.columns) * step + dot / 2;
      if (!seen[p]) { fromX[p] = toX[p]; fromY[p] = toY[p] - 60; seen[p] = 1; }
      if (Math.abs(fromX[p] - toX[p]) > 1 || Math.abs(fromY[p] - toY[p]) > 1) stats.moved++;
    }
  }
  function draw() {
    const ease = part * part * (3 - 2 * part);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.textBaseline = "middle";
    for (const box of boxes) drawBox(box);
    for (let p = 0; p < N; p++) {
      if (!seen[p]) continue;
      x[p] = fromX[p] + (toX[p] - fromX[p]) * ease;
      y[p] = fromY[p] + (toY[p] - fromY[p]) * ease;
    }
    const r = dot / 2;
    for (let s = 0; s < CLOSED; s++) {
      pen.fillStyle = COLOURS[s];
      pen.beginPath();
      for (let p = 0; p < N; p++) if (seen[p] && state[p] === s) { pen.moveTo(x[p] + r, y[p]); pen.arc(x[p], y[p], r, 0, 6.284); }
      pen.fill();
    }
    pen.strokeStyle = "#000"; pen.lineWidth = 1.4; pen.beginPath();
    for (let p = 0; p < N; p++) if (seen[p] && risk[p] > 3) { pen.moveTo(x[p] + r + 0.6, y[p]); pen.arc(x[p], y[p], r + 0.6, 0, 6.284); }
    pen.stroke();
    pen.strokeStyle = "#c84c00"; pen.lineWidth = 2;
    for (const p of missedIn[week]) if (seen[p]) { pen.beginPath(); pen.arc(x[p], y[p], r + 2 + 7 * (1 - ease), 0, 6.284); pen.stroke(); }
  }
  function drawBox(box) {
    const o = box.o, load = o.w[week], away = o.a[week], person = o.g !== "pool" && o.g !== "unpaid";
    const gone = person && load === -2;
    pen.fillStyle = gone ? "#fbe9df" : away === 1 || away === 3 ? "#fdeccb" : away === 2 ? "#edf3f8" : "#f4f6f8";
    pen.fillRect(box.x, box.y, box.w, box.h);
    pen.fillStyle = "#1f2933"; pen.font = `${box.w < 92 ? 10 : 11}px system-ui, DejaVu Sans, sans-serif`;
    pen.fillText(person ? o.n : o.n.replace("pool of team", "waiting for an officer in team"), box.x + 8, box.y + 9);
    if (!person) return;
    let note = gone ? "left" : away && away !== 4 ? AWAY[away] : load >= 0 ? `${load} %` : away ? AWAY[away] : "";
    pen.fillStyle = load > 110 && !away ? "#c84c00" : "#52606d";
    pen.textAlign = "right";
    const room = box.w - 14 - pen.measureText(o.n).width;
    if (pen.measureText(note).width > room) note = note.replace(" %", "").replace("on ", "").replace("family leave", "away");
    if (pen.measureText(note).width <= room) pen.fillText(note, box.x + box.w - 4, box.y + 9);
    pen.textAlign = "left";
    if (load >= 0) {
      const full = box.h - 4, tall = Math.min(1, load / 200) * full;
      pen.fillStyle = load > 110 ? "#c84c00" : load > 100 ? "#e69f00" : "#0072b2";
      pen.fillRect(box.x + 1, box.y + box.h - 2 - tall, 4, tall);
      pen.fillStyle = "#1f2933";
      pen.fillRect(box.x, box.y + box.h - 2 - full / 2, 7, 1);
    }
  }
  function drawLine() {
    const values = D.series.workload_pct, width = line.clientWidth || 800, h = 70;
    line.width = Math.round(width * ratio); line.height = h * ratio; line.style.height = `${h}px`;
    linePen.setTransform(ratio, 0, 0, ratio, 0, 0);
    linePen.clearRect(0, 0, width, h);
    const known = values.filter((v) => v !== null), low = Math.min(95, ...known), high = Math.max(115, ...known);
    const px = (w) => 34 + (w - D.first) / Math.max(1, D.weeks - 1 - D.first) * (width - 44);
    const py = (v) => 60 - (v - low) / (high - low) * 50;
    linePen.font = "11px system-ui, DejaVu Sans, sans-serif"; linePen.textBaseline = "middle";
    for (const at of [100, 110]) {
      linePen.fillStyle = "#6b7280"; linePen.fillText(`${at} %`, 0, py(at));
      linePen.fillRect(34, py(at), width - 44, 0.7);
    }
    linePen.strokeStyle = "#0072b2"; linePen.lineWidth = 1.8; linePen.beginPath();
    for (let w = D.first; w < D.weeks; w++) if (values[w] !== null) linePen.lineTo(px(w), py(values[w]));
    linePen.stroke();
    linePen.fillStyle = "#c84c00"; linePen.fillRect(px(week) - 1, 4, 2, 62);
  }
  const count = (n, what) => `${n} ${what}${n === 1 ? "" : "s"}`;
  function say() {
    const day = new Date(`${D.start}T12:00:00Z`);
    day.setUTCDate(day.getUTCDate() + 7 * week);
    const date = day.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    const s = D.series, sick = s.staff_sick ? s.staff_sick[week] : 0;
    $("now").textContent = `Week of ${date}: workload ${s.workload_pct[week]} %, ${s.caseload[week].toLocaleString("en-GB")} cases, ` +
      `${count(missedIn[week].length, "risk review")} missed this week, ${sick} staff off sick.`;
    drawLine();
  }
  function tick(time) {
    const passed = Math.min(0.25, (time - last) / 1000);
    if (stats.frames > 3) stats.slowest = Math.max(stats.slowest, time - last);
    last = time;
    if (!playing && part >= 1) { draw(); return; }
    stats.frames++;
    part = Math.min(1, part + passed * Number($("speed").value) * (playing ? 1 : 2));
    draw();
    if (part >= 1 && playing) { if (week >= D.weeks - 1) play(false); else goTo(week + 1); }
    requestAnimationFrame(tick);
  }
  function wake() { last = performance.now(); requestAnimationFrame(tick); }
  function play(on) {
    playing = on;
    $("play").textContent = on ? "Pause" : "Play";
    $("now").setAttribute("aria-live", on ? "off" : "polite");
    if (on) { if (week >= D.weeks - 1) goTo(D.first); wake(); }
  }
  function show(event) {
    const box = canvas.getBoundingClientRect(), px = event.clientX - box.left, py = event.clientY - box.top;
    for (let p = 0; p < N; p++) if (seen[p] && Math.hypot(x[p] - px, y[p] - py) <= dot) {
      const hidden = risk[p] > 3 ? ", truly higher than assessed" : "";
      $("tip").textContent = `${D.persons[p]}: ${D.states[state[p]]}, assessed ${LEVELS[risk[p] % 4]} risk${hidden}; with ${D.staff[holder[p]].n}.`;
      return;
    }
    for (const b of boxes) if (px >= b.x && px <= b.x + b.w && py >= b.y && py <= b.y + b.h) {
      const o = b.o, held = slots[o.i].filter((p) => p >= 0).length;
      const load = o.w[week] >= 0 ? `, workload ${o.w[week]} %` : "";
      $("tip").textContent = `${o.n}: ${count(held, "case")}${load}${o.a[week] ? `, ${AWAY[o.a[week]]}` : ""}.`;
    }
  }
  $("week").min = D.first; $("week").max = D.weeks - 1;
  $("play").onclick = () => play(!playing);
  $("back").onclick = () => { play(false); goTo(week - 1); wake(); };
  $("on").onclick = () => { play(false); goTo(week + 1); wake(); };
  $("week").oninput = () => { play(false); goTo(Number($("week").value)); wake(); };
  document.onkeydown = (event) => {
    if (event.target.tagName === "INPUT" || event.target.tagName === "SELECT" || event.target.tagName === "BUTTON") return;
    if (event.key === " ") { event.preventDefault(); play(!playing); }
    if (event.key === "ArrowRight") $("on").click();
    if (event.key === "ArrowLeft") $("back").click();
  };
  canvas.onpointermove = show; canvas.onpointerdown = show;
  window.onresize = () => { layout(); place(); x.set(toX); y.set(toY); fromX.set(toX); fromY.set(toY); drawLine(); draw(); };
  const key = D.states.map((name, i) => [COLOURS[i], name]);
  $("key").innerHTML = key.map(([c, n]) => `<li><i style="background:${c}"></i>${n}</li>`).join("") +
    `<li><i style="border:2px solid #000"></i>truly at a higher risk than assessed</li>` +
    `<li><i style="border:2px solid #c84c00"></i>risk review missed this week</li>` +
    `<li>Bar at the left of a box: workload in official points, with a tick at 100 %; blue up to 100 %, amber up to 110 %, red above</li>` +
    `<li>Box in orange: off sick or on family leave; in blue: on leave; in red: has left, the cases still in that name</li>` +
    `<li>PO probation officer, PSO probation services officer, PQIP trainee; “PSO 9, 2” is the second person in post PSO 9</li>`;
  goTo(D.first); draw();
})();
