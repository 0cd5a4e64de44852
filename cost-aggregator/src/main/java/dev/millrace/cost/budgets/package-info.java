/** How budgets stand: from cost windows to statuses and alerts, in Kafka Streams. */
@NullMarked
package dev.millrace.cost.budgets;

import org.jspecify.annotations.NullMarked;
