/** Personal data: what is recognised, and what a pipeline's rules do to it. */
@NullMarked
package dev.millrace.ingestion.domain.personal;

import org.jspecify.annotations.NullMarked;
