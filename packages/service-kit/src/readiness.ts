// Readiness: named checks that say why a service cannot do its work now.

/** Resolves to undefined when all is well, else to the reason, in words for an operator. A throw counts as a reason too. */
export interface ReadinessCheck {
  readonly name: string;
  readonly check: () => Promise<string | undefined> | string | undefined;
}

export interface ReadinessResult {
  readonly name: string;
  readonly ready: boolean;
  readonly reason?: string;
}

/** Runs all checks at once, each within the bound: a check that hangs is a reason, not a hanging probe. */
export async function runReadinessChecks(
  checks: readonly ReadinessCheck[],
  withinMilliseconds = 2_000,
): Promise<readonly ReadinessResult[]> {
  return Promise.all(checks.map((check) => runOne(check, withinMilliseconds)));
}

async function runOne({ name, check }: ReadinessCheck, withinMilliseconds: number): Promise<ReadinessResult> {
  const bound = new AbortController();
  try {
    const late = new Promise<string>((resolve) => {
      const timer = setTimeout(() => resolve(`no answer within ${withinMilliseconds} ms`), withinMilliseconds);
      bound.signal.addEventListener('abort', () => clearTimeout(timer));
    });
    const reason = await Promise.race([Promise.resolve().then(check), late]);
    return reason === undefined ? { name, ready: true } : { name, ready: false, reason };
  } catch (fault) {
    const { code } = Object(fault) as { code?: unknown };
    // Only the code: a driver's message may hold an address with a password in it.
    return { name, ready: false, reason: typeof code === 'string' ? `failed with ${code}` : 'failed' };
  } finally {
    bound.abort();
  }
}
