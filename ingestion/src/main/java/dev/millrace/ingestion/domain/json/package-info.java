/** Strict JSON, read without losing a byte of how it was written. */
@NullMarked
package dev.millrace.ingestion.domain.json;

import org.jspecify.annotations.NullMarked;
