// Vital signs as a line chart for the eye and a table for everybody. Marks differ by shape, not by colour alone.
const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 640;
const HEIGHT = 260;
const LEFT = 48;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 28;
const TICKS = 4;

// One for each kind of measurement that has numbers, the most frequent first; a blood pressure has two lines.
export function series(observations, text) {
  const kinds = new Map();
  for (const one of observations) {
    const when = one.effectiveDateTime;
    const parts = one.component ?? [one];
    const values = parts.filter((part) => Number.isFinite(Number(part.valueQuantity?.value)));
    if (!when || values.length === 0 || one.status === "entered-in-error") continue;
    const name = text(one.code) ?? "Measurement";
    const kind = kinds.get(name) ?? { name, lines: new Map(), rows: [] };
    kinds.set(name, kind);
    for (const part of values) {
      const label = text(part.code) ?? name;
      const points = kind.lines.get(label) ?? [];
      kind.lines.set(label, points);
      points.push({ when: new Date(when), value: Number(part.valueQuantity.value) });
    }
    const shown = values.map((part) => `${part.valueQuantity.value} ${part.valueQuantity.unit ?? ""}`.trim());
    kind.rows.push({ when, shown: shown.join(" / ") });
  }
  return [...kinds.values()].sort((one, other) => other.rows.length - one.rows.length);
}

export function draw(kind, figure, table) {
  for (const points of kind.lines.values()) points.sort((one, other) => one.when - other.when);
  kind.rows.sort((one, other) => (one.when < other.when ? 1 : -1));
  figure.replaceChildren(picture(kind), legend(kind));
  fill(kind, table);
}

function picture({ name, lines, rows }) {
  const all = [...lines.values()].flat();
  const x = scale(all.map((point) => point.when.getTime()), LEFT, WIDTH - RIGHT, 86_400_000);
  const y = scale(all.map((point) => point.value), HEIGHT - BOTTOM, TOP, 1);
  const svg = make("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-labelledby": "vitals-title" });
  const title = make("title", { id: "vitals-title" });
  title.textContent = `${name}: ${rows.length} measurements; the numbers are in the table below.`;
  svg.append(title);
  for (let tick = 0; tick <= TICKS; tick += 1) {
    const value = y.low + ((y.high - y.low) * tick) / TICKS;
    svg.append(make("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y.at(value), y2: y.at(value), class: "grid" }));
    svg.append(label(value.toFixed(y.high - y.low < 10 ? 1 : 0), LEFT - 6, y.at(value) + 4, "end"));
  }
  svg.append(label(day(x.low), LEFT, HEIGHT - 8, "start"), label(day(x.high), WIDTH - RIGHT, HEIGHT - 8, "end"));
  [...lines.values()].forEach((points, index) => {
    const path = points.map((point) => `${x.at(point.when.getTime())},${y.at(point.value)}`).join(" ");
    svg.append(make("polyline", { points: path, class: `line line-${index}` }));
    for (const point of points) svg.append(mark(x.at(point.when.getTime()), y.at(point.value), index));
  });
  return svg;
}

// From values to places; a single value gets room around it.
function scale(values, from, to, room) {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const low = least === most ? least - room : least;
  const high = least === most ? most + room : most;
  return { low, high, at: (value) => Math.round((from + ((value - low) / (high - low)) * (to - from)) * 10) / 10 };
}

function mark(x, y, index) {
  return index === 0
    ? make("circle", { cx: x, cy: y, r: 3.5, class: "mark-0" })
    : make("rect", { x: x - 3.5, y: y - 3.5, width: 7, height: 7, class: "mark-1" });
}

function legend({ lines }) {
  const caption = document.createElement("figcaption");
  caption.textContent = [...lines.keys()].map((name, index) => `${index === 0 ? "●" : "■"} ${name}`).join("   ");
  return caption;
}

function fill({ name, rows }, table) {
  table.replaceChildren();
  table.createCaption().textContent = `${name}, newest first`;
  const head = table.createTHead().insertRow();
  for (const heading of ["Date", "Value"]) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = heading;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    line.insertCell().textContent = row.when.slice(0, 16).replace("T", " ");
    line.insertCell().textContent = row.shown;
  }
}

function label(text, x, y, anchor) {
  const found = make("text", { x, y, "text-anchor": anchor });
  found.textContent = text;
  return found;
}

function day(time) {
  return new Date(time).toISOString().slice(0, 10);
}

function make(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
