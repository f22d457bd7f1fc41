"use strict";
// Search over SEARCH_INDEX (search-index.js) and keys for going on; nothing here asks for anything over a network.
(function () {
  const MOST = 60;
  const box = document.getElementById("words");

  function fold(text) {
    return text.normalize("NFKC").toLowerCase();
  }

  function score(entry, words) {
    // Every word has to be there; one that stands in the code or the title weighs more than one in the text.
    let total = 0;
    for (const word of words) {
      if (entry.code === word) total += 100;
      else if (entry.code.startsWith(word)) total += 40;
      else if (entry.head.includes(word)) total += 10;
      else if (entry.rest.includes(word)) total += 1;
      else return 0;
    }
    return total;
  }

  function marked(text, words) {
    const line = document.createElement("span");
    const low = fold(text);
    let at = 0;
    while (at < text.length) {
      let next = -1;
      let length = 0;
      if (low.length === text.length) {
        for (const word of words) {
          const place = low.indexOf(word, at);
          if (place >= 0 && (next < 0 || place < next)) { next = place; length = word.length; }
        }
      }
      if (next < 0) break;
      line.append(text.slice(at, next));
      const mark = document.createElement("mark");
      mark.textContent = text.slice(next, next + length);
      line.append(mark);
      at = next + length;
    }
    line.append(text.slice(at));
    return line;
  }

  function hit(entry, words) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = entry.page;
    const where = document.createElement("span");
    where.className = "where";
    where.append(marked(entry.title, words));
    link.append(where, document.createElement("br"), marked(entry.text, words));
    item.append(link);
    return item;
  }

  function search(entries) {
    const words = fold(box.value).split(/\s+/).filter(Boolean);
    const hits = document.getElementById("hits");
    const found = document.getElementById("found");
    hits.replaceChildren();
    document.getElementById("all").hidden = words.length > 0;
    found.textContent = "";
    if (!words.length) return;
    const ranked = entries.map((entry) => [score(entry, words), entry]).filter((pair) => pair[0] > 0);
    ranked.sort((one, other) => other[0] - one[0]);
    const more = ranked.length > MOST ? "，只列出前 " + MOST + " 条，请再加一个词" : "";
    found.textContent = ranked.length ? "找到 " + ranked.length + " 条" + more : "没有找到，请换一个词，或从编码开始查";
    hits.append(...ranked.slice(0, MOST).map((pair) => hit(pair[1], words)));
  }

  function step(by) {
    const links = [...document.querySelectorAll("#hits a")];
    const next = links.indexOf(document.activeElement) + by;
    if (next < 0) box.focus();
    else if (links[next]) links[next].focus();
  }

  function startSearch() {
    const entries = window.SEARCH_INDEX.map((entry) => ({
      ...entry,
      code: fold(entry.code),
      head: fold(entry.title),
      rest: fold(entry.text + " " + entry.more),
    }));
    box.addEventListener("input", () => {
      history.replaceState(null, "", "#" + encodeURIComponent(box.value));
      search(entries);
    });
    document.getElementById("search").addEventListener("submit", (event) => {
      event.preventDefault();
      const first = document.querySelector("#hits a");
      if (first) first.click();
    });
    // Coming back from a page, the search is as it was.
    box.value = decodeURIComponent(location.hash.slice(1));
    search(entries);
  }

  function go(direction) {
    const link = document.querySelector('a[rel="' + direction + '"]');
    if (link) link.click();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const typing = event.target === box;
    if (box && event.key === "ArrowDown") { event.preventDefault(); step(1); }
    else if (box && event.key === "ArrowUp") { event.preventDefault(); step(-1); }
    else if (event.key === "/" && !typing) {
      event.preventDefault();
      if (box) box.focus();
      else document.querySelector("header .home").click();
    } else if (!box && event.key === "ArrowLeft") go("prev");
    else if (!box && event.key === "ArrowRight") go("next");
    else if (event.key === "Escape") go("up");
    else if (event.key === " " && picture && document.activeElement === picture) { event.preventDefault(); picture.click(); }
  });

  const picture = document.getElementById("picture");
  if (picture) {
    picture.addEventListener("click", (event) => {
      event.preventDefault();
      picture.classList.toggle("whole");
    });
  }
  if (box) startSearch();
})();
