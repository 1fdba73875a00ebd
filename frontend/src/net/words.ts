/** What a layer or a net is called on the page. */
import type { Catalog } from '../link/catalog.gen';
import type { LayerSpec, NetSpec } from '../link/protocol.gen';
import type { CatalogEntry } from '../link/catalog.gen';
import { equal } from '../state/equal';
import { pair } from '../words/shapes';

/** What follows a layer type's name: its size ("3×3"), how many it gives ("· 8"), its share ("0.5"). By argument, for every type. */
export function detail(layer: LayerSpec): string {
  const parts: string[] = [];
  const size = layer['kernel_size'] ?? layer['output_size'];
  if (typeof size === 'number' || Array.isArray(size))
    parts.push(layer.type.endsWith('1d') ? String(size) : pair(size));
  const gives = layer['out_channels'] ?? layer['out_features'];
  if (typeof gives === 'number') parts.push(`· ${gives}`);
  if (typeof layer['p'] === 'number') parts.push(String(layer['p']));
  return parts.join(' ');
}

/** "Conv2d" → "Conv", "AvgPool2d" → "Avg pool". */
function plain(type: string): string {
  const words = type
    .replace(/\dd$/, '')
    .replace(/([a-z])(?=[A-Z])/g, '$1 ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The layer type's short name, for columns and buttons: "Conv", "Max pool". The catalogue's title, unless PyTorch's is shorter. */
export function shortName(type: string, entry: CatalogEntry | undefined): string {
  const own = plain(type);
  return entry && entry.title.length <= own.length ? entry.title : own;
}

/** The layer type's short name. */
export function nameOf(layer: LayerSpec, entry: CatalogEntry | undefined): string {
  return shortName(layer.type, entry);
}

/** The layer in words: "Conv 3×3 · 8". */
export function titleOf(layer: LayerSpec, entry: CatalogEntry | undefined): string {
  return [nameOf(layer, entry), detail(layer)].filter(Boolean).join(' ');
}

/** Layers in words, by their ids. */
export function titles(
  layers: readonly LayerSpec[],
  catalog: readonly CatalogEntry[],
): { id: string; title: string }[] {
  const entries = new Map(catalog.map((entry) => [entry.type, entry]));
  return layers.map((layer) => ({ id: layer.id, title: titleOf(layer, entries.get(layer.type)) }));
}

/** A net in few words: the title of the preset whose layers it has, else its layers that learn or pool. */
export function netName(net: NetSpec, catalog: Catalog): string {
  const preset = catalog.presets.find((each) => equal(each.net.layers, net.layers));
  if (preset) return preset.title;
  const entries = new Map(catalog.layers.map((entry) => [entry.type, entry]));
  const names = net.layers
    .filter((layer) => ['convolution', 'pooling', 'dense'].includes(entries.get(layer.type)?.family ?? ''))
    .map((layer) => nameOf(layer, entries.get(layer.type)));
  return `Own: ${names.join(', ')}`;
}
