/** Strict JSON and prompt templates: the libraries behind the domain. */
@NullMarked
package dev.millrace.ingestion.json;

import org.jspecify.annotations.NullMarked;
