import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** The labels of one series, and its value now. */
export type Series = readonly [labels: Readonly<Record<string, string>>, value: number];

/** What the server tells Prometheus. Names are stable; gauges read their value when they are asked. */
export interface Metrics {
  readonly registry: Registry;
  /** Adds a gauge that is read at each scrape. */
  gauge(name: string, help: string, read: () => number): void;
  /** Adds a gauge with labels; a series that is not read any more is gone. */
  gauges(name: string, help: string, labels: readonly string[], read: () => Iterable<Series>): void;
  counter(name: string, help: string, labels?: readonly string[]): Counter;
  histogram(name: string, help: string, buckets: readonly number[]): Histogram;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "belfry_" });
  const registers = [registry];
  return {
    registry,
    gauge(name, help, read) {
      new Gauge({
        name: `belfry_${name}`,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    },
    gauges(name, help, labels, read) {
      new Gauge({
        name: `belfry_${name}`,
        help,
        labelNames: [...labels],
        registers,
        collect() {
          this.reset();
          for (const [of, value] of read()) this.set(of, value);
        },
      });
    },
    counter: (name, help, labels = []) =>
      new Counter({ name: `belfry_${name}`, help, labelNames: [...labels], registers }),
    histogram: (name, help, buckets) =>
      new Histogram({ name: `belfry_${name}`, help, buckets: [...buckets], registers }),
  };
}
