/** The speed of cost-aggregator. */
@NullMarked
package dev.millrace.benchmarks.cost;

import org.jspecify.annotations.NullMarked;
