/** Typed settings: every problem is told at once. */
@NullMarked
package dev.millrace.platform.settings;

import org.jspecify.annotations.NullMarked;
