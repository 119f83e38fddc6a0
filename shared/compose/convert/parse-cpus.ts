const BILLION = 1_000_000_000n;

/**
 * Reads a number of CPUs as a fraction (`1/2`) or a decimal (`0.5`, `1e-3`) and returns billionths of a CPU, without
 * the rounding of floats. Docker takes nothing finer than one billionth.
 */
export function parseCpus(text: string): bigint | 'not a number' | 'too precise' {
  const fraction = /^([0-9]+)\/([0-9]+)$/.exec(text);
  const decimal = /^\+?([0-9]*)(?:\.([0-9]*))?(?:e([-+]?[0-9]{1,3}))?$/i.exec(text);
  if (fraction !== null) return divide(BigInt(fraction[1] ?? 0), BigInt(fraction[2] ?? 0));
  if (decimal === null) return 'not a number';
  const [, whole = '', places = '', exponent = '0'] = decimal;
  if (whole + places === '') return 'not a number';
  const power = Number(exponent) - places.length;
  const digits = BigInt(whole + places);
  return power < 0 ? divide(digits, 10n ** BigInt(-power)) : divide(digits * 10n ** BigInt(power), 1n);
}

function divide(dividend: bigint, divisor: bigint): bigint | 'not a number' | 'too precise' {
  if (divisor === 0n) return 'not a number';
  const billionths = dividend * BILLION;
  return billionths % divisor === 0n ? billionths / divisor : 'too precise';
}
