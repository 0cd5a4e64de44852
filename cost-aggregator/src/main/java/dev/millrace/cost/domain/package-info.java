/** What calls took, folded into windows: without Kafka, clock or thread. */
@NullMarked
package dev.millrace.cost.domain;

import org.jspecify.annotations.NullMarked;
