// Runs before anything else, in every browser there is: ES5, and nothing that may be missing.
(function () {
  // Sets the theme before anything is painted, so that no page flashes in the wrong one.
  var theme = null;
  try {
    theme = localStorage.getItem('inkling-theme');
  } catch (error) {
    // Storage may be forbidden; the system's preference holds then.
  }
  if (theme !== 'light' && theme !== 'dark')
    theme = window.matchMedia && matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  document.documentElement.setAttribute('data-theme', theme);

  // Until the page is mounted, which removes it, one sentence says what is there, or what is wrong.
  function say(words) {
    var place = document.getElementById('boot');
    if (!place) return;
    place.setAttribute('data-problem', '');
    place.textContent = words;
  }

  function missing() {
    if (!('noModule' in document.createElement('script'))) return 'modules';
    if (!Array.prototype.findLast) return 'findLast';
    if (!Object.hasOwn) return 'Object.hasOwn';
    if (!window.structuredClone) return 'structuredClone';
    if (!window.WebSocket) return 'WebSocket';
    if (!window.ResizeObserver) return 'ResizeObserver';
    if (!window.Path2D) return 'Path2D';
    if (!document.createElement('canvas').getContext('2d')) return 'canvas';
    return '';
  }

  // A proxy may be in the way: the server knows which setting is missing.
  function askWhy(words) {
    say(words);
    if (!window.fetch) return;
    fetch('api/reach?page=' + encodeURIComponent(location.protocol + '//' + location.host))
      .then(function (answer) {
        return answer.ok
          ? answer.json().then(function (found) {
              return found.problem;
            })
          : answer.text();
      })
      .then(
        function (why) {
          if (why) say(words + ' ' + why);
        },
        function () {
          say(words + ' The server does not answer.');
        }
      );
  }

  var lacking = missing();
  if (lacking) document.documentElement.setAttribute('data-lacking', lacking);
  document.addEventListener('DOMContentLoaded', function () {
    if (lacking)
      say(
        'This browser can’t show Inkling: it has no ' +
          lacking +
          '. Chrome or Edge 111, Firefox 115, Safari 16.4 or newer can.'
      );
  });
  if (lacking) return;
  window.addEventListener(
    'error',
    function (event) {
      if (event.target && event.target.tagName === 'SCRIPT') askWhy('A part of this page did not arrive.');
      else if (event.message) say('This page broke as it began (' + event.message + '). Load it anew.');
    },
    true
  );
  window.addEventListener('unhandledrejection', function (event) {
    say('This page broke as it began (' + event.reason + '). Load it anew.');
  });
  setTimeout(function () {
    var place = document.getElementById('boot');
    if (place && !place.hasAttribute('data-problem')) askWhy('A part of this page has not arrived yet.');
  }, 10000);
})();
