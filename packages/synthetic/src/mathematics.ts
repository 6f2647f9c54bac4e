// Logarithm and exponential from exactly rounded operations only: Math.log and Math.exp may differ between engines in the last digit.

// The natural logarithm of 2 in two parts, as in fdlibm: the high part times any exponent is exact.
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;
const bits = new DataView(new ArrayBuffer(8));

/** The natural logarithm of a positive finite number, within 2 units in the last place; -Infinity for 0. */
export function naturalLogarithm(value: number): number {
  if (value === 0) return Number.NEGATIVE_INFINITY;
  if (!(value > 0) || !Number.isFinite(value)) throw new RangeError('the logarithm takes a positive finite number');
  bits.setFloat64(0, value < 2.3e-308 ? value * 18014398509481984 : value);
  const high = bits.getUint32(0);
  let exponent = (high >>> 20) - 1023 - (value < 2.3e-308 ? 54 : 0);
  bits.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  let mantissa = bits.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  const ratio = (mantissa - 1) / (mantissa + 1);
  const square = ratio * ratio;
  // 2 atanh(ratio): at most |ratio| 0.1716, so the term in square^11 is below 1e-17.
  let sum = 0;
  for (let odd = 21; odd >= 3; odd -= 2) sum = (sum + 1 / odd) * square;
  return exponent * ln2High + (exponent * ln2Low + 2 * ratio * sum + 2 * ratio);
}

/** e to the power of a number between -700 and 700. */
export function exponential(power: number): number {
  if (!(power >= -700 && power <= 700)) throw new RangeError('the exponential takes a power between -700 and 700');
  const exponent = Math.round(power / Math.LN2);
  const rest = power - exponent * ln2High - exponent * ln2Low;
  let sum = 1;
  for (let term = 17; term >= 1; term -= 1) sum = 1 + (sum * rest) / term;
  bits.setUint32(0, (exponent + 1023) << 20);
  bits.setUint32(4, 0);
  return sum * bits.getFloat64(0);
}
