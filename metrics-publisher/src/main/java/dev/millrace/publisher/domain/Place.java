package dev.millrace.publisher.domain;

/**
 * Where a record is.
 *
 * @param partition topic and partition in one, such as {@code cost-metrics-3}
 */
public record Place(String partition, long offset) {}
