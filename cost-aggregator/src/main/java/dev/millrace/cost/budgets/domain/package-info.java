/** What a budget's spending says: decided by event time, without Kafka, a clock or a thread. */
@NullMarked
package dev.millrace.cost.budgets.domain;

import org.jspecify.annotations.NullMarked;
