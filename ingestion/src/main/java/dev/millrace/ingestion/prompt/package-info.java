/** Prompts in Mustache. */
@NullMarked
package dev.millrace.ingestion.prompt;

import org.jspecify.annotations.NullMarked;
