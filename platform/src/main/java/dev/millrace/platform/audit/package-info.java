/** The audit log: who changed what, each record bound to the one before. */
@NullMarked
package dev.millrace.platform.audit;

import org.jspecify.annotations.NullMarked;
