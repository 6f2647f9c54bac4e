// A classification: a tree of levels, the finest first, over which people are counted; and whether it holds answers that are secret.

/** One level of the tree. */
export interface Level {
  readonly name: string;
  readonly title: string;
  /** The categories of the level in their order; missing and prefer-not-to-say are categories like any other. */
  readonly codes: readonly string[];
  /** By finest category: the category of this level that it belongs to. The identity for the finest level. */
  readonly categoryOf: Uint16Array;
}

export interface Classification {
  readonly name: string;
  readonly title: string;
  /**
   * True for what people answered about themselves (background, ethnicity, disability): no table with it is ever counted directly.
   * False for ordinary facts of employment that colleagues know (grade, department, region, profession).
   */
  readonly secret: boolean;
  /** Finest first. Columns of a workforce hold categories of `levels[0]`. */
  readonly levels: readonly Level[];
}

/** A coarser level, by the code of each finest category's group. */
export interface Grouping {
  readonly name: string;
  readonly title?: string;
  /** The group of each finest code. Groups stand in the order in which they first occur. */
  readonly groupOf: (code: string) => string;
}

export interface ClassificationDeclaration {
  readonly name: string;
  readonly title?: string;
  readonly secret: boolean;
  readonly codes: readonly string[];
  readonly groupings?: readonly Grouping[];
}

const mostCategories = 65_535;

/**
 * Declares a classification. Throws RangeError for a declaration without categories, with repeated ones, or with more than 65,535:
 * a fault of whoever wrote it, found on start.
 */
export function defineClassification(declaration: ClassificationDeclaration): Classification {
  const { name, secret, codes, groupings = [] } = declaration;
  if (codes.length === 0 || codes.length > mostCategories || new Set(codes).size !== codes.length) {
    throw new RangeError(
      `the classification ${name} needs distinct categories, at least 1 and at most ${mostCategories}`,
    );
  }
  const finest: Level = {
    name,
    title: declaration.title ?? name,
    codes,
    categoryOf: Uint16Array.from(codes, (_, index) => index),
  };
  const coarser = groupings.map((grouping): Level => {
    const groups = [...new Set(codes.map(grouping.groupOf))];
    return {
      name: grouping.name,
      title: grouping.title ?? grouping.name,
      codes: groups,
      categoryOf: Uint16Array.from(codes, (code) => groups.indexOf(grouping.groupOf(code))),
    };
  });
  const levels = [finest, ...coarser];
  if (new Set(levels.map((level) => level.name)).size !== levels.length) {
    throw new RangeError(`the classification ${name} has two levels of one name`);
  }
  return { name, title: finest.title, secret, levels };
}

/** The codes of a level; undefined where the classification has no such level. */
export function codesAt(classification: Classification, level: string): readonly string[] | undefined {
  return classification.levels.find((each) => each.name === level)?.codes;
}
