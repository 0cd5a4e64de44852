/** A local endpoint that speaks the Bedrock protocols, for development, tests and benchmarks. */
@NullMarked
package dev.millrace.bedrock;

import org.jspecify.annotations.NullMarked;
