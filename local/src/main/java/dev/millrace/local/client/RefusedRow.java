package dev.millrace.local.client;

/**
 * A row that was not sent, or that the gateway turned away.
 *
 * @param number counted from 1, without the header
 * @param reason one sentence, without content of the row
 */
public record RefusedRow(long number, String reason) {}
