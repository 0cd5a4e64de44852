package dev.millrace.benchmarks.drift;

import java.util.function.Supplier;

/**
 * A detector with one of its settings.
 *
 * @param name of the detector
 * @param setting as its authors call it, with the value
 * @param origin whose it is
 * @param fresh makes one that has seen nothing
 */
record Contestant(String name, String setting, Origin origin, Supplier<Detector> fresh) {

  /** Whose code it is. */
  enum Origin {
    /** Millrace's. */
    OURS,
    /** The jar of MOA that was named. */
    MOA,
    /** A published formula, written here. */
    FORMULA
  }

  /** Name and setting. */
  String title() {
    return setting.isEmpty() ? name : name + ", " + setting;
  }
}
