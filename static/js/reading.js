// What helps in reading, on every page; without this file nothing is missing but these.
// Loaded before the page is drawn, so that letters never change their size under the eye.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("scripted");

  // ก ก ก: the size of the letters, kept in this browser and nowhere else.
  const SIZE = "kmnet-text";
  const kept = () => {
    try { return localStorage.getItem(SIZE) || "1"; } catch { return root.dataset.text || "1"; }
  };
  const grow = (size) => {
    root.dataset.text = size;
    for (const button of document.querySelectorAll("[data-size]")) {
      button.setAttribute("aria-pressed", String(button.dataset.size === size));
    }
  };
  const choose = (size) => {
    try { localStorage.setItem(SIZE, size); } catch { /* kept for this page at least */ }
    grow(size);
  };

  // ฟังเรื่องนี้: the phone's own Thai voice, a phrase at a time, so that each can be shown. A pause
  // ends the voice and begins again with the same phrase, for Android knows no other.
  const LONGEST = 90; // letters in one breath
  const listen = (box) => {
    const voices = window.speechSynthesis;
    const text = document.querySelector("[data-read]");
    if (!voices || !text) return;
    const [begin, stop] = box.querySelectorAll("button");
    const words = begin.textContent;
    let phrases = null;
    let at = 0;
    let turn = 0; // what an older voice still reports is not heard
    const thai = () => voices.getVoices().find(({ lang }) => /^th\b/i.test(lang));
    const look = () => { box.hidden = !thai(); };

    const cut = () => {
      const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
      const nodes = [];
      while (walker.nextNode()) {
        const node = walker.currentNode;
        if (node.data.trim() && !node.parentElement.closest("[data-unread], figure")) nodes.push(node);
      }
      return nodes.flatMap((node) => {
        const parts = [""];
        for (const piece of node.data.match(/\s*\S+\s*/g)) {
          const last = parts.length - 1;
          if (parts[last] && (parts[last] + piece).length > LONGEST) parts.push(piece);
          else parts[last] += piece;
        }
        const spans = parts.map((part) => {
          const span = document.createElement("span");
          span.textContent = part;
          return span;
        });
        node.replaceWith(...spans);
        return spans;
      });
    };
    const show = (state) => {
      begin.textContent = { on: "พักก่อน", rest: "ฟังต่อ", off: words }[state];
      begin.dataset.state = state;
      stop.hidden = state === "off";
    };
    const hush = () => {
      turn += 1;
      voices.cancel();
      for (const span of text.querySelectorAll(".spoken")) span.classList.remove("spoken");
    };
    const end = () => { hush(); at = 0; show("off"); };
    const speak = () => {
      hush();
      if (at >= phrases.length) return end();
      const span = phrases[at];
      const mine = turn;
      const said = new SpeechSynthesisUtterance(span.textContent);
      said.voice = thai();
      said.lang = "th-TH";
      said.rate = 0.9;
      said.onend = () => { if (mine === turn) { at += 1; speak(); } };
      said.onerror = () => { if (mine === turn) end(); };
      span.classList.add("spoken");
      span.scrollIntoView({ block: "nearest" });
      voices.speak(said);
      return undefined;
    };
    begin.addEventListener("click", () => {
      if (begin.dataset.state === "on") { hush(); return show("rest"); }
      phrases = phrases || cut();
      show("on");
      return speak();
    });
    stop.addEventListener("click", () => { end(); begin.focus(); });
    addEventListener("pagehide", end);
    voices.onvoiceschanged = look;
    look();
  };

  // Passing a story on: its address to the clipboard, to whatever the phone has, or to paper.
  const copy = async (address) => {
    try { return await navigator.clipboard.writeText(address); } catch { /* an older way */ }
    const box = document.createElement("textarea");
    box.value = address;
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    return box.remove();
  };
  const pass = (box) => {
    const { address, title } = box.dataset;
    const said = box.querySelector("[role=status]");
    const deeds = {
      copy: async () => { await copy(address); said.textContent = "คัดลอกลิงก์แล้ว"; },
      send: () => navigator.share({ title, url: address }).catch(() => {}), // thought better of it
      print: () => window.print(),
    };
    for (const button of box.querySelectorAll("[data-pass]")) {
      if (button.dataset.pass === "send") button.hidden = !navigator.share;
      button.addEventListener("click", deeds[button.dataset.pass]);
    }
  };

  grow(kept());
  addEventListener("pageshow", () => grow(kept()));
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-size]");
    if (button) choose(button.dataset.size);
  });
  document.addEventListener("DOMContentLoaded", () => {
    grow(kept());
    for (const box of document.querySelectorAll("[data-listen]")) listen(box);
    for (const box of document.querySelectorAll("[data-address]")) pass(box);
  });
})();
