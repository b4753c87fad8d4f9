// Words that begin like what is being typed, below the search box. Without this file the form works.
(() => {
  "use strict";
  const most = 60;
  for (const box of document.querySelectorAll("input[data-suggest]")) {
    const list = document.createElement("ul");
    list.id = `${box.id}-words`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "คำที่ขึ้นต้นคล้ายกัน");
    box.closest("form").append(list);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
      box.setAttribute(name, value);
    }
    const kept = new Map();
    let at = -1, typed = "", waiting = 0, asking = null;

    const close = () => {
      at = -1;
      list.hidden = true;
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
    };
    const mark = (place) => {
      const options = list.children;
      if (options[at]) options[at].setAttribute("aria-selected", "false");
      at = place;
      const chosen = options[at];
      if (!chosen) {
        box.value = typed;
        box.removeAttribute("aria-activedescendant");
        return;
      }
      chosen.setAttribute("aria-selected", "true");
      box.setAttribute("aria-activedescendant", chosen.id);
      box.value = chosen.textContent;
    };
    const show = (words) => {
      list.replaceChildren(...words.map((word, place) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${place}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = word;
        return option;
      }));
      at = -1;
      list.hidden = !words.length;
      box.setAttribute("aria-expanded", String(words.length > 0));
      box.removeAttribute("aria-activedescendant");
    };
    const ask = async () => {
      const text = box.value.trim();
      if (asking) asking.abort();
      if (text.length < 2 || text.length > most) return close();
      if (!kept.has(text)) {
        asking = new AbortController();
        try {
          const answer = await fetch(`/search/suggest/?q=${encodeURIComponent(text)}`, { signal: asking.signal });
          if (!answer.ok) return close();
          kept.set(text, (await answer.json()).words);
        } catch {
          return;
        }
      }
      if (document.activeElement === box && box.value.trim() === text) show(kept.get(text));
    };
    box.addEventListener("input", (event) => {
      typed = box.value;
      clearTimeout(waiting);
      if (!event.isComposing) waiting = setTimeout(ask, 180);
    });
    box.addEventListener("keydown", (event) => {
      const count = list.children.length;
      if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        box.value = typed;
        close();
      } else if (!list.hidden && count && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
        event.preventDefault();
        // One place more than there are words: what was typed.
        mark(((at + 1 + (event.key === "ArrowDown" ? 1 : count)) % (count + 1)) - 1);
      }
    });
    box.addEventListener("blur", () => setTimeout(close, 150));
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("li");
      if (!option) return;
      box.value = option.textContent;
      close();
      box.form.requestSubmit();
    });
  }
})();
