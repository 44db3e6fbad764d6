// Runs before the first paint so that neither theme nor language flashes. A file of its own because the
// content security policy forbids inline scripts.
(() => {
  let theme = null;
  let language = null;
  try {
    theme = localStorage.getItem("brightkitchen.theme");
    language = localStorage.getItem("brightkitchen.language");
  } catch {
    // Storage may be blocked; the defaults then hold.
  }
  const dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  document.documentElement.lang = language === "en" ? "en" : "zh-CN";
})();
