// Which methods an address answers to, so that a wrong method is told from a wrong address.

export interface RoutePattern {
  readonly url: string;
  readonly methods: readonly string[];
}

/** The methods of the patterns that match the path of an address; empty where none does. */
export function allowedMethods(patterns: readonly RoutePattern[], address: string): readonly string[] {
  const path = address.split('?', 1)[0] ?? '';
  const methods = patterns.filter((pattern) => matches(pattern.url, path)).flatMap((pattern) => pattern.methods);
  return [...new Set(methods)].toSorted();
}

function matches(pattern: string, path: string): boolean {
  const patternParts = pattern.split('/');
  const pathParts = path.split('/');
  const open = patternParts.at(-1) === '*';
  if (open ? pathParts.length < patternParts.length : pathParts.length !== patternParts.length) return false;
  return patternParts.every(
    (part, index) => part === '*' || (part.startsWith(':') && pathParts[index] !== '') || part === pathParts[index],
  );
}
