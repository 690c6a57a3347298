import assert from 'node:assert/strict';
import test from 'node:test';
import { contrast } from '../src/contrast';

test('contrast is what WCAG says it is', () => {
  assert.equal(contrast([0, 0, 0], [255, 255, 255]), 21);
  assert.equal(contrast([9, 9, 9], [9, 9, 9]), 1);
  assert.equal(contrast([119, 119, 119], [255, 255, 255]).toFixed(2), '4.48');
  assert.equal(contrast([255, 255, 255], [118, 118, 118]).toFixed(2), '4.54');
});
