// Remembers ticked rows of a list over its pages, until the form is sent. Without it a form sends
// the rows ticked on its own page. A form with data-keeps leads to a preview, from which one may come
// back; there the form with data-ends-selection forgets the ticks.
for (const form of document.querySelectorAll("form[data-ends-selection]")) {
  form.addEventListener("submit", () => sessionStorage.removeItem("selection:" + form.dataset.endsSelection));
}
for (const form of document.querySelectorAll("form[data-selection]")) {
  const key = "selection:" + form.dataset.selection;
  const kept = new Set(JSON.parse(sessionStorage.getItem(key) || "[]"));
  const boxes = [...form.querySelectorAll("input[name=chosen]")];
  const all = form.querySelector("[data-selects-all]");
  const count = form.querySelector("[data-selection-count]");

  const show = () => {
    if (count) count.textContent = kept.size;
    form.toggleAttribute("data-some", kept.size > 0);
    if (all) all.checked = boxes.length > 0 && boxes.every((box) => box.checked);
    sessionStorage.setItem(key, JSON.stringify([...kept]));
  };
  const take = (box) => (box.checked ? kept.add(box.value) : kept.delete(box.value));

  for (const box of boxes) {
    box.checked = box.checked || kept.has(box.value);
    take(box);
    box.addEventListener("change", () => { take(box); show(); });
  }
  all?.addEventListener("change", () => {
    for (const box of boxes) { box.checked = all.checked; take(box); }
    show();
  });
  form.querySelector("[data-forgets]")?.addEventListener("click", () => {
    kept.clear();
    for (const box of boxes) box.checked = false;
    show();
  });
  form.addEventListener("submit", () => {
    const here = new Set(boxes.map((box) => box.value));
    const others = [...kept].filter((value) => !here.has(value));
    form.querySelector("input[data-others]")?.remove();
    if (others.length) {
      const field = Object.assign(document.createElement("input"), { type: "hidden", name: "chosen", value: others.join(",") });
      field.dataset.others = "";
      form.append(field);
    }
    if (!("keeps" in form.dataset)) sessionStorage.removeItem(key);
  });
  show();
}
