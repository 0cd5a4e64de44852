package dev.millrace.inference;

import dev.millrace.inference.bedrock.BatchJobs;

/** Batch jobs, and on what terms they are used. */
record Batches(BatchJobs jobs, BatchTerms terms) {}
