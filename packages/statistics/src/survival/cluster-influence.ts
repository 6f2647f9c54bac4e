// How much each cluster moves a curve, and the sum of the squares of that: by following each, or by sums over all.

/**
 * Everyone at risk is pulled alike, so a cluster's influence is `own + weight at risk x drift`, the drift being the sum of all pulls.
 * A cluster's terms change only when a row of it enters or ends.
 */
export interface ClusterInfluence {
  /** Forgets all; a curve of its own begins. */
  restart(): void;
  /** A row comes to be at risk. */
  enter(cluster: number, weight: number): void;
  /** All at risk are moved by this for each unit of their weight. */
  pull(by: number): void;
  /** A row ends, and is moved by `extra` for each unit of its weight. */
  leave(cluster: number, weight: number, extra: number): void;
  /** The root of the sum of squares. */
  error(): number;
}

/** Every cluster at every time: exact to the last digits. */
export class FollowedInfluence implements ClusterInfluence {
  private readonly own: Float64Array;
  private readonly weight: Float64Array;

  constructor(clusters: number) {
    this.own = new Float64Array(clusters);
    this.weight = new Float64Array(clusters);
  }

  restart(): void {
    this.own.fill(0);
    this.weight.fill(0);
  }

  enter(cluster: number, weight: number): void {
    this.weight[cluster] = (this.weight[cluster] as number) + weight;
  }

  pull(by: number): void {
    const { own, weight } = this;
    for (let cluster = 0; cluster < own.length; cluster += 1) {
      own[cluster] = (own[cluster] as number) + by * (weight[cluster] as number);
    }
  }

  leave(cluster: number, weight: number, extra: number): void {
    this.own[cluster] = (this.own[cluster] as number) + weight * extra;
    this.weight[cluster] = (this.weight[cluster] as number) - weight;
  }

  error(): number {
    let sum = 0;
    for (let cluster = 0; cluster < this.own.length; cluster += 1) sum += (this.own[cluster] as number) ** 2;
    return Math.sqrt(sum);
  }
}

/** Only what is needed of all clusters at once: for data too large to follow each. */
export class SummedInfluence implements ClusterInfluence {
  private drift = 0;
  private readonly own: Float64Array;
  private readonly weight: Float64Array;
  private readonly touched: Int32Array;
  private touches = 0;
  private ownSquared = 0;
  private crossed = 0;
  private weightSquared = 0;
  private rowsAtRisk = 0;

  constructor(clusters: number, rows: number) {
    this.touched = new Int32Array(rows);
    this.own = new Float64Array(clusters);
    this.weight = new Float64Array(clusters);
  }

  restart(): void {
    for (let touch = 0; touch < this.touches; touch += 1) {
      this.own[this.touched[touch] as number] = 0;
      this.weight[this.touched[touch] as number] = 0;
    }
    this.touches = 0;
    this.drift = 0;
    this.ownSquared = 0;
    this.crossed = 0;
    this.weightSquared = 0;
    this.rowsAtRisk = 0;
  }

  pull(by: number): void {
    this.drift += by;
  }

  enter(cluster: number, weight: number): void {
    this.touched[this.touches] = cluster;
    this.touches += 1;
    this.rowsAtRisk += 1;
    this.change(cluster, -weight * this.drift, weight);
  }

  leave(cluster: number, weight: number, extra: number): void {
    this.rowsAtRisk -= 1;
    this.change(cluster, weight * (this.drift + extra), -weight);
    if (this.rowsAtRisk === 0) {
      this.crossed = 0;
      this.weightSquared = 0;
    }
  }

  error(): number {
    return Math.sqrt(Math.max(0, this.ownSquared + this.drift * (2 * this.crossed + this.drift * this.weightSquared)));
  }

  private change(cluster: number, ownBy: number, weightBy: number): void {
    const own = this.own[cluster] as number;
    const weight = this.weight[cluster] as number;
    const newOwn = own + ownBy;
    const newWeight = weight + weightBy;
    this.ownSquared += ownBy * (own + newOwn);
    this.crossed += newOwn * newWeight - own * weight;
    this.weightSquared += weightBy * (weight + newWeight);
    this.own[cluster] = newOwn;
    this.weight[cluster] = newWeight;
  }
}
