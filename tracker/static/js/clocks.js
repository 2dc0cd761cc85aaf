// Beside a moment on the clock of its place: the same moment on the reader's own, where it differs.
for (const story of document.querySelectorAll("[data-yours]")) {
  for (const time of story.querySelectorAll("time[datetime]")) {
    const own = ownClock(time.getAttribute("datetime"));
    if (own) time.closest(".when").append(yours(`${story.dataset.yours} ${own}`));
  }
}

function ownClock(iso) {
  const offset = /T.*([+-])(\d\d):(\d\d)$/.exec(iso);
  const moment = new Date(iso);
  if (!offset || Number.isNaN(moment.getTime())) return "";
  const there = (offset[1] + 1) * (offset[2] * 60 + Number(offset[3]));
  const here = -moment.getTimezoneOffset();
  if (there === here) return "";
  const clock = moment.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const isSameDay = dayOf(moment, there) === dayOf(moment, here);
  const day = moment.toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "numeric" });
  return isSameDay ? clock : `${day} ${clock}`;
}

function dayOf(moment, offset) {
  return new Date(moment.getTime() + offset * 60000).toISOString().slice(0, 10);
}

function yours(text) {
  const own = document.createElement("small");
  own.className = "yours";
  own.textContent = text;
  return own;
}
