// Sets the theme before anything is painted, so that no page flashes in the wrong one.
(function () {
  let theme = null;
  try {
    theme = localStorage.getItem('inkling-theme');
  } catch {
    // Storage may be forbidden; the system's preference holds then.
  }
  if (theme !== 'light' && theme !== 'dark')
    theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  document.documentElement.dataset.theme = theme;
})();
