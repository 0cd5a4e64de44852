/** What the Bedrock stage does in a second, and what it adds to the model's own time. */
@NullMarked
package dev.millrace.benchmarks.inference;

import org.jspecify.annotations.NullMarked;
