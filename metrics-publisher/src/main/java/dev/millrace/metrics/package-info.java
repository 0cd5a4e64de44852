/** What the metrics topics say, in CloudWatch. */
@NullMarked
package dev.millrace.metrics;

import org.jspecify.annotations.NullMarked;
