package dev.millrace.local.client;

import java.util.Optional;

/**
 * One event of a file.
 *
 * @param number counted from 1, without the header
 * @param id as the id column says, or derived
 * @param json the payload, without the label
 * @param label as the label column says
 */
public record Row(long number, String id, String json, Optional<String> label) {}
