/** The Flink job that calls Bedrock and writes the one terminal record of each request. */
@NullMarked
package dev.millrace.inference;

import org.jspecify.annotations.NullMarked;
