/** The way in over HTTP. */
@NullMarked
package dev.millrace.ingestion.gateway;

import org.jspecify.annotations.NullMarked;
