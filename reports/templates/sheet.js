// Turns the ticks of a confirmation sheet into rows for corrections.csv. The sheet works on paper without it.
(function () {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const rulings = Array.from(document.querySelectorAll("fieldset.ruling"));
  const rows = $("#rows"), progress = $("#progress");
  let unsaved = false;
  document.documentElement.classList.add("scripted-page");

  // A spreadsheet takes a cell that begins with one of these for a formula.
  const inert = (text) => (/^[=+\-@\t\r]/.test(text) ? "'" + text : text);
  const cell = (text) => '"' + inert(text.replace(/\s+/g, " ").trim()).replace(/"/g, '""') + '"';

  function today() {
    const now = new Date(), two = (number) => String(number).padStart(2, "0");
    return now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
  }

  function row(ruling) {
    const ticked = $("input[type=radio]:checked", ruling);
    const note = $(".note-text", ruling).value, kind = $("select.kind", ruling).value;
    if (!ticked || (ticked.value === "reclassify" && !kind)) return null;
    const value = ticked.value === "reclassify" ? kind : "";
    const member = $("#answers").dataset.member, quote = ruling.dataset.quote;
    return [ruling.dataset.id, ticked.value, $("#by").value, today(), note, value, member, quote].map(cell).join(",");
  }

  function show() {
    const answered = rulings.map(row).filter(Boolean);
    const open = rulings.filter((ruling) => {
      const ticked = $("input[type=radio]:checked", ruling);
      return ticked && ticked.value === "reclassify" && !$("select.kind", ruling).value;
    }).length;
    rows.value = answered.length ? ["id,verdict,by,date,note,new_value,member_id,quote", ...answered].join("\n") + "\n" : "";
    const said = progress.dataset.answered.replace("{done}", answered.length).replace("{all}", rulings.length);
    progress.textContent = said + (open ? " " + progress.dataset.open.replace("{open}", open) : "");
    for (const button of [$("#save"), $("#copy")]) button.disabled = !answered.length;
  }

  document.addEventListener("input", (event) => {
    const ruling = event.target.closest("fieldset.ruling");
    if (event.target.matches("select.kind")) $("input[value=reclassify]", ruling).checked = true;
    unsaved = true;
    show();
  });
  $("#save").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([rows.value], { type: "text/csv" }));
    link.download = $("#save").dataset.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    unsaved = false;
  });
  $("#copy").addEventListener("click", () => {
    rows.focus();
    rows.select();
    document.execCommand("copy");
    progress.textContent = progress.dataset.copied;
    unsaved = false;
  });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  show();
})();
