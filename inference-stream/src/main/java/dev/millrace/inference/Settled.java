package dev.millrace.inference;

import dev.millrace.inference.domain.Received;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.Prediction;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written for a request. A record that is no request has only a dead letter; a
 * request that failed has both; one that failed in an earlier life has its dead letter once more,
 * because nobody knows whether the first one was written.
 *
 * @param received where it came from
 */
public record Settled(
    Received received, @Nullable Prediction prediction, @Nullable DeadLetter deadLetter) {}
