/** Metrics topics to CloudWatch. */
@NullMarked
package dev.millrace.publisher;

import org.jspecify.annotations.NullMarked;
