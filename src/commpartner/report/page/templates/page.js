"use strict";
(function () {
  const narrowBelow = 600;
  const settings = { displayModeBar: false, responsive: false };
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  function drawAll() {
    document.querySelectorAll("[data-chart]").forEach((place) => {
      const chart = read("data-" + place.dataset.chart);
      const wide = place.clientWidth;
      const layout = structuredClone(wide < narrowBelow ? chart.narrow : chart.wide);
      layout.width = wide;
      Plotly.react(place, structuredClone(chart.data), layout, settings);
    });
  }
  let last = 0;
  function redraw() {
    const now = document.documentElement.clientWidth;
    if (now !== last) { last = now; drawAll(); }
  }
  let waiting = 0;
  addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(redraw, 150); });
  // A chart is drawn anew with an animation; paper takes the one that stands, made smaller.
  const printed = 690;
  const assumptions = document.getElementById("assumptions");
  let opened = false;
  addEventListener("beforeprint", () => {
    opened = assumptions.open;
    assumptions.open = true;
    document.querySelectorAll("[data-chart]").forEach((place) => {
      place.style.zoom = Math.min(1, printed / place.scrollWidth);
    });
  });
  addEventListener("afterprint", () => {
    assumptions.open = opened;
    document.querySelectorAll("[data-chart]").forEach((place) => { place.style.zoom = ""; });
  });
  function openTarget() {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target && target.tagName === "DETAILS") { target.open = true; target.scrollIntoView(); }
  }
  addEventListener("hashchange", openTarget);

  function play() {
    if (!document.getElementById("play-data")) return;
    const data = read("play-data");
    const language = document.documentElement.lang;
    const inputs = data.sliders.map((each) => document.getElementById("lever-" + each.lever));
    const write = (value, digits) => value.toLocaleString(language,
      { minimumFractionDigits: digits, maximumFractionDigits: digits });
    const root5 = Math.sqrt(5);
    function predict(figure, at) {
      let sum = 0;
      data.centres.forEach((centre, number) => {
        let square = 0;
        for (let j = 0; j < at.length; j++) {
          const gap = (at[j] - centre[j]) / figure.lengths[j];
          square += gap * gap;
        }
        const r = root5 * Math.sqrt(square);
        sum += figure.weights[number] * (1 + r + (r * r) / 3) * Math.exp(-r);
      });
      return figure.mean + figure.scale * sum;
    }
    function show() {
      const values = inputs.map((input) => Number(input.value));
      const at = values.map((value, j) =>
        (value - data.sliders[j].low) / (data.sliders[j].high - data.sliders[j].low));
      data.sliders.forEach((each, j) => {
        const shown = Number((each.factor * values[j]).toPrecision(6)).toLocaleString(language);
        document.getElementById("out-" + each.lever).textContent = shown + " " + each.unit;
        inputs[j].setAttribute("aria-valuetext", shown + " " + each.unit);
      });
      data.figures.forEach((figure) => {
        const found = predict(figure, at);
        const put = (what, text) => {
          document.getElementById(what + "-" + figure.outcome).textContent = text;
        };
        put("figure", write(figure.factor * found, figure.digits));
        put("error", "± " + Number((figure.factor * figure.error).toPrecision(2)).toLocaleString(language)
          + " " + figure.unit);
        const moved = figure.factor * (found - figure.start);
        const small = Math.abs(moved) < 0.5 * Math.pow(10, -figure.digits);
        put("change", data.words.change + (small ? "0" : (moved > 0 ? "+" : "") + write(moved, figure.digits)));
      });
      const changed = data.sliders.filter((each, j) => Math.abs(values[j] - each.value) > 1e-9)
        .map((each) => each.lever + " = " + Number(inputs[data.sliders.indexOf(each)].value));
      document.getElementById("export").textContent = changed.join("\n") || "–";
    }
    inputs.forEach((input) => input.addEventListener("input", show));
    document.getElementById("reset").addEventListener("click", () => {
      inputs.forEach((input, j) => { input.value = data.sliders[j].value; });
      show();
    });
    show();
  }
  redraw();
  play();
  openTarget();
})();
