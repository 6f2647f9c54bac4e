// What comparisons of sequences share: cases over all sequence objects, and labels as numbers.
import type { Case } from './comparison.ts';
import { referenceFile } from './reference-file.ts';
import { type ObjectVariant, objectVariant } from './sequence-objects.ts';

/** The cases of one function over all sequence objects that a path of a reference file has answers for. */
export function* overObjects(
  file: string,
  path: readonly string[],
  ours: (variant: ObjectVariant) => ArrayLike<number>,
  inner: readonly string[] = [],
): Iterable<Case> {
  const reference = referenceFile(file);
  for (const key of reference.keys(...path)) {
    yield { name: key, ours: ours(objectVariant(key)), theirs: reference.numbers(...path, key, ...inner) };
  }
}

/** Reads the labels that stand beside numbers, and says whether they are as expected: 1 a label that agrees, 0 one that does not. */
export function labelsAgree(file: string, path: readonly string[], expected: readonly string[]): Case {
  const theirs = referenceFile(file).value(...path) as readonly string[];
  const agree = theirs.map((label, at) => (label === expected[at] ? 1 : 0));
  return { name: `${path.join(' ')}: labels`, ours: agree, theirs: expected.map(() => 1) };
}
