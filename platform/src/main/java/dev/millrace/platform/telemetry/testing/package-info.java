/** What tests and measurements need to see spans. */
@NullMarked
package dev.millrace.platform.telemetry.testing;

import org.jspecify.annotations.NullMarked;
