// Runs before the first paint: the theme this person chose, if they chose one.
const chosen = localStorage.getItem("theme");
if (chosen) document.documentElement.dataset.theme = chosen;
