// Where the coded sequences stand in memory, and a pair of them without what both begin and end with.

let substitution: usize = 0;
let runOffsets: usize = 0;
let runStates: usize = 0;
let runLengths: usize = 0;
let runSteps: usize = 0;
let runFactors: usize = 0;
let stateCount: i32 = 0;
/** How the factors of two runs scale a substitution: 0 not at all, 1 by their sum, 2 by their product. */
let link: i32 = 0;

/** Whether equal states may always be matched: then what both begin and end with is left out. */
export let equalMatch: bool = false;
/** Scratch: the values by diagonal, a copy of those of a block, the least of what remains of a stretch, and the widths of columns. */
export let front: usize = 0;
export let edge: usize = 0;
export let rest: usize = 0;
export let columns: usize = 0;

/** The runs of the pair that are left, and how many positions are taken away of the first and of the last of either. */
export let down: i32 = 0;
export let downEnd: i32 = 0;
export let right: i32 = 0;
export let rightEnd: i32 = 0;
let downHead: i32 = 0;
let rightHead: i32 = 0;
let downTail: i32 = 0;
let rightTail: i32 = 0;

/** Says where the coded sequences, the costs and the scratch memory stand. */
export function prepare(
  states: i32,
  equal: bool,
  linked: i32,
  costs: usize,
  offsets: usize,
  statesOfRuns: usize,
  lengths: usize,
  steps: usize,
  factors: usize,
  scratch: usize,
  longest: i32,
): void {
  stateCount = states;
  equalMatch = equal;
  link = linked;
  substitution = costs;
  runOffsets = offsets;
  runStates = statesOfRuns;
  runLengths = lengths;
  runSteps = steps;
  runFactors = factors;
  const room: usize = (<usize>(2 * longest + 8)) << 3;
  front = scratch;
  edge = front + room;
  rest = edge + room;
  columns = rest + room;
}

/** Takes up a pair, by the numbers of its sequences, without what both begin and end with where equal states always match. */
export function takePair(one: i32, other: i32): void {
  down = runsFrom(one);
  downEnd = runsTo(one);
  right = runsFrom(other);
  rightEnd = runsTo(other);
  downHead = 0;
  rightHead = 0;
  downTail = 0;
  rightTail = 0;
  if (!equalMatch) return;
  while (down < downEnd && right < rightEnd && stateOf(down) === stateOf(right)) {
    const downLength = lengthOf(down);
    const rightLength = lengthOf(right);
    if (downLength <= rightLength) down += 1;
    if (downLength >= rightLength) right += 1;
    if (downLength === rightLength) continue;
    if (downLength < rightLength) rightHead = downLength;
    else downHead = rightLength;
    break;
  }
  while (down < downEnd && right < rightEnd && stateOf(downEnd - 1) === stateOf(rightEnd - 1)) {
    const downLength = downLeft(downEnd - 1);
    const rightLength = rightLeft(rightEnd - 1);
    if (downLength <= rightLength) downEnd -= 1;
    if (downLength >= rightLength) rightEnd -= 1;
    if (downLength === rightLength) continue;
    if (downLength < rightLength) rightTail = downLength;
    else downTail = rightLength;
    break;
  }
}

/** How many positions of a run of the first sequence are left. */
export function downLeft(run: i32): i32 {
  return lengthOf(run) - (run === down ? downHead : 0) - (run === downEnd - 1 ? downTail : 0);
}

/** How many positions of a run of the second sequence are left. */
export function rightLeft(run: i32): i32 {
  return lengthOf(run) - (run === right ? rightHead : 0) - (run === rightEnd - 1 ? rightTail : 0);
}

/** How many positions of the first sequence are left. */
export function rowsLeft(): i32 {
  let rows = 0;
  for (let run = down; run < downEnd; run += 1) rows += downLeft(run);
  return rows;
}

export function stateOf(run: i32): i32 {
  return load<i32>(runStates + ((<usize>run) << 2));
}

function lengthOf(run: i32): i32 {
  return load<i32>(runLengths + ((<usize>run) << 2));
}

/** What inserting or deleting one position of a run costs. */
export function stepOf(run: i32): f64 {
  return load<f64>(runSteps + ((<usize>run) << 3));
}

/** Where the runs of a sequence begin, by its number. */
export function runsFrom(number: i32): i32 {
  return load<i32>(runOffsets + ((<usize>number) << 2));
}

/** Where they end. */
export function runsTo(number: i32): i32 {
  return load<i32>(runOffsets + ((<usize>number) << 2), 4);
}

/** Where the costs of substituting a state stand. */
export function costsOf(state: i32): usize {
  return substitution + ((<usize>(state * stateCount)) << 3);
}

/** What scales the substitutions of a run, or what its length costs. */
export function factorOf(run: i32): f64 {
  return load<f64>(runFactors + ((<usize>run) << 3));
}

/** What substituting a position of one run by one of another costs. */
export function substitutionOf(run: i32, facing: i32): f64 {
  const cost = load<f64>(costsOf(stateOf(run)) + ((<usize>stateOf(facing)) << 3));
  if (link === 0) return cost;
  return cost * (link === 1 ? factorOf(run) + factorOf(facing) : factorOf(run) * factorOf(facing));
}
