package dev.millrace.platform.drift.domain;

/** What of a feature may change. */
public enum Aspect {
  /** How its values are distributed. */
  DISTRIBUTION,
  /** The share of records without a value. */
  NULLS,
  /** The share of values that are no finite numbers where numbers are expected. */
  INVALID,
  /** The share of categories that the reference does not have. */
  UNSEEN,
  /** The share of numbers below the least or above the greatest of the reference. */
  OUT_OF_RANGE
}
