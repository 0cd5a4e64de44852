/** The command that measures: what it can measure, how it is asked and what it shows. */
@NullMarked
package dev.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
