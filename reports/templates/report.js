// Filters, sorting, arrow keys, quotes in place and print buttons. The page says everything without it.
(function () {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const words = $("#live").dataset; // what is said aloud, in the language of the page
  const say = (text) => { $("#live").textContent = text; };
  document.documentElement.classList.add("scripted-page");

  // The folds around the target of a link are opened.
  function reveal() {
    let name = location.hash.slice(1);
    try { name = decodeURIComponent(name); } catch { /* a broken escape names nothing */ }
    const target = name && document.getElementById(name);
    if (!target) return;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  reveal();

  const maps = $$("#map table.map");

  // Rows of the map by text and state.
  if (maps.length) {
    const text = $("#map-text"), state = $("#map-state");
    const rows = maps.flatMap((table) => $$("tbody tr", table));
    const filter = () => {
      const sought = text.value.trim().toLowerCase();
      for (const row of rows) {
        row.hidden = !(row.dataset.text.includes(sought) && (!state.value || row.dataset.state === state.value));
      }
      const shown = rows.filter((row) => !row.hidden).length / maps.length;
      say(words.shown.replace("{shown}", shown).replace("{all}", rows.length / maps.length));
    };
    text.addEventListener("input", filter);
    state.addEventListener("input", filter);
    $("#map-reset").addEventListener("click", () => { text.value = state.value = ""; filter(); });
    if (matchMedia("(max-width: 48rem)").matches) $("#map .aslist").open = true;
  }

  // One tab stop per map; arrow keys move from symbol to symbol.
  const steps = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
  for (const map of maps) {
    $$("td a", map).forEach((link, index) => { link.tabIndex = index ? -1 : 0; });
    map.addEventListener("keydown", (event) => {
      const link = event.target.closest("td a"), step = steps[event.key];
      if (!link || !step) return;
      event.preventDefault();
      const rows = $$("tbody tr", map).filter((row) => !row.hidden);
      let row = rows.indexOf(link.closest("tr")), column = link.closest("td").cellIndex, next = null;
      do {
        row += step[0];
        column += step[1];
        next = rows[row] && rows[row].cells[column];
      } while (next && !$("a", next));
      if (!next) return;
      link.tabIndex = -1;
      $("a", next).tabIndex = 0;
      $("a", next).focus();
    });
  }

  // The quotes behind a symbol, shown in place.
  const dialog = $("#quotes");
  if (dialog && dialog.showModal) {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("#map td a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const href = link.getAttribute("href");
      const target = href.startsWith("#") && document.getElementById(href.slice(1));
      const fold = target && target.closest("details");
      if (!fold) return;
      event.preventDefault();
      const copies = $$(":scope > figure.quote", fold).map((figure) => {
        const copy = figure.cloneNode(true);
        copy.removeAttribute("id");
        return copy;
      });
      const voice = fold.parentElement.closest("details");
      $("#quotes-title").textContent = [voice, fold].filter(Boolean).map((each) => $("h3, summary", each).textContent.trim()).join(words.join);
      $("#quotes-body").replaceChildren(...copies);
      dialog.showModal();
    });
    $("#quotes-close").addEventListener("click", () => dialog.close());
  }

  // Tables sort by the column whose head is pressed.
  for (const table of $$("table.sort")) {
    $$("thead th", table).forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const order = head.getAttribute("aria-sort") === "descending" ? "ascending" : "descending";
        $$("thead th", table).forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", order);
        const value = (row) => row.cells[column].dataset.value || row.cells[column].textContent.trim();
        const compare = (a, b) => {
          const x = value(a), y = value(b);
          return x !== "" && y !== "" && !isNaN(x) && !isNaN(y) ? x - y : x.localeCompare(y);
        };
        const sign = order === "ascending" ? 1 : -1;
        table.tBodies[0].append(...$$("tbody tr", table).sort((a, b) => sign * compare(a, b)));
        say(words[order].replace("{column}", button.textContent));
      });
    });
  }

  // Two ways to print; folds open only where everything is wanted.
  const pack = $("#print-pack"), all = $("#print-all");
  if (pack && all) {
    pack.addEventListener("click", () => { document.body.classList.remove("print-all"); print(); });
    all.addEventListener("click", () => { document.body.classList.add("print-all"); print(); });
    let opened = [];
    addEventListener("beforeprint", () => {
      opened = document.body.classList.contains("print-all") ? $$("details:not([open])") : [];
      for (const fold of opened) fold.open = true;
    });
    addEventListener("afterprint", () => { for (const fold of opened) fold.open = false; });
  }
})();
