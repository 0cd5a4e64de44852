/** Services: how a job starts, says how it is, and stops. */
@NullMarked
package dev.millrace.platform.runtime;

import org.jspecify.annotations.NullMarked;
