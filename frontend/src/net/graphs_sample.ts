/** Nets for tests, with what the server says of them: `tests/net/test_sources.py` writes it, and holds it against the server. */
import type { LayerReport, NetSpec, Report } from '../link/protocol.gen';
import type { CatalogEntry } from '../link/catalog.gen';
import { columnsOf, type Column } from './columns';
import golden from './graphs.golden.json';

const bytes = { weights: 0, gradients: 0, optimizer: 0, activations: 0, total: 0 };
const costs = { parameters: 0, frozen: 0, macs: 0, bytes };

export const catalog = golden.catalog as unknown as CatalogEntry[];
export const entries: ReadonlyMap<string, CatalogEntry> = new Map(catalog.map((entry) => [entry.type, entry]));

export function graph(name: keyof typeof golden.graphs): { net: NetSpec; report: Report; columns: Column[] } {
  const net = golden.graphs[name].net as unknown as NetSpec;
  const layers = golden.graphs[name].layers.map((layer, i) => ({ ...costs, ...layer, type: net.layers[i]?.type }));
  const report: Report = { ...costs, layers: layers as unknown as LayerReport[], problems: [], ok: true };
  return { net, report, columns: columnsOf(net, report, catalog, 10) };
}
