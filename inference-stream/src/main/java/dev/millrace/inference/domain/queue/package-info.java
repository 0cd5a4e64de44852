/** Who comes next, when more calls wait than can be made: pure, told the time. */
@NullMarked
package dev.millrace.inference.domain.queue;

import org.jspecify.annotations.NullMarked;
