// What is wrong with the page as it stands: too wide (also a table on a desk), cut, one text on another, a foreign word, a
// glyph that no font has. Takes the page's language and words that may stay as they are.
([language, kept]) => {
  const faults = [];
  const say = (kind, text) => faults.push(`${kind}: ${text.trim().replace(/\s+/g, " ").slice(0, 70)}`);
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide > 0) say("wide", `${wide} pixels`);
  for (const frame of window.innerWidth > 1000 ? document.querySelectorAll(".table-frame") : [])
    if (frame.scrollWidth > frame.clientWidth + 1) say("wide table", frame.innerText);

  const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const above = (element) => (element ? [element, ...above(element.parentElement)] : []);
  const clipped = (element) => above(element).some((one) => getComputedStyle(one).clipPath !== "none");
  const hidden = (element) => clipped(element) || element.closest("[aria-hidden=true], dialog:not([open])");
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.data.trim() || ["SCRIPT", "STYLE", "NOSCRIPT", "TEXTAREA"].includes(parent.tagName)) continue;
    if (shown(parent) && !hidden(parent)) texts.push(node);
  }

  for (const element of document.querySelectorAll("body *")) {
    const style = getComputedStyle(element);
    if (style.overflowX === "visible" || ["auto", "scroll"].includes(style.overflowX)) continue;
    if (!shown(element) || hidden(element) || !element.innerText || element.title) continue;
    if (["INPUT", "SELECT", "TEXTAREA"].includes(element.tagName)) continue;
    if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1) say("cut", element.innerText);
  }

  const told = (node) => (node.data || node.name || node.tagName).trim();
  const lines = [];
  for (const node of texts) {
    if (node.parentElement.closest("svg, option")) continue;
    const around = above(node.parentElement).map((one) => [one, getComputedStyle(one)]);
    const [root] = around.find(([, style]) => ["fixed", "sticky"].includes(style.position)) || [document.body];
    const frames = around.filter(([, style]) => style.overflowX !== "visible").map(([one]) => one.getBoundingClientRect());
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects())
      if (box.width > 2 && frames.every((frame) => box.left < frame.right - 2 && box.right > frame.left + 2)) lines.push({ box, node, root });
  }
  for (const control of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    const root = above(control).find((one) => ["fixed", "sticky"].includes(getComputedStyle(one).position)) || document.body;
    if (shown(control) && !hidden(control)) lines.push({ box: control.getBoundingClientRect(), node: control, root });
  }
  lines.sort((a, b) => a.box.top - b.box.top);
  lines.forEach((one, index) => {
    for (let next = index + 1; next < lines.length && lines[next].box.top < one.box.bottom - 4; next++) {
      const other = lines[next];
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const down = Math.min(one.box.bottom, other.box.bottom) - other.box.top;
      const apart = one.node !== other.node && one.root === other.root && !one.node.contains(other.node) && !other.node.contains(one.node);
      if (apart && across > 3 && down > 6) say("overlap", `${told(one.node)} | ${told(other.node)}`);
    }
  });

  if (language !== "en") {
    const foreign = new Set();
    for (const node of texts) {
      if (node.parentElement.closest("code, kbd, pre, samp, .number, [lang]:not(html), [translate=no]")) continue;
      for (const word of node.data.replace(/«[^»]*»|“[^”]*”/g, "").match(/(?<![\p{L}\d@./_-])[A-Za-z][a-z]{2,}(?![\p{L}\d@/_-])/gu) || [])
        if (!kept.includes(word)) foreign.add(word);
    }
    if (foreign.size) say("foreign", [...foreign].join(" "));
  }

  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 24;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.font = `16px ${getComputedStyle(document.body).fontFamily}`;
  const drawn = (sign) => {
    pen.clearRect(0, 0, 24, 24);
    pen.fillText(sign, 2, 18);
    return pen.getImageData(0, 0, 24, 24).data.join();
  };
  const box = drawn("\u{10FFFF}");
  const signs = new Set(texts.map((node) => node.data).join(""));
  for (const sign of signs) if (sign.trim() && sign.codePointAt(0) > 126 && drawn(sign) === box) say("glyph", `U+${sign.codePointAt(0).toString(16)}`);
  return [...new Set(faults)];
};
