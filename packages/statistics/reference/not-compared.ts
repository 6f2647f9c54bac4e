// What of R's answers is not compared, and why.

/** Paths of the references (`file path`) that no comparison reads. */
export const notCompared: readonly { readonly pattern: RegExp; readonly why: string }[] = [
  {
    pattern: /^(lifelines|statsmodels)_check\.json/,
    why: 'Python, whose own stopping rules and defects the references list.',
  },
];
