import { describe, expect, it } from 'vitest';
import type { LayerReport, LayerSpec } from '../link/protocol.gen';
import { parameterSum } from './costs';

function report(input: number[], parameters: number): LayerReport {
  const bytes = { weights: 0, gradients: 0, optimizer: 0, activations: 0, total: 0 };
  return {
    id: 'a',
    type: '',
    input,
    output: null,
    parameters,
    frozen: 0,
    macs: 0,
    bytes,
    sources: [],
    choices: [],
    joins: {},
  };
}

const sum = (layer: Partial<LayerSpec>, input: number[], parameters: number): string =>
  parameterSum({ id: 'a', type: '', ...layer }, report(input, parameters)).replace(/\u202f/g, ' ');

describe('the sum of parameters', () => {
  it('is that of the lecture: 80, 1 168 and 4 010', () => {
    expect(sum({ out_channels: 8, kernel_size: 3, bias: true }, [1, 28, 28], 80)).toBe('8 × (1 × 3×3 + 1)');
    expect(sum({ out_channels: 16, kernel_size: [3, 3] }, [8, 13, 13], 1168)).toBe('16 × (8 × 3×3 + 1)');
    expect(sum({ out_features: 10 }, [400], 4010)).toBe('10 × (400 + 1)');
    expect(sum({ out_features: 10, bias: false }, [784], 7840)).toBe('10 × (784)');
  });

  it('is known for normalisations', () => {
    expect(sum({}, [24, 26, 26], 48)).toBe('2 × 24');
    expect(sum({}, [512], 1024)).toBe('2 × 512');
    expect(sum({}, [2, 3, 3], 36)).toBe('2 × 3×3×2');
  });

  it('is not given where it would not be true', () => {
    expect(sum({ out_channels: 8, kernel_size: 3 }, [1, 28, 28], 81)).toBe('');
    expect(sum({}, [10], 7)).toBe('');
    expect(sum({}, [10], 0)).toBe('');
  });
});
