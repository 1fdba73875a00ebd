/** Labelled images: what the page shows of them. */
import type { Component } from 'svelte';
import type { PadProps, Task } from '../task';
import DataFields from './DataFields.svelte';
import MistakesPanel from './MistakesPanel.svelte';
import { OnPad } from './on_pad.svelte';
import Pad from './Pad.svelte';
import Prediction from './Prediction.svelte';

export default {
  name: 'images',
  given: (store) => new OnPad(store),
  Pad: Pad as Component<PadProps>,
  Answer: Prediction,
  Showcase: MistakesPanel,
  DataFields,
  noise: true,
} satisfies Task;
