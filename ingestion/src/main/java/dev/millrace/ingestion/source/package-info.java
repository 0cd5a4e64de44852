/** Feeds: they bring what producers write to topics of their own to raw-events. */
@NullMarked
package dev.millrace.ingestion.source;

import org.jspecify.annotations.NullMarked;
