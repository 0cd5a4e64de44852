package dev.millrace.benchmarks.drift;

/** Watches errors of a model, one after the other; after an alarm it begins anew. */
@FunctionalInterface
interface Detector {

  /**
   * Takes the next one into account and tells whether errors have become more.
   *
   * @param error 0 or 1
   */
  boolean alarms(double error);
}
