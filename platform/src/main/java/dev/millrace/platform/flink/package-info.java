/** A Flink cluster inside this process, for a factory on one machine. */
@NullMarked
package dev.millrace.platform.flink;

import org.jspecify.annotations.NullMarked;
