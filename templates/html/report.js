"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  const theme = document.getElementById("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const showTheme = () => theme.setAttribute("aria-pressed", String(isDark()));
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    showTheme();
  });
  system.addEventListener("change", showTheme);
  theme.hidden = false;
  showTheme();

  const openTarget = () => {
    const target = document.querySelector(":target");
    if (!(target instanceof HTMLDetailsElement)) return;
    if (target.parentElement.hidden) document.getElementById("filters").reset();
    target.closest(".tier").open = true;
    target.open = true;
    setTimeout(() => target.scrollIntoView());
  };
  addEventListener("hashchange", openTarget);
  addEventListener("load", openTarget);

  const form = document.getElementById("filters");
  if (!form) return;
  const commits = all("details.commit");
  const tiers = all("details.tier");
  const selects = all("select", form);
  const search = form.elements.search;
  const output = form.querySelector("output");
  const number = new Intl.NumberFormat(root.lang);
  const texts = new Map();

  // What a commit shows, its long list of files too; read once, when it is first searched.
  const text = (commit) => {
    if (!texts.has(commit)) texts.set(commit, commit.textContent.toLowerCase());
    return texts.get(commit);
  };

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = selects.filter((select) => select.value);
    let shown = 0;
    for (const commit of commits) {
      const fits =
        wanted.every((one) => commit.dataset[one.name].split(" ").includes(one.value)) &&
        words.every((word) => text(commit).includes(word));
      commit.parentElement.hidden = !fits;
      shown += Number(fits);
    }
    for (const tier of tiers) {
      tier.hidden = !tier.querySelector("li:not([hidden]) > details.commit");
      if (words.length || wanted.length) tier.open = true;
    }
    output.textContent = output.dataset.text
      .replace("{shown}", number.format(shown))
      .replace("{total}", number.format(commits.length));
  };

  const fold = (open) => {
    for (const commit of commits) {
      if (!commit.parentElement.hidden) commit.open = open;
    }
  };

  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, commits.length > 200 ? 120 : 0);
  });
  for (const select of selects) select.addEventListener("change", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("open").addEventListener("click", () => fold(true));
  document.getElementById("close").addEventListener("click", () => fold(false));
  for (const link of all("a[data-kind]")) {
    link.addEventListener("click", () => {
      form.elements[link.dataset.kind].value = link.dataset.key;
      filter();
    });
  }
  form.hidden = false;
  filter();
})();
