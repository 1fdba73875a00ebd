import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/newsreader/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './theme.css';
import './present/present.css';
import { mount } from 'svelte';
import App from './App.svelte';

const target = document.getElementById('app');
// Where the browser lacks something, first-paint.js has said so.
if (target && !document.documentElement.dataset.lacking) {
  mount(App, { target });
  document.getElementById('boot')?.remove();
}
