/** What a benchmark is, how it is repeated and what its figures are. */
@NullMarked
package dev.millrace.benchmarks.figure;

import org.jspecify.annotations.NullMarked;
