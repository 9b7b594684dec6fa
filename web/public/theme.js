// The chosen theme, before anything is painted. A file of its own: the policy allows no inline script.
try {
  const chosen = localStorage.getItem("gatepost.theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // A browser without storage follows the system.
}
