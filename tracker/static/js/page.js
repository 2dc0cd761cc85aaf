// What every desk page may have: dialogs, copying, and hiding what only a page without scripts needs.
document.documentElement.classList.add("js");

// On a phone the menu is one line that is pushed aside: the present page stands in its middle.
const here = document.querySelector(".areas [aria-current]");
if (here) {
  const menu = here.closest(".areas");
  menu.scrollLeft += here.getBoundingClientRect().left - (menu.clientWidth - here.offsetWidth) / 2;
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  const copy = event.target.closest("[data-copies]");
  if (copy) copyText(copy);
});

async function copyText(button) {
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent.trim());
  button.dataset.copied = "true";
}

// A form that was sent once is not sent again by a second click.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.dataset.sent) {
    if (form.dataset.sent) event.preventDefault();
    return;
  }
  form.dataset.sent = "true";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => {
    delete form.dataset.sent;
    event.submitter?.removeAttribute("aria-busy");
  }, 3000);
});
