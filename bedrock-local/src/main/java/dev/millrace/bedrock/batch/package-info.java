/** Batch inference jobs: records of a file in S3, answered in the course of time. */
@NullMarked
package dev.millrace.bedrock.batch;

import org.jspecify.annotations.NullMarked;
