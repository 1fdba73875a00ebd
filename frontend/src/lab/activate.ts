/** What torch.nn.functional's relu, tanh and sigmoid do to a picture. */
import type { Picture } from './picture';

export type Activation = 'none' | 'ReLU' | 'Tanh' | 'Sigmoid';

/** The whole picture bent. The loops are written out: a function called for each pixel takes ten times as long. */
export function activate(image: Picture, activation: Activation): Picture {
  if (activation === 'none') return image;
  const { data } = image;
  const bent = new Float32Array(data.length);
  if (activation === 'ReLU') {
    for (let i = 0; i < data.length; i++) {
      const x = data[i] as number;
      bent[i] = x > 0 ? x : 0;
    }
  } else if (activation === 'Sigmoid') {
    for (let i = 0; i < data.length; i++) bent[i] = 1 / (1 + Math.exp(-(data[i] as number)));
  } else {
    for (let i = 0; i < data.length; i++) bent[i] = Math.tanh(data[i] as number);
  }
  return { ...image, data: bent };
}
