/**
 * Whether two samples differ, by how much, and how sure that is; exact, and without engine, clock
 * or dice. Usable alone.
 */
@NullMarked
package dev.millrace.platform.drift.domain;

import org.jspecify.annotations.NullMarked;
