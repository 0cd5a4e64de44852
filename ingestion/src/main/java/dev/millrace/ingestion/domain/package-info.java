/** What is let in and what becomes of it: decisions without an engine. */
@NullMarked
package dev.millrace.ingestion.domain;

import org.jspecify.annotations.NullMarked;
