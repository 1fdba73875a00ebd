// Texts that can be seen inside of what `around` selects and do not reach WCAG AA's contrast: [text, ratio, colours]. It takes in
// what axe leaves out: all that is hidden from screen readers, and every opacity on the way.
(around) => {
  const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
  /** Red, green, blue, alpha, each from 0 to 1, of a colour in whatever notation. */
  const read = (colour) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data].map((byte) => byte / 255);
  };
  const mix = (under, over, share) => under.map((value, i) => value + (over[i] - value) * share);
  const lay = (under, [r, g, b, alpha]) => mix(under, [r, g, b], alpha);
  const luminance = (colour) => {
    const [r, g, b] = colour.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || !element.closest(around) || element.closest('.visually-hidden, option, :disabled')) continue;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const way = [];
    for (let each = element; each; each = each.parentElement) way.unshift(getComputedStyle(each));
    let behind = [1, 1, 1];
    const groups = way.map((style) => {
      const before = behind;
      behind = lay(behind, read(style.backgroundColor));
      return [before, Number(style.opacity)];
    });
    let text = lay(behind, read(way.at(-1).color));
    for (const [before, opacity] of groups.reverse()) [text, behind] = [mix(before, text, opacity), mix(before, behind, opacity)];
    const [low, high] = [luminance(text), luminance(behind)].sort((a, b) => a - b);
    const ratio = (high + 0.05) / (low + 0.05);
    const { fontSize, fontWeight } = way.at(-1);
    const large = parseFloat(fontSize) >= (Number(fontWeight) >= 700 ? 18.66 : 24);
    if (ratio < (large ? 3 : 4.5)) found.push([node.textContent.trim().slice(0, 60), Number(ratio.toFixed(2)), way.at(-1).color]);
  }
  return found;
}
