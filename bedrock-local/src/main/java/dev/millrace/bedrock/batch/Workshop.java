package dev.millrace.bedrock.batch;

import dev.millrace.bedrock.api.RecordAnswers;
import dev.millrace.bedrock.meter.InvocationLog;
import java.time.InstantSource;

/**
 * What all jobs work with.
 *
 * @param meter has every answered record once
 */
public record Workshop(
    RecordAnswers answers, InvocationLog meter, BatchConduct conduct, InstantSource clock) {}
