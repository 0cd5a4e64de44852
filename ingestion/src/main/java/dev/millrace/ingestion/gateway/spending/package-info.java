/** What tenants may know of their spending: how budgets stand, and what windows cost. */
@NullMarked
package dev.millrace.ingestion.gateway.spending;

import org.jspecify.annotations.NullMarked;
