// Every text that can be seen and is wider or higher than the box it is in, or that a box around it cuts off: [how, text, where].
() => {
  const found = [];
  const seen = { visibilityProperty: true, opacityProperty: true };
  const styles = new Map();
  const style = (element) => styles.get(element) ?? (styles.set(element, getComputedStyle(element)), styles.get(element));
  const named = (element) => element.tagName.toLowerCase() + [...element.classList].filter((name) => !name.startsWith('svelte-')).map((name) => `.${name}`).join('');
  const where = (element) => [element.parentElement, element].map(named).join(' > ');
  const tell = (how, text, element) => found.push([how, text.trim().slice(0, 80), where(element)]);
  // Said to those who do not see, in a box of one pixel.
  const unseen = (element) => {
    for (let each = element; each; each = each.parentElement)
      if (each.offsetWidth <= 1 && each.offsetHeight <= 1 && style(each).position === 'absolute' && style(each).overflow !== 'visible') return true;
    return false;
  };

  const canvas = document.createElement('canvas').getContext('2d');
  const fontOf = (own) => `${own.fontStyle} ${own.fontWeight} ${own.fontSize} ${own.fontFamily}`;
  /** Where a text's ink is: its box is as high as the font is, whose lines may be set closer than that. */
  function inked(text, string, own) {
    if (own.writingMode !== 'horizontal-tb') return text;
    canvas.font = fontOf(own);
    const found = canvas.measureText(string.trim());
    const top = text.top + Math.max(0, found.fontBoundingBoxAscent - found.actualBoundingBoxAscent);
    const bottom = text.bottom - Math.max(0, found.fontBoundingBoxDescent - found.actualBoundingBoxDescent);
    return { left: text.left, right: text.right, top, bottom };
  }

  /** How a box cuts something off, or ''; 'scrolls': it can be scrolled to. */
  function cut(box, own, text, isBlock) {
    const edge = box.getBoundingClientRect();
    const wide = text.right > edge.right + 1 || text.left < edge.left - 1;
    const high = text.bottom > edge.bottom + 1 || text.top < edge.top - 1;
    const scrolls = (overflow) => overflow === 'auto' || overflow === 'scroll';
    const clips = (overflow) => overflow === 'hidden' || overflow === 'clip';
    if (wide && (clips(own.overflowX) || (isBlock && !scrolls(own.overflowX)))) return 'too wide';
    if (high && clips(own.overflowY)) return 'too high';
    // The result of a sum is not scrolled to.
    if (high && box.matches('[data-testid=lab-arithmetic] .sum')) return 'scrolled away';
    return scrolls(own.overflowX) || scrolls(own.overflowY) ? 'scrolls' : '';
  }

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || element.closest('script, style, option, noscript')) continue;
    if (!element.checkVisibility(seen) || unseen(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const whole = range.getBoundingClientRect();
    if (whole.width < 1 || whole.height < 1) continue;
    const text = inked(whole, node.textContent, style(element));
    let position = 'static';
    let isBlock = true;
    for (let box = element; box && box !== document.documentElement; box = box.parentElement) {
      const own = style(box);
      if (own.display === 'inline' || own.display === 'contents') continue;
      // Out of the flow: not in the boxes between it and the one it is placed in.
      if (position === 'absolute' && own.position === 'static') continue;
      const how = cut(box, own, text, isBlock);
      if (how && how !== 'scrolls') tell(how, node.textContent, element);
      if (how) break;
      isBlock = false;
      position = own.position;
      if (position === 'fixed') break;
    }
  }

  /** Width of a list's arrow, where the browser draws it. */
  const ARROW = 16;
  for (const field of document.querySelectorAll('input, textarea, select')) {
    if (!field.checkVisibility(seen) || unseen(field) || ['range', 'checkbox', 'radio', 'file'].includes(field.type)) continue;
    const own = style(field);
    if (field.tagName !== 'SELECT') {
      if (field.scrollWidth > field.clientWidth + 1) tell('too wide', field.value || field.placeholder, field);
      continue;
    }
    const text = field.selectedOptions[0]?.textContent.trim() ?? '';
    canvas.font = fontOf(own);
    const room = field.clientWidth - parseFloat(own.paddingLeft) - parseFloat(own.paddingRight) - (own.appearance === 'none' ? 0 : ARROW);
    if (canvas.measureText(text).width > room + 1) tell('too wide', text, field);
  }
  return found;
}
