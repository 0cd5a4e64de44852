/** Texts sorted by what examples show: what custom models of this endpoint are. */
@NullMarked
package dev.millrace.bedrock.classifier;

import org.jspecify.annotations.NullMarked;
