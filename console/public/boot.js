// Runs before the first paint so that neither theme nor language flashes. A file of its own because the
// content security policy forbids inline scripts.
(() => {
  let theme = null;
  let language = null;
  try {
    theme = localStorage.getItem("brightkitchen.theme");
    language = localStorage.getItem("brightkitchen.language");
  } catch {
    // Storage may be blocked; what the browser prefers then holds.
  }
  const dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  if (language !== "en" && language !== "zh-CN") {
    const spoken = navigator.languages.map((tag) => tag.toLowerCase().split("-")[0]);
    language = spoken.find((each) => each === "en" || each === "zh") === "en" ? "en" : "zh-CN";
  }
  document.documentElement.lang = language;
})();
