/** Holds what is measured against the alarms of the catalogue. */
@NullMarked
package dev.millrace.publisher.domain.alarms;

import org.jspecify.annotations.NullMarked;
