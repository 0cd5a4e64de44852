/** What answers cost, and whether another model gives as good ones for less. */
@NullMarked
package dev.millrace.drift.domain.costs;

import org.jspecify.annotations.NullMarked;
