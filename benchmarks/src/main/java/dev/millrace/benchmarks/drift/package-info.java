/** What drift detection costs and is worth, beside what others do. */
@NullMarked
package dev.millrace.benchmarks.drift;

import org.jspecify.annotations.NullMarked;
