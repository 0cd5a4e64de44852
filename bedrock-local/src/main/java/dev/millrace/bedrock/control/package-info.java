/** Bedrock's control plane: batch inference jobs and application inference profiles. */
@NullMarked
package dev.millrace.bedrock.control;

import org.jspecify.annotations.NullMarked;
