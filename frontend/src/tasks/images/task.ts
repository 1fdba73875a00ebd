/** Labelled images: what the page shows of them. */
import type { Task } from '../task';
import DataFields from './DataFields.svelte';
import MistakesPanel from './MistakesPanel.svelte';
import Prediction from './Prediction.svelte';

export default {
  name: 'images',
  Answer: Prediction,
  Showcase: MistakesPanel,
  DataFields,
  noise: true,
} satisfies Task;
