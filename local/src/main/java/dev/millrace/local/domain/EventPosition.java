package dev.millrace.local.domain;

/**
 * Where an event lies in {@code raw-events}.
 *
 * @param partition from 0
 * @param offset from 0
 */
public record EventPosition(int partition, long offset) {}
