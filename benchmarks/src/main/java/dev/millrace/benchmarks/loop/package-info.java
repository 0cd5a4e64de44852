/** How fast the loop from falling quality to a better model is. */
@NullMarked
package dev.millrace.benchmarks.loop;

import org.jspecify.annotations.NullMarked;
