/** A Flink cluster inside this process, for a factory on one machine. */
@NullMarked
package dev.millrace.inference.cluster;

import org.jspecify.annotations.NullMarked;
