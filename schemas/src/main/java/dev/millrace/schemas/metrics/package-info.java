/** What the factory measures: the catalogue of metrics, and the dashboard and alarms made of it. */
@NullMarked
package dev.millrace.schemas.metrics;

import org.jspecify.annotations.NullMarked;
