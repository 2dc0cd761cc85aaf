// A file may be dropped on the frame instead of being chosen; its name is told.
for (const frame of document.querySelectorAll("[data-drop]")) {
  const input = frame.querySelector("input[type=file]");
  const told = frame.querySelector("[data-names]");
  const name = () => { told.textContent = input.files[0]?.name ?? ""; };
  const over = (on) => (event) => { event.preventDefault(); frame.classList.toggle("over", on); };
  frame.addEventListener("dragover", over(true));
  frame.addEventListener("dragleave", over(false));
  frame.addEventListener("drop", (event) => {
    over(false)(event);
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    name();
  });
  input.addEventListener("change", name);
  name();
}
