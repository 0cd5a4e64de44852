package dev.millrace.inference;

import java.time.Duration;

/**
 * On what terms requests go into batch jobs.
 *
 * @param leastTime that a request has to have until its deadline, besides the wait for others
 * @param margin before the first deadline of a job's requests: then the job is stopped, and what it
 *     has not answered is asked for one by one
 * @param poll between two looks at a job
 * @param held what may be held for jobs in one instance; more is asked for one by one
 */
public record BatchTerms(
    Duration leastTime, Duration margin, Duration poll, InferenceSettings.Waiting held) {}
