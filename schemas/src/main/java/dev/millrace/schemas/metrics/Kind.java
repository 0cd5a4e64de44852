package dev.millrace.schemas.metrics;

/** How values of a metric go together. */
public enum Kind {
  /** They add up: of time, and of dimensions. Only their sum means something. */
  COUNTER,
  /** Each is how things stood at its moment: they are averaged, or the largest counts. */
  GAUGE
}
