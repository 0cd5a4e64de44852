/**
 * The wire format for Flink jobs. What is here is serialized with the job and opened where it runs.
 */
@NullMarked
package dev.millrace.schemas.flink;

import org.jspecify.annotations.NullMarked;
