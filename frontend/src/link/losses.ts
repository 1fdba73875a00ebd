/** The picture of a loss with these arguments, as the server computes it (POST api/losses/curve). */
import type { LossCurve } from './catalog.gen';
import type { LossSpec } from './protocol.gen';

/** Those that were asked for, by the loss. */
const known = new Map<string, Promise<LossCurve | null>>();

/** null: the server does not answer, or knows no such loss. It is asked again the next time. */
export function curveOf(loss: LossSpec): Promise<LossCurve | null> {
  const body = JSON.stringify(loss);
  const found = known.get(body) ?? ask(body);
  known.set(body, found);
  void found.then((curve) => {
    if (!curve) known.delete(body);
  });
  return found;
}

async function ask(body: string): Promise<LossCurve | null> {
  const headers = { 'content-type': 'application/json' };
  try {
    const answer = await fetch(new URL('api/losses/curve', document.baseURI), { method: 'POST', headers, body });
    return answer.ok ? ((await answer.json()) as LossCurve) : null;
  } catch {
    return null;
  }
}
