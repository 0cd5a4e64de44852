/** What benchmarks run on: brokers, processes and clocks. */
@NullMarked
package dev.millrace.benchmarks.rig;

import org.jspecify.annotations.NullMarked;
