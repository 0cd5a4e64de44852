/** What a whole factory takes before it has anything to do. */
@NullMarked
package dev.millrace.benchmarks.factory;

import org.jspecify.annotations.NullMarked;
